"""An embedding server of the city's own, played by a real HTTP server that can do what servers do."""

import asyncio
import json
import ssl
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import numpy as np
import pytest
from aiohttp import web

from civic.answers.embedding import Starting, State, Unavailable, Working, parts
from sources.embeddings import BATCH, TRIES, Limits, RemoteEmbedder, Service
from tests.faults.naps import Naps

DIMS = 5
TLS = ssl.create_default_context()
PATIENT = Limits(question=20, passages=20)


def fitting(texts: list[str]) -> list[object]:
    """Rows as a good server gives them, in any order: the direction is the number of characters."""
    rows = [[3.0 * (len(text) % DIMS == place) for place in range(DIMS)] for text in texts]
    return [{"object": "embedding", "index": at, "embedding": rows[at]} for at in reversed(range(len(texts)))]


@dataclass
class Server:
    """Answers well, except for as many requests as faults were planned."""

    faults: deque[Callable[[list[str]], web.Response | None]] = field(default_factory=deque)
    requests: list[dict[str, object]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    url: str = ""

    async def embeddings(self, request: web.Request) -> web.Response:
        """`POST /v1/embeddings`."""
        body = await request.json()
        self.requests.append(body)
        self.keys.append(request.headers.get("Authorization"))
        fault = self.faults.popleft() if self.faults else None
        if fault is not None:
            answer = fault(body["input"])
            if answer is None:
                await asyncio.sleep(20)
            else:
                return answer
        return web.json_response({"object": "list", "model": "m", "data": fitting(body["input"])})

    @property
    def texts(self) -> list[object]:
        """Everything that was sent, request by request."""
        return [request["input"] for request in self.requests]


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    app = web.Application()
    app.router.add_post("/v1/embeddings", server.embeddings)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1/embeddings"
    yield server
    await runner.cleanup()


@pytest.fixture
def waits() -> list[float]:
    """How long was waited between tries."""
    return []


@pytest.fixture
async def remote(server: Server, waits: list[float]) -> AsyncIterator[RemoteEmbedder]:
    """Waits pass at once."""

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    embedder = RemoteEmbedder(Service(server.url, "m", "a secret"), TLS, limits=PATIENT, sleep=sleep)
    yield embedder
    await embedder.close()


def status(code: int, **headers: str) -> Callable[[list[str]], web.Response]:
    """An answer with that status."""
    return lambda _: web.Response(status=code, headers=headers, text="no")


def says(data: object) -> Callable[[list[str]], web.Response]:
    """An answer with these embeddings."""
    return lambda _: web.Response(text=json.dumps({"data": data}), content_type="application/json")


def slow(_: list[str]) -> None:
    """No answer."""


def state_of(embedder: RemoteEmbedder) -> State:
    """Read anew."""
    return embedder.state


async def test_questions_and_passages(server: Server, remote: RemoteEmbedder) -> None:
    assert isinstance(state_of(remote), Starting)
    assert await remote.question("before the start") is None
    assert await remote.passages(["before the start"]) is None
    assert await remote.start()
    assert remote.model == "remote:m/5"
    assert remote.state == Working("remote:m/5")
    assert parts(remote.model) == (slice(0, None),)
    vector = await remote.question("abc")
    assert vector is not None
    np.testing.assert_array_equal(vector, np.eye(DIMS, dtype=np.float32)[3])
    texts = ["x" * count for count in range(1, BATCH + 4)]
    vectors = await remote.passages(texts)
    assert vectors is not None
    assert [int(place) for place in vectors.argmax(axis=1)] == [len(text) % DIMS for text in texts]
    assert [len(sent) for sent in server.texts if isinstance(sent, list)] == [1, 1, BATCH, 3]
    assert set(server.keys) == {"Bearer a secret"}
    assert server.requests[0] == {"model": "m", "input": ["Hallo"], "encoding_format": "float"}
    nothing = await remote.passages([])
    assert nothing is not None
    assert nothing.shape == (0, DIMS)


async def test_texts_are_cleaned_and_prefixed(server: Server) -> None:
    embedder = RemoteEmbedder(Service(server.url, "m", e5_prefixes=True), TLS, limits=PATIENT)
    assert await embedder.start()
    await embedder.question("\ud800Wo?\x00 " * 200)
    await embedder.passages(["WIR SIND IN DER KÖNIGSTRASSE"])
    _, question, passage = server.texts
    assert question == [("query: " + "Wo? " * 100).strip()]
    assert passage == ["passage: wir sind in der königstrasse"]
    assert embedder.model == "remote:m/5 with prefixes"
    assert server.keys[0] is None
    await embedder.close()


async def test_a_repeated_question_is_remembered(server: Server, remote: RemoteEmbedder) -> None:
    await remote.start()
    for _ in range(3):
        assert await remote.question("abc") is not None
    assert len(server.requests) == 2


@pytest.mark.parametrize("code", [429, 500, 502, 503])
async def test_an_indexing_tries_again_with_growing_pauses(
    server: Server, remote: RemoteEmbedder, waits: list[float], code: int
) -> None:
    await remote.start()
    server.faults.extend([status(code)] * (TRIES - 1))
    assert await remote.passages(["abc"]) is not None
    assert waits == [1, 2, 4, 8]


async def test_an_indexing_waits_as_long_as_the_server_asks(
    server: Server, remote: RemoteEmbedder, waits: list[float]
) -> None:
    await remote.start()
    for told in ("7", "99999", "Wed, 21 Oct 2026 07:28:00 GMT"):
        server.faults.append(status(429, **{"Retry-After": told}))
    assert await remote.passages(["abc"]) is not None
    assert waits == [7, 60, 4]


async def test_in_the_end_an_indexing_gives_up(server: Server, remote: RemoteEmbedder) -> None:
    await remote.start()
    server.faults.extend([status(503)] * TRIES)
    assert await remote.passages(["abc"]) is None
    assert remote.state == Unavailable("the embedding server answers 503")


@pytest.mark.parametrize("fault", [status(400), status(401), status(404), status(302, Location="/x")])
async def test_what_will_not_change_is_not_tried_again(
    server: Server, remote: RemoteEmbedder, waits: list[float], fault: Callable[[list[str]], web.Response]
) -> None:
    await remote.start()
    server.faults.append(fault)
    assert await remote.passages(["abc"]) is None
    assert waits == []
    assert len(server.requests) == 2


async def test_a_question_is_tried_once_and_then_nobody_waits(server: Server, remote: RemoteEmbedder) -> None:
    await remote.start()
    server.faults.append(status(500))
    assert await remote.question("abc") is None
    assert remote.state == Unavailable("the embedding server answers 500")
    assert await remote.question("another") is None
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ([], "0 vectors for 1 texts"),
        ([{"index": 0, "embedding": [1, 0]}], "vectors of 2 numbers, not 5"),
        ([{"index": 0, "embedding": [float("nan")] * DIMS}], "vectors that are not finite, or zero"),
        ([{"index": 0, "embedding": [0] * DIMS}], "vectors that are not finite, or zero"),
        ([{"index": 0, "embedding": "AAAA"}], "no table of numbers"),
        ([{"index": 7, "embedding": [1] * DIMS}], "a wrong order of embeddings"),
        ([{"embedding": [1] * DIMS}], "no embeddings"),
        ("text", "no embeddings"),
        (None, "no embeddings"),
        ([{"index": at % 1, "embedding": [1] * DIMS} for at in range(2)], "2 vectors for 1 texts"),
    ],
)
async def test_an_answer_that_makes_no_sense(
    server: Server, remote: RemoteEmbedder, data: object, why: str
) -> None:
    await remote.start()
    server.faults.append(says(data))
    assert await remote.question("abc") is None
    assert remote.state == Unavailable(f"the embedding server answers with {why}")


