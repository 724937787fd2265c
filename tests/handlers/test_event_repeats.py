"""Copies and series from the chat, and changing this date and those that follow."""

from datetime import timedelta

from civic.events import EventStatus
from tests.handlers.city import City, Person
from tests.handlers.test_event_editing import a_draft, koordination, published, the_event

__all__ = ["koordination"]


async def test_an_earlier_event_is_copied_to_another_date(city: City, koordination: Person) -> None:
    await published(city, koordination, 2)
    city.clock.advance(timedelta(days=30))
    await koordination.follows("""
        > /menu
        > [Unsere Veranstaltungen]
        > [Frühere Veranstaltung kopieren]
        < Welche Veranstaltung soll ich kopieren?
        > [Tea]
        < Ich übernehme alles von „Tea“
        < Wann beginnt es?
        > bald
        < nicht verstanden
        > nächsten Freitag 19:30
        < Freitag, 1. Januar 2027, 19:30 Uhr. Stimmt das?
        > [Nein, ich schreibe es neu]
        > 15. Januar 19:30
        > [Ja, das stimmt]
        < Entwurf
        < Freitag, 15. Januar 2027, 19:30 bis 21:30
        < 20 Plätze sind frei
    """)
    copy = await the_event(city, 2)
    assert (copy.status, copy.place, copy.titles) == (EventStatus.DRAFT, "Königstraße", {"de": "Tea"})


async def test_a_series_without_the_holiday(city: City, koordination: Person) -> None:
    await a_draft(koordination)
    await koordination.follows("""
        > [Weitere Termine]
        < Wie oft findet es statt?
        < Monatlich (Freitag)
        > [Jede Woche]
        < Wie viele Termine sind es insgesamt
        > 1
        < eine Zahl von 2 bis 52
        > 53
        < eine Zahl von 2 bis 52
        > 31.12.2025
        < eine Zahl von 2 bis 52
        > 19.12.2026
        < keinen weiteren Termin
        > 4
        < Fr., 25. Dez., 18:00 Uhr
        < Fr., 1. Jan., 18:00 Uhr
        < Fr., 8. Jan., 18:00 Uhr
        > [✕ Fr., 1. Jan.]
        <! 1. Jan.
        > [2 weitere Termine anlegen]
        < 2 Entwürfe sind angelegt.
        > [Alle Termine veröffentlichen]
        < 3 Termine sind veröffentlicht.
        > [Alle Termine veröffentlichen]
        < 0 Termine
    """)
    dates = [(await the_event(city, number)).starts_at.isoformat() for number in (1, 2, 3)]
    assert dates == ["2026-12-18T17:00:00+00:00", "2026-12-25T17:00:00+00:00", "2027-01-08T17:00:00+00:00"]
    assert {(await the_event(city, number)).status for number in (1, 2, 3)} == {EventStatus.PUBLISHED}


async def test_one_date_or_all_that_follow_are_changed(city: City, koordination: Person) -> None:
    await a_draft(koordination)
    await koordination.follows("""
        > [Weitere Termine]
        > [Jede Woche]
        > 4
        > [3 weitere Termine anlegen]
        > [Alle Termine veröffentlichen]
        > [Unsere Veranstaltungen]
        > [Fr., 25. Dez.]
        > [Ort]
        > Rathaus
        < Ort: Königstraße → Rathaus
        > [Diesen und 2 folgende]
        < 3 Termine wurden geändert.
        > [Beginn]
        > 25.12.2026 19:00
        > [Diesen und 2 folgende]
        > [Kosten]
        > 5 Euro
        > [Nur diesen Termin]
        < Kosten: 5 Euro
    """)
    events = [await the_event(city, number) for number in (1, 2, 3, 4)]
    assert [one.place for one in events] == ["Königstraße", "Rathaus", "Rathaus", "Rathaus"]
    assert [f"{one.starts_at:%d.%m. %H:%M}" for one in events] == [
        "18.12. 17:00",
        "25.12. 18:00",
        "01.01. 18:00",
        "08.01. 18:00",
    ]
    assert [one.cost for one in events] == ["", "5 Euro", "", ""]
