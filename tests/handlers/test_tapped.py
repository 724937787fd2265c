"""The short way of tapped buttons: whoever would have got a tap without it gets it with it."""

from typing import Any

import pytest
from aiogram import Bot, Dispatcher, Router
from aiogram.dispatcher.event.bases import UNHANDLED, SkipHandler
from aiogram.types import CallbackQuery, Chat, Message, Update, User

from civic.time import utc_now
from handlers.tapped import go_straight
from handlers.taps import Taps
from tests.bot.bot_api import TOKEN

ADA = User(id=1, is_bot=False, first_name="Ada")


def town() -> tuple[Dispatcher, list[str]]:
    """Routers of all sorts, and who was asked for taps that no name tells."""
    dp, asked = Dispatcher(), list[str]()
    first, guarded, whatever, last = (Router(name=name) for name in ("first", "guarded", "whatever", "last"))
    below = Router(name="below")
    guarded.include_router(below)
    guarded.callback_query.filter(Taps("book", int))

    @first.callback_query(Taps("event", int))
    async def event(query: CallbackQuery, args: tuple[int]) -> str:
        return f"event {args[0]}"

    @first.callback_query(Taps("skips"))
    async def skips(query: CallbackQuery) -> None:
        raise SkipHandler

    @below.callback_query(Taps("book", int))
    async def book(query: CallbackQuery, args: tuple[int]) -> str:
        return f"booked {args[0]}"

    def is_loud(query: CallbackQuery) -> bool:
        asked.append(query.data or "")
        return asked[-1].endswith("!")

    @whatever.callback_query(is_loud)
    async def loud(query: CallbackQuery) -> str:
        return "loud"

    @last.callback_query(Taps("event", str))
    @last.callback_query(Taps("skips"))
    async def late(query: CallbackQuery) -> str:
        return "late"

    dp.include_routers(first, guarded, whatever, last)
    return dp, asked


async def tap(dp: Dispatcher, data: str) -> Any:
    """What comes of a tap."""
    message = Message(message_id=1, date=utc_now(), chat=Chat(id=1, type="private"))
    query = CallbackQuery(id="1", from_user=ADA, chat_instance="1", data=data, message=message)
    return await dp.feed_update(Bot(TOKEN), Update(update_id=1, callback_query=query))


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        ("event:5", "event 5"),
        ("event:five", "late"),
        ("skips", "late"),
        ("book:7", "booked 7"),
        ("book:none", UNHANDLED),
        ("nothing", UNHANDLED),
        ("nothing!", "loud"),
        ("event:5!", "loud"),
        ("", UNHANDLED),
    ],
)
async def test_the_same_handler_gets_it(data: str, answer: object) -> None:
    usual, _ = town()
    assert await tap(usual, data) == answer
    straight, _ = town()
    go_straight(straight)
    assert await tap(straight, data) == answer


async def test_others_are_not_asked() -> None:
    dp, asked = town()
    go_straight(dp)
    await tap(dp, "event:5")
    assert asked == []
    await tap(dp, "event:five")
    assert asked == ["event:five"]
