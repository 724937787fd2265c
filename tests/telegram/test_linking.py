"""One person in Telegram and on the page: joined by a code, written to in one place, parted again."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from aiohttp import ClientSession, CookieJar

from civic.announcement_readiness import UNDO_WINDOW
from civic.registrations import RegistrationStatus, register
from civic.residents import ALL_TOPICS, Address, Channel, Resident
from civic.staff import InvitationKind
from tests.factories import a_request
from tests.fakes import FakeClock
from tests.handlers.city import Line, Person, plain
from tests.telegram.chat import Bubble, Chat, Telegram

CODE = re.compile(r"/link ([A-Z2-9]{4}-[A-Z2-9]{4})")
NewVisitor = Callable[[str], Awaitable[Person]]


@pytest.fixture
async def visitor(telegram_side: Telegram) -> AsyncIterator[NewVisitor]:
    """Makes people with the page of the same bot open."""
    async with AsyncExitStack() as sessions:

        async def make(language: str) -> Person:
            session = await sessions.enter_async_context(ClientSession(cookie_jar=CookieJar(unsafe=True)))
            person = Person(telegram_side.city, language, session)
            await person.start()
            return person

        yield make


def code_in(heard: list[Line] | list[Bubble]) -> str:
    found = [CODE.search(plain(one.text)) for one in heard]
    match = next(filter(None, found))
    return match[1]


def text_of(heard: list[Line] | list[Bubble]) -> str:
    return "\n".join(plain(one.text) for one in heard)


async def resident_of(side: Telegram, chat: Chat) -> Resident:
    async with side.app.services.uow.reading() as r:
        found = await r.residents.at(Address(Channel.TELEGRAM, chat.chat.id))
    assert found is not None
    return found


async def announced(side: Telegram, author: Chat, clock: FakeClock, text: str) -> None:
    await author.says("/announce")
    await author.says("Café")
    await author.says(text)
    await author.taps("Send now")
    await author.taps("Yes, send")
    clock.advance(UNDO_WINDOW)
    await side.city.settled()


async def test_web_in_german_and_telegram_in_english_become_one(
    telegram_side: Telegram, visitor: NewVisitor, clock: FakeClock
) -> None:
    event = await telegram_side.event(titles={"de": "Fest", "en": "Party"}, seats=3)
    author = await telegram_side.staff(InvitationKind.COORDINATOR, 90)
    ada = telegram_side.private(71)
    await ada.says(f"/start topic_{ALL_TOPICS}")
    await ada.taps("Yes, please")
    await ada.taps("Yes, 16 or older")
    await ada.says("/language")
    await ada.taps("English")
    mira = await visitor("de-DE")
    services = telegram_side.app.services
    request = a_request(event, await resident_of(telegram_side, ada), people=2)
    await register(services.uow, clock, request)
    await mira.start(f"topic_{ALL_TOPICS}")
    await mira.taps("Ja, bitte")
    await mira.taps("Ja, 16 oder älter")
    await mira.start(f"ev_{event.id}")
    await mira.follows(
        """
        > [Anmelden]
        > Mira
        > 1
        > [Keine Unterstützung]
        > [Ja, anmelden]
        < Sie sind angemeldet.
        """
    )
    shown = await ada.says("/link")
    assert "Please show it to nobody" in text_of(shown)
    code = code_in(shown).replace("-", " ").lower()
    await mira.follows(
        f"""
        > /my
        > [Zwei Chats verbinden]
        > [Ich habe einen Code]
        < Welchen Code zeigt Ihnen der andere Chat?
        > AAAA-AAAA
        < Dieser Code geht nicht.
        > {code}
        < Ist der andere Chat wirklich Ihrer?
        < Hier, Web-Chat:
        < 1 Anmeldung
        < Dort, Telegram:
        < Ich schreibe in dieser Sprache: English.
        < Für „Fest“ sind Sie doppelt angemeldet. Das bleibt: 2 Personen, Platz ist Ihrer.
        < Wo soll ich Ihnen danach schreiben?
        > [Verbinden, dort schreiben]
        < Done: the two chats belong together.
        < From now on I write to you in the other chat.
        < You are registered twice for “Party”.
        > /my
        < Party
        """
    )
    one = await resident_of(telegram_side, ada)
    async with telegram_side.app.services.uow.reading() as r:
        (kept,) = await r.registrations.of_event(event.id)
    assert (kept.resident_id, kept.people, kept.status) == (one.id, 2, RegistrationStatus.CONFIRMED)
    await announced(telegram_side, author, clock, "There is cake.")
    assert text_of(telegram_side.shown(ada.chat.id)).count("There is cake.") == 1
    assert "There is cake." not in text_of(await mira.hears())
    await mira.follows(
        """
        > /link
        < These chats belong together: Telegram and web chat.
        < I write to you in another chat: Telegram.
        > [Write to me here]
        < Good, from now on I write to you here.
        """
    )
    await announced(telegram_side, author, clock, "There is tea.")
    assert text_of(await mira.hears()).count("There is tea.") == 1
    assert "There is tea." not in text_of(telegram_side.shown(ada.chat.id))
    await mira.follows(
        """
        > /unlink
        < What you have now stays with the other chat.
        > [Yes, part this chat]
        < This chat stands alone now.
        > /my
        < You have no registrations at present.
        > /unlink
        < This chat is joined with no other.
        """
    )
    await ada.says("/my")
    assert "Party" in text_of(telegram_side.shown(ada.chat.id)[-1:])


async def test_an_arabic_page_shows_the_code_and_a_coordinator_is_warned(
    telegram_side: Telegram, visitor: NewVisitor, clock: FakeClock
) -> None:
    reader = await visitor("ar")
    shown = await reader.says("/link")
    assert "اكتبوا هذا من فضلكم في المحادثة الأخرى:" in text_of(shown)
    staff = await telegram_side.staff(InvitationKind.COORDINATOR, 90)
    assert "your role on the staff" in text_of(await staff.says("/link"))
    # From an Arabic keyboard: other digits, and a dash that the phone made longer.
    typed = code_in(shown).translate(str.maketrans("23456789-", "٢٣٤٥٦٧٨٩–"))
    asked = text_of(await staff.says(f"/verbinden {typed}"))
    assert "Here, Telegram:" in asked
    assert "role: Coordinator" in asked
    assert "I write in العربية." in asked
    # Nobody chose a language, so the older chat's counts.
    assert "تم: المحادثتان مرتبطتان الآن." in text_of(await staff.taps("Join, write to me here"))
    # The page is a coordinator's now, and nobody has logged in there.
    for said in ("/link", "/staff"):
        assert "أقفلتُ مساحة عملكم هنا" in text_of(await reader.says(said))
    again = await staff.forges(f"chat_join:{'f' * 32}:here", staff.said_by_bot())
    assert "هذه المحادثات مرتبطة" in text_of(again)
    before = len(telegram_side.toasts())
    await staff.forges(f"chat_join:{'f' * 32}:nowhere", staff.said_by_bot())
    assert len(telegram_side.toasts()) == before + 1


async def test_a_code_in_a_group_or_where_it_was_made_joins_nothing(telegram_side: Telegram) -> None:
    ada, group = telegram_side.private(71), telegram_side.group(user_id=72)
    code = code_in(await ada.says("/link"))
    assert "comes from here" in text_of(await ada.says(f"/link {code}"))
    told = text_of(await group.says(f"/link {code}"))
    assert "Ist der andere Chat" not in told
    assert CODE.search(text_of(await group.says("/link"))) is None
    for _ in range(5):
        assert "does not work" in text_of(await ada.says("/link wrong"))
    assert "too many wrong codes" in text_of(await ada.says(f"/link {code}"))
