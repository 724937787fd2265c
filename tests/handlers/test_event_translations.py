"""An event in several languages: by a volunteer, by a machine, by hand; what residents see of it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from aiohttp import ClientSession, CookieJar

from civic.staff import InvitationKind
from civic.translations import Draft, NoDraft
from tests.fakes import FakeClock
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson
from tests.handlers.test_event_editing import a_draft, koordination, the_event
from tests.handlers.test_question_translations import Machine

__all__ = ["koordination"]


async def _described(koordination: Person) -> None:
    await a_draft(koordination)
    await koordination.follows("""
        > [Beschreibung]
        > Ein Abend bei Tee.
        > [Veröffentlichen]
    """)


async def test_a_volunteer_translates_an_event(
    city: City, koordination: Person, new_person: NewPerson
) -> None:
    await _described(koordination)
    await koordination.follows("""
        > [Übersetzungen]
        < Deutsch: Original
        < Українська: fehlt
        > [Українська]
    """)
    (links,) = await koordination.taps("Ehrenamtlich übersetzen lassen")
    payload = links.buttons[0][0]["url"].split("start=")[1]
    assert payload.startswith("et_")
    volunteer, curious = await new_person("uk"), await new_person("en-US")
    await curious.start()
    (invited,) = await volunteer.start(payload)
    assert "Tea" not in invited.text
    await volunteer.follows("""
        > [Так, покажіть]
        < Крок 1 з 2
        < Назва:
        < Tea
        > Чай
        < Крок 2 з 2
        < Ein Abend bei Tee.
        > Вечір за чаєм.
        < Здати це?
        > [Почати спочатку]
        < Крок 1 з 2
        > Чаювання
        > Вечір за чаєм.
    """)
    (closed,) = await curious.start(payload)
    assert "does not work" in closed.text
    await volunteer.follows("> [Здати]\n< Щиро дякую")
    heard = await koordination.hears()
    assert "Чаювання" in heard[-1].text
    assert "Чаювання" not in str(await curious.says("/events"))
    await koordination.follows("""
        > [Zur Veranstaltung]
        < Українська: Entwurf, wartet auf Sie
        > [Übernehmen]
        < Ab jetzt ist die Übersetzung zu sehen.
        < Українська: aktuell
        > [Übernehmen]
    """)
    reader = await new_person("uk")
    await reader.start()
    assert "Чаювання" in str([line.labels for line in await reader.says("/events")])
    await koordination.follows("""
        > [Titel]
        > Tee und Gespräch
        < Titel: Tea → Tee und Gespräch
        > [Ja, speichern]
        < Українська: veraltet
    """)
    shown = str([line.labels for line in await reader.says("/events")])
    assert "Tee und Gespräch" in shown
    assert "Чаювання" not in shown
    await koordination.follows("""
        > [Übersetzungen]
        > [Українська]
        < Чаювання
        > [Der Text passt]
        < Українська: aktuell
    """)
    assert "Чаювання" in str([line.labels for line in await reader.says("/events")])


async def test_a_draft_can_be_refused_and_a_part_be_too_long(
    city: City, koordination: Person, new_person: NewPerson
) -> None:
    await a_draft(koordination)
    await koordination.taps("Übersetzungen")
    await koordination.taps("English")
    (links,) = await koordination.taps("Ehrenamtlich übersetzen lassen")
    volunteer = await new_person("en-US")
    await volunteer.start(links.buttons[0][0]["url"].split("start=")[1])
    await volunteer.taps("Yes, show me the text")
    (refused,) = await volunteer.says("x" * 101)
    assert "at most 100 characters" in refused.text
    await volunteer.follows("> An evening\n> [Hand it in]")
    await koordination.hears()
    await koordination.follows("> [Verwerfen]\n< Der Entwurf ist verworfen.")
    assert dict((await the_event(city)).titles) == {"de": "Tea"}


async def test_what_is_written_by_hand_is_up_to_date(city: City, koordination: Person) -> None:
    await _described(koordination)
    await koordination.follows("""
        > [Übersetzungen]
        > [English]
        > [Selbst schreiben]
        < English
        > Tea and talk
        < Titel (English): keine → Tea and talk
        > [Ja, speichern]
        > An evening with tea.
        > [Ja, speichern]
        < English: aktuell
    """)


@pytest.fixture
async def automatic(sqlite_url: str, clock: FakeClock) -> AsyncIterator[tuple[City, Machine, Person, Person]]:
    """A city with a translation server, a coordinator and somebody who reads English."""
    machine = Machine()
    city = await City.open(sqlite_url, clock, translate_url="http://127.0.0.1:1")
    object.__setattr__(city.app.services, "translator", machine)
    async with AsyncExitStack() as sessions:
        people = []
        for language in ("de-DE", "en-US"):
            session = await sessions.enter_async_context(ClientSession(cookie_jar=CookieJar(unsafe=True)))
            people.append(Person(city, language, session))
        await people[0].start(f"staff_{await city.invitation(InvitationKind.COORDINATOR)}")
        await people[0].taps("Annehmen")
        await people[1].start()
        yield city, machine, people[0], people[1]
    await city.close()


async def test_an_automatic_translation_is_marked_until_somebody_read_it(
    automatic: tuple[City, Machine, Person, Person],
) -> None:
    _, machine, koordination, reader = automatic
    await _described(koordination)
    machine.result = NoDraft("status 429")
    await koordination.follows("""
        > [Übersetzungen]
        > [English]
        > [Automatisch übersetzen]
        < Die automatische Übersetzung geht gerade nicht.
    """)
    machine.result = Draft("An evening")
    await koordination.follows("""
        > [Automatisch übersetzen]
        < English: automatisch übersetzt
    """)
    await reader.follows("""
        > /events
        > [An evening]
        < Translated automatically.
    """)
    await koordination.follows("""
        > [Übersetzungen]
        > [English]
        > [Der Text passt]
        < English: aktuell
    """)
    await reader.follows("> /events\n> [An evening]\n<! Translated automatically.")
