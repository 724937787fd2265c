"""How near a question is in meaning to each entry, in any language: vectors compared part by part."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from civic.answers.background import Background, directions_between
from civic.answers.embedding import Vector, Vectors, parts
from civic.answers.passages import Kind, Passage

CENTRING = np.float32(0.8)
LANGUAGE_DIRECTIONS = 6
_QUESTIONS = {Kind.ASKED, Kind.ELSEWHERE}
_FEW = 8  # a mean of fewer texts says more about them than about their language

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Nearness:
    """Cosines of a question, for each part of the model. `whole` and `asked`: shape (parts, entries), with
    the entry's answer and with other ways to ask for it; `elsewhere`: shape (parts,), with the nearest
    subject that is not the city's matter here, whose name is `subject`."""

    whole: Scores
    asked: Scores
    elsewhere: Scores
    subject: str


def merged(found: Sequence[Nearness]) -> Nearness:
    """Several with different entries as one: where an entry is not compared, its cosines are 0."""
    named = max(found, key=lambda one: float(one.elsewhere.sum()))
    return Nearness(
        whole=np.sum([one.whole for one in found], axis=0),
        asked=np.sum([one.asked for one in found], axis=0),
        elsewhere=named.elsewhere,
        subject=named.subject,
    )


class Meanings:
    """Compares questions with passages; made once from their vectors, then only read.

    Every text of a language leans the same way, and texts of one language lean towards each other. So the
    mean of its language is taken from each passage, and the directions in which languages differ from all
    vectors; without that, a Turkish question finds whatever is written in Turkish.
    """

    def __init__(
        self,
        entries: Sequence[str],
        passages: Sequence[Passage],
        vectors: Vectors,
        model: str,
        backgrounds: Sequence[Background | None] = (),
    ) -> None:
        """`backgrounds`: how questions lean, for each part of the model; where there is none, as the ways to
        ask for these entries do."""
        groups = [(one.kind in _QUESTIONS, one.language) for one in passages]
        self._parts = [
            _Part(vectors[:, place], groups, learned)
            for place, learned in itertools.zip_longest(parts(model), backgrounds)
        ]
        self._places = parts(model)
        order = {key: number for number, key in enumerate(entries)}
        self._whole = _Groups(order, passages, {Kind.WHOLE, Kind.PIECE})
        self._asked = _Groups(order, passages, {Kind.ASKED})
        self._elsewhere = np.array(
            [number for number, one in enumerate(passages) if one.kind is Kind.ELSEWHERE], dtype=np.intp
        )
        self._subjects = [passages[number].entry for number in self._elsewhere]

    def near(self, question: Vector) -> Nearness:
        """The nearness of a question, given as its vector."""
        cosines = [
            part.cosines(question[place]) for part, place in zip(self._parts, self._places, strict=True)
        ]
        subject, elsewhere = "", np.zeros(len(cosines), np.float32)
        if len(self._elsewhere):
            foreign = np.stack([row[self._elsewhere] for row in cosines])
            elsewhere = foreign.max(axis=1)
            subject = self._subjects[int(foreign.sum(axis=0).argmax())]
        return Nearness(
            whole=np.stack([self._whole.of_entries(row) for row in cosines]),
            asked=np.stack([self._asked.of_entries(row) for row in cosines]),
            elsewhere=elsewhere,
            subject=subject,
        )


class _Part:
    """The vectors of one model, centred."""

    def __init__(
        self, vectors: Vectors, groups: Sequence[tuple[bool, str]], learned: Background | None
    ) -> None:
        overall = vectors.mean(axis=0)
        members: dict[tuple[bool, str], list[int]] = {}
        for number, group in enumerate(groups):
            members.setdefault(group, []).append(number)
        means = {
            group: vectors[rows].mean(axis=0) if len(rows) >= _FEW else overall
            for group, rows in members.items()
        }
        learned = learned or _own(vectors, members, means)
        self._directions, self._background = learned.directions, learned.mean
        centred = vectors - CENTRING * np.stack([means[group] for group in groups])
        self._vectors = _unit(self._without_language(centred.astype(np.float32)))

    def cosines(self, question: Vector) -> Scores:
        centred = question - CENTRING * self._background
        asked = _unit(self._without_language(centred[None]))[0]
        # Not `@`: BLAS divides it among threads that wait for each other in busy loops. On a busy machine
        # that took five times as long, and now and then a tenth of a second.
        scores: Scores = np.einsum("ij,j->i", self._vectors, asked)
        return scores

    def _without_language(self, vectors: Vectors) -> Vectors:
        rest = vectors - vectors @ self._directions.T @ self._directions
        return rest.astype(np.float32)


def _own(
    vectors: Vectors, members: Mapping[tuple[bool, str], list[int]], means: Mapping[tuple[bool, str], Vector]
) -> Background:
    """A question leans as other ways to ask do, though those were embedded as passages."""
    asked = [number for (is_asked, _), rows in members.items() if is_asked for number in rows]
    mean = vectors[asked or slice(None)].mean(axis=0)
    of_languages = [one for (is_asked, _), one in means.items() if is_asked]
    table = np.stack(of_languages or [mean])
    return Background(mean, directions_between(table, LANGUAGE_DIRECTIONS))


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = vectors / np.maximum(lengths, 1e-9)
    return unit


class _Groups:
    """Which passages belong to which entry in which language. An entry is as near as the mean of its best
    language and of all its languages: the best alone favours entries that were translated."""

    def __init__(self, order: dict[str, int], passages: Sequence[Passage], kinds: set[Kind]) -> None:
        keyed = sorted(
            (order[one.entry], one.language, number)
            for number, one in enumerate(passages)
            if one.kind in kinds and one.entry in order
        )
        self._rows = np.array([number for _, _, number in keyed], dtype=np.intp)
        versions: dict[tuple[int, str], int] = {}
        for place, (entry, language, _) in enumerate(keyed):
            versions.setdefault((entry, language), place)
        self._version_starts = np.array(list(versions.values()), dtype=np.intp)
        entries: dict[int, int] = {}
        for place, (entry, _) in enumerate(versions):
            entries.setdefault(entry, place)
        self._entry_starts = np.array(list(entries.values()), dtype=np.intp)
        self._entries = np.array(list(entries), dtype=np.intp)
        self._sizes = np.diff(np.append(self._entry_starts, len(versions)))
        self._count = len(order)

    def of_entries(self, cosines: Scores) -> Scores:
        scores = np.zeros(self._count, np.float32)
        if len(self._rows):
            versions = np.maximum.reduceat(cosines[self._rows], self._version_starts)
            best = np.maximum.reduceat(versions, self._entry_starts)
            mean = np.add.reduceat(versions, self._entry_starts) / self._sizes
            scores[self._entries] = (best + mean) / 2
        return scores
