"""Announcements, their copies, and notices: who gets one, who holds one, and what became of it."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from civic.announcements import (
    Announcement,
    AnnouncementStatus,
    Audience,
    Body,
    Delivery,
    DeliveryStatus,
    Report,
    SkipReason,
)
from civic.delivery_outcomes import PutOff, Settled
from civic.notices import NewNotice, Notice, NoticeKind
from civic.residents import Channel, Resident
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_resident, a_sending, an_address, an_announcement, residents

LEASE = timedelta(minutes=2)
SENT, UNREACHABLE, REFUSED, UNKNOWN = (
    DeliveryStatus.SENT,
    DeliveryStatus.UNREACHABLE,
    DeliveryStatus.REFUSED,
    DeliveryStatus.UNKNOWN,
)


async def claim(uow: SqlUnitOfWork, limit: int = 100, after: timedelta = timedelta(0)) -> list[Delivery]:
    now = NOW + after
    async with uow.writing() as w:
        claimed = await w.deliveries.claim(limit, now, now + LEASE)
        await w.commit()
        return claimed


async def record(uow: SqlUnitOfWork, delivery: Delivery, status: DeliveryStatus, detail: str = "") -> None:
    async with uow.writing() as w:
        await w.outcomes.settle([Settled(delivery.id, status, detail)])
        await w.commit()


async def report(uow: SqlUnitOfWork, announcement: Announcement) -> Report:
    async with uow.reading() as r:
        return await r.deliveries.report(announcement.id)


async def test_an_announcement_comes_back_as_kept(uow: SqlUnitOfWork) -> None:
    author = await a_resident(uow)
    new = Announcement(
        0,
        author.id,
        {"uk": Body("Новини", "Новини міста"), "de": Body("Neues", "Neues aus der Stadt")},
        Audience(("culture", "work"), ("west",)),
        due_at=NOW,
        local_time="2026-12-01 10:00",
        zone="Europe/Berlin",
        created_at=NOW,
    )
    async with uow.writing() as w:
        kept = await w.announcements.add(new)
        assert kept == replace(new, id=kept.id)
        changed = replace(kept, status=AnnouncementStatus.SENT, revision=3, finished_at=NOW)
        await w.announcements.update(changed)
        assert await w.announcements.lock(kept.id) == changed
        assert await w.announcements.get(kept.id) == changed
        assert await w.announcements.get(kept.id + 1) is None
        assert await w.announcements.lock(kept.id + 1) is None


async def test_the_newest_announcements_come_first(uow: SqlUnitOfWork) -> None:
    author = await a_resident(uow)
    kept = [await an_announcement(uow, author) for _ in range(3)]
    async with uow.reading() as r:
        assert await r.announcements.recent(2) == [kept[2], kept[1]]


async def test_only_what_is_scheduled_becomes_due(uow: SqlUnitOfWork) -> None:
    author = await a_resident(uow)
    second = await an_announcement(uow, author, due_at=NOW)
    first = await an_announcement(uow, author, due_at=NOW - timedelta(hours=1))
    await an_announcement(uow, author, due_at=NOW + timedelta(seconds=1))
    for status in AnnouncementStatus:
        if status is not AnnouncementStatus.SCHEDULED:
            await an_announcement(uow, author, status=status)
    async with uow.reading() as r:
        assert await r.announcements.due(NOW) == [first.id, second.id]


@pytest.mark.parametrize(
    ("topics", "districts", "expected"),
    [
        (("all",), (), {"culture", "work", "all", "culture in west"}),
        (("culture",), (), {"culture", "all", "culture in west"}),
        (("culture", "work"), (), {"culture", "work", "all", "culture in west"}),
        (("sports",), (), {"all"}),
        (("all",), ("west", "east"), {"culture in west"}),
        (("work",), ("west",), set()),
    ],
)
async def test_who_belongs_to_an_audience(
    uow: SqlUnitOfWork, topics: tuple[str, ...], districts: tuple[str, ...], expected: set[str]
) -> None:
    people = {
        "culture": await a_resident(uow, topics=("culture",)),
        "work": await a_resident(uow, topics=("work",)),
        "all": await a_resident(uow, topics=("all", "work"), language="ar"),
        "culture in west": await a_resident(uow, topics=("culture",), district="west"),
        "nothing": await a_resident(uow, district="west"),
    }
    blocked = an_address()
    people["unreachable"] = await a_resident(uow, topics=("all", "culture"), address=blocked, district="west")
    async with uow.writing() as w:
        await w.residents.set_reachable(blocked, False)
        await w.commit()
    announcement = await an_announcement(uow, people["nothing"], topics=topics, districts=districts)
    async with uow.writing() as w:
        counts = await w.announcements.head_counts(announcement.audience)
        planned = await w.deliveries.plan(announcement)
        await w.announcements.update(replace(announcement, status=AnnouncementStatus.SENDING))
        await w.commit()
    names = {resident.id: name for name, resident in people.items()}
    assert {names[copy.resident_id or 0] for copy in await claim(uow)} == expected
    assert planned == len(expected)
    assert counts == Counter(people[name].language for name in expected)


async def test_a_plan_freezes_address_and_language_and_runs_once(uow: SqlUnitOfWork) -> None:
    address = an_address(Channel.WEB)
    resident = await a_resident(uow, topics=("culture",), address=address, language="uk")
    sending = await a_sending(uow, resident)
    async with uow.writing() as w:
        await w.residents.update(replace(resident, language="ar"))
        await w.residents.subscribe(resident.id, "work")
        assert await w.deliveries.plan(sending) == 0
        await w.commit()
    [copy] = await claim(uow)
    assert copy == Delivery(copy.id, sending.id, resident.id, address, "uk")


async def test_a_claimed_copy_is_held_until_its_lease_runs_out(uow: SqlUnitOfWork) -> None:
    [resident, *_] = await residents(uow, 3, topics=("culture",))
    await a_sending(uow, resident)
    first = await claim(uow, 2)
    assert len(first) == 2
    rest = await claim(uow, 2, after=timedelta(seconds=1))
    assert len(rest) == 1
    assert await claim(uow, 2, after=LEASE - timedelta(seconds=1)) == []
    await record(uow, first[0], SENT, "77")
    assert await claim(uow, 10, after=LEASE) == [first[1]]


async def test_four_senders_never_hold_the_same_copy(uow: SqlUnitOfWork) -> None:
    [resident, *_] = await residents(uow, 200, topics=("culture",))
    sending = await a_sending(uow, resident)
    sent: list[int | None] = []

    async def send() -> None:
        while batch := await claim(uow, 7):
            sent.extend(copy.resident_id for copy in batch)
            for copy in batch:
                await record(uow, copy, SENT)

    await asyncio.gather(*(send() for _ in range(4)))
    assert (len(sent), len(set(sent))) == (200, 200)
    assert await report(uow, sending) == Report(200, 200, 0, 0, 0, 0, 0)


async def test_only_announcements_being_sent_are_claimed(uow: SqlUnitOfWork) -> None:
    [resident, *_] = await residents(uow, 2, topics=("culture",))
    for status in AnnouncementStatus:
        announcement = await an_announcement(uow, resident, status=status)
        async with uow.writing() as w:
            assert await w.deliveries.plan(announcement) == 2
            await w.commit()
    assert len(await claim(uow)) == 2


async def test_a_report_adds_up(uow: SqlUnitOfWork) -> None:
    [resident, *_] = await residents(uow, 9, topics=("culture",))
    sending = await a_sending(uow, resident)
    copies = await claim(uow, 7)
    for copy, status in zip(copies, (SENT, SENT, SENT, UNREACHABLE, REFUSED, UNKNOWN), strict=False):
        await record(uow, copy, status)
    assert await report(uow, sending) == Report(9, 3, 1, 1, 1, 0, 3)
    async with uow.writing() as w:
        assert await w.deliveries.skip_open(sending.id, SkipReason.STOPPED) == 2
        await w.commit()
    assert await report(uow, sending) == Report(9, 3, 1, 1, 1, 2, 1)


async def test_what_was_sent_stays_sent(uow: SqlUnitOfWork) -> None:
    resident = await a_resident(uow, topics=("culture",))
    sending = await a_sending(uow, resident)
    [copy] = await claim(uow)
    await record(uow, copy, SENT, "77")
    await record(uow, copy, UNKNOWN)
    async with uow.writing() as w:
        await w.outcomes.put_off([PutOff(copy.id, NOW)])
        await w.commit()
    assert (await report(uow, sending)).sent == 1


async def test_a_postponed_copy_waits(uow: SqlUnitOfWork) -> None:
    resident = await a_resident(uow, topics=("culture",))
    sending = await a_sending(uow, resident)
    [copy] = await claim(uow)
    async with uow.writing() as w:
        await w.outcomes.put_off([PutOff(copy.id, NOW + timedelta(seconds=30))])
        await w.commit()
    assert (await report(uow, sending)).open == 1
    assert await claim(uow, after=timedelta(seconds=29)) == []
    assert await claim(uow, after=timedelta(seconds=30)) == [copy]


async def test_a_copy_given_back_after_the_stop_is_skipped(uow: SqlUnitOfWork) -> None:
    resident = await a_resident(uow, topics=("culture",))
    sending = await a_sending(uow, resident)
    [copy] = await claim(uow)
    async with uow.writing() as w:
        await w.announcements.update(replace(sending, status=AnnouncementStatus.STOPPED))
        assert await w.deliveries.skip_open(sending.id, SkipReason.STOPPED) == 0
        await w.outcomes.put_off([PutOff(copy.id, NOW)])
        await w.commit()
    assert await report(uow, sending) == Report(1, 0, 0, 0, 0, 1, 0)


async def test_an_announcement_is_done_without_copies_or_when_all_are_settled(uow: SqlUnitOfWork) -> None:
    resident = await a_resident(uow, topics=("culture",))
    settled = await a_sending(uow, resident)
    [copy] = await claim(uow)
    held = await a_sending(uow, resident)
    await claim(uow)
    await a_sending(uow, resident)
    nobody = await a_sending(uow, resident, topics=("sports",))
    async with uow.writing() as w:
        assert await w.announcements.without_open_deliveries() == [nobody.id]
        await w.outcomes.settle([Settled(copy.id, SENT)])
        assert await w.announcements.without_open_deliveries() == [settled.id, nobody.id]
        assert (await w.deliveries.report(held.id)).open == 1


async def test_the_oldest_that_may_go_out(uow: SqlUnitOfWork) -> None:
    resident = await a_resident(uow, topics=("culture",))
    async with uow.writing() as w:
        assert await w.deliveries.oldest_open() is None
        for hours in (2, 3):
            at = NOW + timedelta(hours=hours)
            await w.notices.add(NewNotice(resident.id, NoticeKind.SEAT_FREED, 1, at))
        assert await w.deliveries.oldest_open() == NOW + timedelta(hours=2)
        await w.commit()
    await a_sending(uow, resident)
    async with uow.reading() as r:
        assert await r.deliveries.oldest_open() == NOW


async def notify(uow: SqlUnitOfWork, resident: Resident, subject: int = 1) -> None:
    async with uow.writing() as w:
        await w.notices.add(NewNotice(resident.id, NoticeKind.SEAT_FREED, subject, NOW))
        await w.commit()


async def claim_notices(
    uow: SqlUnitOfWork, limit: int = 100, after: timedelta = timedelta(0)
) -> list[Notice]:
    now = NOW + after
    async with uow.writing() as w:
        claimed = await w.notices.claim(limit, now, now + LEASE)
        await w.commit()
        return claimed


async def test_a_notice_goes_to_the_present_address(uow: SqlUnitOfWork) -> None:
    address = an_address(Channel.WEB)
    resident = await a_resident(uow, address=address, language="uk")
    await notify(uow, resident, subject=5)
    async with uow.writing() as w:
        await w.residents.update(replace(resident, language="ar"))
        await w.commit()
    [notice] = await claim_notices(uow)
    assert notice == Notice(notice.id, resident.id, NoticeKind.SEAT_FREED, 5, address, "ar")


async def test_notices_have_leases_too(uow: SqlUnitOfWork) -> None:
    resident = await a_resident(uow)
    for subject in range(3):
        await notify(uow, resident, subject)
    first, second = await claim_notices(uow, 2)
    assert (first.subject_id, second.subject_id) == (0, 1)
    [third] = await claim_notices(uow, 2)
    async with uow.writing() as w:
        await w.notices.record(first.id, SENT)
        await w.notices.postpone(second.id, NOW + timedelta(seconds=5))
        await w.notices.postpone(first.id, NOW)
        await w.commit()
    assert await claim_notices(uow, 9, after=timedelta(seconds=4)) == []
    assert await claim_notices(uow, 9, after=timedelta(seconds=5)) == [second]
    assert await claim_notices(uow, 9, after=LEASE) == [third]


async def test_notices_to_unreachable_people_block_nobody(uow: SqlUnitOfWork) -> None:
    gone, there = an_address(), an_address()
    blocked, reachable = await a_resident(uow, address=gone), await a_resident(uow, address=there)
    for _ in range(5):
        await notify(uow, blocked)
    await notify(uow, reachable)
    async with uow.writing() as w:
        await w.residents.set_reachable(gone, False)
        await w.commit()
    assert [n.resident_id for n in await claim_notices(uow, 1)] == [reachable.id]
    async with uow.writing() as w:
        await w.residents.set_reachable(gone, True)
        await w.commit()
    assert await claim_notices(uow, 9) == []


async def test_four_senders_never_hold_the_same_notice(uow: SqlUnitOfWork) -> None:
    for resident in await residents(uow, 4):
        for subject in range(10):
            await notify(uow, resident, subject)
    held: list[int] = []

    async def send() -> None:
        while batch := await claim_notices(uow, 3):
            held.extend(notice.id for notice in batch)

    await asyncio.gather(*(send() for _ in range(4)))
    assert (len(held), len(set(held))) == (40, 40)
