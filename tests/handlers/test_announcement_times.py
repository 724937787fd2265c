"""Coordinators give announcements a time and an end, decide about what was missed, and let some repeat."""

from datetime import UTC, datetime, timedelta

from civic.announcements import Announcement, AnnouncementStatus
from civic.staff import InvitationKind
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STATUS = AnnouncementStatus


async def german_coordinator(city: City, new_person: NewPerson) -> Person:
    person = await new_person("de-DE")
    await person.start(f"staff_{await city.invitation(InvitationKind.COORDINATOR)}")
    await person.taps("Annehmen")
    await person.start("topic_all")
    await person.taps("Ja, bitte")
    await person.taps("Ja, 16 oder älter")
    return person


async def a_draft(coordinator: Person, text: str) -> None:
    await coordinator.says("/announce")
    await coordinator.says(text)  # as the title
    await coordinator.says(text)


async def newest(city: City) -> Announcement:
    async with city.app.services.uow.reading() as r:
        return (await r.announcements.recent(1))[0]


async def test_a_time_in_the_night_is_shown_with_the_morning(city: City, new_person: NewPerson) -> None:
    anna = await german_coordinator(city, new_person)
    await a_draft(anna, "Der Wertstoffhof bleibt zu.")
    await anna.follows("""
        > [Später senden]
        > 28.03.2027 02:30
        < Diese Uhrzeit gibt es nicht
        > 31.10.2027 02:30
        < diese Uhrzeit kommt zweimal vor
        > 30.11.2026 12:00
        < schon vorbei
        > 01.12.2026 22:00
        < Zeitpunkt: Dienstag, 1. Dezember 2026, 22:00
        < Das liegt in der Ruhezeit, deshalb geht die Mitteilung um 08:00 hinaus.
        > [Zeit ändern]
        > morgen um 17 Uhr
        < Mittwoch, 2. Dezember 2026, 17:00 Uhr. Stimmt das?
        > [Ja, das stimmt]
        < Notiert.
        <! Ruhezeit
        > [Weiter]
        < 1 Person
        > [Ja, senden]
    """)
    city.clock.now = datetime(2026, 12, 2, 15, 59, tzinfo=UTC)
    assert await anna.hears() == []
    city.clock.now = datetime(2026, 12, 2, 16, tzinfo=UTC)
    assert (await anna.hears())[0].text.startswith("Der Wertstoffhof bleibt zu.")


async def test_the_last_minute(city: City, new_person: NewPerson) -> None:
    anna = await german_coordinator(city, new_person)
    await a_draft(anna, "Heute Abend Konzert.")
    await anna.follows("""
        > [Später senden]
        > 02.12.2026 17:00
        > [Zeit ändern]
        > 03.12.2026 17:00
        < Notiert.
    """)
    one = await newest(city)
    assert (one.local_time, one.zone) == ("03.12.2026 17:00", "Europe/Berlin")
    await a_draft(anna, "Noch eine.")
    await anna.follows("""
        > [Gilt bis]
        > 01.12.2026 09:00
        < schon vorbei
        > 02.12.2026 18:00
        < Gilt bis: Mittwoch, 2. Dezember 2026, 18:00
        > [Weiter]
        > [Später senden]
        > 02.12.2026 18:00
        < Bis dahin wäre die Mitteilung schon vorbei
        > 02.12.2026 17:00
        < Notiert.
    """)


async def a_missed_one(city: City, person: Person) -> None:
    """Sent at once, but the bot is off for three hours from then on."""
    await a_draft(person, "Wichtig!")
    async with city.app.services.uow.writing() as w:
        (one, *_) = await w.announcements.recent(1)
        assert one.status is STATUS.DRAFT
    await person.taps("Jetzt senden")
    await person.taps("Ja, senden")
    city.clock.advance(3 * HOUR)
    await city.settled()


async def test_what_was_missed_is_sent_after_all(city: City, new_person: NewPerson) -> None:
    anna = await german_coordinator(city, new_person)
    await a_missed_one(city, anna)
    (asked,) = await anna.hears()
    await anna.follows(
        """
        < „Wichtig!“ wurde nicht verschickt.
        < nach mehr als 60 Minuten frage ich lieber nach
        > [Jetzt doch senden]
        < In einer Minute geht sie hinaus. Bis dahin können Sie sie stoppen.
    """,
        [asked],
    )
    assert await anna.hears() == []
    city.clock.advance(timedelta(minutes=1))
    assert (await anna.hears())[0].text.startswith("Wichtig!")


