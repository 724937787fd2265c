"""Owners are told once that something is wrong and once that it is over, at most once a day for the same."""

from datetime import timedelta

import pytest

from civic.alerts import Trouble, note_troubles
from civic.announcements import DeliveryStatus
from civic.notices import NoticeKind
from civic.staff import Role, StaffMember
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import residents
from tests.fakes import FakeClock

DISK, QUEUE = Trouble.DISK, Trouble.QUEUE
BEGAN, OVER = NoticeKind.ALERT, NoticeKind.ALERT_OVER


@pytest.fixture
async def owner(uow: SqlUnitOfWork, clock: FakeClock) -> int:
    """The only owner, beside a coordinator and somebody who is no staff."""
    owner, coordinator, _ = await residents(uow, 3)
    async with uow.writing() as w:
        await w.staff.set_member(StaffMember(owner.id, Role.OWNER, clock()))
        await w.staff.set_member(StaffMember(coordinator.id, Role.COORDINATOR, clock()))
        await w.commit()
    return owner.id


async def told(uow: SqlUnitOfWork, clock: FakeClock) -> list[tuple[int, NoticeKind]]:
    """Who was told what since the last time."""
    async with uow.writing() as w:
        notices = await w.notices.claim(100, clock(), clock() + timedelta(minutes=1))
        for notice in notices:
            await w.notices.record(notice.id, DeliveryStatus.SENT)
        await w.commit()
    return [(notice.resident_id, notice.kind) for notice in notices]


async def test_once_and_once_again_when_it_is_over(uow: SqlUnitOfWork, clock: FakeClock, owner: int) -> None:
    for _ in range(3):
        await note_troubles(uow, clock, {DISK}, {DISK, QUEUE})
        clock.advance(timedelta(hours=30))
    assert await told(uow, clock) == [(owner, BEGAN)]
    for _ in range(2):
        await note_troubles(uow, clock, set(), {DISK, QUEUE})
    assert await told(uow, clock) == [(owner, OVER)]


async def test_what_comes_and_goes_is_told_once_a_day(
    uow: SqlUnitOfWork, clock: FakeClock, owner: int
) -> None:
    for _ in range(20):
        await note_troubles(uow, clock, {DISK}, {DISK})
        clock.advance(timedelta(minutes=30))
        await note_troubles(uow, clock, set(), {DISK})
        clock.advance(timedelta(minutes=30))
    assert await told(uow, clock) == [(owner, BEGAN), (owner, OVER)]
    await note_troubles(uow, clock, {DISK}, {DISK})
    assert await told(uow, clock) == []
    clock.advance(timedelta(hours=4))
    await note_troubles(uow, clock, {DISK}, {DISK})
    assert await told(uow, clock) == [(owner, BEGAN)]


async def test_kinds_are_told_apart_and_what_is_not_judged_stays(
    uow: SqlUnitOfWork, clock: FakeClock, owner: int
) -> None:
    await note_troubles(uow, clock, {DISK, QUEUE}, {DISK, QUEUE})
    assert await told(uow, clock) == [(owner, BEGAN)] * 2
    await note_troubles(uow, clock, set(), {QUEUE})
    assert await told(uow, clock) == [(owner, OVER)]
    async with uow.reading() as r:
        assert [one.trouble for one in await r.alerts.all() if one.goes_on] == [DISK]


@pytest.mark.parametrize("jump", [timedelta(days=-365), timedelta(days=365)])
async def test_a_jump_of_the_clock_silences_nothing(
    uow: SqlUnitOfWork, clock: FakeClock, owner: int, jump: timedelta
) -> None:
    await note_troubles(uow, clock, {DISK}, {DISK})
    await note_troubles(uow, clock, set(), {DISK})
    assert len(await told(uow, clock)) == 2
    clock.advance(jump)
    await note_troubles(uow, clock, {DISK}, {DISK})
    assert await told(uow, clock) == [(owner, BEGAN)]
