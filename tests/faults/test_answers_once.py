"""An entry reaches everyone who asked once, whatever stops or is tapped twice in between."""

from datetime import timedelta

import pytest

from bot.app import Hooks
from civic.publishing import Published
from civic.residents import Resident
from civic.saving_entries import mark_same
from civic.staff import InvitationKind
from civic.staff_entries import StaffEntry
from tests.civic.entries import a_draft, submitted
from tests.factories import a_resident
from tests.faults.conftest import NewPerson
from tests.faults.test_double_taps import _taps_at_once
from tests.faults.towns import Towns
from tests.handlers.city import City, Person, read_once

pytestmark = pytest.mark.faults
QUESTION = "How do I renew my passport?"


async def waiting_asker(city: City, new_person: NewPerson) -> Person:
    """Somebody whose question waits for a person."""
    person = await new_person(city)
    await person.says(QUESTION)
    await person.taps("Pass my question to a person")
    return person


async def coordinator_of(city: City, new_person: NewPerson) -> Person:
    person = await new_person(city)
    await person.start(f"staff_{await city.invitation(InvitationKind.COORDINATOR)}")
    await person.taps("Accept")
    return person


async def marked_draft(towns: Towns, city: City) -> tuple[StaffEntry, Resident]:
    """A draft for which everybody whose question is open is marked, and its author."""
    uow = city.app.services.uow
    async with uow.reading() as r:
        [member] = await r.staff.everybody()
        author = await r.residents.get(member.resident_id)
        waiting = await r.questions.open(99)
    draft, _ = await a_draft(uow, towns.clock, await a_resident(uow), author)
    for question in waiting:
        assert await mark_same(uow, draft.id, question.id, same=True)
    return draft, author


def answers(heard: list[str]) -> int:
    return sum("Jeden Montag ab 9 Uhr." in text for text in heard)


async def test_a_stop_between_publishing_and_telling(towns_on_both: Towns, new_person: NewPerson) -> None:
    towns = towns_on_both
    city = await towns.open()
    await coordinator_of(city, new_person)
    people = [await waiting_asker(city, new_person) for _ in range(3)]
    draft, author = await marked_draft(towns, city)
    city.app.deliverer.stop()  # nothing leaves any more
    assert isinstance(await submitted(city.app.services.uow, towns.clock, draft.id, author), Published)
    city = await towns.restart(city, *people)
    for person in people:
        assert answers([one.text for one in await person.hears()]) == 1
    city = await towns.restart(city, *people)
    for person in people:
        assert await person.hears() == []
    await people[0].follows("> Wann ist der Wertstoffhof offen?\n< Jeden Montag ab 9 Uhr.")


async def test_a_crash_between_sending_and_recording_loses_nobody(
    towns: Towns, new_person: NewPerson
) -> None:
    async def die(name: str, row: int) -> None:
        if name == "notice sent":
            raise ConnectionAbortedError

    quiet = await towns.open()
    await coordinator_of(quiet, new_person)
    people = [await waiting_asker(quiet, new_person) for _ in range(2)]
    draft, author = await marked_draft(towns, quiet)
    await towns.close(quiet)
    city = await towns.open(hooks=Hooks(clock=towns.clock, read=read_once, failpoint=die))
    for person in people:
        person.city = city
    await submitted(city.app.services.uow, towns.clock, draft.id, author)
    with pytest.raises(ConnectionAbortedError):
        await city.app.deliverer.tick()
    city = await towns.restart(city, *people)
    towns.clock.advance(timedelta(minutes=3))
    for person in people:
        # What was in flight may come a second time, as with every message; nothing is lost.
        assert answers([one.text for one in await person.hears()]) in (1, 2)
    async with city.app.services.uow.reading() as r:
        assert not await r.notices.is_due(towns.clock())


async def test_two_taps_on_publish(towns: Towns, new_person: NewPerson) -> None:
    city = await towns.open()
    coordinator = await coordinator_of(city, new_person)
    asker = await waiting_asker(city, new_person)
    draft, _ = await marked_draft(towns, city)
    await coordinator.follows(f"> /staff\n> [Our answers]\n> [{draft.main.question[:12]}]\n> [Publish]")
    heard = await _taps_at_once(coordinator, "Yes, publish", 2)
    assert sum("Published." in text for text in heard) == 1
    assert sum("It is published already." in text for text in heard) == 1
    assert answers([one.text for one in await asker.hears()]) == 1
    async with city.app.services.uow.reading() as r:
        assert [one.number for one in await r.entries.published()] == [1]


async def test_whoever_left_holds_nobody_up(towns: Towns, new_person: NewPerson) -> None:
    city = await towns.open()
    await coordinator_of(city, new_person)
    gone, there = await waiting_asker(city, new_person), await waiting_asker(city, new_person)
    draft, author = await marked_draft(towns, city)
    assert await gone.post("end", {}) == 200
    await city.settled()
    await submitted(city.app.services.uow, towns.clock, draft.id, author)
    assert answers([one.text for one in await there.hears()]) == 1
    async with city.app.services.uow.reading() as r:
        assert not await r.notices.is_due(towns.clock())
        assert await r.questions.count_open() == 0
