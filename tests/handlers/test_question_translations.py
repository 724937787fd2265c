"""Answers and questions in another language: by a volunteer with a link, or drafted by a server."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from aiohttp import ClientSession, CookieJar

from civic.translations import Draft, NoDraft
from tests.fakes import FakeClock
from tests.handlers.asking import PASSPORT, a_coordinator, asks, questions
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson


class Machine:
    """A translation server as the handlers see it."""

    def __init__(self) -> None:
        self.result: Draft | NoDraft = Draft("في دار البلدية.")
        self.asked: list[tuple[str, str, str]] = []

    async def translate(self, text: str, source: str, target: str) -> Draft | NoDraft:
        """What was set."""
        self.asked.append((text, source, target))
        return self.result


@pytest.fixture
async def automatic(sqlite_url: str, clock: FakeClock) -> AsyncIterator[tuple[City, Machine, NewPerson]]:
    """A city with a translation server."""
    machine = Machine()
    city = await City.open(sqlite_url, clock, translate_url="http://127.0.0.1:1")
    # The dispatcher was given the services at the start, so the client in them is exchanged in place.
    object.__setattr__(city.app.services, "translator", machine)
    async with AsyncExitStack() as sessions:

        async def make(language: str) -> Person:
            session = await sessions.enter_async_context(ClientSession(cookie_jar=CookieJar(unsafe=True)))
            return Person(city, language, session)

        yield city, machine, make
    await city.close()


async def test_an_automatic_draft_is_seen_first_and_marked(
    automatic: tuple[City, Machine, NewPerson],
) -> None:
    city, machine, new_person = automatic
    koordination = await a_coordinator(city, new_person)
    asker = await new_person("ar")
    await asker.start()
    await asks(asker)
    await koordination.hears()
    await koordination.follows("""
        > [Antworten]
        > Im Rathaus.
        > [Automatisch übersetzen]
        < أجاب شخص عن سؤالكم. الإجابة مترجمة آليًا بواسطة برنامج:
        < في دار البلدية.
    """)
    assert machine.asked == [("Im Rathaus.", "de", "ar")]
    assert await asker.hears() == []
    await koordination.taps("Senden")
    (told,) = await asker.hears()
    assert "مترجمة آليًا" in told.text
    assert "في دار البلدية." in told.text


async def test_a_server_that_fails_loses_no_draft(automatic: tuple[City, Machine, NewPerson]) -> None:
    city, machine, new_person = automatic
    machine.result = NoDraft("status 429")
    koordination = await a_coordinator(city, new_person)
    asker = await new_person("ar")
    await asker.start()
    await asks(asker)
    await koordination.hears()
    await koordination.follows("""
        > [Antworten]
        > Im Rathaus.
        > [Automatisch übersetzen]
        < Die automatische Übersetzung geht gerade nicht.
        < So senden, wie es ist
        > [So senden, wie es ist]
    """)
    (told,) = await asker.hears()
    assert "Im Rathaus." in told.text


async def test_a_question_is_translated_automatically_for_whoever_answers(
    automatic: tuple[City, Machine, NewPerson],
) -> None:
    city, machine, new_person = automatic
    machine.result = Draft("Wie verlängere ich meinen Pass?")
    koordination = await a_coordinator(city, new_person)
    asker = await new_person("ar")
    await asker.start()
    await asks(asker)
    await koordination.hears()
    (question,) = await questions(city)
    await koordination.follows(f"""
        > /inbox
        > [{question.text[:15]}]
        > [Automatisch übersetzen]
        < Automatisch übersetzt:
        < Wie verlängere ich meinen Pass?
    """)


async def test_a_volunteer_translates_the_answer(city: City, new_person: NewPerson) -> None:
    koordination, asker = await a_coordinator(city, new_person), await new_person("ar")
    volunteer, curious = await new_person("ar"), await new_person("en-US")
    await asker.start()
    await curious.start()
    await asks(asker)
    await koordination.hears()
    await koordination.follows("> [Antworten]\n> Im Rathaus, montags.")
    (links,) = await koordination.taps("Ehrenamtlich übersetzen lassen")
    payload = links.buttons[0][0]["url"].split("start=")[1]
    assert payload.startswith("tr_")
    (invited,) = await volunteer.start(payload)
    assert "Deutsch" in invited.text
    assert "Rathaus" not in invited.text
    heard = await volunteer.taps("نعم، أرني النص")
    assert heard[0].text == "Im Rathaus, montags."
    assert PASSPORT["ar"][0] not in "".join(one.text for one in heard)
    (closed,) = await curious.start(payload)
    assert "does not work" in closed.text
    heard = await volunteer.says("في دار البلدية يوم الاثنين، أو اتصلوا بـ 112.")
    assert "في دار البلدية" in heard[0].text
    (thanks,) = await volunteer.taps("تسليم")
    assert "شكرًا" in thanks.text
    (back,) = await koordination.hears()
    assert "في دار البلدية" in back.text
    await koordination.follows("""
        > [Diese Übersetzung nehmen]
        < تُرجمت الإجابة بجهد تطوعي
        < في دار البلدية
        > [Senden]
        < ist unterwegs
    """)
    (told,) = await asker.hears()
    assert "بجهد تطوعي" in told.text
    assert "في دار البلدية" in told.text
    assert await questions(city) == []


async def test_a_volunteer_translates_the_question(city: City, new_person: NewPerson) -> None:
    koordination, asker, volunteer = (
        await a_coordinator(city, new_person),
        await new_person("ar"),
        await new_person("de-DE"),
    )
    await asker.start()
    await asks(asker)
    await koordination.hears()
    await koordination.says("/inbox")
    await koordination.taps(PASSPORT["ar"][0][:15])
    (links,) = await koordination.taps("Ehrenamtlich übersetzen lassen")
    await volunteer.start(links.buttons[0][0]["url"].split("start=")[1])
    await volunteer.follows(f"""
        > [Ja, zeigen Sie mir den Text]
        < {PASSPORT["ar"][0]}
        < Bitte schreiben Sie das in dieser Sprache: Deutsch.
        > Wie verlängere ich meinen Pass?
        > [Abgeben]
        < Herzlichen Dank
        > [Abgeben]
        < nicht mehr
    """)
    (back,) = await koordination.hears()
    assert "Wie verlängere ich meinen Pass?" in back.text
    assert "Antworten" in back.labels