async def test_what_was_missed_gets_another_time_or_is_dropped(city: City, new_person: NewPerson) -> None:
    anna = await german_coordinator(city, new_person)
    await a_missed_one(city, anna)
    await anna.hears()
    await anna.follows("""
        > [Andere Zeit wählen]
        > 02.12.2026 11:00
        < geht von selbst hinaus
        < Mittwoch, 2. Dezember 2026, 11:00
        > [Nicht senden]
        < inzwischen geändert oder versendet
    """)
    city.clock.now = datetime(2026, 12, 2, 13, tzinfo=UTC)
    await city.settled()
    await anna.hears()
    await anna.follows("""
        > [Nicht senden]
        < In Ordnung, niemand bekommt sie.
    """)
    assert (await newest(city)).status is STATUS.STOPPED


async def test_a_series_from_question_to_question(city: City, new_person: NewPerson) -> None:
    anna = await german_coordinator(city, new_person)
    await a_draft(anna, "Sprechstunde im Rathaus.")
    await anna.follows("""
        > [Wiederholen]
        < Wie oft soll ich sie senden?
        > [Jede Woche]
        < An welchen Wochentagen?
        > [Dienstag]
        > [Freitag]
        > [Weiter]
        < Um welche Uhrzeit?
        > irgendwann
        < Diese Uhrzeit habe ich nicht verstanden
        > um 9 Uhr
        < Ab welchem Tag?
        > 30.11.2026
        < einen Tag, der noch kommt
        > [Ab heute]
        < Bis wann?
        > 0
        < Bitte schreiben Sie eine Zahl von 1 bis 520
        > 8
        < Jede Woche: Dienstag und Freitag, 09:00
        < 8-mal
        < Freitag, 4. Dezember 2026, 09:00
        < Dienstag, 8. Dezember 2026, 09:00
        < Freitag, 11. Dezember 2026, 09:00
        <! Dienstag, 1. Dezember
        > [Ja, so]
        < Bevor sie freigegeben ist, geht nichts hinaus.
        > [Freigeben lassen]
        > [Weiter]
        < an jedem ihrer Termine
        > [Ja, senden]
        < ist freigegeben und geht an jedem ihrer Termine hinaus
    """)
    city.clock.now = datetime(2026, 12, 3, 8, tzinfo=UTC)
    await city.settled()
    (told,) = await anna.hears()
    await anna.follows(
        """
        < Freitag, 4. Dezember 2026, 09:00
        < Zurzeit würde 1 Person sie bekommen.
        > [4. Dez. auslassen]
        < Dienstag, 8. Dezember 2026, 09:00
        <! 4. Dezember
    """,
        [told],
    )
    city.clock.now = datetime(2026, 12, 4, 8, tzinfo=UTC)
    await city.settled()
    assert await anna.hears() == []
    city.clock.now = datetime(2026, 12, 7, 8, tzinfo=UTC)
    await city.settled()
    await anna.hears()
    city.clock.now = datetime(2026, 12, 8, 8, tzinfo=UTC)
    await city.settled()
    assert (await anna.hears())[0].text.startswith("Sprechstunde im Rathaus.")
    await anna.follows("""
        > [Alle Termine]
        > [Pause]
        < Sie pausiert. Es geht nichts hinaus.
        > [Weitermachen]
        <! pausiert
        > [Beenden]
        < Endgültig beenden?
        > [Ja, beenden]
        < Sie ist beendet.
        > [Was sich wiederholt]
        < Zurzeit wiederholt sich nichts.
    """)


async def test_monthly_in_english(city: City, coordinator: Person) -> None:
    await a_draft(coordinator, "Town hall is open late.")
    await coordinator.follows("""
        > [Repeat]
        > [Every month on a date]
        < from 1 to 31
        > 32
        < a number from 1 to 31
        > 31
        > 10 pm
        > [From today]
        > [Until I end it]
        < Every month: day 31, 22:00
        < A month that has no such day gets it on its last day.
        < Thursday, December 31, 2026, 22:00
        < Sunday, February 28, 2027, 22:00
        < within the quiet hours, so it will go out at 08:00
        > [Cancel]
    """)
    await a_draft(coordinator, "Second one.")
    await coordinator.follows("""
        > [Repeat]
        > [Every month on a weekday]
        > [Monday]
        > [Monday (last in a month)]
        > 9:30
        > 18.12.2026
        > 31.03.2027
        < Every month: Monday (last in a month), 09:30
        < Last day: 31.03.2027
        < Monday, December 28, 2026, 09:30
        < Monday, January 25, 2027, 09:30
        > [Yes, like this]
        > [What repeats]
        > [Second one.]
        < Its text is not approved.
    """)


async def test_an_old_button_of_a_series_says_so(city: City, coordinator: Person) -> None:
    await a_draft(coordinator, "Once.")
    await coordinator.taps("Repeat")
    await coordinator.taps("Text in a language")
    await coordinator.taps("English")
    await coordinator.taps("Text")
    await coordinator.says("Twice.")
    await coordinator.follows("""
        > [Every week]
        < has changed or has been sent in the meantime
    """)
