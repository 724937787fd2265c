"""The weekly digest: one for each person and week, also after a stop and when the clocks change."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from civic.digests import DigestPlan, choose, next_time, push_due, week_of
from civic.notices import NoticeKind
from civic.staff import Role
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import a_resident
from tests.fakes import FakeClock

BERLIN = ZoneInfo("Europe/Berlin")
SUNDAY = 6


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


async def pushed(uow: SqlUnitOfWork, clock: FakeClock) -> list[int]:
    """Who got a digest by now; as if the clock had rung several times."""
    await push_due(uow, clock, BERLIN)
    await push_due(uow, clock, BERLIN)
    async with uow.writing() as w:
        notices = await w.notices.claim(99, clock(), clock() + timedelta(days=999))
        await w.commit()
    return [one.resident_id for one in notices if one.kind is NoticeKind.DIGEST]


@pytest.mark.parametrize(
    ("weekday", "hour", "after", "expected"),
    [
        (0, 9, utc(2026, 12, 1, 9), utc(2026, 12, 7, 8)),
        (1, 10, utc(2026, 12, 1, 8, 59), utc(2026, 12, 1, 9)),
        (1, 10, utc(2026, 12, 1, 9), utc(2026, 12, 8, 9)),
        (0, 9, utc(2027, 7, 1), utc(2027, 7, 5, 7)),
        # 28 March 2027: the clock goes from 2:00 to 3:00.
        (SUNDAY, 2, utc(2027, 3, 22), utc(2027, 3, 28, 1)),
        (SUNDAY, 3, utc(2027, 3, 22), utc(2027, 3, 28, 1)),
        # 31 October 2027: 2:00 comes twice; the first counts, and the second is not another one.
        (SUNDAY, 2, utc(2027, 10, 25), utc(2027, 10, 31, 0)),
        (SUNDAY, 2, utc(2027, 10, 31, 0), utc(2027, 11, 7, 1)),
    ],
)
def test_the_next_time_on_the_wall(weekday: int, hour: int, after: datetime, expected: datetime) -> None:
    assert next_time(weekday, hour, after, BERLIN) == expected


def test_the_week_is_that_of_the_city() -> None:
    assert week_of(utc(2027, 1, 3, 23, 30), BERLIN) == "2027-W01"
    assert week_of(utc(2027, 1, 3, 22, 30), BERLIN) == "2026-W53"


async def test_monday_at_nine_unless_chosen_otherwise(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    member = await a_resident(uow, role=Role.COORDINATOR)
    await a_resident(uow)
    assert await pushed(uow, clock) == []
    clock.now = utc(2026, 12, 7, 7, 59)
    assert await pushed(uow, clock) == []
    clock.now = utc(2026, 12, 7, 8)
    assert await pushed(uow, clock) == [member.id]
    clock.now = utc(2026, 12, 14, 7, 59)
    assert await pushed(uow, clock) == []


async def test_one_digest_a_week_whatever_is_chosen(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    member = await a_resident(uow, role=Role.COORDINATOR)
    await choose(uow, clock, BERLIN, DigestPlan(member.id, 1, 11))
    clock.now = utc(2026, 12, 1, 10)
    assert await pushed(uow, clock) == [member.id]
    await choose(uow, clock, BERLIN, DigestPlan(member.id, 3, 8))
    clock.now = utc(2026, 12, 3, 8)
    assert await pushed(uow, clock) == []
    clock.now = utc(2026, 12, 10, 8)
    assert await pushed(uow, clock) == [member.id]


async def test_never_means_never(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    member = await a_resident(uow, role=Role.COORDINATOR)
    await choose(uow, clock, BERLIN, DigestPlan(member.id, None))
    clock.advance(timedelta(days=60))
    assert await pushed(uow, clock) == []


async def test_after_a_stop_only_the_newest_week_is_caught_up(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    member = await a_resident(uow, role=Role.COORDINATOR)
    await pushed(uow, clock)
    clock.advance(timedelta(days=25))
    assert await pushed(uow, clock) == [member.id]
    async with uow.reading() as r:
        plan = await r.digests.plan(member.id)
    assert plan is not None
    assert plan.next_at == utc(2026, 12, 28, 8)


async def test_several_processes_push_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    member = await a_resident(uow, role=Role.COORDINATOR)
    await pushed(uow, clock)
    clock.now = utc(2026, 12, 7, 8)
    counts = await asyncio.gather(*(push_due(uow, clock, BERLIN) for _ in range(4)))
    assert sum(counts) == 1
    assert await pushed(uow, clock) == [member.id]
