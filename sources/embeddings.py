"""Vectors from a server of the city's own that speaks OpenAI's `/v1/embeddings`, set by operators only."""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import httpx

from civic.answers.embedding import (
    Ready,
    Remembered,
    Starting,
    State,
    Unavailable,
    Vector,
    Vectors,
    Working,
    stacked,
    unit_vectors,
)
from civic.answers.text import PASSAGE_LIMIT, clean

log = logging.getLogger(__name__)
BATCH = 16
TRIES = 5
LONGEST_PAUSE = 60.0
RETRY_EVERY = 60.0


@dataclass(frozen=True, slots=True)
class Service:
    """The server. With `e5_prefixes` each text says what it is, as models of the E5 family want."""

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    e5_prefixes: bool = False

    def question(self, text: str) -> str:
        """What is sent for a question."""
        return f"query: {text}" if self.e5_prefixes else text

    def passage(self, text: str) -> str:
        """What is sent for a passage."""
        return f"passage: {text}" if self.e5_prefixes else text


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to wait for an answer: somebody waits for that to a question."""

    question: float = 2.0
    passages: float = 30.0


class _Trouble(Exception):
    """No vectors; the text is for operators. `again`: another try may help, after `pause` if that is told."""

    def __init__(self, reason: str, *, again: bool = False, pause: float | None = None) -> None:
        super().__init__(reason)
        self.again, self.pause = again, pause


class RemoteEmbedder:
    """Implements `RunningEmbedder`. After a failure it is asked nothing until a probe succeeds."""

    def __init__(
        self,
        service: Service,
        tls: ssl.SSLContext,
        *,
        proxies: bool = True,
        limits: Limits | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.state: State = Starting()
        self.model = ""
        self._service = service
        self._limits = limits or Limits()
        self._sleep = sleep
        self._dims: int | None = None
        self._remembered = Remembered()
        headers = {"Authorization": f"Bearer {service.key}"} if service.key else {}
        self._client = httpx.AsyncClient(verify=tls, trust_env=proxies, headers=headers)

    async def start(self) -> bool:
        """Asks for one vector: the length of it is part of the model's name."""
        self._dims = None
        probe = await self._guarded([self._service.passage("Hallo")], self._limits.passages)
        if probe is None:
            return False
        self._dims = probe.shape[1]
        prefixes = " with prefixes" if self._service.e5_prefixes else ""
        self.model = f"remote:{self._service.model}/{self._dims}{prefixes}"
        self.state = Working(self.model)
        log.info("embedding model ready: %s", self.model)
        return True

    async def run(self, ready: Ready) -> None:
        """Probes each minute while there is trouble, until cancelled."""
        while True:
            if not isinstance(self.state, Working) and await self.start():
                try:
                    await ready()
                except Exception:
                    log.exception("vectors were ready, but not used; it is tried after the next trouble")
            await self._sleep(RETRY_EVERY)

    async def question(self, text: str) -> Vector | None:
        """The vector of a question, tried once."""
        text = clean(text)
        found = self._remembered.get(self.model, text)
        if found is not None or not isinstance(self.state, Working):
            return found
        vectors = await self._guarded([self._service.question(text)], self._limits.question)
        if vectors is None:
            return None
        vector: Vector = vectors[0]
        self._remembered.put(self.model, text, vector)
        return vector

    async def passages(self, texts: Sequence[str]) -> Vectors | None:
        """The vectors of passages, each request tried some times with growing pauses."""
        if not isinstance(self.state, Working) or self._dims is None:
            return None
        sent = [self._service.passage(clean(text, PASSAGE_LIMIT)) for text in texts]
        done: list[Vectors] = []
        for start in range(0, len(sent), BATCH):
            vectors = await self._guarded(sent[start : start + BATCH], self._limits.passages, TRIES)
            if vectors is None:
                return None
            done.append(vectors)
        return stacked(done, self._dims)

    async def close(self) -> None:
        """Closes the connections."""
        self.state = Unavailable("closed")
        await self._client.aclose()

    async def _guarded(self, texts: list[str], patience: float, tries: int = 1) -> Vectors | None:
        """The vectors, or None and a state that says why."""
        for attempt in range(tries):
            try:
                return await self._post(texts, patience)
            except _Trouble as trouble:
                if not trouble.again or attempt + 1 == tries:
                    self.state = Unavailable(str(trouble))
                    log.warning("no embedding model: %s", trouble)
                    return None
                pause = 2.0**attempt if trouble.pause is None else trouble.pause
                await self._sleep(min(pause, LONGEST_PAUSE))
        raise AssertionError("at least one try")

    async def _post(self, texts: list[str], patience: float) -> Vectors:
        body = {"model": self._service.model, "input": texts, "encoding_format": "float"}
        try:
            # httpx's own limits are for each step; a server that answers byte by byte would never end.
            async with asyncio.timeout(patience):
                response = await self._client.post(self._service.url, json=body, timeout=patience)
        except (TimeoutError, httpx.TimeoutException):
            raise _Trouble("the embedding server did not answer in time", again=True) from None
        except httpx.HTTPError as failure:
            kind = type(failure).__name__
            raise _Trouble(f"the embedding server cannot be reached ({kind})", again=True) from None
        if response.status_code != httpx.codes.OK:
            code = response.status_code
            again = code == httpx.codes.TOO_MANY_REQUESTS or code >= httpx.codes.INTERNAL_SERVER_ERROR
            raise _Trouble(f"the embedding server answers {code}", again=again, pause=_pause(response))
        try:
            return unit_vectors(_rows(response, len(texts)), len(texts), self._dims)
        except (ValueError, KeyError, TypeError) as fault:
            why = str(fault) if type(fault) is ValueError else "no embeddings"
            raise _Trouble(f"the embedding server answers with {why}") from None


def _rows(response: httpx.Response, count: int) -> list[object]:
    """The embeddings in the order of the texts."""
    try:
        data = response.json()["data"]
    except ValueError:  # its text would quote the answer
        raise ValueError("something else than JSON") from None
    if isinstance(data, list) and len(data) != count:
        raise ValueError(f"{len(data)} vectors for {count} texts")
    rows = {int(item["index"]): item["embedding"] for item in data}
    if sorted(rows) != list(range(count)):
        raise ValueError("a wrong order of embeddings")
    return [rows[index] for index in range(count)]


def _pause(response: httpx.Response) -> float | None:
    """The seconds that the server asks for; a date, which it may send as well, is not read."""
    told = response.headers.get("Retry-After", "")
    return float(told) if told.isascii() and told.isdigit() else None
