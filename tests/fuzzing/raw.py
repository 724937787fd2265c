"""HTTP as anybody can send it: bytes over a connection, also those that no client would let through."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

PATIENCE = 20.0


@dataclass(frozen=True)
class Request:
    """A request. Header values are sent as they are, without a check."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def sent(self, port: int) -> bytes:
        """What goes over the wire."""
        lines = [f"{self.method} {self.target} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        lines.append(f"Content-Length: {len(self.body)}")
        head = "\r\n".join(lines).encode("utf-8", "surrogatepass")
        return head + b"\r\n\r\n" + self.body


@dataclass(frozen=True)
class Response:
    """What came back; `status` is 0 where the connection was closed without an answer."""

    status: int
    text: str

    @property
    def kind(self) -> str:
        """For counting: `2xx`."""
        return f"{self.status // 100}xx" if self.status else "closed"


async def exchange(port: int, head: bytes, *frames: bytes) -> Response:
    """Sends bytes, after the first answer more, and reads until the server closes, which it has to."""
    answer = b""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(PATIENCE):
            writer.write(head)
            answer = await reader.read(65536)
            for frame in frames:
                writer.write(frame)
            if frames:
                await writer.drain()
                writer.write_eof()
            answer += await reader.read()
    except OSError:
        return read(answer)
    finally:
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)
    return read(answer)


async def ask(port: int, request: Request) -> Response:
    """Sends a request."""
    return await exchange(port, request.sent(port))


def read(answer: bytes) -> Response:
    """An answer, its head included."""
    head = answer.split(b" ", 2)
    status = int(head[1]) if len(head) > 1 and head[1].isdigit() else 0
    return Response(status, answer.decode("utf-8", "replace"))


def cookies(values: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """A Cookie header."""
    return "Cookie", "; ".join(f"{name}={value}" for name, value in values)
