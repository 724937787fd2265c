"""The clock jumps, or is wrong after a start: nothing is lost, doubled or ended too early by it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from bot.announcing import CAREFUL
from bot.clock_trust import KEEP_ALL, KEEP_PLANS
from civic.events import Event
from civic.registrations import RegistrationStatus
from civic.staff import InvitationKind, Role
from storage.tables import AnnouncementRow, DeliveryRow, EventReminderRow, RegistrationRow, ResidentRow
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.test_clock_trust import YEAR, Wall
from tests.factories import a_resident, a_sending, an_announcement
from tests.fakes import FakeClock
from tests.faults.conftest import NewPerson
from tests.faults.sendings import a_due_announcement
from tests.faults.test_announcement_times import a_reader, kept
from tests.faults.towns import Towns, registrations
from tests.handlers.city import City, Person
from tests.handlers.test_door import guest
from tests.handlers.test_registering import register

pytestmark = pytest.mark.faults
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)


@pytest.fixture
def wall(clock: FakeClock) -> Wall:
    return Wall(clock)


async def opened(towns: Towns, wall: Wall) -> City:
    """A bot that knows how much time really passes."""
    city = await towns.open(hooks=replace(towns.hooks, really=wall.elapsed))
    await city.app._clean()
    return city


async def an_owner(city: City, person: Person) -> Person:
    await person.start(f"staff_{await city.invitation(InvitationKind.OWNER)}")
    await person.taps("Accept")
    return person


async def counted(city: City) -> tuple[int, int]:
    """Residents and registrations."""
    async with city.app.database.reading() as session:
        residents = (await session.exec(select(func.count()).select_from(ResidentRow))).one()
        return residents, (await session.exec(select(func.count()).select_from(RegistrationRow))).one()


async def looked(city: City) -> None:
    """What is seen twice is told."""
    for _ in range(2):
        await city.app.operation.watch.look()
    await city.settled()


async def told(person: Person) -> str:
    return "\n".join(line.text for line in await person.hears())


async def test_a_year_forward_and_back_deletes_nothing(
    towns: Towns, wall: Wall, new_person: NewPerson
) -> None:
    city = await opened(towns, wall)
    owner = await an_owner(city, await new_person(city))
    await city.event(titles={"en": "Café"})
    ada = await new_person(city)
    await register(ada, "Café", "Ada")
    there = await counted(city)
    wall.jumps(YEAR)
    # Somebody silent for so long would not be written to.
    await owner.says("/imprint")
    for _ in range(3):
        await city.app._clean()
        wall.lasts(HOUR)
    await looked(city)
    assert await counted(city) == there
    wall.jumps(-YEAR)
    await city.app._clean()
    assert await counted(city) == there
    assert "I delete nothing for a day" in await told(owner)
    await ada.follows("> /my\n< Café")
    wall.lasts(KEEP_ALL + SECOND)
    await city.app._clean()
    await looked(city)
    assert "has run evenly for a day" in await told(owner)
    assert await counted(city) == there


async def test_a_clean_up_that_has_to_wait_does_not_count_as_done(towns: Towns, wall: Wall) -> None:
    city = await opened(towns, wall)
    bells, since = city.app.bells, []
    for wait in (wall.lasts, wall.jumps, wall.lasts):
        wait(YEAR)
        await bells._clean()
        since.append(bells.since_cleaning)
    assert since == [0, None, 0]


async def test_a_year_that_was_true_is_caught_up_after_a_day(
    towns: Towns, wall: Wall, new_person: NewPerson
) -> None:
    city = await opened(towns, wall)
    event = await city.event(titles={"en": "Café"})
    await guest(city, event, "Ada Lovelace")
    wall.jumps(YEAR)
    await city.app._clean()
    wall.lasts(KEEP_ALL - SECOND)
    await city.app._clean()
    assert (await counted(city))[1] == 1
    wall.lasts(SECOND)
    await city.app._clean()
    assert (await counted(city))[1] == 0


@pytest.mark.parametrize("by", [YEAR, -YEAR])
async def test_a_start_with_a_wrong_clock(towns_on_both: Towns, wall: Wall, by: timedelta) -> None:
    """The jump came while nothing ran; the last clean-up stands in the store."""
    city = await opened(towns_on_both, wall)
    event = await city.event(titles={"en": "Café"})
    await guest(city, event, "Ada Lovelace")
    await towns_on_both.close(city)
    wall.jumps(by)
    city = await opened(towns_on_both, wall)
    assert (await counted(city))[1] == 1
    await towns_on_both.close(city)
    wall.jumps(-by)
    city = await opened(towns_on_both, wall)
    assert city.app.trust.is_believed()
    assert (await counted(city))[1] == 1


async def with_a_reminder(city: City, ada: Person) -> Event:
    """Somebody who is reminded 48 and 3 hours before."""
    event = await city.event(titles={"en": "Café"})
    await register(ada, "Café", "Ada")
    return event


async def statuses(city: City) -> list[str]:
    async with city.app.database.reading() as session:
        rows = await session.exec(select(EventReminderRow))
        return [row.status for row in sorted(rows, key=lambda one: one.due_at)]


async def test_an_hour_forward_and_back_reminds_once(towns: Towns, wall: Wall, new_person: NewPerson) -> None:
    city = await opened(towns, wall)
    ada = await new_person(city)
    event = await with_a_reminder(city, ada)
    wall.lasts(event.starts_at - 48 * HOUR - 30 * timedelta(minutes=1) - wall.clock())
    assert "Café" not in await told(ada)
    heard = []
    # It comes up to an hour too soon, and not again when the same time comes once more.
    for step in (HOUR, -HOUR, HOUR, -HOUR):
        wall.jumps(step)
        heard.append(await told(ada))
    wall.lasts(HOUR)
    heard.append(await told(ada))
    assert sum("Café" in one for one in heard) == 1
    assert await statuses(city) == ["sent", "open"]


async def test_a_year_forward_and_soon_back_misses_no_reminder(
    towns: Towns, wall: Wall, new_person: NewPerson
) -> None:
    city = await opened(towns, wall)
    ada = await new_person(city)
    event = await with_a_reminder(city, ada)
    wall.jumps(YEAR)
    await city.app.rounds.tick()
    wall.lasts(KEEP_PLANS - SECOND)
    await city.app.rounds.tick()
    wall.jumps(-YEAR)
    await city.app.rounds.tick()
    assert await statuses(city) == ["open", "open"]
    wall.lasts(event.starts_at - 48 * HOUR - wall.clock())
    assert "Café" in await told(ada)
    assert await statuses(city) == ["sent", "open"]


async def test_a_year_that_stays_drops_late_reminders(
    towns: Towns, wall: Wall, new_person: NewPerson
) -> None:
    city = await opened(towns, wall)
    ada = await new_person(city)
    await with_a_reminder(city, ada)
    wall.jumps(YEAR)
    await city.app.rounds.tick()
    wall.lasts(KEEP_PLANS)
    await city.app.rounds.tick()
    assert "Café" not in await told(ada)
    assert "sent" not in await statuses(city)


async def offered(city: City, new_person: NewPerson) -> Event:
    """Ada's seat is freed and offered to the next of two who wait."""
    event = await city.event(titles={"en": "Café"}, seats=1)
    ada, *others = [await new_person(city) for _ in range(3)]
    for person, name in zip((ada, *others), ("Ada", "Ben", "Cem"), strict=True):
        await register(person, "Café", name)
    await ada.says("/my")
    await ada.taps("Café")
    await ada.taps("Cancel registration")
    await ada.taps("Yes, cancel")
    return event


