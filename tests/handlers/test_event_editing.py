"""Coordinators create and change events as they speak: times in words, drafts, previews, settings."""

from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import ClientSession, CookieJar

from civic.event_changes import change_event
from civic.events import Event, EventStatus, Way
from civic.registrations import register
from civic.staff import InvitationKind
from handlers.views.event_previews import differences
from locales import Catalogues
from tests.factories import BERLIN, a_request, a_resident
from tests.fakes import FakeClock
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson


@pytest.fixture
async def koordination(city: City, new_person: NewPerson) -> Person:
    """A coordinator who writes German."""
    person = await new_person("de-DE")
    await person.start(f"staff_{await city.invitation(InvitationKind.COORDINATOR)}")
    await person.taps("Annehmen")
    return person


async def the_event(city: City, number: int = 1) -> Event:
    async with city.app.services.uow.reading() as r:
        one = await r.events.get(number)
    assert one is not None
    return one.event


async def a_draft(person: Person) -> None:
    await person.says("/newevent")
    for answer in ("Tea", "18.12.2026 18:00", "Königstraße", "20"):
        await person.says(answer)


async def test_an_evening_is_made_in_german_with_words(city: City, koordination: Person) -> None:
    await koordination.follows("""
        > /newevent
        < Wie heißt die Veranstaltung?
        < Schritt 1 von 4
        > Demokratie-Café
        < Schritt 2 von 4
        < Wann beginnt es?
        > irgendwann im Dezember
        < nicht verstanden
        > 31.2. 18 Uhr
        < Diesen Tag gibt es im Kalender nicht
        > 28.3.2027 2:30
        < die Uhren werden gerade vorgestellt
        > 31.10.2027 2:30
        < zweimal
        > gestern 18 Uhr
        < nicht verstanden
        > Do 18.12. 18-20 Uhr
        < Der Wochentag passt nicht zum Datum. Welchen Tag meinen Sie?
        < 1. Freitag, 18. Dezember 2026, 18:00 bis 20:00
        < 2. Donnerstag, 17. Dezember 2026, 18:00 bis 20:00
        > [Nein, ich schreibe es neu]
        < Wann beginnt es?
        > nächsten Freitag 19:30
        < Freitag, 4. Dezember 2026, 19:30 Uhr. Stimmt das?
        > 18. Dezember 18 bis 20 Uhr
        < Freitag, 18. Dezember 2026, 18:00 bis 20:00 Uhr. Stimmt das?
        > ja
        < Schritt 3 von 4
        > Alte Eintracht
        < Schritt 4 von 4
        > 1e9
        < ganze Zahl von 1
        > zwanzig
        < ganze Zahl von 1
        > 20
        < Entwurf – noch sieht ihn niemand
        < Freitag, 18. Dezember 2026, 18:00 bis 20:00
    """)
    assert (await the_event(city)).status is EventStatus.DRAFT


async def test_english_dates_are_asked_about(city: City, coordinator: Person) -> None:
    await coordinator.follows("""
        > /newevent
        > Tea
        > 03.04. 18:00
        < Day and month can be read in two ways. Which do you mean?
        < 1. Saturday, April 3, 2027, 18:00
        < 2. Thursday, March 4, 2027, 18:00
        > 2
        < Where does it take place?
        > [Cancel]
    """)
    assert (await the_event(city)).starts_at.isoformat() == "2027-03-04T17:00:00+00:00"


async def test_an_unfinished_draft_survives_and_goes_on_at_the_same_question(
    city: City, koordination: Person, new_person: NewPerson
) -> None:
    await koordination.follows("""
        > /newevent
        > Demokratie-Café
        > 18.12. 18-20 Uhr
        < Wo findet die Veranstaltung statt?
        > [Abbrechen]
        > /menu
    """)
    await koordination.follows("""
        > /newevent
        > [Abbrechen]
    """)
    colleague = await new_person("de-DE")
    await colleague.start(f"staff_{await city.invitation(InvitationKind.COORDINATOR)}")
    await colleague.taps("Annehmen")
    await colleague.follows("""
        > [Was ich jetzt tun kann]
        > [Unsere Veranstaltungen]
        > [1 Entwurf]
        < noch nicht veröffentlicht
        > [Demokratie-Café]
        < Schritt 3 von 4
        < Wo findet die Veranstaltung statt?
        > Alte Eintracht
        > 20
        < 18:00 bis 20:00
        > [Entwurf verwerfen]
        < Es gibt noch keine Veranstaltungen
    """)
    async with city.app.services.uow.reading() as r:
        assert await r.events.drafts() == []


