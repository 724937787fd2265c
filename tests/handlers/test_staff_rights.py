"""Every conversation of the staff says which right it needs; buttons that nobody may use are not drawn."""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import replace

import pytest
from aiogram import Router

import handlers.staff
from civic.staff import Role, StaffMember
from civic.staff_rights import Right
from handlers.routers import BUTTONS, STAFFED, conversations
from handlers.screen import Screen, Tap, tap
from handlers.staff import menu
from handlers.staff.access import Needs
from handlers.staff.rights import handlers_of, permitted, require, right_of
from tests.factories import NOW

STAFFED_ROUTERS = [router for router, _, _ in STAFFED]


def routers_of_staff() -> Iterator[Router]:
    """Every router that a module of the staff's handlers has, whether anybody remembered it or not."""
    for found in pkgutil.iter_modules(handlers.staff.__path__, "handlers.staff."):
        module = importlib.import_module(found.name)
        yield from (value for value in vars(module).values() if isinstance(value, Router))


def test_every_router_of_the_staff_is_in_the_table_and_in_use() -> None:
    # Whoever accepts an invitation is no member of staff yet.
    missing = {router.name for router in routers_of_staff() if router not in (*STAFFED_ROUTERS, menu.joining)}
    assert missing == set()
    assert {router.name for router in STAFFED_ROUTERS if router not in conversations()} == set()


@pytest.mark.parametrize("router", STAFFED_ROUTERS, ids=lambda one: one.name)
def test_every_handler_of_the_staff_needs_one_right(router: Router) -> None:
    found = list(handlers_of(router))
    assert found
    for handler in found:
        needs = [one.callback for one in handler.filters or () if isinstance(one.callback, Needs)]
        assert len(needs) == 1, handler.callback.__name__
        # Before it stand the filters that say whether the handler is meant at all.
        assert (handler.filters or [])[-1].callback is needs[0]
        assert right_of(handler) is needs[0].right


def test_what_decides_needs_more_than_writing() -> None:
    rights = {
        "publish": Right.PUBLISH_EVENTS,
        "call_off_yes": Right.PUBLISH_EVENTS,
        "a_now_yes": Right.SEND,
        "a_ok": Right.SEND,
        "a_stop_yes": Right.SEND,
        "a_recall_yes": Right.SEND,
        "a_fix_yes": Right.SEND,
        "k_approve": Right.PUBLISH_ENTRIES,
        "k_gone": Right.PUBLISH_ENTRIES,
        "people_of": Right.SEE_PEOPLE,
        "people_csv": Right.EXPORT_PEOPLE,
        "people_print": Right.EXPORT_PEOPLE,
        "pm_send": Right.WRITE_TO_PEOPLE,
        "invite_as": Right.MANAGE_STAFF,
        "m_role": Right.MANAGE_STAFF,
        "m_off_yes": Right.MANAGE_STAFF,
        "group_code": Right.MANAGE_STAFF,
        "log_csv": Right.READ_LOG,
        "a_eyes": Right.DECIDE,
        "close": Right.ANSWER,
        "answer": Right.ANSWER,
        "ev_throw": Right.WRITE_EVENTS,
        "a_delete_yes": Right.WRITE_ANNOUNCEMENTS,
    }
    assert {name: BUTTONS.get(name) for name in rights} == rights


def test_a_name_that_no_handler_has_is_found_at_the_start() -> None:
    router = Router(name="typo")
    with pytest.raises(ValueError, match="no handler"):
        require([(router, Right.LOOK, {"pubish": Right.PUBLISH_EVENTS})])


def test_buttons_are_left_out_by_role() -> None:
    rows = tuple((Tap(name, tap(name, 1)),) for name in ("card", "edit", "publish", "log", "start"))
    screen = Screen("A card", rows)

    def drawn(role: Role | None) -> list[str]:
        member = StaffMember(1, role, NOW) if role else None
        return [one.label for row in permitted(screen, member, BUTTONS).buttons for one in row]

    assert drawn(Role.VIEWER) == ["card", "start"]
    assert drawn(Role.AUTHOR) == ["card", "edit", "start"]
    assert drawn(Role.COORDINATOR) == ["card", "edit", "publish", "start"]
    assert drawn(Role.OWNER) == [one.label for row in rows for one in row]
    assert permitted(replace(screen, buttons=()), StaffMember(1, Role.VIEWER, NOW), BUTTONS).buttons == ()