async def seats(city: City, event: Event) -> list[str]:
    return [one.status.value for one in sorted(await registrations(city, event.id), key=lambda one: one.id)]


async def test_an_offer_outlives_a_day_forward_and_back(
    towns: Towns, wall: Wall, new_person: NewPerson
) -> None:
    city = await opened(towns, wall)
    event = await offered(city, new_person)
    assert await seats(city, event) == ["offered", "waiting"]
    for step in (2 * DAY, -2 * DAY):
        wall.jumps(step)
        await city.settled()
        assert await seats(city, event) == ["offered", "waiting"]


async def test_an_offer_ends_once_where_the_jump_was_true(
    towns: Towns, wall: Wall, new_person: NewPerson
) -> None:
    city = await opened(towns, wall)
    event = await offered(city, new_person)
    wall.jumps(2 * DAY)
    await city.settled()
    wall.lasts(KEEP_PLANS)
    await city.settled()
    assert await seats(city, event) == ["offered"]
    now = wall.clock()
    # The next one has all of their time, also when an hour comes twice.
    wall.jumps(-HOUR)
    await city.settled()
    wall.jumps(HOUR)
    await city.settled()
    assert await seats(city, event) == ["offered"]
    (last,) = await registrations(city, event.id)
    assert (last.name, last.status) == ("Cem", RegistrationStatus.OFFERED)
    assert last.offer_until is not None
    assert last.offer_until - now >= 23 * HOUR


