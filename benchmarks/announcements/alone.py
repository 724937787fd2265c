"""aiogram alone, as its users send to many: one task for each person, and a semaphore; nothing is recorded.

`python -m benchmarks.announcements.alone SERVER` reads from each line a JSON object with `text`, `buttons`
(an inline keyboard), `first` (a chat's number) and `people`, sends, and prints the seconds that it took. It
is a program of its own, whose garbage collector works as Python sets it up.
"""

import asyncio
import json
import sys
from time import perf_counter
from typing import Any

import uvloop
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import InlineKeyboardMarkup

AT_ONCE = 20
TOKEN = "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


async def send_to_all(bot: Bot, order: dict[str, Any]) -> float:
    """Seconds until the last answer came."""
    text, buttons = order["text"], InlineKeyboardMarkup.model_validate(order["buttons"])
    turn = asyncio.Semaphore(AT_ONCE)

    async def send(chat: int) -> None:
        async with turn:
            await bot.send_message(chat, text, reply_markup=buttons)

    begun = perf_counter()
    await asyncio.gather(*(send(order["first"] + number) for number in range(order["people"])))
    return perf_counter() - begun


async def main(base: str) -> None:
    """One round for each line."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(base), limit=AT_ONCE)
    bot = Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(await send_to_all(bot, json.loads(line)), flush=True)
    await session.close()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(sys.argv[1]))
