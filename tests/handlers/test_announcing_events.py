"""From an event to its announcement in one tap, and what becomes of it when the event is full."""

from datetime import timedelta

from civic.announcement_readiness import UNDO_WINDOW
from civic.announcements import AnnouncementStatus, Button, ButtonKind, EventNews
from tests.factories import a_resident
from tests.handlers.city import City
from tests.handlers.conftest import NewPerson
from tests.handlers.test_announcements import draft, only_one, staff, subscriber
from tests.seats import sign_up

GERMAN = """
    > /staff
    > [Unsere Veranstaltungen]
    > [Nähcafé]
    > [Ankündigen]
    < Wer soll die Mitteilung bekommen?
    > [Alles]
    > [Weiter]
    < Deutsch: Hauptsprache
    < English: aktuell
    < Nähcafé
    < Sewing café
    < Knopf: zur Veranstaltung
    > [Jetzt senden]
    > [Ja, senden]
"""


async def test_from_an_event_to_the_report(city: City, new_person: NewPerson) -> None:
    reader, english = await subscriber(new_person, "de-DE"), await subscriber(new_person, "en-US")
    author = await staff(city, new_person, "de-DE")
    event = await city.event(
        titles={"de": "Nähcafé <&>", "en": "Sewing café"}, descriptions={"de": "Wir nähen."}, seats=2
    )
    await author.follows(GERMAN)
    one = await only_one(city)
    assert (one.event_id, one.event_news) == (event.id, EventNews.INVITATION)
    assert one.button == Button(ButtonKind.EVENT, str(event.id))
    assert one.expires_at == event.starts_at
    city.clock.advance(UNDO_WINDOW)
    (news,) = await reader.hears()
    assert news.text.startswith("Nähcafé <&>\n\nWir nähen.\n\nFreitag, 11. Dezember 2026, 10:00 bis 12:00")
    (other,) = await english.hears()
    assert other.text.startswith("Sewing café\n\nFriday, December 11, 2026, 10:00 to 12:00")
    await author.hears()
    await author.says("/staff")
    await author.follows("""
        > [Unsere Veranstaltungen]
        > [Nähcafé]
        > [Ankündigen]
        < Schon angekündigt:
        < Dienstag, 1. Dezember 2026: Gesendet
        < Noch einmal ankündigen
        < Änderung bekannt geben
    """)


async def test_a_full_event_is_not_announced_and_the_button_leads_to_the_waiting_list(
    city: City, new_person: NewPerson
) -> None:
    reader = await subscriber(new_person, "en-US")
    author = await staff(city, new_person, "en-US")
    event = await city.event(titles={"en": "Café"}, seats=1)
    await author.says("/staff")
    await author.follows("""
        > [Our events]
        > [Café]
        > [Announce]
        > [Everything]
        > [Continue]
        > [Send later]
        > 02.12.2026 17:00
        > [Yes, that is right]
        > [Continue]
        > [Yes, send]
    """)
    guest = await a_resident(city.app.services.uow)
    await sign_up(city.app.services.uow, city.clock, event, guest)
    city.clock.advance(timedelta(days=2))
    assert await reader.hears() == []
    assert (await only_one(city)).status is AnnouncementStatus.DRAFT
    await author.follows("< I have not sent your announcement “Café”", await author.hears())
    await author.follows("""
        > [Show the draft]
        < Draft – nobody has received it yet
    """)
    await author.says("/staff")
    await author.follows("""
        > [Our events]
        > [Café]
        > [Announce]
        < All seats are taken, so I no longer invite anybody.
        <! Announce it again
    """)
    await draft(author)
    await author.follows("""
        > [Button below]
        > [An event]
        > [Café]
        > [Send now]
        > [Yes, send]
    """)
    city.clock.advance(UNDO_WINDOW)
    await reader.hears()
    await reader.follows("""
        > [Register]
        < Join the waiting list
    """)


async def test_that_it_is_cancelled_is_told_to_those_who_heard_of_it(
    city: City, new_person: NewPerson
) -> None:
    reader = await subscriber(new_person, "en-US")
    author, _other = await staff(city, new_person, "en-US"), await staff(city, new_person, "en-US")
    await city.event(titles={"en": "Café"}, place="Town hall")
    await author.says("/staff")
    await author.follows("""
        > [Our events]
        > [Café]
        > [Announce]
        > [Everything]
        > [Continue]
        > [Send now]
        < 1 colleague has been asked
    """)
    await _other.hears()
    await _other.taps("Read it")
    await _other.taps("Approve")
    city.clock.advance(UNDO_WINDOW)
    await reader.hears()
    await author.hears()
    await author.says("/staff")
    await author.follows("""
        > [Our events]
        > [Café]
        > [Cancel event]
        > [Yes, cancel]
        > [Announce that it is cancelled]
        > [Say that it is cancelled]
        < Cancelled: Café
        < Topics: Everything
        > [Send now]
        < Send it to 1 person now?
        > [Yes, send]
    """)
    city.clock.advance(UNDO_WINDOW)
    (news,) = await reader.hears()
    assert news.text.startswith("Cancelled: Café\n\nUnfortunately this event does not take place:")