async def states(city: City) -> tuple[list[str], list[str]]:
    """Of announcements and of their copies."""
    async with city.app.database.reading() as session:
        announcements = await session.exec(select(AnnouncementRow).order_by(col(AnnouncementRow.id)))
        copies = await session.exec(select(DeliveryRow).order_by(col(DeliveryRow.id)))
        return [one.status for one in announcements], [one.status for one in copies]


async def test_three_days_forward_and_soon_back_lose_and_send_no_announcement(
    towns: Towns, wall: Wall
) -> None:
    city = await towns.open(telegram=True, hooks=replace(towns.hooks, really=wall.elapsed))
    await city.app._clean()
    uow = city.app.services.uow
    reader = await a_reader(uow)
    tomorrow = wall.clock() + DAY
    missed = await an_announcement(uow, reader, due_at=tomorrow)
    # It would be less than an hour late.
    await an_announcement(uow, reader, due_at=tomorrow + 2 * DAY - HOUR / 2)
    wall.jumps(3 * DAY)
    await kept(city, await a_sending(uow, reader), expires_at=tomorrow)
    there = await states(city)
    assert there == (["scheduled", "scheduled", "sending"], ["open"])
    for _ in range(3):
        wall.lasts(timedelta(minutes=1))
        await city.settled()
        assert await states(city) == there
    wall.jumps(-3 * DAY)
    await city.settled()
    wall.lasts(KEEP_PLANS)
    await city.settled()
    assert await states(city) == (["scheduled", "scheduled", "sent"], ["sent"])
    assert missed.due_at is not None
    wall.lasts(missed.due_at - wall.clock())
    await city.settled()
    assert await states(city) == (["sent", "scheduled", "sent"], ["sent", "sent"])


async def test_a_jump_while_copies_are_sent_lets_none_lapse(towns: Towns, wall: Wall) -> None:
    sent: list[int] = []

    async def jumps_after_the_first(name: str, row: int) -> None:
        if name == "copy sent":
            sent.append(row)
            if len(sent) == 1:
                wall.jumps(3 * DAY)

    one_by_one = replace(CAREFUL, batch=2, workers=1)
    hooks = replace(towns.hooks, really=wall.elapsed, failpoint=jumps_after_the_first, pace=one_by_one)
    city = await towns.open(telegram=True, hooks=hooks)
    await city.app._clean()
    sending = await a_due_announcement(city.app.services.uow, 4)
    await kept(city, sending.announcement, expires_at=wall.clock() + DAY)
    await city.settled()
    assert (await states(city))[1] == ["sent", "open", "open", "open"]
    wall.jumps(-3 * DAY)
    await city.settled()
    assert len(sent) == 1
    wall.lasts(KEEP_PLANS)
    await city.settled()
    assert await states(city) == (["sent"], ["sent"] * 4)
    assert len(sent) == 4


async def test_staff_hear_of_questions_after_a_year_back(uow: SqlUnitOfWork, wall: Wall) -> None:
    """That they were told in a year's time keeps them from nothing."""
    member = await a_resident(uow, role=Role.OWNER)
    async with uow.writing() as w:
        await w.pushes.note([member.id], [], wall.clock() + YEAR)
        await w.commit()
    async with uow.reading() as r:
        assert await r.pushes.is_due(wall.clock())
        assert not await r.pushes.is_due(wall.clock() + YEAR - HOUR)
