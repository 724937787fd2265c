"""Which embedder the settings ask for, and how it is, in words."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeAlias, assert_never

import certifi

from bot.addresses import is_loopback
from bot.settings import Settings
from civic.answers.embedding import RunningEmbedder, Starting, Unavailable, Working
from civic.answers.worker_process import WorkerProcess

Sleep: TypeAlias = Callable[[float], Awaitable[object]]
Monotonic: TypeAlias = Callable[[], float]
EmbedderFor: TypeAlias = Callable[[Settings, Sleep, Monotonic], RunningEmbedder | None]


def embedder_for(
    settings: Settings, sleep: Sleep = asyncio.sleep, monotonic: Monotonic = time.monotonic
) -> RunningEmbedder | None:
    """The embedder, not started yet; None where it is switched off. `close()` it in the end."""
    match settings.embeddings:
        case "off":
            return None
        case "local":
            return WorkerProcess(sleep=sleep, monotonic=monotonic)
        case "remote":
            return _remote(settings, sleep)
        case _ as never:
            assert_never(never)


def _remote(settings: Settings, sleep: Sleep) -> RunningEmbedder:
    from sources.embeddings import RemoteEmbedder, Service

    url, model, key = settings.embeddings_url, settings.embeddings_model, settings.embeddings_key
    assert url is not None  # `settings_check` has refused to start without
    assert model is not None
    service = Service(
        url, model, key.get_secret_value() if key else None, settings.embeddings_prefixes == "e5"
    )
    return RemoteEmbedder(service, trusted(settings), proxies=not is_loopback(url), sleep=sleep)


def trusted(settings: Settings) -> ssl.SSLContext:
    """The usual authorities and those of the city."""
    tls = ssl.create_default_context(cafile=certifi.where())
    if settings.ca_bundle is not None:
        tls.load_verify_locations(settings.ca_bundle)
    return tls


@asynccontextmanager
async def started_embedder(settings: Settings) -> AsyncIterator[RunningEmbedder | None]:
    """The embedder for a command, ready or not; None where it is switched off."""
    embedder = embedder_for(settings)
    try:
        if embedder is not None:
            await embedder.start()
        yield embedder
    finally:
        if embedder is not None:
            await embedder.close()


def in_words(embedder: RunningEmbedder | None) -> str:
    """How well answers are found at present, without secrets."""
    if embedder is None:
        return "lexical only: switched off"
    match embedder.state:
        case Working(model=model, without=""):
            return f"ok: {model}"
        case Working(model=model, without=without):
            return f"ok: {model} (without {without})"
        case Starting():
            return "lexical only: starting"
        case Unavailable(reason=reason):
            return f"lexical only: {reason}"
        case _ as never:
            assert_never(never)