async def test_a_restart_in_the_middle_loses_nothing(sqlite_url: str, clock: FakeClock) -> None:
    city = await City.open(sqlite_url, clock)
    try:
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
            person = Person(city, "de-DE", session)
            await person.start(f"staff_{await city.invitation(InvitationKind.COORDINATOR)}")
            await person.follows("> [Annehmen]\n> /newevent\n> Demokratie-Café\n< Wann beginnt es?")
            await city.close()
            person.city = city = await City.open(sqlite_url, clock)
            await person.follows("> 18.12. 18-20 Uhr\n< Wo findet die Veranstaltung statt?")
            assert (await the_event(city)).titles == {"de": "Demokratie-Café"}
    finally:
        await city.close()


@pytest.mark.parametrize(
    ("field", "said", "answered"),
    [
        ("End", "17:00", "The end must be after the beginning."),
        ("End", "21 h", "18:00 to 21:00"),
        ("Deadline", "19.12.2026 12:00", "The deadline must not be after the beginning."),
        ("Deadline", "18.12. 18-20 Uhr", "did not understand"),
    ],
)
async def test_times_of_a_draft(coordinator: Person, field: str, said: str, answered: str) -> None:
    await a_draft(coordinator)
    await coordinator.taps(field)
    assert answered in (await coordinator.says(said))[-1].text


@pytest.mark.parametrize(
    ("setting", "said", "answered"),
    [
        ("Registration from", "18.12.2026 17:59", "18:00 to 20:00"),
        ("Registration from", "18.12.2026 18:00", "Registration must open before the deadline."),
        ("Registration from", "-", "Nothing has changed."),
        ("Age", "27-16", "The lower age must not be above the upper one."),
        ("Age", "from 16 to", "did not understand this age"),
        ("Age", "١٦+", "Draft"),
        ("Time to decide", "0", "a whole number of hours"),
        ("Time to decide", "1000", "a whole number of hours"),
        ("Reminders", "48, three", "at most four numbers"),
        ("Reminders", "1,2,3,4,5", "at most four numbers"),
        ("Reminders", "0", "Draft"),
        ("No-shows", "-5", "a whole number of minutes"),
        ("No-shows", "15", "Draft"),
        ("Point on the map", "here", "did not understand this point"),
        ("Point on the map", "149.1, 7.1", "did not understand this point"),
        ("Point on the map", "91.1, 7.1", "did not understand this point"),
        ("Point on the map", "49.4447, 7.7690", "Draft"),
    ],
)
async def test_every_setting_says_what_is_wrong(
    coordinator: Person, setting: str, said: str, answered: str
) -> None:
    await a_draft(coordinator)
    await coordinator.taps("More settings")
    await coordinator.taps(setting)
    assert answered in (await coordinator.says(said))[-1].text


