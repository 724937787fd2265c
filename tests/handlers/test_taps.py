"""Every button that a view draws is answered by a conversation, by its name and its arguments."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers import views
from handlers.routers import conversations
from handlers.screen import Screen, Tap
from handlers.services import Services
from handlers.taps import Taps
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeClock
from tests.handlers.test_views import Values, all_builds, city_services
from tests.telegram.screens import all_screens


def taps_read() -> list[Taps]:
    """What all conversations look for in the data of buttons."""
    return [
        one.callback
        for router in conversations()
        for handler in router.callback_query.handlers
        for one in handler.filters or ()
        if isinstance(one.callback, Taps)
    ]


READ = taps_read()
NAMES = frozenset(one.name for one in READ)


def names_drawn() -> Iterator[tuple[str, str]]:
    """Where `tap("name", …)` stands, and the name."""
    for path in sorted(Path(views.__path__[0]).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "tap" or not node.args:
                continue
            first = node.args[0]
            names = (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,)
            for one in names:
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    yield f"{path.name}:{node.lineno}", one.value


def test_no_view_draws_a_button_that_no_conversation_knows() -> None:
    drawn = list(names_drawn())
    assert len(drawn) > 300
    assert [(where, name) for where, name in drawn if name not in NAMES] == []


@pytest.fixture
def services(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> Services:
    return city_services(sqlite_uow, clock)


def test_every_button_of_every_screen_has_the_arguments_that_its_conversation_reads(
    services: Services,
) -> None:
    lang = services.catalogues["de"]
    dead, tapped = set(), 0
    for name in all_screens():
        for made in Values(services, lang).variants(all_builds()[name]):
            screen = made if isinstance(made, Screen) else Screen(made)
            data = [one.data for row in screen.buttons for one in row if isinstance(one, Tap)]
            tapped += len(data)
            dead |= {(name, one) for one in data if not any(each.read(one) is not None for each in READ)}
    assert tapped > 1000
    assert dead == set()
