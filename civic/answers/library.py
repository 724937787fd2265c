"""What the city knows at present, in one place that is exchanged as a whole when the knowledge changes."""

from datetime import date

from civic.answers.asking import Answerer
from civic.answers.knowledge import Knowledge
from civic.answers.outcomes import Decision


class Library:
    """Answers from the present knowledge. A reader sees the old or the new, never a mixture."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    @property
    def knowledge(self) -> Knowledge:
        """All that is known at present."""
        return self._answerer.knowledge

    def replace(self, answerer: Answerer) -> None:
        """Puts new knowledge in the place of the old."""
        self._answerer = answerer

    async def ask(self, question: str, language: str = "", today: date | None = None) -> Decision:
        """The decision about any message; `language` is the person's, and with `today` entries that have
        expired are left out."""
        return self._answerer.decide(question, language, today)