async def test_settings_are_kept(city: City, koordination: Person) -> None:
    await a_draft(koordination)
    await koordination.follows("""
        > [Weitere Einstellungen]
        < Alter: für alle
        < Erinnerungen: 48 Stunden und 3 Stunden vorher
        > [Alter]
        > 16-27
        > [Weitere Einstellungen]
        < Alter: 16 bis 27
        > [Nach Fotos fragen]
        > [Weitere Einstellungen]
        < Nach Fotos fragen: Ja
        > [Bedenkzeit]
        > 12
        > [Weitere Einstellungen]
        > [Wer nicht kommt]
        > 15
        > [Weitere Einstellungen]
        < nach 15 Minuten an andere
        > [Erinnerungen]
        > 24
        > [Weitere Einstellungen]
        > [Punkt auf der Karte]
        > 49,4447; 7,7690
        > [Weitere Einstellungen]
        < 49.44470, 7.76900
        > [Vergabe der Plätze]
        > [durch eine Verlosung]
        < vor dem Beginn
    """)
    await koordination.follows("""
        > [Anmeldeschluss]
        > 17.12. 12:00
        > [Weitere Einstellungen]
        > [Vergabe der Plätze]
        > [durch eine Verlosung]
        > [Weitere Einstellungen]
        < Verlosung: Donnerstag, 17. Dezember 2026, 12:00
        > [Tag der Verlosung]
        > 17.12. 11:00
        < nicht vor dem Anmeldeschluss
        > 18.12. 19:00
        < vor dem Beginn
        > 17.12. 15:00
    """)
    event = await the_event(city)
    assert (event.age_from, event.age_to, event.photos, event.offer_hours) == (16, 27, True, 12)
    assert (event.release_after, event.reminders, event.way) == (15, (24,), Way.DRAW)
    assert (event.latitude, event.longitude) == (49.4447, 7.769)
    assert event.draw_at is not None
    assert event.draw_at.isoformat() == "2026-12-17T14:00:00+00:00"


async def test_what_is_missing_is_named_before_publishing(city: City, coordinator: Person) -> None:
    await a_draft(coordinator)
    event = await the_event(city)
    await change_event(city.app.services.uow, city.clock, BERLIN, replace(event, contact=""))
    await coordinator.follows("""
        > [Publish]
        < This cannot be published yet:
        < It is missing whom people can ask.
        > [Contact]
        > Anna, 0631 1
    """)
    city.clock.advance(timedelta(days=30))
    await coordinator.follows("""
        > [Publish]
        < The beginning is in the past.
    """)
    assert (await the_event(city)).status is EventStatus.DRAFT


async def published(city: City, person: Person, guests: int) -> Event:
    await a_draft(person)
    await person.taps(person_label(person, "Publish", "Veröffentlichen"))
    event = await the_event(city)
    for _ in range(guests):
        guest = await a_resident(city.app.services.uow)
        await register(city.app.services.uow, city.clock, a_request(event, guest))
    return event


def person_label(person: Person, english: str, german: str) -> str:
    return german if person.language.startswith("de") else english


async def test_a_change_is_shown_before_it_is_kept(city: City, koordination: Person) -> None:
    await published(city, koordination, 3)
    await koordination.follows("""
        > [Ort]
        > Fruchthalle
        < Ort: Königstraße → Fruchthalle
        < 3 angemeldete Personen erfahren davon.
        < Soll ich das speichern?
        > [Nein]
        < Ort: Königstraße
        > [Kosten]
        > 5 Euro
        < Kosten: Kostenlos → 5 Euro
        < Darüber bekommt niemand eine Nachricht.
        > [Ja, speichern]
        < Kosten: 5 Euro
        > [Beginn]
        > 19.12.2026 17:00
        < Beginn: Freitag, 18. Dezember 2026, 18:00 Uhr → Samstag, 19. Dezember 2026, 17:00 Uhr
        < 3 angemeldete Personen
        > ja
        < Samstag, 19. Dezember 2026, 17:00 bis 19:00
        > [Ort]
        > Königstraße
        < Es hat sich nichts geändert.
        > [Veranstaltung absagen]
        < Das betrifft 3 Personen.
    """)


async def test_the_second_coordinator_sees_the_first_ones_change(city: City, koordination: Person) -> None:
    event = await published(city, koordination, 0)
    await koordination.follows("> [Ort]\n> Fruchthalle\n< Soll ich das speichern?")
    await change_event(city.app.services.uow, city.clock, BERLIN, replace(event, place="Rathaus", seats=30))
    await koordination.follows("""
        > [Ja, speichern]
        < Inzwischen hat jemand anders das geändert:
        < Ort: Königstraße → Rathaus
        < Plätze: 20 → 30
        < Ihre Änderung:
        < Ort: Rathaus → Fruchthalle
        > [Ja, speichern]
        < Ort: Fruchthalle
    """)
    kept = await the_event(city)
    assert (kept.place, kept.seats) == ("Fruchthalle", 30)


