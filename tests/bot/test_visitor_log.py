"""Nothing of a visitor gets into the log, whatever they send."""

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Iterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.logs import configure
from bot.secrets import Redactor

TOKEN = "A" * 22


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root, stream = logging.getLogger(), io.StringIO()
    earlier, level = list(root.handlers), root.level
    handler = configure("INFO", Redactor(()), stream)
    yield stream
    root.removeHandler(handler)
    for one in earlier:
        root.addHandler(one)
    root.setLevel(level)
    logging.captureWarnings(False)


@pytest.fixture
async def server() -> AsyncIterator[TestServer]:
    async def broken(request: web.Request) -> web.Response:
        raise ZeroDivisionError

    app = web.Application()
    app.router.add_get("/r/{token}", broken)
    server = TestServer(app)
    async with server:
        yield server


async def sent(server: TestServer, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(request)
    answer = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return answer


async def test_bytes_that_are_no_http_are_not_quoted(server: TestServer, log: io.StringIO) -> None:
    request = f"GET /r/{TOKEN}".encode() + b"\xff HTTP/1.1\r\nHost: x\r\n\r\n"
    assert b" 400 " in await sent(server, request)
    assert log.getvalue() == ""


async def test_a_fault_of_ours_is_logged_without_the_visitor(server: TestServer, log: io.StringIO) -> None:
    request = f"GET /r/{TOKEN} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    assert b" 500 " in await sent(server, request)
    assert "ZeroDivisionError" in log.getvalue()
    assert "127.0.0.1" not in log.getvalue()
    assert TOKEN not in log.getvalue()
