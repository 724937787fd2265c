"""Learns how much each signal counts, and from which confidence to answer: `make calibrate`.

Writes `civic/answers/calibration.yaml`. Reads the tuning questions and one half of the golden ones; prints
the hash of the half it does not read.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

from benchmarks.answers.fitting import Case, Table, fit
from benchmarks.answers.pages import LANGUAGES, PageQuestion, for_report, page_knowledge, page_questions
from benchmarks.answers.questions import Question, fingerprint, for_learning, for_the_report
from benchmarks.answers.vectors import Bench
from civic.answers.asking import Answerer
from civic.answers.background import DIRECTIONS, background, directions_between
from civic.answers.background import FILE as BACKGROUND
from civic.answers.calibration import FILE, OTHER, WORDS_ONLY, Calibration, probabilities
from civic.answers.embedding import Vectors, parts
from civic.answers.knowledge import Knowledge, load
from civic.answers.passages import passages_of
from civic.answers.signals import signals
from civic.answers.worker_process import WorkerProcess

PACK = Path("content") / "kaiserslautern"
BY_WORDS = ("constant", "words", "coverage", "heading", "literal", "other", "named", "facts")
BY_MEANING = ("whole", "asked", "elsewhere")
FOLDS = 5
ANSWERED_AT_LEAST = 0.70  # of the answerable, where so many can be answered well
WRONG_AT_MOST = 0.03
PAGES_RIGHT = 0.96  # a page besides the one that was labelled often answers, too
ANSWERED_IN_VAIN_AT_MOST = 0.06  # of tuning questions, among which tricks are three times as frequent
HANDED_OVER = 0.62  # of the questions without an answer, without a choice
CANDIDATES = 30
NOTHING_LEARNED = Calibration({}, {}, 1.0, 1.0, 1.0)
HEADER = """\
# Learned by `make calibrate`; do not edit. For each model: the weight of each signal in an entry's utility
# (0 is the utility of no answer), from which probability to answer, and from which to offer a choice.
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its candidates."""

    question: Question
    entries: Sequence[str]
    case: Case
    nearer_elsewhere: float


def examples(
    answerer: Answerer, questions: Sequence[Question], vectors: Vectors | None, names: Sequence[str]
) -> list[Example]:
    """The candidates of each question with their signals, by the names given."""
    made = []
    for number, question in enumerate(questions):
        vector = vectors[number] if vectors is not None else None
        asked, found = answerer.look_up(question.text, question.language, vector, CANDIDATES)
        rows = []
        for hit in found.hits:
            fit_of = answerer.evidence.fit(asked, hit.entry)
            known = signals(asked, fit_of, hit, found)
            rows.append([known.get(name, 0.0) for name in names])
        entries = [hit.entry for hit in found.hits]
        right = np.array([entry in question.right for entry in entries], bool)
        table = np.array(rows).reshape(len(rows), len(names))
        case = Case(table, right, bool(question.right))
        made.append(Example(question, entries, case, found.nearer_elsewhere))
    return made


def fold_of(question: Question) -> int:
    """Which of the folds of cross-validation it belongs to."""
    return int(fingerprint([question]), 16) % FOLDS


def cross_validated(made: Sequence[Example]) -> list[tuple[Example, list[float]]]:
    """For each question the chances of its candidates, by weights learned from the other folds."""
    found = []
    for fold in range(FOLDS):
        weights = fit([one.case for one in made if fold_of(one.question) != fold])
        for one in made:
            if fold_of(one.question) == fold:
                found.append((one, probabilities((one.case.signals @ weights).tolist())))
    return found


def thresholds(judged: Sequence[tuple[Example, list[float]]]) -> tuple[float, float]:
    """From which confidence to answer: where that is good, and as carefully as can be while most answerable
    questions are still answered directly. And from which chance of any answer to offer a choice, so that
    most questions without an answer get none."""
    best = sorted((max(p, default=0.0) for one, p in judged if one.case.answerable), reverse=True)
    answer = max(_good_from(judged), best[int(ANSWERED_AT_LEAST * len(best))])
    sums = sorted(sum(p) for one, p in judged if not one.case.answerable)
    return round(answer, 2), round(float(np.quantile(sums, HANDED_OVER)), 3)


def _good_from(judged: Sequence[tuple[Example, list[float]]]) -> float:
    """The lowest confidence at which few answers are wrong, and few questions without an answer get one."""
    answer = 0.99
    unanswerable = sum(not one.case.answerable for one, _ in judged)
    for candidate in np.arange(0.98, 0.3, -0.01):
        given = [(one, int(np.argmax(p))) for one, p in judged if p and max(p) >= candidate]
        right = sum(bool(one.case.right[best]) for one, best in given)
        answerable = sum(one.case.answerable for one, _ in given)
        vain = len(given) - answerable
        if answerable - right > WRONG_AT_MOST * answerable or vain > ANSWERED_IN_VAIN_AT_MOST * unanswerable:
            break
        answer = float(candidate)
    return answer


def _elsewhere(made: Sequence[Example], step: float = 0.01) -> float:
    """How much nearer a subject that is not ours must be than every entry, so that no question of those that
    can be answered is turned away."""
    nearest = [one.nearer_elsewhere for one in made if one.case.answerable]
    return round(max([0.0, *nearest]) + step, 2)


def learned(made: Sequence[Example], names: Sequence[str]) -> dict[str, object]:
    """What the file says for one model."""
    answer, choose = thresholds(cross_validated(made))
    weights = _by_name(names, fit([one.case for one in made]))
    return {
        "weights": weights,
        "answer": answer,
        "choose": choose,
        "offered": 0.02,
        "elsewhere": _elsewhere(made),
    }


def learned_for_pages(
    answerer: Answerer, questions: Sequence[PageQuestion], vectors: Vectors | None, names: Sequence[str]
) -> tuple[dict[str, float], float]:
    """Weights for imported pages: each question once with its page, and once as if that page were missing.
    And from which confidence most of the pages given are those that were meant."""
    asked = [Question(str(one.id), one.language, "", one.text, frozenset({one.entry})) for one in questions]
    cases = []
    made = examples(answerer, asked, vectors, names)
    for one in made:
        case = one.case
        cases.append(case)
        others = case.signals[~case.right]
        cases.append(Case(others, np.zeros(len(others), bool), answerable=False))
    best = [
        (max(p, default=0.0), bool(p) and bool(one.case.right[int(np.argmax(p))]))
        for one, p in cross_validated(made)
    ]
    good = [at for at in np.arange(0.5, 0.96, 0.05) if _right_from(best, at) >= PAGES_RIGHT]
    return _by_name(names, fit(cases)), round(float(min(good, default=0.95)), 2)


def _right_from(best: Sequence[tuple[float, bool]], at: float) -> float:
    given = [right for chance, right in best if chance >= at]
    return sum(given) / len(given) if given else 0.0


def _by_name(names: Sequence[str], weights: Table) -> dict[str, float]:
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


def names_for(model: str) -> tuple[str, ...]:
    """The signals that there are with a model; none for words alone."""
    count = len(parts(model)) if model else 0
    return BY_WORDS + tuple(f"{name}.{part}" for part in range(1, count + 1) for name in BY_MEANING)


def page_names(model: str) -> tuple[str, ...]:
    """The same for imported pages, which belong to no initiative and have no subjects beside them."""
    skipped = {"other", "named", "literal", *({"words", "coverage", "facts"} if model else ())}
    return tuple(
        name for name in names_for(model) if name not in skipped and not name.startswith("elsewhere")
    )


@dataclass(frozen=True, slots=True)
class Material:
    """Knowledge with the vectors of its passages, and questions with theirs."""

    knowledge: Knowledge
    passages: Vectors
    questions: Vectors

    def answerer(self, model: str, place: slice) -> Answerer:
        """An answerer by one part of the model, or by all of it; by words alone without a name."""
        vectors = self.passages[:, place] if model else None
        return Answerer(self.knowledge, vectors, model, calibration=NOTHING_LEARNED)

    def asked(self, model: str, place: slice) -> Vectors | None:
        """The vectors of the questions for that answerer."""
        return self.questions[:, place] if model else None


async def material(bench: Bench, knowledge: Knowledge, questions: Sequence[str], name: str) -> Material:
    """Embeds what is not embedded yet."""
    passages = await bench.passages([one.text for one in passages_of(knowledge)], name)
    return Material(knowledge, passages, await bench.questions(questions))


async def learn_background(bench: Bench) -> None:
    """How questions lean: the mean of real ones, and the directions between the means of their languages."""
    questions = [one for one in page_questions() if not for_report(one)]
    vectors = await bench.questions([one.text for one in questions])
    languages = np.array([one.language for one in questions])
    found = {}
    for name, place in zip(bench.model.split("+"), parts(bench.model), strict=True):
        means = np.stack([vectors[languages == one][:, place].mean(axis=0) for one in LANGUAGES])
        found[f"{name}.mean"] = vectors[:, place].mean(axis=0)
        found[f"{name}.directions"] = directions_between(means, DIRECTIONS)
    np.savez(BACKGROUND, **found)
    background.cache_clear()


async def calibrate(bench: Bench) -> dict[str, dict[str, object]]:
    """What is learned for words alone, for each of the models, and for both."""
    questions = for_learning()
    of_pages = [one for one in page_questions() if one.answered and not for_report(one)]
    pack = await material(bench, load(PACK), [one.text for one in questions], "pack")
    pages = await material(bench, page_knowledge(PACK), [one.text for one in of_pages], "pages")
    whole = bench.model
    await learn_background(bench)
    places = {**dict(zip(whole.split("+"), parts(whole), strict=True)), whole: slice(None), "": slice(None)}
    found = {}
    for model, place in places.items():
        names = names_for(model)
        made = examples(pack.answerer(model, place), questions, pack.asked(model, place), names)
        for_pages, from_page = learned_for_pages(
            pages.answerer(model, place), of_pages, pages.asked(model, place), page_names(model)
        )
        known = learned(made, names)
        from_page = max(from_page, float(str(known["answer"])))
        found[model or WORDS_ONLY] = {"pages": for_pages, **known, "page_answer": from_page}
    return {OTHER: found[whole.split("+")[0]], **found}


async def main() -> None:
    """Learns, writes the file, and says what was left unread."""
    worker = WorkerProcess()
    await worker.start()
    try:
        found = await calibrate(Bench(worker))
    finally:
        await worker.close()
    text = yaml.safe_dump(found, sort_keys=False, default_flow_style=None, width=100)
    FILE.write_text(HEADER + text, encoding="utf-8")
    sys.stdout.write(f"learned from {len(for_learning())} questions; wrote {FILE}\n")
    rest = for_the_report()
    sys.stdout.write(f"not read: {len(rest)} golden questions with the hash {fingerprint(rest)}\n")


if __name__ == "__main__":
    asyncio.run(main())
