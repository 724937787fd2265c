"""What comes goes straight to the routers that may want it, instead of past each handler of all.

A tap has a name, a message comes in a state and is a command or none; most handlers say which they want.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from aiogram import Dispatcher, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters import Command, StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message, TelegramObject

from handlers.taps import Taps

_ANY = ""


def go_straight(dp: Dispatcher) -> None:
    """Registers the short ways, after all routers. Their order, their filters and their middlewares hold."""
    tapped, wanting = _routers_by_name(dp), _routers_by_state(dp)

    @dp.callback_query()
    async def tap(query: CallbackQuery, **data: Any) -> Any:
        name = (query.data or "").partition(":")[0]
        return await _first(tapped.get(name, tapped[_ANY]), "callback_query", query, data)

    @dp.message()
    async def message(message: Message, **data: Any) -> Any:
        is_command = (message.text or message.caption or "").startswith("/")
        return await _first(wanting(data["raw_state"], is_command), "message", message, data)


async def _first(routers: Iterable[Router], kind: str, event: TelegramObject, data: dict[str, Any]) -> Any:
    for router in routers:
        response = await router.propagate_event(kind, event, **data)
        if response is not UNHANDLED:
            return response
    return UNHANDLED


def _routers_by_name(dp: Dispatcher) -> dict[str, list[Router]]:
    """Who may handle taps of a name, in order; under "" those that may handle whatever comes."""
    asks = {router: _names_in(router) for router in dp.sub_routers}
    known = {_ANY}.union(*asks.values())
    return {name: [router for router, names in asks.items() if {name, _ANY} & names] for name in known}


def _names_in(router: Router) -> set[str]:
    names = set()
    for one in router.chain_tail:
        for handler in one.callback_query.handlers:
            taps = [part.callback.name for part in handler.filters or () if isinstance(part.callback, Taps)]
            names.update(taps or [_ANY])
    return names


def _routers_by_state(dp: Dispatcher) -> Callable[[str | None, bool], list[Router]]:
    """Who may handle a message in a state, in order."""
    handlers = [
        (router, [one for part in router.chain_tail for one in part.message.handlers])
        for router in dp.sub_routers
    ]

    @lru_cache(maxsize=1000)
    def found(state: str | None, is_command: bool) -> list[Router]:
        return [router for router, ones in handlers if any(_may_want(one, state, is_command) for one in ones)]

    return found


def _may_want(handler: HandlerObject, state: str | None, is_command: bool) -> bool:
    for part in handler.filters or ():
        match part.callback:
            case Command() as command if not is_command and command.prefix == "/":
                return False
            case StateFilter() as filtered if not any(_is_in(one, state) for one in filtered.states):
                return False
    return True


def _is_in(which: object, state: str | None) -> bool:
    """Whether a state is one of those that a filter names."""
    one = which() if isinstance(which, type) else which
    if isinstance(one, State | StatesGroup):
        return one(event=TelegramObject(), raw_state=state)
    return one in ("*", state)
