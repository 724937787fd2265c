"""Vectors for whatever is known: the embedder with the place where its vectors are kept."""

from dataclasses import dataclass

from civic.answers.embedding import Progress, RunningEmbedder, Vectors, Working
from civic.answers.knowledge import Knowledge
from civic.answers.passages import passages_of
from civic.answers.vectors import PassageVectors, no_progress


@dataclass(frozen=True)
class Meaning:
    """What makes vectors, and where they are kept."""

    embedder: RunningEmbedder
    kept: PassageVectors
    progress: Progress = no_progress

    async def of(self, knowledge: Knowledge) -> tuple[Vectors | None, str]:
        """The vectors of all passages, with the model; none while there is no model."""
        if not isinstance(self.embedder.state, Working):
            return None, ""
        texts = [passage.text for passage in passages_of(knowledge)]
        vectors = await self.kept.vectors_for(texts, self.progress)
        return vectors, self.embedder.model if vectors is not None else ""


async def vectors_of(meaning: Meaning | None, knowledge: Knowledge) -> tuple[Vectors | None, str]:
    """The same; none without an embedder."""
    return await meaning.of(knowledge) if meaning is not None else (None, "")
