"""The staff's work area in the web chat locks itself, and coordinators come back alone, in two languages."""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import ClientSession, CookieJar

from civic.questions import Question, hand_over
from civic.residents import Address, Channel
from civic.staff import InvitationKind, Role
from civic.staff_login import CODES
from tests.bot.bot_api import BotApi
from tests.fakes import FakeClock
from tests.handlers.city import City, Line, Person
from tests.handlers.conftest import NewPerson
from tests.telegram.chat import Telegram

CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")
NIGHT, EIGHT_WEEKS = timedelta(hours=12), timedelta(weeks=8)


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    """A bot as operators get it: work areas lock themselves after twelve hours."""
    city = await City.open(sqlite_url, clock, staff_idle_hours=12)
    yield city
    await city.close()


def codes_in(lines: Sequence[Line]) -> list[str]:
    return [code for one in lines for code in CODE.findall(one.text)]


async def join(city: City, person: Person, label: str = "Accept") -> list[str]:
    """Accepts an invitation; returns the recovery codes."""
    await person.start(f"staff_{await city.invitation(InvitationKind.COORDINATOR)}")
    codes = codes_in(await person.taps(label))
    assert len(codes) == CODES
    return codes


async def role_at(city: City, chat_id: int) -> Role | None:
    async with city.app.services.uow.reading() as r:
        resident = await r.residents.at(Address(Channel.WEB, chat_id))
        member = await r.staff.member(resident.id) if resident else None
    return member.role if member else None


async def test_after_a_night_the_work_area_is_locked_and_a_code_leads_back_into_the_open_form(
    city: City, new_person: NewPerson
) -> None:
    person = await new_person("de-DE")
    codes = await join(city, person, "Annehmen")
    await person.follows("""
        > [Ich habe sie aufgeschrieben]
        < Sie haben 8 Ersatzcodes
        > /announce
        < Wie lautet der Titel
        > Sommerfest
        < Bitte schreiben Sie die Mitteilung
    """)
    city.clock.advance(NIGHT)
    await person.follows(f"""
        > Kommen Sie alle!
        < Zur Sicherheit habe ich Ihren Arbeitsbereich hier gesperrt
        < Ihre Rolle und Ihre Entwürfe bleiben erhalten
        > /staff
        < Zur Sicherheit habe ich Ihren Arbeitsbereich hier gesperrt
        <! Posteingang
        > /events
        <! gesperrt
        > [Mit einem Ersatzcode]
        < /login 1A2B-3C4D-5E6F-7G8H
        > /anmelden {codes[0].lower()}
        < Sie sind angemeldet. Alles ist so, wie Sie es verlassen haben.
        < Bitte schreiben Sie die Mitteilung
        > Kommen Sie alle!
        < Länge mit Titel und Fußzeile
    """)
    city.clock.advance(NIGHT - timedelta(seconds=1))
    await person.follows("""
        > /staff
        < Mein Zugang
        > [Mein Zugang]
        < wenn 12 Stunden lang nichts getan wird
        < Sie haben 7 Ersatzcodes
        > [Jetzt sperren]
        < Zur Sicherheit habe ich Ihren Arbeitsbereich hier gesperrt
        > /inbox
        < gesperrt
    """)


async def test_what_was_said_before_is_hidden_as_long_as_the_work_area_is_locked(
    city: City, new_person: NewPerson
) -> None:
    person = await new_person("en-US")
    (code, *_) = await join(city, person)
    services = city.app.services
    resident = await new_person("en-US")
    await resident.start()
    async with services.uow.reading() as r:
        asker = await r.residents.at(Address(Channel.WEB, 2))
    assert asker is not None
    question = Question(0, asker.id, "en", "My neighbour Ada is ill. Who helps?", services.clock())
    await hand_over(services.uow, question)
    await person.taps("What I can do now")
    shown = await person.taps("Inbox")
    assert "Ada" in str(shown)
    city.clock.advance(NIGHT + timedelta(minutes=1))
    assert "Ada" not in str(await everything(person))
    await hand_over(services.uow, replace(question, text="My neighbour Eva is ill, too."))
    city.clock.advance(timedelta(hours=2))
    heard = str(await everything(person))
    assert "Eva" not in heard
    assert "There is something new in your work area" in heard
    await person.follows(f"""
        > [Log in]
        < For safety I have locked your work area here
        > {code}
        < You are logged in
    """)
    assert "Ada" in str(await everything(person))


async def everything(person: Person) -> list[Line]:
    """What the page shows when it is opened anew."""
    person.seen = 0
    return await person.hears()


