"""No update waits for a thread because of a filter."""

import pytest
from aiogram import F, Router
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Chat, Message

from civic.time import utc_now
from handlers import failures, groups
from handlers.quick_filters import Quick, ask_here
from handlers.routers import conversations

HELLO = Message(message_id=1, date=utc_now(), chat=Chat(id=1, type="private"), text="Hallo")


def handlers_of(router: Router) -> list[HandlerObject]:
    """All handlers of a router, with what stands for its own filters."""
    return [one for seen in router.observers.values() for one in (*seen.handlers, seen._handler)]


def test_every_filter_is_asked_here() -> None:
    routers = [failures.router, groups.members, groups.router, *conversations()]
    for router in routers:
        ask_here(router)
        assert not router.sub_routers
        slow = [part for one in handlers_of(router) for part in one.filters or () if not part.awaitable]
        assert slow == [], router.name


class Form(StatesGroup):
    name = State()


@pytest.mark.parametrize("which", [Form(), Form.name])
async def test_states(which: StatesGroup | State) -> None:
    router = Router()

    @router.message(which)
    async def named(message: Message) -> None:
        """Handles it."""

    (handler,) = router.message.handlers
    ask_here(router)
    assert (await handler.check(HELLO, raw_state="Form:name"))[0]
    assert not (await handler.check(HELLO, raw_state="Other:name"))[0]
    assert not (await handler.check(HELLO, raw_state=None))[0]


async def test_it_says_what_aiogram_s_says() -> None:
    router = Router()

    @router.message(F.text.as_("said"), ~F.text.startswith("/"), F.chat.type == "private")
    async def said(message: Message, said: str) -> None:
        """Handles it."""

    (handler,) = router.message.handlers
    usual = await handler.check(HELLO)
    ask_here(router)
    assert await handler.check(HELLO) == usual == (True, {"said": "Hallo"})
    assert not (await handler.check(HELLO.model_copy(update={"text": "/start"})))[0]
    assert not await Quick(F.photo)(HELLO)
