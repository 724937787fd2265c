"""`stadtbote content vectors`: the vectors of a content pack, written beside it for first starts."""

import sys
from pathlib import Path

from bot.commands import Problems
from bot.embedding import embedder_for, in_words
from bot.settings import Settings
from civic.answers.embedding import Working
from civic.answers.knowledge import ContentFaults, load
from civic.answers.passages import passages_of
from civic.answers.shipped_vectors import FILE, ship

_BAR = 40


async def write_vectors(settings: Settings) -> str:
    """Computes what is missing; returns what was done, in one line. Problems where there is no model."""
    try:
        texts = [passage.text for passage in passages_of(load(settings.content))]
    except ContentFaults as faults:
        raise Problems([str(fault) for fault in faults.faults]) from faults
    embedder = embedder_for(settings)
    path = Path(settings.content) / FILE
    try:
        computed = None
        # Vectors of half a model would be of no use where the whole one works.
        if embedder is not None and await embedder.start() and embedder.state == Working(embedder.model):
            computed = await ship(path, embedder, texts, progress_bar)
        if embedder is None or computed is None:
            raise Problems([f"STADTBOTE_EMBEDDINGS: no vectors were written ({in_words(embedder)})"])
        return f"wrote {path}: computed {computed} vectors of {embedder.model}"
    except OSError as failure:
        raise Problems([f"{path}: {failure.strerror or type(failure).__name__}"]) from failure
    finally:
        if embedder is not None:
            await embedder.close()


def progress_bar(done: int, total: int) -> None:
    """Draws how far it is, where somebody looks."""
    if sys.stderr.isatty():
        filled = _BAR * done // max(total, 1)
        end = "\n" if done == total else ""
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (_BAR - filled)}] {done}/{total}{end}")
        sys.stderr.flush()
