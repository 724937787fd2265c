"""Personal links and e-mail addresses in the chat, as residents write and tap."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import ClientSession, CookieJar
from icalendar import Calendar

from civic.registrations import Registration, register
from tests.bot.mail_server import MailServer, running
from tests.factories import a_request, a_resident
from tests.fakes import FakeClock
from tests.handlers.city import City, Line, Person, plain
from tests.handlers.conftest import NewPerson

LINK = re.compile(r"http://\S+/r/([\w-]{22})")
WAITS = {
    "en-US": "Messages about your registration wait for you on this page.",
    "de-DE": "Nachrichten zu Ihrer Anmeldung warten hier auf dieser Seite auf Sie.",
    "uk-UA": "Повідомлення про Вашу реєстрацію чекатимуть на Вас на цій сторінці.",
    "ar": "الرسائل المتعلقة بتسجيلكم تنتظركم في هذه الصفحة.",
}


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    """A bot with a mail server."""
    async with running(MailServer()) as server:
        smtp = f"smtp://127.0.0.1:{server.port}"
        city = await City.open(sqlite_url, clock, smtp_url=smtp, smtp_from="bot@city.example")
        mailboxes[city.url] = server
        yield city
        await city.close()


mailboxes: dict[str, MailServer] = {}


async def registered(person: Person, city: City) -> list[Line]:
    """Somebody registers for a new event; what they hear last."""
    event = await city.event()
    await person.start(f"ev_{event.id}")
    lang = city.app.services.catalogues.match(person.language)
    assert lang is not None
    await person.taps(lang.label("Register"))
    await person.says("Mira Beispiel")
    await person.says("2")
    await person.taps(lang.label("No support needed"))
    return await person.taps(lang.label("Yes, register"))


def link_in(lines: list[Line]) -> str:
    found = [plain(line.text) for line in lines if LINK.search(plain(line.text))]
    match = LINK.search(found[-1])
    assert match is not None
    return match[1]


async def opens(city: City, person: Person, token: str) -> int:
    async with ClientSession() as session, session.get(f"{city.url}/r/{token}") as response:
        return response.status


async def content(person: Person, line: Line) -> bytes:
    assert line.file is not None
    async with person.session.get(f"{person.city.url}/chat/files/{line.file['id']}") as response:
        return await response.read()


@pytest.mark.parametrize("language", WAITS)
async def test_the_confirmation_says_where_messages_wait_and_gives_a_link(
    city: City, new_person: NewPerson, language: str
) -> None:
    person = await new_person(language)
    heard = await registered(person, city)
    said = "\n".join(plain(line.text) for line in heard)
    assert WAITS[language] in said
    assert await opens(city, person, link_in(heard)) == 200


async def test_the_calendar_file_holds_the_link(city: City, resident: Person) -> None:
    heard = await registered(resident, city)
    [file] = [line for line in heard if line.file and str(line.file["name"]).endswith(".ics")]
    [entry] = Calendar.from_ical(await content(resident, file)).walk("VEVENT")
    token = str(entry["url"]).rpartition("/")[2]
    assert token == link_in(heard)
    assert await opens(city, resident, token) == 200


async def test_the_link_is_a_picture_too(city: City, resident: Person) -> None:
    await registered(resident, city)
    async with resident.session.get(f"{city.url}/chat/events", params={"after": 0}) as response:
        messages = (await response.json())["messages"]
    _, picture = [one["photo"] for one in messages if one.get("photo")]  # the first is for the door
    async with resident.session.get(f"{city.url}/chat/files/{picture['id']}") as response:
        assert (await response.read()).startswith(b"\x89PNG")


async def test_a_new_link_ends_the_old_one(city: City, resident: Person) -> None:
    old = link_in(await registered(resident, city))
    new = link_in(await resident.taps("New link"))
    assert [await opens(city, resident, token) for token in (old, new)] == [404, 200]


async def test_a_link_can_be_asked_for_again(city: City, resident: Person) -> None:
    first = link_in(await registered(resident, city))
    await resident.says("/my")
    await resident.taps("Repair café")
    second = link_in(await resident.taps("Link for another device"))
    assert second != first
    assert [await opens(city, resident, token) for token in (first, second)] == [200, 200]


async def test_nobody_gets_a_link_to_a_strangers_registration(city: City, resident: Person) -> None:
    await registered(resident, city)
    stranger = Person(city, "en", resident.session)
    stranger_id = await foreign_registration(city)
    for what in ("link", "link_new", "mail"):
        # No button says this: a forged tap is refused before it is a tap.
        newest = max(resident.newest)
        status = await stranger.post("taps", {"message": newest, "data": f"{what}:{stranger_id}"})
        assert status == 409


async def foreign_registration(city: City) -> int:
    uow = city.app.services.uow
    event = await city.event()
    outcome = await register(uow, city.clock, a_request(event, await a_resident(uow)))
    kept = getattr(outcome, "registration", None)
    assert isinstance(kept, Registration)
    return kept.id


async def asked_for_an_address(resident: Person, city: City) -> None:
    """Registers and answers what is asked before: reminders, news."""
    await registered(resident, city)
    await resident.follows("> 1\n< Shall I tell you about such events?\n> no\n< Yes, leave an address")


async def test_an_address_is_left_and_gets_the_first_mail(city: City, resident: Person) -> None:
    await asked_for_an_address(resident, city)
    await resident.follows(
        """
        > [Yes, leave an address]
        < What is your e-mail address?
        > mira at home
        < That is not an e-mail address
        > Was ist ein Repair-Café?
        < What is your e-mail address?
        > mira@home.org
        < A first e-mail is on its way to mira@home.org
        """
    )
    [mail] = mailboxes[city.url].received
    assert mail["To"] == "mira@home.org"


async def test_no_address_is_the_default(city: City, resident: Person) -> None:
    await asked_for_an_address(resident, city)
    await resident.follows("> [No, thank you]\n< All right: no e-mail.")
    assert mailboxes[city.url].received == []


async def test_the_question_can_be_left(city: City, resident: Person) -> None:
    await asked_for_an_address(resident, city)
    await resident.taps("Yes, leave an address")
    await resident.says("/cancel")
    await resident.says("mira@home.org")
    assert mailboxes[city.url].received == []


async def test_an_office_without_a_mail_server_asks_for_no_address(sqlite_url: str, clock: FakeClock) -> None:
    city = await City.open(sqlite_url, clock)
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        person = Person(city, "en-US", session)
        heard = await registered(person, city)
    assert LINK.search("\n".join(plain(line.text) for line in heard))
    assert not any("e-mail" in line.text for line in heard)
    await city.close()


async def test_whoever_registered_is_known_until_a_day_after_the_event(
    city: City, resident: Person, clock: FakeClock
) -> None:
    event = await city.event()
    start = clock() + timedelta(days=80)
    late = replace(event, starts_at=start, ends_at=start + timedelta(hours=2), deadline=start)
    async with city.app.services.uow.writing() as w:
        await w.events.update(late)
        await w.commit()
    await resident.start(f"ev_{event.id}")
    for step in ("Register", "Mira", "1", "No support needed", "Yes, register"):
        await (resident.says(step) if step in ("Mira", "1") else resident.taps(step))
    [cookie] = list(resident.session.cookie_jar)
    assert timedelta(seconds=int(cookie["max-age"])) >= timedelta(days=81)
    clock.advance(timedelta(days=79))
    await city.app._clean()
    assert any("wait for you on this page" in line.text for line in resident.newest.values())
    assert await resident.says("/my")
