"""What `make answers` prints, and writes to `docs/answers.md`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.answers.questions import Question
from civic.answers.outcomes import Answered, Choose, Decision


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a golden question was answered."""

    question: Question
    decision: Decision

    @property
    def direct(self) -> bool:
        """Whether one entry was given as the answer."""
        return isinstance(self.decision, Answered)

    @property
    def right(self) -> bool:
        """Whether that entry, or one of the choices, answers the question."""
        match self.decision:
            case Answered(entry=entry):
                return entry in self.question.right
            case Choose(entries=entries):
                return bool(self.question.right & set(entries))
            case _:
                return False

    @property
    def offered(self) -> bool:
        """Whether choices were shown."""
        return isinstance(self.decision, Choose)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown; numbers with three digits."""
    lines = [f"| {' | '.join(head)} |", f"|{'|'.join(['---'] * len(head))}|"]
    for row in rows:
        cells = [f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def share(part: int, whole: int) -> object:
    """A share, or a dash where there is nothing to share."""
    return part / whole if whole else "-"


def pack_table(outcomes: Sequence[Outcome], key: Callable[[Question], str]) -> str:
    """One row for each language or style, and one for all."""
    groups: dict[str, list[Outcome]] = {}
    for one in outcomes:
        groups.setdefault(key(one.question), []).append(one)
    head = ("", "answerable", "shown", "direct", "of these right", "without answer", "direct", "handed over")
    rows = [_pack_row(name, group) for name, group in sorted(groups.items())]
    return table(head, [*rows, _pack_row("all", outcomes)])


def _pack_row(name: str, group: Sequence[Outcome]) -> Sequence[object]:
    good = [one for one in group if one.question.right]
    bad = [one for one in group if not one.question.right]
    direct = [one for one in good if one.direct]
    return (
        name,
        len(good),
        share(sum(one.right for one in good), len(good)),
        share(len(direct), len(good)),
        share(sum(one.right for one in direct), len(direct)),
        len(bad),
        share(sum(one.direct for one in bad), len(bad)),
        share(sum(not one.direct and not one.offered for one in bad), len(bad)),
    )


def ranking_table(found: Mapping[str, Mapping[str, Sequence[int | None]]]) -> str:
    """For each way of searching and language the ranks of the right pages: recall@1, recall@3, MRR."""
    languages = list(dict.fromkeys(language for ranks in found.values() for language in ranks))
    rows = []
    for name, by_language in found.items():
        rows.append([name, *(_quality(by_language[language]) for language in languages)])
    return table(["recall@1 / recall@3 / MRR", *languages], rows)


def _quality(ranks: Sequence[int | None]) -> str:
    count = len(ranks)
    first = sum(rank == 1 for rank in ranks) / count
    third = sum(rank is not None and rank <= 3 for rank in ranks) / count
    reciprocal = sum(1 / rank for rank in ranks if rank) / count
    return f"{first:.3f} / {third:.3f} / {reciprocal:.3f}"


def curve_table(judged: Sequence[tuple[float, bool, bool]]) -> str:
    """(confidence, right, answerable) of each question: what is answered, and how much of it is right, by the
    confidence from which an answer is given."""
    rows = []
    for at in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        given = [one for one in judged if one[0] >= at]
        answerable = [one for one in judged if one[2]]
        rows.append(
            (
                f"{at:.2f}",
                share(sum(one[2] for one in given), len(answerable)),
                share(sum(one[1] for one in given), len(given)),
                share(sum(not one[2] for one in given), len(judged) - len(answerable)),
            )
        )
    head = ("answered from", "of the answerable answered", "of the answers right", "of the others answered")
    return table(head, rows)
