"""HTTP and Telegram's Bot API at the least cost: raw bytes over a raw protocol, for servers of benchmarks."""

import asyncio
import re
from pathlib import Path
from typing import cast

ROOT = Path(__file__).resolve().parents[1]
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"transfer-encoding: *chunked", re.IGNORECASE)
_CHAT = re.compile(rb'chat_id"?\s*[=:]\s*"?(\d+)')


class Connection(asyncio.Protocol):
    """One kept-alive HTTP connection."""

    def __init__(self) -> None:
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the way back."""
        # uvloop's are none of asyncio's classes.
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Answers every request that is complete."""
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            found = _body(head, self._buffer, end + 4)
            if found is None:
                return
            body, after = found
            self._buffer = self._buffer[after:]
            self.transport.write(self.answer(head.partition(b"\r\n")[0], body))

    def answer(self, line: bytes, body: bytes) -> bytes:
        """What a request is answered with, from its first line and its body; b"" where that comes later."""
        raise NotImplementedError


def chat_of(body: bytes) -> bytes:
    """The number of the chat that a call, or an answer with a call in it, is for."""
    found = _CHAT.search(body)
    assert found is not None, body
    return found[1]


def _body(head: bytes, buffer: bytes, start: int) -> tuple[bytes, int] | None:
    """A request's body that begins there, and where it ends; None while some of it is missing."""
    if not _CHUNKED.search(head):
        length = _LENGTH.search(head)
        end = start + (int(length[1]) if length else 0)
        return (buffer[start:end], end) if len(buffer) >= end else None
    parts: list[bytes] = []
    while (line := buffer.find(b"\r\n", start)) >= 0:
        size = int(buffer[start:line], 16)
        end = line + 2 + size
        if len(buffer) < end + 2:
            return None
        if not size:
            return b"".join(parts), end + 2
        parts.append(buffer[line + 2 : end])
        start = end + 2
    return None


TOO_MANY = (
    b'{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1",'
    b'"parameters":{"retry_after":1}}'
)
ME = b'{"id":123456789,"is_bot":true,"first_name":"Stadtbote","username":"stadtbote_bot"}'


RESULTS = {
    b"getMe": ME,
    b"getUpdates": b"[]",
    b"getMyCommands": b"[]",
    b"getMyDescription": b'{"description":""}',
    b"getMyShortDescription": b'{"short_description":""}',
}


def other(line: bytes) -> bytes:
    """The answer to what sends nothing."""
    method = line.partition(b" HTTP")[0].rpartition(b"/")[2].strip()
    return b'{"ok":true,"result":' + RESULTS.get(method, b"true") + b"}"


def message(number: int, chat: bytes, echo: bytes) -> bytes:
    """The answer to what was sent; `echo` follows within the message."""
    return (
        b'{"ok":true,"result":{"message_id":%d,"from":%s,"chat":{"id":%s,"first_name":"Resident",'
        b'"type":"private"},"date":1800000000%s}}' % (number, ME, chat, echo)
    )


def http(status: int, body: bytes) -> bytes:
    """An answer on the wire."""
    head = b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    return head % (status, len(body)) + body
