"""What a server could answer to getUpdates: the poller goes on, and loses nothing that it can read."""

import asyncio
import itertools
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import TelegramMethod
from aiogram.types import Update
from hypothesis import strategies as st

from bot.channel_state import Stopped
from bot.polling import Poller
from tests.bot.bot_api import TOKEN, message_update
from tests.fuzzing.drawing import JSON, damaged
from tests.fuzzing.updates import WHOLE
from tests.fuzzing.watching import Crash, Target, Watch, watching

BATCHES = st.lists(damaged(WHOLE) | JSON, max_size=4)


class Answers(BaseSession):
    """A wire that answers getUpdates with what it is told, once, and then with nothing."""

    def __init__(self, result: Any) -> None:
        super().__init__()
        self._body = json.dumps({"ok": True, "result": result})
        self.offset: int | None = None
        self.asked = 0

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:  # noqa: ASYNC109 - aiogram's signature
        """The next answer, read as aiogram reads it."""
        await asyncio.sleep(0)
        self.offset = getattr(method, "offset", None)
        self.asked += 1
        body = self._body if self.offset is None else '{"ok": true, "result": []}'
        return self.check_response(bot, method, 200, body).result

    async def close(self) -> None:
        """Nothing is open."""

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 - aiogram's signature
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """Nothing is downloaded."""
        yield b""


@dataclass
class Polled:
    """What is thrown at a poller, and what it fed."""

    watch: Watch
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1000))

    async def attempt(self, batch: list[Any]) -> str:
        """One answer with an update among it that is in order: that one must be fed, and confirmed."""
        number = next(self._numbers)
        for item in batch:
            if isinstance(item, dict) and item.get("update_id") == 0:
                item["update_id"] = next(self._numbers)
        wire, fed = Answers([*batch, message_update(number, 7, "in order")]), asyncio.Event()

        async def feed(bot: Bot, update: Update) -> None:
            if update.update_id == number:
                fed.set()

        async def sleep(seconds: float) -> None:
            raise Crash(f"the poller waits {seconds} s: {poller.state}")

        poller = Poller("telegram", Bot(TOKEN, session=wire), feed, ["message"], sleep=sleep)
        running = asyncio.create_task(poller.run())
        while not (running.done() or (fed.is_set() and wire.offset is not None)) and wire.asked < 50:  # noqa: ASYNC110 - counted in its requests
            await asyncio.sleep(0)  # lets the poller go one step
        await poller.stop()
        await asyncio.wait([running])
        if (failure := running.exception()) is not None:
            raise failure if isinstance(failure, Crash) else Crash(repr(failure))
        assert poller.state == Stopped()
        if not fed.is_set():
            raise Crash("an update that is in order was not handled")
        self.watch.check()
        return "handled"


@asynccontextmanager
async def polled() -> AsyncIterator[Target]:
    """A poller and nothing else."""
    with watching() as watch:
        yield Target("getUpdates", BATCHES, Polled(watch).attempt)