async def test_what_is_over_cannot_be_changed(city: City, coordinator: Person) -> None:
    await published(city, coordinator, 0)
    city.clock.advance(timedelta(days=30))
    await coordinator.follows("""
        > [Place]
        < can no longer be changed
    """)


async def test_old_buttons_change_nothing(city: City, coordinator: Person) -> None:
    await a_draft(coordinator)
    card = max(coordinator.newest)
    await coordinator.taps("Publish")
    before = await the_event(city)
    await coordinator.post("taps", {"message": card, "data": "ev_throw:1"})
    await coordinator.taps("Place")
    await coordinator.says("Rathaus")
    preview = max(coordinator.newest)
    saving = coordinator.newest[preview].button("Yes, save")
    assert saving is not None
    await coordinator.taps("No")
    await coordinator.post("taps", {"message": preview, "data": saving["data"]})
    await coordinator.hears()
    assert await the_event(city) == before


async def test_saving_twice_is_saving_once(city: City, coordinator: Person) -> None:
    event = await published(city, coordinator, 0)
    await coordinator.taps("Place")
    await coordinator.says("Rathaus")
    preview = max(coordinator.newest)
    saving = coordinator.newest[preview].button("Yes, save")
    assert saving is not None
    for _ in range(2):
        await coordinator.post("taps", {"message": preview, "data": saving["data"]})
    await coordinator.hears()
    kept = await the_event(city)
    assert (kept.place, kept.revision) == ("Rathaus", event.revision + 1)


async def test_questions_are_added_changed_and_removed(city: City, koordination: Person) -> None:
    await a_draft(koordination)
    await koordination.follows("""
        > [Fragen]
        < nichts weiter gefragt
        > [Frage hinzufügen]
        < Wie soll die Frage beantwortet werden?
        > [Eine Auswahl]
        < Was möchten Sie fragen? Bitte schreiben Sie in dieser Sprache: Deutsch.
        > Was möchten Sie essen?
        < Welche Antworten gibt es zur Auswahl?
        > Suppe
        < zwei bis 8 verschiedene Antworten
        > Suppe ⏎ suppe
        < zwei bis 8 verschiedene Antworten
        > Suppe ⏎ Salat
        < Was möchten Sie essen? (Eine Auswahl, freiwillig)
        < • Suppe
        > [1. Was möchten Sie essen?]
        > [Zur Pflicht machen]
        < (Eine Auswahl, Pflicht)
        > [1. Was möchten Sie essen?]
        > [Antworten zur Auswahl]
        > Salat ⏎ Brot
        < • Brot
    """)
    (question,) = (await the_event(city)).questions
    assert question.required
    assert question.choices == {"b": {"de": "Salat"}, "c": {"de": "Brot"}}
    for number in range(2, 6):
        await koordination.follows(f"""
            > [Frage hinzufügen]
            > [Ja oder Nein]
            > Frage {number}?
            < Frage {number}?
        """)
    assert len((await the_event(city)).questions) == 5
    newest = koordination.newest[max(koordination.newest)]
    assert newest.button("Frage hinzufügen") is None
    await koordination.follows("> [Frage hinzufügen]\n< höchstens fünf Fragen")
    await koordination.follows("""
        > [2. Frage 2?]
        > [Entfernen]
        > [2. Frage 3?]
        > [Text]
        > Dritte Frage?
        < Dritte Frage?
    """)
    assert [one.id for one in (await the_event(city)).questions] == ["q1", "q3", "q4", "q5"]


def test_long_changes_are_cut_to_where_they_differ() -> None:
    lang = Catalogues.load()["en"]
    before = {f"Name {n}": "x" * 1000 + "old" for n in range(30)}
    after = {name: text.replace("old", "new") for name, text in before.items()}
    text = differences(lang, before, after)
    assert "…" + "x" * 20 + "old → …" + "x" * 20 + "new" in text
    assert len(text) < 1200
