"""The city's services for a command that needs no bot: no store, and meanings where they are at hand."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from bot.commands import Problems
from bot.embedding import embedder_for
from bot.services import services_for
from bot.settings import Settings
from civic.answers.asking import Answerer
from civic.answers.embedding import Vectors, from_halves, passage_hash
from civic.answers.imports import joined
from civic.answers.knowledge import Knowledge, load
from civic.answers.passages import passages_of
from civic.answers.shipped_vectors import FILE, read_shipped, shipped_model
from civic.ports import Work
from civic.residents import Cause
from civic.time import utc_now
from handlers.services import Services
from locales import CatalogueFault
from storage.read_imports import CannotRead, imported
from storage.read_vectors import kept_vectors

log = logging.getLogger(__name__)


@asynccontextmanager
async def offline_services(settings: Settings) -> AsyncIterator[Services]:
    """What was imported is read from a SQLite file, if there is one; nothing is written or computed anew.

    The worker loads its models while the content is read.
    """
    embedder = embedder_for(settings)
    reading = asyncio.to_thread(_services, settings)
    try:
        if embedder is None:
            yield await reading
        else:
            services, _ = await asyncio.gather(reading, embedder.start())
            services.library.embedder = embedder
            yield services
    finally:
        if embedder is not None:
            await embedder.close()


def _services(settings: Settings) -> Services:
    try:
        return services_for(settings, _NoStore(), utc_now, lambda folder: _read(settings, folder))
    except CatalogueFault as fault:
        raise Problems([str(fault)]) from fault


def _read(settings: Settings, folder: Path) -> Answerer:
    knowledge = load(folder)
    file = settings.database_file
    try:
        knowledge = joined(knowledge, imported(file) if file else [])
    except CannotRead as reason:
        log.warning("imported knowledge is left out: %s", reason)
    if settings.embeddings == "off":
        return Answerer(knowledge)
    return Answerer(knowledge, *_at_hand(knowledge, folder / FILE, file))


def _at_hand(knowledge: Knowledge, shipped: Path, database: Path | None) -> tuple[Vectors | None, str]:
    """The vectors of all passages with their model; none where one is missing: words must do then."""
    model = shipped_model(shipped)
    if not model:
        return None, ""
    known = read_shipped(shipped, model)
    hashes = [passage_hash(passage.text) for passage in passages_of(knowledge)]
    if database is not None and not known.keys() >= set(hashes):
        known |= kept_vectors(database, model)
    if not known.keys() >= set(hashes):
        return None, ""
    return from_halves([known[key] for key in hashes], model, len(known[hashes[0]]) // 2), model


class _NoStore:
    """Questions on the command line change nothing and keep nothing."""

    def reading(self) -> AbstractAsyncContextManager[Work]:
        raise RuntimeError("there is no database behind `ask`")

    def writing(self, cause: Cause | None = None) -> AbstractAsyncContextManager[Work]:
        raise RuntimeError("there is no database behind `ask`")
