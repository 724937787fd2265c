"""Which right each conversation of the staff needs: one for a router, others for some of its handlers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from aiogram import Router
from aiogram.dispatcher.event.handler import FilterObject, HandlerObject

from civic.staff import StaffMember
from civic.staff_rights import GRANTED, Right, may
from handlers.screen import Screen, Tap
from handlers.staff.access import Needs
from handlers.taps import Taps

Staffed = tuple[Router, Right, Mapping[str, Right]]
"""A router, what it needs, and what those of its handlers need that need something else, by their names."""


def require(staffed: Sequence[Staffed]) -> None:
    """Puts the right behind the filters of every handler. ValueError for a name that no handler has."""
    for router, right, others in staffed:
        found = list(handlers_of(router))
        if unknown := set(others) - {one.callback.__name__ for one in found}:
            raise ValueError(f"{router.name}: no handler {sorted(unknown)}")
        for one in found:
            needs = Needs(others.get(one.callback.__name__, right))
            one.filters = [*(one.filters or ()), FilterObject(needs)]


def handlers_of(router: Router) -> Iterator[HandlerObject]:
    """Everything that a router answers."""
    yield from router.message.handlers
    yield from router.callback_query.handlers


def right_of(handler: HandlerObject) -> Right | None:
    """What a handler needs; None where it is for everybody."""
    found = [one.callback.right for one in handler.filters or () if isinstance(one.callback, Needs)]
    return found[0] if found else None


def rights_of_buttons(routers: Sequence[Router]) -> dict[str, Right]:
    """By the names of buttons what they need; without those that mean different things in several forms."""
    found: dict[str, set[Right]] = {}
    for router in routers:
        for handler in router.callback_query.handlers:
            right = right_of(handler)
            for one in handler.filters or ():
                if right is not None and isinstance(one.callback, Taps):
                    found.setdefault(one.callback.name, set()).add(right)
    return {name: rights.pop() for name, rights in found.items() if len(rights) == 1}


def permitted(screen: Screen, member: StaffMember | None, buttons: Mapping[str, Right]) -> Screen:
    """The screen without the buttons that this member of staff may not use."""
    if member is None or GRANTED[member.role] == frozenset(Right):
        return screen

    def fits(button: object) -> bool:
        right = buttons.get(button.data.partition(":")[0]) if isinstance(button, Tap) else None
        return right is None or may(member, right)

    kept = (tuple(filter(fits, row)) for row in screen.buttons)
    rows = tuple(row for row in kept if row)
    return screen if rows == screen.buttons else replace(screen, buttons=rows)
