"""No bot: answers each delivery at once with the message to send. What is left is the cost of the other side.

`python -m benchmarks.updates.bots.nothing MODE SERVER TOKEN PORT`
"""

import asyncio
import re
import sys

import uvloop

from benchmarks.wire import Connection, http

_CHAT = re.compile(rb'"chat": {"id": (\d+)')


class _Answering(Connection):
    def answer(self, line: bytes, body: bytes) -> bytes:
        """Sends a word to the chat."""
        chat = _CHAT.search(body)
        assert chat is not None, body
        return http(200, b'{"method":"sendMessage","chat_id":%s,"text":"x"}' % chat[1])


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(_Answering, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    asyncio.run(_serve(int(sys.argv[4])))
