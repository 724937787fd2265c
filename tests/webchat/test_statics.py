"""Files of the page on one connection, as a browser that comes back asks for them."""

import asyncio
import gzip

import pytest
from aiohttp import ClientSession
from yarl import URL

from tests.webchat.house import House
from webchat.statics import STATIC

NAMES = sorted(path.name for path in STATIC.iterdir())


class Line:
    """One connection that is used again and again; every answer has to begin where the last one ended."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def ask(self, method: str, name: str, **headers: str) -> tuple[str, dict[str, str], bytes]:
        """Status, headers (lower case) and body."""
        head = [f"{method} /static/{name} HTTP/1.1", "Host: chat.example"]
        head += [f"{key.replace('_', '-')}: {value}" for key, value in headers.items()]
        self.writer.write("\r\n".join([*head, "", ""]).encode())
        async with asyncio.timeout(10):
            first, *lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
            assert first.startswith("HTTP/1.1 "), first
            found = {key.lower(): value for key, value in (line.split(": ", 1) for line in lines)}
            has_body = method == "GET" and "304" not in first
            body = await self.reader.readexactly(int(found["content-length"])) if has_body else b""
        return first.removeprefix("HTTP/1.1 ")[:3], found, body


async def test_nothing_is_left_on_the_line_whatever_the_browser_has_already(house: House) -> None:
    url = URL(house.url)
    line = Line(*await asyncio.open_connection(url.host, url.port))
    for name in NAMES:
        status, headers, body = await line.ask("GET", name, Accept_Encoding="gzip, deflate, br")
        assert (status, headers["content-encoding"], headers["cache-control"]) == ("200", "gzip", "no-cache")
        assert gzip.decompress(body) == (STATIC / name).read_bytes()
        tag = headers["etag"]
        for known in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
            got = await line.ask("GET", name, Accept_Encoding="gzip, deflate", If_None_Match=known)
            assert (got[0], got[1]["etag"]) == ("304", tag), known
        status, headers, body = await line.ask("GET", name, If_None_Match='"other"')
        assert (status, headers.get("content-encoding"), body) == ("200", None, (STATIC / name).read_bytes())
        for method, encoding in (("HEAD", "gzip"), ("HEAD", "identity")):
            status, headers, _ = await line.ask(method, name, Accept_Encoding=encoding)
            assert (status, int(headers["content-length"]) > 0) == ("200", True)
    line.writer.close()
    await line.writer.wait_closed()


@pytest.mark.parametrize(("name", "mime"), [("chat.js", "text/javascript"), ("icon.svg", "image/svg+xml")])
async def test_files_are_what_they_say(house: House, name: str, mime: str) -> None:
    async with ClientSession(house.url) as session, session.get(f"/static/{name}") as response:
        assert response.content_type == mime