async def test_after_eight_weeks_a_code_opens_the_draft_in_a_new_browser(
    city: City, new_person: NewPerson
) -> None:
    person = await new_person("de-DE")
    codes = await join(city, person, "Annehmen")
    await person.follows("""
        > /announce
        > Herbstfest
        > Kommen Sie alle!
        < Länge mit Titel und Fußzeile
    """)
    await weeks_pass(city)
    # The visitor is forgotten, and so is the cookie: the same browser is a stranger's.
    person.seen = 0
    await person.start()
    await person.follows(f"""
        > /staff
        <! Posteingang
        <! gesperrt
        > /login
        < Hier geht es in den Arbeitsbereich des Teams
        > {codes[3]}
        < Sie sind angemeldet
        > /staff
        < Posteingang
        > [Unsere Mitteilungen]
        > [Herbstfest]
        < Entwurf – noch hat ihn niemand erhalten
        > [Vorschau]
        < Kommen Sie alle!
    """)
    stranger = await new_person("de-DE")
    await stranger.start()
    await stranger.follows(f"""
        > /login {codes[3]}
        < Dieser Code gilt nicht. Jeder Code gilt einmal
    """)


async def weeks_pass(city: City) -> None:
    """Day by day, so that everything is forgotten when its time has come."""
    for _ in range(8):
        city.clock.advance(timedelta(weeks=1))
        await city.app._clean()


async def test_wrong_codes_are_limited_and_a_stranger_learns_nothing(
    city: City, new_person: NewPerson
) -> None:
    coordinator, stranger = await new_person("en-US"), await new_person("en-US")
    (code, *_) = await join(city, coordinator)
    await stranger.start()
    refused = (await stranger.says("/login 0000-0000-0000-0000"))[-1].text
    await stranger.follows("""
        > /login nonsense
        < This code does not work
        > /login x' OR 1=1 --
        < This code does not work
        > 1111-1111-1111-1111
        < This code does not work
        > /login 2222-2222-2222-2222
        < This code does not work
    """)
    assert "owner can send you a new invitation" in refused
    await stranger.follows(f"""
        > /login {code}
        < There were too many wrong codes. Please try again at 10:15.
        > /staff
        <! Inbox
    """)
    assert await role_at(city, 2) is None
    forged = {"message": 1, "data": "ways"}
    assert await stranger.post("taps", forged) == 409


async def test_a_browser_with_registrations_of_its_own_is_not_taken_over(
    city: City, new_person: NewPerson
) -> None:
    coordinator, resident = await new_person("en-US"), await new_person("en-US")
    (code, *_) = await join(city, coordinator)
    await resident.start("topic_all")
    await resident.agrees_to_news()
    await resident.follows(f"""
        > /login {code}
        < In this browser there are already registrations, news or questions of somebody
    """)


@pytest.fixture
async def both(sqlite_url: str, clock: FakeClock) -> AsyncIterator[Telegram]:
    """A bot on both channels."""
    async with BotApi() as api:
        side = await Telegram.open(api, sqlite_url, clock, staff_idle_hours=12)
        yield side
        await side.city.close()


async def test_a_link_from_the_staffs_telegram_account_opens_the_web_chat_after_a_tap(
    both: Telegram,
) -> None:
    in_telegram = await both.staff(InvitationKind.COORDINATOR)
    await in_telegram.says("/announce")
    await in_telegram.says("Summer party")
    await in_telegram.says("Come all!")
    await weeks_pass(both.city)
    bubble = (await in_telegram.says("/weblogin"))[-1]
    assert "works once and for ten minutes" in bubble.text
    token = bubble.links[0].partition("start=")[2]
    assert "This link is for the web chat" in (await in_telegram.says(f"/start {token}"))[-1].text
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        person = Person(both.city, "en-US", session)
        assert "open your work area in this browser?" in (await person.start(token))[-1].text
        assert await role_at(both.city, 1) is None
        await person.follows("""
            > [Yes, log in]
            < You are logged in
            > /staff
            > [Our announcements]
            > [Summer party]
            < Come all!
        """)
    assert await role_at(both.city, 1) is Role.COORDINATOR
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        stranger = Person(both.city, "en-US", session)
        assert "This link does not work (any more)" in (await stranger.start(token))[-1].text
    assert not any(one.links for one in await both.private(72).says("/weblogin"))
    both.city.clock.advance(EIGHT_WEEKS)
    assert "Inbox" in str((await in_telegram.says("/staff"))[-1].labels)


async def test_who_is_taken_off_the_staff_reads_so(city: City, new_person: NewPerson) -> None:
    owner, member = await new_person("de-DE"), await new_person("de-DE")
    await owner.start(f"staff_{await city.invitation(InvitationKind.OWNER)}")
    await owner.taps("Annehmen")
    await join(city, member, "Annehmen")
    await owner.follows("""
        > /staff
        > [Team]
        > [ohne Namen · Koordination]
        > [Aus dem Team nehmen]
        > [Aus dem Team nehmen]
        < Erledigt.
    """)
    heard = "\n".join(line.text for line in await member.hears())
    assert "Vielen Dank für Ihre Arbeit!" in heard
