"""The translation server, against a real one on this machine that speaks LibreTranslate's interface."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from civic.translations import Draft, NoDraft
from sources.translation import MOST_BYTES, LibreTranslate

SECRET_TEXT = "Meine Nachbarin heißt Erika."


@dataclass
class Server:
    """A server that answers as it is told, and remembers what it was asked."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    body: str | bytes = ""
    kind: str = "application/json"
    hang: asyncio.Event | None = None

    async def translate(self, request: web.Request) -> web.Response:
        """POST /translate."""
        asked = await request.json()
        self.asked.append(asked)
        if self.hang is not None:
            await self.hang.wait()
        if self.body:
            body = self.body if isinstance(self.body, bytes) else self.body.encode()
            return web.Response(status=self.status, body=body, content_type=self.kind)
        if self.status != 200:
            return web.json_response({"error": f"refused: {asked['q']}"}, status=self.status)
        return web.json_response({"translatedText": f"[{asked['target']}] {asked['q']}"})


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """On a free port."""
    server = Server()
    app = web.Application()
    app.router.add_post("/translate", server.translate)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield server
    if server.hang is not None:
        server.hang.set()
    await runner.cleanup()


async def test_a_text_is_translated(server: Server) -> None:
    draft = await LibreTranslate(server.url).translate("Montags.", "de", "ar")
    assert draft == Draft("[ar] Montags.")
    assert server.asked == [{"q": "Montags.", "source": "de", "target": "ar", "format": "text"}]


async def test_the_key_is_sent_and_variants_of_a_language_are_that_language(server: Server) -> None:
    await LibreTranslate(server.url, "k3y").translate("Montags.", "de-simple", "uk")
    assert (server.asked[0]["api_key"], server.asked[0]["source"]) == ("k3y", "de")


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
async def test_a_refusal_is_no_draft(server: Server, status: int, caplog: pytest.LogCaptureFixture) -> None:
    server.status = status
    with caplog.at_level(logging.WARNING):
        assert await LibreTranslate(server.url, "k3y").translate(SECRET_TEXT, "de", "ar") == NoDraft(
            f"status {status}"
        )
    assert str(status) in caplog.text
    assert "Erika" not in caplog.text
    assert "k3y" not in caplog.text


@pytest.mark.parametrize(
    "body",
    [
        "<html>Bad gateway</html>",
        "[]",
        "null",
        '"text"',
        "{}",
        '{"translatedText": null}',
        '{"translatedText": ["a"]}',
        '{"translatedText": "  "}',
        b"\xff\xfe\x00",
        '{"translatedText": "' + "x" * MOST_BYTES + '"}',
    ],
)
async def test_garbage_is_no_draft(server: Server, body: str | bytes) -> None:
    server.body = body
    assert isinstance(await LibreTranslate(server.url).translate("Montags.", "de", "ar"), NoDraft)


async def test_a_slow_server_is_given_up(server: Server) -> None:
    server.hang = asyncio.Event()
    client = LibreTranslate(server.url, timeout=0.2)
    assert await client.translate("Montags.", "de", "ar") == NoDraft("ReadTimeout")


async def test_nobody_there_is_no_draft() -> None:
    assert await LibreTranslate("http://127.0.0.1:1").translate("Montags.", "de", "ar") == NoDraft(
        "ConnectError"
    )
