"""The short ways: whoever would have got a tap or a message without them gets it with them."""

from typing import Any

import pytest
from aiogram import Bot, Dispatcher, F, Router
from aiogram.dispatcher.event.bases import UNHANDLED, SkipHandler
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Chat, Message, Update, User

from civic.time import utc_now
from handlers.short_ways import go_straight
from handlers.taps import Taps
from tests.bot.bot_api import TOKEN


class Form(StatesGroup):
    name = State()
    age = State()


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

    add_messages(first, guarded, below, whatever, last)
    dp.include_routers(first, guarded, whatever, last)
    return dp, asked


def add_messages(first: Router, guarded: Router, below: Router, whatever: Router, last: Router) -> None:
    """What they do with messages."""

    @first.message(Command("go"))
    @first.message(Form.name, Command("stay"))
    async def command(message: Message, state: FSMContext) -> str:
        return f"command in {await state.get_state()}"

    @guarded.message(Form.name, F.text)
    @below.message(StateFilter(Form, "other"))
    async def named(message: Message) -> str:
        return f"named {message.text}"

    @whatever.message(F.text == "anything")
    async def anything(message: Message) -> str:
        return "anything"

    @last.message(StateFilter(None))
    async def free(message: Message) -> str:
        return "free"


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


@pytest.mark.parametrize("state", [None, "Form:name", "Form:age", "other", "Gone:step"])
@pytest.mark.parametrize("text", ["/go", "/stay", "/else", "Ada", "anything", None])
async def test_the_same_handler_gets_a_message(state: str | None, text: str | None) -> None:
    message = Message(message_id=1, date=utc_now(), chat=Chat(id=1, type="private"), from_user=ADA, text=text)
    outcomes = []
    for is_straight in (False, True):
        dp, _ = town()
        if is_straight:
            go_straight(dp)
        bot = Bot(TOKEN)
        await dp.fsm.get_context(bot, 1, 1).set_state(state)
        outcomes.append(await dp.feed_update(bot, Update(update_id=1, message=message)))
    assert outcomes[0] == outcomes[1]


async def test_others_are_not_asked() -> None:
    dp, asked = town()
    go_straight(dp)
    await tap(dp, "event:5")
    assert asked == []
    await tap(dp, "event:five")
    assert asked == ["event:five"]