@pytest.mark.parametrize("text", ["<html>", "", "[1, 2]", '"data"', "{", "null"])
async def test_an_answer_that_is_something_else(server: Server, remote: RemoteEmbedder, text: str) -> None:
    await remote.start()
    server.faults.append(lambda _: web.Response(text=text))
    assert await remote.question("abc") is None
    assert isinstance(remote.state, Unavailable)
    assert "html" not in remote.state.reason


async def test_a_slow_server_keeps_no_question_waiting(server: Server) -> None:
    embedder = RemoteEmbedder(Service(server.url, "m"), TLS, limits=Limits(question=0.2, passages=20))
    await embedder.start()
    server.faults.append(slow)
    assert await embedder.question("abc") is None
    assert embedder.state == Unavailable("the embedding server did not answer in time")
    await embedder.close()


async def test_nobody_listens(waits: list[float]) -> None:
    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    embedder = RemoteEmbedder(Service("http://127.0.0.1:9/v1/embeddings", "m"), TLS, sleep=sleep)
    assert not await embedder.start()
    assert embedder.state == Unavailable("the embedding server cannot be reached (ConnectError)")
    await embedder.close()


async def test_the_environments_proxy_is_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url.removesuffix("/v1/embeddings"))
    monkeypatch.delenv("NO_PROXY", raising=False)
    embedder = RemoteEmbedder(Service("http://embeddings.invalid/v1/embeddings", "m"), TLS, limits=PATIENT)
    assert await embedder.start()
    await embedder.close()
    direct = RemoteEmbedder(Service("http://127.0.0.1:9/v1/embeddings", "m"), TLS, proxies=False)
    assert not await direct.start()
    await direct.close()


async def test_after_trouble_it_is_probed_each_minute_and_used_again(server: Server) -> None:
    naps, ready = Naps(), asyncio.Queue[str]()
    embedder = RemoteEmbedder(Service(server.url, "m"), TLS, limits=PATIENT, sleep=naps.sleep)
    server.faults.append(status(503))

    async def note() -> None:
        await ready.put(embedder.model)

    keeper = asyncio.create_task(embedder.run(note))
    await naps.until_asleep(60)
    assert ready.empty()
    for _ in range(2):
        naps.wake()
        async with asyncio.timeout(20):
            assert await ready.get() == "remote:m/5"
        await naps.until_asleep(60)
        server.faults.append(status(500))
        assert await embedder.question("abc") is None
    keeper.cancel()
    await asyncio.gather(keeper, return_exceptions=True)
    await embedder.close()


async def test_secrets_are_in_no_log_and_no_reason(
    server: Server, remote: RemoteEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "sources")
    server.faults.append(status(401))
    await remote.start()
    assert remote.state == Unavailable("the embedding server answers 401")
    assert "a secret" not in caplog.text + repr(remote.state) + repr(Service("u", "m", "a secret"))
