"""Copies and notices that wait: whether any is due, since when, and what ends the waiting."""

from dataclasses import replace
from datetime import timedelta

from civic.announcements import Announcement, AnnouncementStatus, Delivery, DeliveryStatus, Report, SkipReason
from civic.delivery_outcomes import PutOff, Settled
from civic.notices import NewNotice, NoticeKind
from civic.residents import Resident
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_resident, a_sending, an_address, an_announcement, residents

LEASE = timedelta(minutes=2)
MOMENT = timedelta(seconds=1)


async def claim(uow: SqlUnitOfWork, limit: int = 100, after: timedelta = timedelta(0)) -> list[Delivery]:
    now = NOW + after
    async with uow.writing() as w:
        claimed = await w.deliveries.claim(limit, now, now + LEASE)
        await w.commit()
        return claimed


async def report(uow: SqlUnitOfWork, announcement: Announcement) -> Report:
    async with uow.reading() as r:
        return await r.deliveries.report(announcement.id)


async def copies_due(uow: SqlUnitOfWork, after: timedelta = timedelta(0)) -> bool:
    async with uow.reading() as r:
        return await r.deliveries.is_due(NOW + after)


async def stop(uow: SqlUnitOfWork, sending: Announcement) -> None:
    async with uow.writing() as w:
        await w.announcements.update(replace(sending, status=AnnouncementStatus.STOPPED))
        await w.deliveries.skip_open(sending.id, SkipReason.STOPPED)
        await w.commit()


async def notify(uow: SqlUnitOfWork, resident: Resident, created: timedelta = timedelta(0)) -> None:
    async with uow.writing() as w:
        await w.notices.add(NewNotice(resident.id, NoticeKind.SEAT_FREED, 1, NOW + created))
        await w.commit()


async def test_after_a_stop_and_a_crash_what_was_in_hand_is_unknown(uow: SqlUnitOfWork) -> None:
    author, *_ = await residents(uow, 5, topics=("culture",))
    sending = await a_sending(uow, author)
    sent, hanging, late = await claim(uow, 3)
    async with uow.writing() as w:
        await w.outcomes.settle([Settled(sent.id, DeliveryStatus.SENT)])
        await w.commit()
    await stop(uow, sending)
    assert not await copies_due(uow, LEASE - MOMENT)
    assert await claim(uow, after=LEASE - MOMENT) == []
    assert await report(uow, sending) == Report(5, 1, 0, 0, 0, 2, 2)
    assert await copies_due(uow, LEASE)
    assert await claim(uow, after=LEASE) == []
    assert await report(uow, sending) == Report(5, 1, 0, 0, 2, 2, 0)
    assert not await copies_due(uow, LEASE)
    async with uow.writing() as w:
        await w.outcomes.settle([Settled(late.id, DeliveryStatus.SENT)])
        await w.outcomes.put_off([PutOff(hanging.id, NOW)])
        await w.commit()
    assert await report(uow, sending) == Report(5, 2, 0, 0, 1, 2, 0)


async def test_copies_are_due_while_somebody_may_take_one(uow: SqlUnitOfWork) -> None:
    resident = await a_resident(uow, topics=("culture",))
    waits = await an_announcement(uow, resident, status=AnnouncementStatus.STOPPED)
    async with uow.writing() as w:
        await w.deliveries.plan(waits)
        await w.commit()
    assert not await copies_due(uow)
    await a_sending(uow, resident)
    assert not await copies_due(uow, -MOMENT)
    assert await copies_due(uow)
    [copy] = await claim(uow)
    assert not await copies_due(uow, LEASE - MOMENT)
    assert await copies_due(uow, LEASE)
    async with uow.writing() as w:
        await w.outcomes.settle([Settled(copy.id, DeliveryStatus.SENT)])
        assert not await w.deliveries.is_due(NOW + LEASE)


async def test_notices_are_due_also_where_nobody_can_be_reached(uow: SqlUnitOfWork) -> None:
    address = an_address()
    resident = await a_resident(uow, address=address)
    await notify(uow, resident)
    async with uow.writing() as w:
        await w.residents.set_reachable(address, False)
        assert not await w.notices.is_due(NOW - MOMENT)
        assert await w.notices.is_due(NOW)
        assert await w.notices.claim(1, NOW, NOW + LEASE) == []
        assert not await w.notices.is_due(NOW + LEASE)


async def test_the_oldest_waits_since_it_became_due_however_often_it_was_put_off(uow: SqlUnitOfWork) -> None:
    resident = await a_resident(uow, topics=("culture",))
    await notify(uow, resident, created=-MOMENT)
    await a_sending(uow, resident)
    [copy] = await claim(uow)
    async with uow.writing() as w:
        [notice] = await w.notices.claim(1, NOW, NOW + LEASE)
        assert await w.deliveries.oldest_open() == NOW - MOMENT
        await w.notices.postpone(notice.id, NOW + timedelta(hours=1))
        await w.outcomes.put_off([PutOff(copy.id, NOW + timedelta(hours=2))])
        assert await w.deliveries.oldest_open() == NOW - MOMENT
        await w.notices.record(notice.id, DeliveryStatus.SENT)
        assert await w.deliveries.oldest_open() == NOW
        await w.outcomes.settle([Settled(copy.id, DeliveryStatus.SENT)])
        assert await w.deliveries.oldest_open() is None


async def test_the_oldest_is_of_an_announcement_that_is_being_sent(uow: SqlUnitOfWork) -> None:
    resident = await a_resident(uow, topics=("culture",))
    later = await a_sending(uow, resident)
    early = replace(later, due_at=NOW - timedelta(hours=1))
    for status in (AnnouncementStatus.SENT, AnnouncementStatus.STOPPED, AnnouncementStatus.SCHEDULED):
        async with uow.writing() as w:
            await w.announcements.update(replace(early, status=status))
            assert await w.deliveries.oldest_open() is None
    async with uow.writing() as w:
        await w.announcements.update(early)
        assert await w.deliveries.oldest_open() == early.due_at


async def test_open_copies_of_one_person_are_skipped(uow: SqlUnitOfWork) -> None:
    leaving, staying = await residents(uow, 2, topics=("culture",))
    in_hand = await a_sending(uow, leaving)
    await claim(uow)
    sendings = [await a_sending(uow, leaving) for _ in range(2)]
    async with uow.writing() as w:
        await w.deliveries.skip_of(leaving.id)
        await w.commit()
    assert await report(uow, in_hand) == Report(2, 0, 0, 0, 0, 0, 2)
    for sending in sendings:
        assert await report(uow, sending) == Report(2, 0, 0, 0, 0, 1, 1)
    assert {copy.resident_id for copy in await claim(uow)} == {staying.id}
