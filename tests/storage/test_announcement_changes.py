"""Corrections and recalls on both databases: which copies they concern, who holds one, what became of it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from civic.announcement_changes import (
    AnnouncementChange,
    Begun,
    ChangeKind,
    ChangeOutcome,
    Edit,
    NotChangeable,
    NothingNew,
    Reach,
)
from civic.announcement_correcting import (
    change_correction,
    correct,
    draft_correction,
    finish_changes,
    plan_change,
    plan_changes,
    recall,
)
from civic.announcement_drafts import ChangedMeanwhile
from civic.announcements import (
    Announcement,
    AnnouncementStatus,
    Body,
    Delivery,
    DeliveryStatus,
    Report,
)
from civic.delivery_outcomes import Settled
from civic.notices import NoticeKind
from civic.residents import Resident
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_resident, a_sending, an_announcement, residents
from tests.fakes import FakeClock
from tests.reviews import is_staff

LEASE = timedelta(minutes=2)
NEW = {"de": Body("Termin", "Doch am Montag")}
SENT, REFUSED = DeliveryStatus.SENT, DeliveryStatus.REFUSED


async def copies(uow: SqlUnitOfWork, number: int = 100) -> list[Delivery]:
    async with uow.writing() as w:
        claimed = await w.deliveries.claim(number, NOW, NOW + LEASE)
        await w.commit()
        return claimed


async def arrives(uow: SqlUnitOfWork, *found: Delivery) -> None:
    async with uow.writing() as w:
        for copy in found:
            await w.outcomes.settle([Settled(copy.id, SENT, "", 1000 + copy.id, NOW)])
        await w.commit()


async def a_sent(uow: SqlUnitOfWork, people: int) -> tuple[Announcement, Resident]:
    [author, *_] = await residents(uow, people, topics=("culture",))
    await is_staff(uow, author.id)
    sending = await a_sending(uow, author)
    await arrives(uow, *await copies(uow))
    sent = replace(sending, status=AnnouncementStatus.SENT)
    async with uow.writing() as w:
        await w.announcements.update(sent)
        await w.commit()
    return sent, author


async def a_correction(
    uow: SqlUnitOfWork, clock: FakeClock, one: Announcement, by: Resident
) -> AnnouncementChange:
    drafted = await draft_correction(uow, clock, one.id, by.id)
    assert isinstance(drafted, AnnouncementChange)
    edited = await change_correction(uow, replace(drafted, bodies=NEW), by.id)
    assert isinstance(edited, AnnouncementChange)
    return edited


async def claim(uow: SqlUnitOfWork, limit: int = 100, after: timedelta = timedelta(0)) -> list[Edit]:
    async with uow.writing() as w:
        claimed = await w.changes.claim(limit, NOW + after, NOW + after + LEASE)
        await w.commit()
        return claimed


async def record(uow: SqlUnitOfWork, edit: Edit, status: DeliveryStatus, detail: str = "") -> None:
    async with uow.writing() as w:
        await w.changes.record(edit.id, status, detail)
        await w.commit()


async def corrects(
    uow: SqlUnitOfWork, clock: FakeClock, change: AnnouncementChange, typed: int | None = None
) -> ChangeOutcome:
    """What comes of its author's wish to make it alone."""
    assert change.by is not None
    return await correct(uow, clock, change, change.by, typed)


async def report(uow: SqlUnitOfWork, change: AnnouncementChange) -> Report:
    async with uow.reading() as r:
        return await r.changes.report(change.id)


