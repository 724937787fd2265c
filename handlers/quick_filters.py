"""Filters by what an update holds, or by where its sender is in a form.

aiogram asks each of them in a thread, and a message has to pass a hundred of them.
"""

from typing import Any, cast

from aiogram import Router
from aiogram.dispatcher.event.handler import FilterObject
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import TelegramObject
from aiogram.utils.magic_filter import MagicFilter


class Quick(Filter):
    """What a filter such as `F.text` says, without a thread."""

    def __init__(self, magic: MagicFilter) -> None:
        self.magic = magic

    async def __call__(self, event: TelegramObject) -> Any:
        return self.magic.resolve(event)


def ask_here(router: Router) -> None:
    """Exchanges the filters of a router's handlers for quick ones. Those of the router itself are made quick
    where they are written."""
    for observer in router.observers.values():
        for handler in observer.handlers:
            handler.filters = list(map(_quick, handler.filters or ()))


def _quick(part: FilterObject) -> FilterObject:
    if part.awaitable:
        return part
    if part.magic is not None:
        return FilterObject(Quick(cast(MagicFilter, part.magic)))
    assert isinstance(part.callback, State | StatesGroup), part
    return FilterObject(StateFilter(part.callback))
