"""Questions that events answer, in conversations in four languages, with what is true at that moment."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from civic.event_changes import call_off, change_event
from civic.events import Event
from handlers.asked import beside_entry
from handlers.views import answers
from tests.factories import BERLIN, NOW
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson

TITLES = {
    "de": "Demokratie-Café",
    "en": "Democracy café",
    "uk": "Кафе демократії",
    "ar": "مقهى الديمقراطية",
}


async def a_cafe(city: City, **changes: object) -> Event:
    """Thursday, 3 December 2026, 18:00 in Berlin."""
    starts_at = NOW + timedelta(days=2, hours=8)
    values: Mapping[str, object] = {
        "titles": TITLES,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "deadline": starts_at,
        "place": "Königstraße 93",
        "cost": "2 €",
        "step_free": True,
        "seats": 1,
        **changes,
    }
    return await city.event(**values)


CONVERSATIONS = {
    "de": """
        > Wann ist das Demokratie-Café?
        < Demokratie-Café
        < Donnerstag, 3. Dezember 2026, 18:00 bis 20:00 Uhr
        < Ort: Königstraße 93
        < Kosten: 2 €
        < Stufenloser Zugang: ja
        < Gesprochene Sprache: Deutsch
        < 1 Platz ist frei
        < Anmelden
        > Was ist am Wochenende los?
        < Für diese Zeit kenne ich keine Veranstaltung (Samstag, 5. Dezember 2026 – Sonntag, 6. Dezember
        < Die nächste Veranstaltung ist:
        < Demokratie-Café
    """,
    "en": """
        > How much does the democracy café cost?
        < Democracy café
        < Thursday, December 3, 2026
        < Cost: 2 €
        < 1 seat is free.
        < Register
        > What's on this Thursday?
        < This is coming up (Thursday, December 3, 2026):
        < Democracy café
        > Is there anything for children?
        < I know of no such event at present.
        < The next event is:
        < Democracy café
    """,
    "uk": """
        > Коли кафе демократії?
        < Кафе демократії
        < четвер, 3 грудня 2026
        < Königstraße 93
        > Що відбувається на вихідних?
        < На цей час я не знаю про жодну подію
        < Найближча подія:
        < Кафе демократії
    """,
    "ar": """
        > متى مقهى الديمقراطية؟
        < مقهى الديمقراطية
        < الخميس، 3 ديسمبر 2026
        < Königstraße 93
        > ماذا يوجد في نهاية الأسبوع؟
        < لا أعرف أي فعالية في هذا الوقت
        < الفعالية القادمة هي:
        < مقهى الديمقراطية
    """,
}


@pytest.mark.parametrize("language", CONVERSATIONS)
async def test_in_four_languages(city: City, new_person: NewPerson, language: str) -> None:
    await a_cafe(city)
    person = await new_person(language)
    await person.start()
    await person.follows(CONVERSATIONS[language])


async def test_seats_are_as_of_now_and_there_is_a_button(city: City, resident: Person) -> None:
    cafe = await a_cafe(city)
    (answer,) = await resident.says("Where is the democracy café?")
    assert answer.labels == ["Register", "More", "Ask a person"]
    async with city.app.services.uow.reading() as r:
        one = await r.events.get(cafe.id)
    assert one is not None
    none_left = Event(**{**vars(one.event), "seats": 0})
    full = await change_event(city.app.services.uow, city.clock, BERLIN, none_left)
    assert full is not None
    (answer,) = await resident.says("Is there still a seat in the democracy café?")
    assert "All seats are taken. You can join the waiting list." in answer.text
    assert "Join the waiting list" in answer.labels


async def test_a_cancelled_event_does_not_take_place(city: City, resident: Person) -> None:
    cafe = await a_cafe(city)
    await call_off(city.app.services.uow, city.clock, cafe.id)
    await resident.follows("""
        > Does the democracy café take place?
        < This event has been cancelled.
        <! Register
        > What is on this week?
        < I know of no event at that time
        <! Democracy café
    """)


async def test_a_sample_event_is_marked(city: City, resident: Person) -> None:
    await a_cafe(city, example=True)
    await resident.follows("""
        > When is the democracy café?
        < Example: Democracy café
        < This is an example, not a real event.
    """)


async def test_an_event_beats_the_entry_without_a_date(city: City, resident: Person) -> None:
    asked = "When and where does the Demokratie-Café take place?"
    (before,) = await resident.says(asked)
    assert "The source gives no date" in before.text
    assert "Register" not in before.labels
    await a_cafe(city)
    (after,) = await resident.says(asked)
    assert "Thursday, December 3, 2026" in after.text


async def test_an_entry_about_an_event_leads_to_registering(city: City) -> None:
    services = city.app.services
    lang, today = services.catalogues["en"], NOW.date()
    entry = services.knowledge.entries["engagierte-stadt/demokratie-cafe"]
    without = answers.answer(lang, services, entry, today, await beside_entry(services, entry))
    await a_cafe(city)
    other = services.knowledge.entries["engagierte-stadt/jury"]
    for one, expected in ((entry, True), (other, False)):
        screen = answers.answer(lang, services, one, today, await beside_entry(services, one))
        labels = [button.label for row in screen.buttons for button in row]
        assert ("Register" in labels) is expected
        assert len(labels) <= 4
    assert "Register" not in [button.label for row in without.buttons for button in row]


async def test_several_events_are_a_choice(city: City, resident: Person) -> None:
    await a_cafe(city)
    await a_cafe(city, starts_at=NOW + timedelta(days=9), ends_at=NOW + timedelta(days=9, hours=1))
    (choice,) = await resident.says("When is the Demokratie-Café?")
    assert choice.labels[2:] == ["All events", "None of these"]
    (event,) = await resident.taps(choice.labels[1])
    assert "December 10" in event.text


async def test_danger_comes_before_any_event(city: City, resident: Person) -> None:
    await a_cafe(city, titles={"en": "Fire in the kitchen"})
    (screen,) = await resident.says("When is fire in the kitchen? Help, my kitchen is on fire!")
    assert "112" in screen.text.splitlines()[0]


async def test_a_question_in_the_middle_of_a_form(city: City, resident: Person) -> None:
    await a_cafe(city)
    await resident.follows("""
        > When is the democracy café?
        > [Register]
        > How much is the democracy café?
        < Cost: 2 €
        < What is your name?
    """)


async def test_the_unanswered_goes_to_a_person_with_its_question(
    city: City, resident: Person, coordinator: Person
) -> None:
    await resident.follows("""
        > What is on this weekend?
        < I know of no event at that time
        > [Ask a person]
        < I store your question until 90 days after the answer
        > [Pass my question to a person]
        < I have passed your question on
    """)
    (news,) = await coordinator.hears()
    assert "What is on this weekend?" in news.text