async def test_a_change_comes_back_as_kept(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    sent, author = await a_sent(uow, 1)
    change = await a_correction(uow, clock, sent, author)
    async with uow.writing() as w:
        asked = replace(change, asked_at=NOW, asked_again_at=NOW, why="Wann?")
        full = replace(asked, confirmed_at=NOW, planned_at=NOW, finished_at=NOW, revision=7)
        await w.changes.update(full)
        assert await w.changes.get(change.id) == await w.changes.lock(change.id) == full
        assert await w.changes.get(change.id + 1) is None
        assert await w.changes.lock(change.id + 1) is None
        assert await w.changes.of(sent.id) == [full]


async def test_a_correction_becomes_the_text_and_concerns_every_copy(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    sent, author = await a_sent(uow, 3)
    change = await a_correction(uow, clock, sent, author)
    async with uow.reading() as r:
        assert await r.changes.reach(sent.id, NOW) == Reach({"de": 3})
        assert await r.changes.reach(sent.id, NOW + timedelta(seconds=1)) == Reach({"de": 3}, 3)
    outcome = await corrects(uow, clock, change)
    assert isinstance(outcome, Begun)
    assert outcome.copies == 3
    async with uow.reading() as r:
        now = await r.announcements.get(sent.id)
    assert now is not None
    assert (now.bodies, now.corrected_at, now.revision) == (NEW, NOW, sent.revision + 1)
    edits = await claim(uow)
    assert [one.message_id for one in edits] == sorted(1000 + one.id for one in await _deliveries(uow, sent))
    assert await finish_changes(uow, clock) == []
    await record(uow, edits[0], SENT)
    await record(uow, edits[1], DeliveryStatus.UNREACHABLE)
    await record(uow, edits[2], REFUSED, "message can't be edited")
    await record(uow, edits[0], REFUSED)
    assert await report(uow, change) == Report(3, 1, 1, 1, 0, 0, 0)
    [finished] = await finish_changes(uow, clock)
    assert finished.finished_at == NOW
    assert await finish_changes(uow, clock) == []
    async with uow.reading() as r:
        assert await r.notices.newest(author.id, NoticeKind.ANNOUNCEMENT_CHANGED) == NOW


async def _deliveries(uow: SqlUnitOfWork, sent: Announcement) -> list[Edit]:
    """The ids of the copies, by way of what a change was planned from."""
    async with uow.reading() as r:
        [change, *_] = await r.changes.of(sent.id)
        assert change.planned_at is not None
    found = await claim(uow, after=LEASE + timedelta(seconds=1))
    return [replace(one, id=one.message_id - 1000) for one in found]


async def test_what_was_not_sent_or_taken_back_cannot_be_changed(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author = await a_resident(uow, topics=("culture",))
    for status in (AnnouncementStatus.DRAFT, AnnouncementStatus.SCHEDULED, AnnouncementStatus.MISSED):
        one = await an_announcement(uow, author, status=status)
        assert await draft_correction(uow, clock, one.id, author.id) == NotChangeable()
        assert await recall(uow, clock, one.id, author.id) == NotChangeable()
    sent, author = await a_sent(uow, 1)
    change = await a_correction(uow, clock, sent, author)
    assert isinstance(await recall(uow, clock, sent.id, author.id), Begun)
    assert await recall(uow, clock, sent.id, author.id) == NotChangeable()
    assert await corrects(uow, clock, change) == NotChangeable()


async def test_only_the_version_that_was_shown_is_confirmed_and_once(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    sent, author = await a_sent(uow, 1)
    change = await a_correction(uow, clock, sent, author)
    older = replace(change, revision=change.revision - 1)
    assert await corrects(uow, clock, older) == ChangedMeanwhile()
    assert await change_correction(uow, older, author.id) == ChangedMeanwhile()
    assert isinstance(await corrects(uow, clock, change), Begun)
    assert await corrects(uow, clock, change) == ChangedMeanwhile()
    assert await change_correction(uow, change, author.id) == ChangedMeanwhile()


async def test_two_corrections_do_not_undo_each_other(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    sent, author = await a_sent(uow, 1)
    first, second = [await a_correction(uow, clock, sent, author) for _ in range(2)]
    assert isinstance(await corrects(uow, clock, first), Begun)
    assert await corrects(uow, clock, second) == ChangedMeanwhile()


async def test_nothing_new_is_no_correction(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    sent, author = await a_sent(uow, 1)
    drafted = await draft_correction(uow, clock, sent.id, author.id)
    assert isinstance(drafted, AnnouncementChange)
    assert await corrects(uow, clock, drafted) == NothingNew()
    assert await claim(uow) == []


async def test_a_copy_in_hand_is_changed_when_it_has_arrived(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    [author, *_] = await residents(uow, 4, topics=("culture",))
    await is_staff(uow, author.id)
    sending = await a_sending(uow, author)
    in_hand, refused = await copies(uow, 2)
    change = await a_correction(uow, clock, sending, author)
    outcome = await corrects(uow, clock, change)
    assert isinstance(outcome, Begun)
    assert outcome.copies == 2, "the two that nobody holds are sent with the new text"
    assert await claim(uow) == []
    await arrives(uow, in_hand)
    async with uow.writing() as w:
        await w.outcomes.settle([Settled(refused.id, REFUSED)])
        await w.commit()
    [edit] = await claim(uow)
    assert edit.message_id == 1000 + in_hand.id
    await record(uow, edit, SENT)
    assert await report(uow, change) == Report(2, 1, 0, 0, 0, 1, 0)


async def test_a_recall_stops_what_is_not_sent(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    [author, *_] = await residents(uow, 3, topics=("culture",))
    sending = await a_sending(uow, author)
    await arrives(uow, *await copies(uow, 1))
    outcome = await recall(uow, clock, sending.id, author.id)
    assert isinstance(outcome, Begun)
    assert (outcome.change.kind, outcome.copies) == (ChangeKind.RECALL, 1)
    assert await copies(uow) == []
    async with uow.reading() as r:
        stopped = await r.announcements.get(sending.id)
        assert await r.deliveries.report(sending.id) == Report(3, 1, 0, 0, 0, 2, 0)
    assert stopped is not None
    assert (stopped.status, stopped.finished_at) == (AnnouncementStatus.STOPPED, NOW)


async def test_a_later_change_leaves_out_what_the_earlier_had_not_done(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    sent, author = await a_sent(uow, 3)
    first = await a_correction(uow, clock, sent, author)
    await corrects(uow, clock, first)
    [held] = await claim(uow, 1)
    outcome = await recall(uow, clock, sent.id, author.id)
    assert isinstance(outcome, Begun)
    others = await claim(uow)
    assert {one.change_id for one in others} == {outcome.change.id}
    assert held.message_id not in {one.message_id for one in others}, "one at a time for each copy"
    await record(uow, held, SENT)
    [last] = await claim(uow)
    assert (last.message_id, last.change_id) == (held.message_id, outcome.change.id)
    assert await report(uow, first) == Report(3, 1, 0, 0, 0, 2, 0)


async def test_a_lease_that_ran_out_and_one_given_back(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    sent, author = await a_sent(uow, 2)
    await corrects(uow, clock, await a_correction(uow, clock, sent, author))
    first, second = await claim(uow)
    async with uow.writing() as w:
        await w.changes.postpone(first.id, NOW + timedelta(seconds=5))
        await w.commit()
    assert await claim(uow, after=timedelta(seconds=4)) == []
    assert await claim(uow, after=timedelta(seconds=5)) == [first]
    assert await claim(uow, after=LEASE) == [second]


async def test_four_hold_no_copy_twice(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    sent, author = await a_sent(uow, 60)
    change = await a_correction(uow, clock, sent, author)
    await corrects(uow, clock, change, 60)
    held: list[int] = []

    async def work() -> None:
        while batch := await claim(uow, 7):
            held.extend(one.id for one in batch)
            for one in batch:
                await record(uow, one, SENT)

    await asyncio.gather(*(work() for _ in range(4)))
    assert (len(held), len(set(held))) == (60, 60)
    assert await report(uow, change) == Report(60, 60, 0, 0, 0, 0, 0)


async def test_what_was_confirmed_before_a_crash_is_planned_later(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    sent, author = await a_sent(uow, 2)
    change = await a_correction(uow, clock, sent, author)
    async with uow.writing() as w:
        await w.changes.update(replace(change, confirmed_at=NOW))
        await w.commit()
    assert await finish_changes(uow, clock) == [], "not planned is not done"
    await plan_changes(uow, clock)
    await plan_changes(uow, clock)
    assert len(await claim(uow)) == 2
    assert await plan_change(uow, clock, change.id) == 2, "how many, though another planned it"
