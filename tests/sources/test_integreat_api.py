"""The content API over real HTTP: what it gives, and each way in which it can fail."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from aiohttp import web

from sources import integreat_api
from sources.integreat_api import fetch
from sources.reading import SIZE_MAX, SourceFault
from tests.sources.dumps import REGION, pages

Serve = Callable[[Callable[[web.Request], Awaitable[web.StreamResponse]]], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Starts a server that answers every path by a function; returns its base address."""
    runners: list[web.AppRunner] = []

    async def start(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> str:
        app = web.Application()
        app.router.add_get("/{path:.*}", answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        runners.append(runner)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    yield start
    for runner in runners:
        await runner.cleanup()


async def cms(request: web.Request) -> web.Response:
    """The API as it should be, with a language that the bot does not speak."""
    prefix = f"/api/v3/{REGION}"
    if request.path == f"{prefix}/languages/":
        return web.json_response([{"code": code} for code in ("de", "en", "ckb")])
    language = request.path.removeprefix(prefix).strip("/").removesuffix("/pages")
    return web.json_response(pages(language))


async def test_pages_of_the_languages_that_the_bot_speaks(serve: Serve) -> None:
    lists = await fetch(await serve(cms), REGION, {"de", "en", "uk"})
    assert {one.language: len(one.pages) for one in lists} == {"de": 4, "en": 4}


@pytest.mark.parametrize("status", [404, 500, 401, 204])
async def test_another_status_is_named(serve: Serve, status: int) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status)

    with pytest.raises(SourceFault, match=rf"/languages/: the server answers {status}$"):
        await fetch(await serve(answer), REGION, {"de"})


async def test_redirects_that_never_end(serve: Serve) -> None:
    async def answer(request: web.Request) -> web.Response:
        raise web.HTTPFound(request.path)

    with pytest.raises(SourceFault, match="from one address to the next without end"):
        await fetch(await serve(answer), REGION, {"de"})


async def test_no_answer_in_time(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(integreat_api, "_TIMEOUT", httpx.Timeout(0.2))
    with pytest.raises(SourceFault, match="does not answer in time"):
        await fetch(await serve(answer), REGION, {"de"})


async def test_an_answer_that_breaks_off(serve: Serve) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"[")
        assert request.transport is not None
        request.transport.abort()
        return response

    with pytest.raises(SourceFault, match=r"cannot be reached \(\w+\)"):
        await fetch(await serve(answer), REGION, {"de"})


async def test_an_answer_without_end_is_not_read_to_the_end(serve: Serve) -> None:
    written = 0

    async def answer(request: web.Request) -> web.StreamResponse:
        nonlocal written
        response = web.StreamResponse()
        await response.prepare(request)
        while written < 10 * SIZE_MAX:
            await response.write(b" " * 1_000_000)
            written += 1_000_000
        return response

    with pytest.raises(SourceFault, match="larger than 20 MB"):
        await fetch(await serve(answer), REGION, {"de"})
    assert written < 5 * SIZE_MAX


async def test_nobody_listens() -> None:
    with pytest.raises(SourceFault, match=r"cannot be reached \(ConnectError\)"):
        await fetch("http://127.0.0.1:9", REGION, {"de"})


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<html>", "is no JSON"),
        ("{}", "is no list of languages"),
        ("[]", "is no list of languages"),
        (json.dumps([{"code": 5}]), "is no list of languages"),
    ],
)
async def test_languages_that_are_none(serve: Serve, body: str, reason: str) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=body)

    with pytest.raises(SourceFault, match=f"{reason}$"):
        await fetch(await serve(answer), REGION, {"de"})
