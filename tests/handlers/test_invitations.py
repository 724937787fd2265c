"""Invitations in conversations: what they open, and how owners take them back."""

from collections.abc import AsyncIterator

import pytest

from civic.residents import Address, Channel
from civic.staff import InvitationKind, Role, look_at
from civic.staff_login import CODES, codes_left
from tests.fakes import FakeClock
from tests.handlers.city import City
from tests.handlers.conftest import NewPerson
from tests.handlers.test_staff_sessions import NIGHT, codes_in, everything, join


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    """A bot as operators get it: work areas lock themselves after twelve hours."""
    city = await City.open(sqlite_url, clock, staff_idle_hours=12)
    yield city
    await city.close()


async def test_a_link_for_less_opens_no_colleagues_work_area_and_shows_no_codes(
    city: City, new_person: NewPerson
) -> None:
    person = await new_person("en-US")
    codes = await join(city, person)
    services = city.app.services
    city.clock.advance(NIGHT)
    token = await city.invitation(InvitationKind.VIEWER)
    await person.start(f"staff_{token}")
    heard = await person.taps("Accept")
    assert codes_in(heard) == []
    await person.follows("< or another work area. Please end this chat first, or use a private window", heard)
    assert codes[0] not in str(await everything(person))
    async with services.uow.reading() as r:
        colleague = await r.residents.at(Address(Channel.WEB, 1))
    assert colleague is not None
    assert await codes_left(services.uow, colleague.id) == CODES
    assert await look_at(services.uow, services.clock, token) is Role.VIEWER
    await person.follows("""
        > /staff
        < For safety I have locked your work area here
    """)
    await person.follows(f"""
        > {codes[0]}
        < You are logged in
    """)


async def test_a_link_for_as_much_leads_back_into_ones_own(city: City, new_person: NewPerson) -> None:
    person = await new_person("en-US")
    await join(city, person)
    city.clock.advance(NIGHT)
    await join(city, person)
    await person.follows("""
        > /staff
        < Inbox
    """)


async def test_an_owner_takes_invitations_back_and_reads_so_in_the_log(
    city: City, new_person: NewPerson
) -> None:
    owner, guest = await new_person("de-DE"), await new_person("de-DE")
    await owner.start(f"staff_{await city.invitation(InvitationKind.OWNER)}")
    await owner.taps("Annehmen")
    await owner.follows("""
        > /staff
        > [Team]
        <! zurückziehen
    """)
    token = await city.invitation(InvitationKind.OWNER)
    await owner.follows("""
        > /staff
        > [Team]
        > [Einladungen zurückziehen (1)]
        < Alle Einladungen zurückziehen, die noch niemand benutzt hat?
        > [Ja, zurückziehen]
        < Erledigt.
        > /staff
        > [Team]
        <! zurückziehen
        > /staff
        > [Protokoll]
        < unbenutzte Einladungen zurückgezogen: 1
    """)
    assert "Dieser Link gilt nicht (mehr)" in (await guest.start(f"staff_{token}"))[-1].text
