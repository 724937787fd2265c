"""Messages about one's registration, in conversations: reminded, changed, cancelled, thanked, and called."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from civic.announcements import DeliveryStatus
from civic.event_changes import call_off, change_event
from civic.events import Event
from civic.notices import NoticeKind
from civic.registrations import RegistrationStatus
from civic.residents import unsubscribe_all
from tests.factories import BERLIN, NOW
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson
from tests.handlers.test_registering import register
from tests.participants import look_after

TITLES = {"de": "Nähcafé", "en": "Sewing café", "uk": "Швейне кафе", "ar": "مقهى الخياطة"}
EVENING = NOW + timedelta(days=10, hours=8)  # Friday, 11 December 2026, 18:00 in Berlin


async def a_cafe(city: City, **changes: object) -> Event:
    times = {"starts_at": EVENING, "ends_at": EVENING + timedelta(hours=2), "deadline": EVENING}
    return await city.event(titles=TITLES, **(times | changes))


async def change(city: City, event: Event, **changes: object) -> None:
    async with city.app.services.uow.reading() as r:
        one = await r.events.get(event.id)
    assert one is not None
    following = replace(one.event, **changes)  # type: ignore[arg-type]
    assert await change_event(city.app.services.uow, city.clock, BERLIN, following) is not None


async def hold_bells(city: City) -> None:
    """From here on nothing is sent but when the test says so."""
    city.app.bells._scheduler.pause()
    await city.settled()


async def statuses(city: City, kind: NoticeKind) -> list[str]:
    async with city.app.database.engine.connect() as connection:
        found = await connection.exec_driver_sql(f"SELECT status FROM notice WHERE kind = '{kind.value}'")
        return [status for (status,) in found]


async def test_reminded_although_no_news_are_wanted(city: City, resident: Person) -> None:
    await a_cafe(city)
    await register(resident, "Sewing", "Ada")
    await unsubscribe_all(city.app.services.uow, 1)
    city.clock.now = EVENING - timedelta(hours=48)
    (line,) = await resident.hears()
    assert "A reminder: you are registered for this event." in line.text
    assert "Sewing café" in line.text
    assert "Friday, December 11, 2026, 18:00 to 20:00" in line.text
    assert "Place: Stiftsplatz 1" in line.text
    assert line.labels == ["I cannot come", "My registration"]
    assert await resident.hears() == []
    await resident.follows("""
        > [I cannot come]
        < Do you want to cancel
        > [Yes, cancel it]
        < is cancelled
    """)
    city.clock.now = EVENING - timedelta(hours=3)
    assert await resident.hears() == []


async def test_a_reminder_that_waited_too_long_is_not_sent(city: City, resident: Person) -> None:
    await a_cafe(city)
    await register(resident, "Sewing", "Ada")
    await hold_bells(city)
    city.clock.now = EVENING - timedelta(hours=48)
    await city.app.rounds.tick()  # handed over, but the messenger is away for two hours
    city.clock.advance(timedelta(hours=2))
    assert await resident.hears() == []
    assert await statuses(city, NoticeKind.EVENT_REMINDER) == [DeliveryStatus.SKIPPED.value]
    async with city.app.services.uow.reading() as r:
        assert [one.status for one in await r.reminders.of(1)] == ["missed", "open"]


OLD_AND_NEW = {
    "de-DE": (
        "Bei Ihrer Veranstaltung hat sich etwas geändert.",
        "Bisher: Freitag, 11. Dezember 2026, 18:00 bis 20:00",
        "Neu: Samstag, 12. Dezember 2026, 18:00 bis 20:00",
        "Bisheriger Ort: Stiftsplatz 1",
        "Neuer Ort: Alte Eintracht",
        "Dann kann ich nicht: absagen",
        "Sie sind von „Nähcafé“ abgemeldet.",
    ),
    "en-US": (
        "Something has changed about your event.",
        "Time until now: Friday, December 11, 2026, 18:00 to 20:00",
        "New time: Saturday, December 12, 2026, 18:00 to 20:00",
        "Place until now: Stiftsplatz 1",
        "New place: Alte Eintracht",
        "I cannot come then, cancel",
        "Your registration for “Sewing café” is cancelled.",
    ),
    "uk-UA": (
        "У Вашому заході дещо змінилося.",
        "Час досі: пʼятниця, 11 грудня 2026",
        "Новий час: субота, 12 грудня 2026",
        "Місце досі: Stiftsplatz 1",
        "Нове місце: Alte Eintracht",
        "Тоді я не зможу: скасувати",
        "Швейне кафе",
    ),
    "ar": (
        "تغيّر شيء في فعاليتكم.",
        "الموعد السابق: يوم الجمعة",
        "الموعد الجديد: يوم السبت",
        "المكان السابق: Stiftsplatz 1",
        "المكان الجديد: Alte Eintracht",
        "لا يناسبني ذلك: إلغاء التسجيل",
        "مقهى الخياطة",
    ),
}


@pytest.mark.parametrize("language", OLD_AND_NEW)
async def test_old_and_new_side_by_side_and_one_tap_to_cancel(
    city: City, new_person: NewPerson, language: str
) -> None:
    event = await a_cafe(city)
    person = await new_person(language)
    await person.start(f"ev_{event.id}")
    await seat(city, person, event)
    await person.hears()
    await hold_bells(city)
    await change(city, event, place="Alte Eintracht")
    later = EVENING + timedelta(days=1)
    await change(city, event, starts_at=later, ends_at=later + timedelta(hours=2), deadline=later)
    *expected, cancel, done = OLD_AND_NEW[language]
    heard = await person.hears()
    assert len(heard) == 2  # the text and the file
    await person.follows("\n".join(f"< {part}" for part in (*expected, cancel)), heard)
    assert await person.hears() == []
    await person.follows(f"> [{cancel}]\n< {done}")
    async with city.app.services.uow.reading() as r:
        assert await r.registrations.of_event(event.id) == []


async def seat(city: City, person: Person, event: Event) -> None:
    """Registers somebody without a word, whatever their language."""
    labels = {"de-DE": "Anmelden", "en-US": "Register", "uk-UA": "Зареєструватися", "ar": "تسجيل"}
    await person.taps(labels[person.language])
    await person.says("Ada")
    await person.taps("1")
    for _ in range(2):
        newest = max(person.newest.values(), key=lambda one: one.id)
        label = next(one["text"] for row in newest.buttons for one in row if _goes_on(one.get("data", "")))
        await person.taps(label)


def _goes_on(data: str) -> bool:
    return data.startswith(("needs_done", "confirm"))


async def test_a_new_name_is_told_to_those_who_see_it(
    city: City, resident: Person, new_person: NewPerson
) -> None:
    event = await a_cafe(city)
    await register(resident, "Sewing", "Ada")
    german = await new_person("de-DE")
    await german.start(f"ev_{event.id}")
    await seat(city, german, event)
    await change(city, event, titles=TITLES | {"en": "Sewing party"})
    text, _ = await resident.hears()
    assert "Name until now: Sewing café\nNew name: Sewing party" in text.text
    assert await german.hears() == []


async def test_a_change_back_tells_nobody(city: City, resident: Person) -> None:
    event = await a_cafe(city)
    await register(resident, "Sewing", "Ada")
    await hold_bells(city)
    await change(city, event, place="Alte Eintracht")
    await change(city, event, place=event.place)
    assert await resident.hears() == []


async def test_who_waits_keeps_their_place_when_an_event_moves(
    city: City, resident: Person, new_person: NewPerson
) -> None:
    event = await a_cafe(city, seats=1)
    await register(resident, "Sewing", "Ada")
    ben = await new_person("en-US")
    await ben.start()
    await register(ben, "Sewing", "Ben")
    await change(city, event, place="Alte Eintracht")
    (line,) = await ben.hears()  # no file: there is no seat yet
    assert "You keep your place on the waiting list." in line.text


OFF = {
    "de": ("Wann ist das Nähcafé?", "Diese Veranstaltung fällt aus."),
    "en": ("When is the sewing café?", "This event has been cancelled."),
    "uk": ("Коли швейне кафе?", "Цей захід скасовано."),
    "ar": ("متى مقهى الخياطة؟", "أُلغيت هذه الفعالية."),
}


@pytest.mark.parametrize("language", OFF)
async def test_later_questions_hear_that_it_is_off(city: City, new_person: NewPerson, language: str) -> None:
    event = await a_cafe(city)
    await call_off(city.app.services.uow, city.clock, event.id)
    person = await new_person(language)
    await person.start()
    question, answer = OFF[language]
    heard = await person.says(question)
    assert answer in heard[0].text


async def test_thanks_stars_and_one_sentence(city: City, resident: Person, coordinator: Person) -> None:
    event = await a_cafe(city, ends_at=EVENING + timedelta(minutes=30))
    await register(resident, "Sewing", "Ada")
    city.clock.now = EVENING + timedelta(minutes=30, hours=2)  # 20:30
    (line,) = await resident.hears()
    assert line.text.startswith("Thank you for being there!")
    assert line.labels == ["1 ★", "2 ★", "3 ★", "4 ★", "5 ★"]
    await resident.follows(f"""
        > [4 ★]
        < You gave 4 of 5.
        < without your name
        > {"x" * 301}
        < This is 1 character too long.
        > It was <b>lovely</b>, but cold.
        < See you next time!
    """)
    assert await resident.hears() == []
    await coordinator.follows("""
        > /feedback
        > [Sewing café]
        < There is an average from 5 answers on.
        < The sentences are for the coordinators of this event.
        <! lovely
    """)
    await look_after(city.app.services.uow, event)
    await coordinator.follows("""
        > /feedback
        < What people said
        > [Sewing café]
        < There is an average from 5 answers on.
        < Answers: <5 of <5
        < 4 ★: <5
        < “It was <b>lovely</b>, but cold.”
        <! Ada
        > [Back]
        < What people said
    """)
    await resident.says("/feedback")
    assert "average" not in resident.transcript[-1]


async def test_no_sentence_and_a_question_instead(city: City, resident: Person) -> None:
    await a_cafe(city, ends_at=EVENING + timedelta(minutes=30))
    await register(resident, "Sewing", "Ada")
    city.clock.now = EVENING + timedelta(minutes=30, hours=2)
    await resident.hears()
    await resident.follows("""
        > [5 ★]
        < You gave 5 of 5.
        > [No, thanks]
        < See you next time!
        > [5 ★]
        < You gave 5 of 5.
        > How many local groups are in the Engagierte Stadt network?
        < 112
    """)
    await resident.taps("3 ★")
    city.clock.advance(timedelta(minutes=31))
    await resident.says("I like trains")  # half an hour later: no answer to what was asked then
    async with city.app.services.uow.reading() as r:
        rating = await r.event_ratings.get(1)
    assert rating is not None
    assert (rating.stars, rating.text) == (3, "")


async def test_stars_for_what_is_not_theirs(city: City, resident: Person) -> None:
    await a_cafe(city, ends_at=EVENING + timedelta(minutes=30))
    await register(resident, "Sewing", "Ada")
    city.clock.now = EVENING + timedelta(minutes=30, hours=2)
    await resident.hears()
    async with city.app.services.uow.writing() as w:
        registration = await w.registrations.get(1)
        assert registration is not None
        await w.registrations.update(replace(registration, resident_id=None))
        await w.commit()
    (answer,) = await resident.taps("4 ★")
    assert answer.text == "There is nothing to rate here (any more)."


async def test_whom_to_call(city: City, resident: Person, coordinator: Person) -> None:
    event = await a_cafe(city)
    await register(resident, "Sewing", "Ada <b>")
    async with city.app.services.uow.writing() as w:
        registration = await w.registrations.get(1)
        assert registration is not None
        await w.registrations.update(replace(registration, phone="0631 123"))
        await w.commit()
    city.clock.advance(timedelta(minutes=10))
    await change(city, event, place="Alte Eintracht")
    await city.settled()
    city.clock.advance(timedelta(days=1, minutes=1))
    await coordinator.says("/staff")
    await coordinator.follows("""
        > [Our events]
        > [Sewing café]
        > [Please call]
        < Names are shown only to the coordinators of this event.
        <! Ada
    """)
    await look_after(city.app.services.uow, event)
    await coordinator.follows("""
        > /staff
        > [Our events]
        > [Sewing café]
        > [Please call]
        < Place: Alte Eintracht
        < Please call 1 person whom I could not reach:
        < Ada <b>, 1 person
        < Telephone: 0631 123
        < Has not heard that the event was changed.
        > [Called: Ada <b>]
        < Nobody has to be called.
    """)
    await resident.hears()
    async with city.app.services.uow.reading() as r:
        found = await r.registrations.get(1)
    assert found is not None
    assert found.status is RegistrationStatus.CONFIRMED
    assert datetime.fromisoformat(str(found.told["called"])) == city.clock()


async def test_residents_see_no_list_of_calls(city: City, resident: Person) -> None:
    event = await a_cafe(city)
    assert await resident.post("taps", {"message": 2, "data": f"calls_of:{event.id}"}) == 409
