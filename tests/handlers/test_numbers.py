"""Whoever reads without buttons types numbers: a whole registration, and what may come in between."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, CookieJar

from civic.choices import Shown
from civic.notices import NewNotice, NoticeKind
from civic.residents import Address
from tests.fakes import FakeClock
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson

TITLES = {"de": "Lesekreis", "en": "Reading circle", "ar": "حلقة قراءة"}
GERMAN = """
    > /nummern
    < ohne Knöpfe
    < 1. Veranstaltungen (1)
    > 1
    < 1. Fr., 11. Dez. · Lesekreis
    > 1.
    < 1. Anmelden
    > anmelden
    < Wie heißen Sie?
    < • Abbrechen
    > Jürgen
    < Wie viele Personen
    > 7
    < Bitte schreiben Sie eine Zahl von 1 bis 6.
    > 2
    < 1. Dolmetschen
    < 8. Keine Unterstützung
    > 3
    < 3. Stufenloser Zugang (Ja)
    <! ✓
    > 40
    < Diese Zahl steht nicht in der Liste. Bitte schreiben Sie eine Zahl von 1 bis 10.
    < 8. Weiter
    > 8
    < 2 Personen
    < Unterstützung: Stufenloser Zugang
    < 1. Ja, anmelden
    > 1
    < Sie sind angemeldet.
    < 3. Keine Erinnerung
    > 3
    < Notiert: keine Erinnerungen.
    > 2
    > /my
    < 1. Lesekreis
    > 1
    < 5. Wieder abmelden
    > 5
    < Möchten Sie sich von „Lesekreis“ wieder abmelden?
    < 1. Ja, alle 2 abmelden
    > ja, alle 2 abmelden
    < Sie sind von „Lesekreis“ abgemeldet.
"""
ARABIC = """
    > /plain
    < 1. الفعاليات
    > ١
    > ١
    < 1. التسجيل
    > ۱
    < ما اسمكم؟
    > مريم
    < كم شخصًا سيحضر
    > ٢
    < 8. لا حاجة إلى دعم
    > ٨
    < عدد الأشخاص: 2
    > ٩
    < هذا الرقم ليس في القائمة. يُرجى كتابة رقم من 1 إلى 5.
    < هل كل شيء صحيح؟
    > ١
    < تم تسجيلكم
    > ٣
    > ٢
"""
ENGLISH = """
    > events
    > [Reading circle]
    > [Register]
    > Ada
    < How many people are coming
    > /plain
    < Good, from now on I write without buttons and emoji.
    < Thank you, Ada! How many people are coming, you included?
    < • Back
    > ２
    < Do you need support
    > Back
    < How many people are coming
    > 3
    > no support needed
    < Is everything right?
    < Name: Ada
    < 3 people
    > /plain
    < the buttons are back
    < Yes, register
    > [Cancel]
    < Stopped. Nothing was saved.
"""


async def test_a_registration_by_numbers_in_three_languages(city: City, new_person: NewPerson) -> None:
    event = await city.event(titles=TITLES, seats=20)
    for code, transcript in {"de-DE": GERMAN, "ar": ARABIC, "en-US": ENGLISH}.items():
        person = await new_person(code)
        await person.start()
        await person.follows(transcript)
        in_numbers = transcript is not ENGLISH
        sent = [one for one in person.newest.values() if one.sender == "bot"]
        assert sum(bool(one.labels) for one in sent[1:]) == 0 or not in_numbers
    async with city.app.services.uow.reading() as r:
        found = await r.events.get(event.id)
    assert found is not None
    assert found.taken == 2


async def _shown(city: City) -> tuple[Address, Shown | None]:
    async with city.app.services.uow.reading() as r:
        [address] = await r.shown_screens.readers()
        return address, await r.shown_screens.at(address)


@pytest.fixture
async def new_session() -> AsyncIterator[ClientSession]:
    """A browser that outlives the bot."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield session


async def test_only_the_last_screen_counts_also_after_a_restart(
    sqlite_url: str, clock: FakeClock, new_session: ClientSession
) -> None:
    city = await City.open(sqlite_url, clock)
    event = await city.event(titles=TITLES, seats=20)
    person = Person(city, "en-US", new_session)
    await person.start()
    await person.follows("""
        > /plain
        > 1
        < 1. Fri, Dec 11 · Reading circle
        > 4
        < This number is not in the list. Please write a number from 1 to 1.
        > 112
        <! not in the list
    """)
    await city.close()
    city = person.city = await City.open(sqlite_url, clock)
    await person.follows("""
        > 1
        < 1. Register
        > 1
        > Ada
        > 1
        > 8
        > 1
        < You are registered
        > 3
        > 2
        < no news
        > 1
        <! Events
        > events
        < 1. Fri, Dec 11 · Reading circle
    """)
    address, shown = await _shown(city)
    assert shown is not None
    async with city.app.services.uow.reading() as r:
        resident = await r.residents.at(address)
        assert resident is not None
        own = await r.registrations.of(event.id, resident.id)
    assert own is not None
    notice = NewNotice(resident.id, NoticeKind.SEAT_FREED, own.id, clock())
    await _tell(city, notice)
    await person.follows("""
        > 2
        < Do you want to cancel your registration
    """)
    await person.follows("""
        > /my
        > 1
        > 2
        < Who is coming, too?
    """)
    await _tell(city, notice)
    heard = await person.hears()
    assert "• Cancel registration" in heard[-1].text
    await person.follows("""
        > 2
        < I need a name with letters
        > cancel registration
        < Do you want to cancel your registration
    """)
    await city.close()


async def _tell(city: City, notice: NewNotice) -> None:
    async with city.app.services.uow.writing() as w:
        await w.notices.add(notice)
        await w.commit()
    await city.settled()
