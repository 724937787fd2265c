"""What the city knows at present, in one place that is exchanged as a whole when the knowledge changes."""

from datetime import date

from civic.answers.asking import Answerer
from civic.answers.embedding import Embedder, Vector, Vectors
from civic.answers.evidence import Evidence
from civic.answers.knowledge import Knowledge
from civic.answers.outcomes import Decision
from civic.answers.safety import danger


class Library:
    """Answers from the present knowledge. A reader sees the old or the new, never a mixture.

    With an embedder, questions are compared by meaning, too, as soon as the knowledge has vectors of the
    same model, and as long as the embedder answers.
    """

    def __init__(self, answerer: Answerer, embedder: Embedder | None = None) -> None:
        self._answerer = answerer
        self.embedder = embedder

    @property
    def knowledge(self) -> Knowledge:
        """All that is known at present."""
        return self._answerer.knowledge

    @property
    def model(self) -> str:
        """The model whose vectors the knowledge has; empty where words must do."""
        return self._answerer.model

    @property
    def evidence(self) -> Evidence:
        """What takes questions apart and judges entries, of the present knowledge."""
        return self._answerer.evidence

    def with_vectors(self, vectors: Vectors | None, model: str) -> Answerer:
        """What would answer from the present knowledge with these vectors, or without any."""
        return self._answerer.with_vectors(vectors, model)

    def replace(self, answerer: Answerer) -> None:
        """Puts new knowledge in the place of the old."""
        self._answerer = answerer

    async def ask(self, question: str, language: str = "", today: date | None = None) -> Decision:
        """The decision about any message; `language` is the person's, and with `today` entries that have
        expired are left out."""
        answerer = self._answerer
        vector = await self._vector(question, answerer.model)
        return answerer.decide(question, language, today, vector)

    async def _vector(self, question: str, model: str) -> Vector | None:
        """None where words must do. Whoever is in danger waits for nothing."""
        if not model or self.embedder is None or self.embedder.model != model or danger(question):
            return None
        return await self.embedder.question(question)
