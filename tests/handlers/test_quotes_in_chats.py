"""Coordinators' web chats lose the words of whoever is forgotten, and no line besides."""

import pytest

from tests.handlers.asking import a_coordinator, asks
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson
from tests.handlers.test_data_rights import values
from tests.handlers.test_needs_in_chats import chats
from tests.handlers.test_registering import register

ASKED = "Pass?\nMein Reisepass gilt nicht mehr, und ich fliege am Montag nach Odessa."


async def test_every_screen_that_quotes_a_question_goes(
    city: City, new_person: NewPerson, resident: Person
) -> None:
    koordination = await a_coordinator(city, new_person)
    await asks(resident, ASKED)
    await koordination.hears()
    await koordination.says("/inbox")
    await koordination.taps("Pass?")
    await koordination.taps("Antworten")
    await koordination.says("Im Rathaus.")
    assert (await chats(city)).count("Reisepass") > 4
    await resident.says("/forget")
    await resident.taps("Ja, alles löschen")
    assert "Reisepass" not in await values(city)
    assert "Im Rathaus." in await chats(city)


@pytest.mark.parametrize("name", ["text", "like to do"])
async def test_a_name_that_is_a_word_takes_no_other_line_along(
    city: City, coordinator: Person, resident: Person, name: str
) -> None:
    await city.event(titles={"en": "Tea"})
    await register(resident, "Tea", name)
    await asks(resident, "Hallo\nwie verlängere ich meinen Reisepass?")
    await coordinator.says("/staff")
    await coordinator.says("/imprint")
    await coordinator.says("Hallo")
    shown = {one.id for one in coordinator.newest.values() if "Reisepass" not in one.text}
    await resident.says("/forget")
    await resident.taps("Ja, alles löschen")
    coordinator.seen, coordinator.newest = 0, {}
    await coordinator.hears()
    assert shown <= set(coordinator.newest)
    assert "Reisepass" not in await values(city)
