"""From a message to a decision: safety first, then the search, then the judgement."""

from dataclasses import replace
from datetime import date

from civic.answers.deciding import Thresholds, decide
from civic.answers.evidence import Evidence
from civic.answers.intents import Intent, intent
from civic.answers.knowledge import Knowledge
from civic.answers.outcomes import Crisis, Decision, Emergency, HandOver, Unclear
from civic.answers.retrieval import LexicalRetriever, Retriever
from civic.answers.safety import screen

_CANDIDATES = 30  # more than are shown: the judgement may prefer what the search ranks low


class Answerer:
    """Answers questions from one city's knowledge. Synchronous, without input or output, a few milliseconds
    per question; make a new one when the knowledge changes."""

    def __init__(
        self, knowledge: Knowledge, retriever: Retriever | None = None, thresholds: Thresholds | None = None
    ) -> None:
        self.knowledge = knowledge
        self._retriever = retriever or LexicalRetriever(knowledge)
        self._evidence = Evidence(knowledge)
        self._thresholds = thresholds or Thresholds()
        self.decide("first question")  # reads the lists of phrases now and not at the first question

    def decide(self, question: str, language: str = "", today: date | None = None) -> Decision:
        """The decision about any message; `language` is the one it is written in, if known. With `today`,
        entries that have expired are left out."""
        screened = screen(question)
        if isinstance(screened, Emergency | Crisis):
            return screened  # before the search, which may be broken
        hits = self._retriever.search(question, _CANDIDATES)
        current = [hit for hit in hits if today is None or not self._expired(hit.entry, today)]
        found = decide(question, current, self._evidence, self._thresholds, language)
        if screened is None:
            screened = _as_command(question)
        return found if screened is None else replace(screened, alternatives=found.alternatives)

    def _expired(self, key: str, today: date) -> bool:
        entry = self.knowledge.entries[key]
        return all(version.expired(today) for version in entry.versions.values())


def _as_command(question: str) -> HandOver | Unclear | None:
    """What a word that is a command elsewhere means as a question: asking for a person, or nothing."""
    match intent(question):
        case None:
            return None
        case Intent.HUMAN:
            return HandOver("human")
        case _:
            return Unclear()
