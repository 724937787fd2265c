"""An embedder whose vector points to a text's number of characters, and that can fail when told to."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

import numpy as np

from civic.answers.embedding import Ready, State, Unavailable, Vector, Vectors, Working
from civic.answers.text import PASSAGE_LIMIT, clean

DIMS = 512


class FakeEmbedder:
    """Implements `RunningEmbedder`. Counts how often each text was embedded."""

    def __init__(self, model: str = "fuse-0") -> None:
        self.model = model
        self.state: State = Working(model)
        self.embedded: Counter[str] = Counter()
        self.before: Callable[[], Awaitable[object]] | None = None
        self.closed = False

    async def question(self, text: str) -> Vector | None:
        """The vector, if it works."""
        return _vector(text) if isinstance(self.state, Working) else None

    async def passages(self, texts: Sequence[str]) -> Vectors | None:
        """The vectors, if it works; `before` is awaited before."""
        if texts and self.before is not None:
            await self.before()
        if not isinstance(self.state, Working):
            return None
        texts = [clean(text, PASSAGE_LIMIT) for text in texts]
        self.embedded.update(texts)
        return np.stack([_vector(text) for text in texts]) if texts else np.empty((0, DIMS), np.float32)

    async def start(self) -> bool:
        """Nothing to start."""
        return isinstance(self.state, Working)

    async def run(self, ready: Ready) -> None:
        """It is ready once."""
        await ready()

    async def close(self) -> None:
        """Notes it."""
        self.closed = True

    def fail(self) -> None:
        """No more vectors."""
        self.state = Unavailable("it was told to fail")


def _vector(text: str) -> Vector:
    vector = np.zeros(DIMS, np.float32)
    vector[len(text) % DIMS] = 1
    return vector
