"""Tapped buttons go straight to the routers that know them, instead of past each handler of all."""

from collections import defaultdict
from typing import Any

from aiogram import Dispatcher, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import CallbackQuery

from handlers.taps import Taps

_ANY = ""


def go_straight(dp: Dispatcher) -> None:
    """Registers the short way, after all routers. Their order, their filters and their middlewares hold."""
    known = _routers_by_name(dp)

    @dp.callback_query()
    async def straight(query: CallbackQuery, **data: Any) -> Any:
        name = (query.data or "").partition(":")[0]
        for router in known.get(name, known[_ANY]):
            response = await router.propagate_event("callback_query", query, **data)
            if response is not UNHANDLED:
                return response
        return UNHANDLED


def _routers_by_name(dp: Dispatcher) -> dict[str, list[Router]]:
    """Who may handle taps of a name, in order; under "" those that may handle whatever comes."""
    asks = {router: _names_in(router) for router in dp.sub_routers}
    found: dict[str, list[Router]] = defaultdict(list)
    for name in set().union({_ANY}, *asks.values()):
        found[name] = [router for router, names in asks.items() if {name, _ANY} & names]
    return dict(found)


def _names_in(router: Router) -> set[str]:
    names = set()
    for one in router.chain_tail:
        for handler in one.callback_query.handlers:
            taps = [part.callback.name for part in handler.filters or () if isinstance(part.callback, Taps)]
            names.update(taps or [_ANY])
    return names
