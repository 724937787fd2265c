"""Announcements go out on time by a real clock, and clocks that jump or zones that change lose none."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.planner import Planner
from civic.announcements import Announcement, AnnouncementStatus
from civic.ports import UnitOfWork
from civic.residents import Resident
from civic.staff import Role
from civic.time import utc_now
from tests.bot.bot_api import BotApi, Call
from tests.factories import NOW, a_resident, an_address, an_announcement
from tests.fakes import FakeClock
from tests.faults.towns import Towns
from tests.handlers.city import City

HOUR = timedelta(hours=1)


async def a_reader(uow: UnitOfWork) -> Resident:
    return await a_resident(uow, topics=("all",), address=an_address(), role=Role.COORDINATOR)


async def kept(city: City, one: Announcement, **values: object) -> Announcement:
    async with city.app.services.uow.writing() as w:
        await w.announcements.update(replace(one, **values))  # type: ignore[arg-type]
        await w.commit()
    async with city.app.services.uow.reading() as r:
        found = await r.announcements.get(one.id)
    assert found is not None
    return found


def _with(api: BotApi, text: str) -> list[Call]:
    return [call for call in api.calls if text in call.params.get("text", "")]


async def test_by_a_real_clock_none_is_early_and_all_are_on_time(towns: Towns, api: BotApi) -> None:
    city = await towns.open(telegram=True, hooks=replace(towns.hooks, clock=utc_now))
    uow = city.app.services.uow
    reader = await a_reader(uow)
    # The first message of a program takes longer: whatever it needs is loaded with it.
    await kept(city, await an_announcement(uow, reader, due_at=utc_now()), urgent="Probe")
    await api.until(lambda: bool(_with(api, "Neuer Termin")))
    waits = [1.5, 2.05, 2.8]
    drafts = [await an_announcement(uow, reader, status=AnnouncementStatus.DRAFT) for _ in waits]
    begun, begun_at = utc_now(), time.monotonic()
    async with uow.writing() as w:
        for n, (one, wait) in enumerate(zip(drafts, waits, strict=True)):
            due_at, bodies = begun + timedelta(seconds=wait), {"de": replace(one.main, text=f"number {n}")}
            timed = replace(one, status=AnnouncementStatus.SCHEDULED, due_at=due_at, bodies=bodies)
            await w.announcements.update(replace(timed, urgent="Probe"))
        await w.commit()
    await api.until(lambda: len(_with(api, "number")) == len(waits))
    received = _with(api, "number")
    assert [call.params["text"].partition("number ")[2][0] for call in received] == ["0", "1", "2"], (
        "in the order of their times"
    )
    late = [call.at - begun_at - wait for call, wait in zip(received, waits, strict=True)]
    assert min(late) > -0.001, "the clocks differ by less"
    # The machine of a test may be busy; by itself it takes some hundredths of a second.
    assert min(late) < 1
    assert max(late) < 5


@pytest.mark.parametrize(
    ("jump", "status"), [(HOUR / 2, "sent"), (2 * HOUR, "missed"), (-2 * HOUR, "scheduled")]
)
async def test_the_clock_jumps(towns_on_both: Towns, clock: FakeClock, jump: timedelta, status: str) -> None:
    city = await towns_on_both.open(telegram=True)
    uow = city.app.services.uow
    one = await an_announcement(uow, await a_reader(uow), due_at=NOW + timedelta(minutes=1))
    clock.advance(jump + timedelta(minutes=1))
    await city.settled()
    async with uow.reading() as r:
        after = await r.announcements.get(one.id)
    assert after is not None
    assert after.status.value == status


async def test_back_after_it_was_sent_nobody_gets_it_twice(
    towns_on_both: Towns, api: BotApi, clock: FakeClock
) -> None:
    city = await towns_on_both.open(telegram=True)
    uow = city.app.services.uow
    await an_announcement(uow, await a_reader(uow), due_at=NOW)
    for jump in (timedelta(), -3 * HOUR, HOUR, 5 * HOUR):
        clock.advance(jump)
        await city.settled()
    assert len(_with(api, "Neuer Termin")) == 1


async def test_a_start_follows_the_rules_of_the_zone(towns_on_both: Towns) -> None:
    city = await towns_on_both.open()
    uow = city.app.services.uow
    one = await an_announcement(uow, await a_reader(uow))
    former = datetime(2027, 7, 1, 16, tzinfo=UTC)
    await kept(city, one, due_at=former, local_time="01.07.2027 17:00", zone="Europe/Berlin")
    city = await towns_on_both.restart(city)
    async with city.app.services.uow.reading() as r:
        after = await r.announcements.get(one.id)
    assert after is not None
    assert (after.status, after.due_at) == (AnnouncementStatus.SCHEDULED, former - HOUR)


async def test_what_is_due_between_two_bells_rings_one_of_its_own(towns: Towns, clock: FakeClock) -> None:
    city = await towns.open()
    uow = city.app.services.uow
    planner = Planner(city.app.services)
    reader = await a_reader(uow)
    await an_announcement(uow, reader, due_at=NOW + timedelta(seconds=0.05))
    assert not await planner.look()
    assert not planner.bell.is_set()
    await planner.bell.wait()
    clock.advance(timedelta(seconds=0.05))
    assert await planner.look()


async def test_a_series_that_fails_holds_up_no_other(
    towns: Towns, api: BotApi, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> list[int]:
        raise ValueError("a zone that is gone")

    monkeypatch.setattr("bot.planner.follow_series", broken)
    city = await towns.open(telegram=True)
    uow = city.app.services.uow
    await an_announcement(uow, await a_reader(uow), due_at=NOW)
    await city.settled()
    assert len(_with(api, "Neuer Termin")) == 1
    assert "the series of announcements failed" in caplog.text
