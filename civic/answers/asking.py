"""From a message to a decision: safety first, then the search, then the judgement."""

import logging
from copy import copy
from dataclasses import replace
from datetime import date
from typing import Self

from civic.answers.calibration import WORDS_ONLY, Calibration, calibration_for
from civic.answers.deciding import decide, judge
from civic.answers.embedding import Vector, Vectors
from civic.answers.evidence import Asked, Evidence
from civic.answers.intents import Intent, intent
from civic.answers.knowledge import Knowledge
from civic.answers.outcomes import (
    Answered,
    Choose,
    Crisis,
    Danger,
    Decision,
    Doctor,
    Emergency,
    HandOver,
    Wish,
)
from civic.answers.retrieval import Found, HybridRetriever, Retriever
from civic.answers.safety import may_ask, screen

log = logging.getLogger(__name__)
_CANDIDATES = 30  # more than are shown: the judgement may prefer what the search ranks low


class Answerer:
    """Answers questions from one city's knowledge. Synchronous, without input or output, a few milliseconds
    per question; make a new one when the knowledge changes, and another with its vectors when they are
    there."""

    def __init__(
        self,
        knowledge: Knowledge,
        vectors: Vectors | None = None,
        model: str = "",
        *,
        retriever: Retriever | None = None,
        calibration: Calibration | None = None,
    ) -> None:
        self.knowledge = knowledge
        self.model = model
        self._retriever = retriever or HybridRetriever(knowledge, vectors, model)
        self.evidence = Evidence(knowledge)
        self._by_words = calibration or calibration_for(WORDS_ONLY)
        self._calibration = calibration
        self._by_meaning = calibration or calibration_for(model)
        self.decide("first question")  # reads the lists of phrases now and not at the first question

    def with_vectors(self, vectors: Vectors | None, model: str) -> Self:
        """Another one for the same knowledge, with vectors or without any. What was made of the words is
        shared: making it takes seconds, and twice the memory."""
        other = copy(self)
        other.model = model
        other._retriever = self._retriever.with_vectors(vectors, model)
        other._by_meaning = self._calibration or calibration_for(model)
        return other

    def decide(
        self, question: str, language: str = "", today: date | None = None, vector: Vector | None = None
    ) -> Decision:
        """The decision about any message; `language` is the one it is written in, if known. With `today`,
        entries that have expired are left out; `vector` is the question's, of the same model as the
        knowledge's."""
        screened = screen(question)
        if isinstance(screened, Doctor):
            return screened
        if isinstance(screened, Emergency | Crisis):
            return self._with_answer(screened, question, language, today) if may_ask(screened) else screened
        found = self._found(question, language, today, vector)
        other = screened or _as_command(question)
        return found if other is None else replace(other, alternatives=found.alternatives)

    def ranked(self, question: str, vector: Vector | None = None, limit: int = _CANDIDATES) -> list[str]:
        """The entries found, the likeliest answer first, whatever would be decided."""
        asked, found = self.look_up(question, "", vector, limit)
        learned = self._by_words if vector is None else self._by_meaning
        return [key for key, _ in judge(asked, found, self.evidence, learned)]

    def look_up(
        self, question: str, language: str = "", vector: Vector | None = None, limit: int = _CANDIDATES
    ) -> tuple[Asked, Found]:
        """The question taken apart, and the candidates for it."""
        return self.evidence.ask(question, language), self._retriever.search(question, vector, limit)

    def _with_answer(self, danger: Danger, question: str, language: str, today: date | None) -> Danger:
        """What may have been a question gets its answer, too. The search may be broken; the number comes."""
        try:
            found = self._found(question, language, today)
        except Exception:
            log.exception("no search below an emergency number")
            return danger
        if not isinstance(found, Answered) and (danger.sure or not isinstance(found, Choose)):
            return danger
        return replace(danger, also=found, alternatives=found.alternatives)

    def _found(
        self, question: str, language: str, today: date | None, vector: Vector | None = None
    ) -> Decision:
        asked, found = self.look_up(question, language, vector)
        if today is not None:
            current = tuple(hit for hit in found.hits if not self._expired(hit.entry, today))
            found = replace(found, hits=current)
        learned = self._by_words if vector is None else self._by_meaning
        return decide(asked, found, self.evidence, learned)

    def _expired(self, key: str, today: date) -> bool:
        entry = self.knowledge.entries[key]
        return all(version.expired(today) for version in entry.versions.values())


def _as_command(question: str) -> HandOver | Wish | None:
    """What a word that is a command elsewhere means as a question: asking for a person, or a wish."""
    match intent(question):
        case None:
            return None
        case Intent.HUMAN:
            return HandOver("human")
        case wanted:
            return Wish(wanted.value)
