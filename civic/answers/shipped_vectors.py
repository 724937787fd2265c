"""Vectors that lie beside the content (`vectors.npz`), so that a first start need not compute them."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from civic.answers.embedding import BATCH, Embedder, Progress, parts, passage_hash, to_halves

log = logging.getLogger(__name__)
FILE = "vectors.npz"
_STEPS = 127


@dataclass(frozen=True, slots=True)
class _File:
    model: str
    hashes: list[str]
    vectors: npt.NDArray[np.float16]


def read_shipped(path: Path, model: str) -> dict[str, bytes]:
    """The vectors of that model by hash of the text, as `from_halves` takes them. A file that is missing, of
    another model or damaged holds none; an entry with numbers that are none is left out."""
    file = _read(path)
    if file is None or file.model != model:
        return {}
    sound = np.isfinite(file.vectors).all(axis=1) & (file.vectors != 0).any(axis=1)
    rows = zip(file.hashes, file.vectors, sound, strict=True)
    return {key: row.tobytes() for key, row, is_sound in rows if is_sound}


def shipped_model(path: Path) -> str:
    """The name of the model in such a file, without reading its vectors; empty where it cannot be read."""
    if not path.exists():
        return ""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            return str(arrays["model"])
    except Exception as fault:
        _warn(path, fault)
        return ""


def shipped_hashes(path: Path) -> frozenset[str]:
    """The hashes in such a file, whatever its model; none where it cannot be read."""
    file = _read(path)
    return frozenset(file.hashes) if file is not None else frozenset()


def _read(path: Path) -> _File | None:
    if not path.exists():
        return None
    try:
        # Opened here, since numpy leaves a file open in which it finds no archive.
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            hashes, vectors = (
                arrays["hashes"].astype(str),
                (arrays["vectors"] / np.float32(_STEPS)).astype("<f2"),
            )
            if vectors.ndim != 2 or hashes.shape != (len(vectors),):
                raise ValueError("hashes and vectors do not fit")
            return _File(str(arrays["model"]), [str(key) for key in hashes], vectors)
    except Exception as fault:  # numpy and zip have many ways to say that a file is damaged
        _warn(path, fault)
        return None


def _warn(path: Path, fault: Exception) -> None:
    log.warning("%s cannot be used (%s); its vectors are computed instead", path, type(fault).__name__)


async def ship(path: Path, embedder: Embedder, texts: Sequence[str], progress: Progress) -> int | None:
    """Brings the file to exactly these texts; returns how many had to be embedded. None where the model is
    not available; the file is then as it was."""
    if await embedder.passages([]) is None:
        return None
    model = embedder.model
    wanted = {passage_hash(text): text for text in texts}
    shipped = read_shipped(path, model)
    found = {key: shipped[key] for key in wanted.keys() & shipped.keys()}
    missing = [key for key in wanted if key not in found]
    for start in range(0, len(missing), BATCH):
        progress(len(found), len(wanted))
        batch = missing[start : start + BATCH]
        vectors = await embedder.passages([wanted[key] for key in batch])
        if vectors is None or embedder.model != model:
            return None
        found.update(zip(batch, to_halves(vectors), strict=True))
    progress(len(found), len(wanted))
    if found:
        write_shipped(path, model, found)
    return len(missing)


def write_shipped(path: Path, model: str, vectors: Mapping[str, bytes]) -> None:
    """Writes such a file as a whole; the same vectors give the same bytes.

    One byte for a number is enough for a ranking. Whoever reads a vector makes its parts as long as they
    have to be, so each part is stretched here to use all of the steps.
    """
    hashes = sorted(vectors)
    table = np.stack([np.frombuffer(vectors[key], dtype="<f2") for key in hashes]).astype(np.float32)
    for part in parts(model):
        table[:, part] *= _STEPS / np.maximum(np.abs(table[:, part]).max(axis=1, keepdims=True), 1e-9)
    steps = np.rint(table).astype(np.int8)
    unfinished = path.with_name(f"{path.name}.part")
    with unfinished.open("wb") as stream:
        np.savez(stream, model=np.array(model), hashes=np.array(hashes, "S"), vectors=steps)
    unfinished.replace(path)
