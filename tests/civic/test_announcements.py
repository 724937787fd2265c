"""Announcements from draft to report, with a clock that is moved by hand."""

from dataclasses import replace
from datetime import timedelta

from civic.announcement_drafts import ChangedMeanwhile, change_draft, draft_announcement
from civic.announcement_outcomes import NobodyThere, NoText, Released
from civic.announcement_readiness import UNDO_WINDOW, ReviewRules
from civic.announcement_review import ReleaseOutcome, release
from civic.announcement_sending import finish, plan_due, stop
from civic.announcements import Announcement, AnnouncementStatus, Body, DeliveryStatus, Report
from civic.delivery_outcomes import Settled
from civic.notices import NoticeKind
from civic.residents import Resident
from civic.staff import Role
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_resident, a_sending, residents
from tests.fakes import FakeClock

HOUR = timedelta(hours=1)


async def get(uow: SqlUnitOfWork, announcement_id: int) -> Announcement:
    async with uow.reading() as r:
        found = await r.announcements.get(announcement_id)
    assert found is not None
    return found


async def sent_now(uow: SqlUnitOfWork, draft: Announcement) -> ReleaseOutcome:
    """Released by its author, who is the only member of staff."""
    return await release(uow, FakeClock(), ReviewRules(), draft, draft.author_id)


async def report(uow: SqlUnitOfWork, announcement_id: int) -> Report:
    async with uow.reading() as r:
        return await r.deliveries.report(announcement_id)


async def deliver(uow: SqlUnitOfWork, clock: FakeClock, limit: int = 100) -> None:
    async with uow.writing() as w:
        for copy in await w.deliveries.claim(limit, clock(), clock() + HOUR):
            await w.outcomes.settle([Settled(copy.id, DeliveryStatus.SENT)])
        await w.commit()


async def a_draft(uow: SqlUnitOfWork, author: Resident) -> Announcement:
    return await draft_announcement(uow, FakeClock(), author.id, {"de": Body("Termin", "Neuer Termin")})


async def test_a_draft_is_changed_by_one_editor_at_a_time(sqlite_uow: SqlUnitOfWork) -> None:
    author = await a_resident(sqlite_uow, role=Role.COORDINATOR)
    draft = await a_draft(sqlite_uow, author)
    assert (draft.status, draft.created_at, draft.author_id) == (AnnouncementStatus.DRAFT, NOW, author.id)
    changed = await change_draft(
        sqlite_uow, replace(draft, bodies={"de": Body("A", "a"), "en": Body("B", "b")}), by=author.id
    )
    assert changed == replace(draft, bodies={"de": Body("A", "a"), "en": Body("B", "b")}, revision=1)
    for stale in (replace(draft, bodies={"de": Body("C", "c")}), replace(draft, id=draft.id + 1)):
        assert await change_draft(sqlite_uow, stale, by=author.id) == ChangedMeanwhile()
    assert await get(sqlite_uow, draft.id) == changed


async def test_what_cannot_be_released(sqlite_uow: SqlUnitOfWork) -> None:
    author = await a_resident(sqlite_uow, role=Role.COORDINATOR)
    draft = await a_draft(sqlite_uow, author)
    empty = await draft_announcement(sqlite_uow, FakeClock(), author.id, {"de": Body("A")})
    assert await sent_now(sqlite_uow, empty) == NoText()
    assert await sent_now(sqlite_uow, draft) == NobodyThere()
    assert await sent_now(sqlite_uow, replace(draft, revision=7)) == ChangedMeanwhile()
    assert await sent_now(sqlite_uow, replace(draft, id=draft.id + 9)) == ChangedMeanwhile()
    assert (await get(sqlite_uow, draft.id)).status is AnnouncementStatus.DRAFT


async def test_a_released_draft_is_sent_once_it_is_due(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_resident(sqlite_uow, topics=("culture",), role=Role.COORDINATOR)
    await residents(sqlite_uow, 2, topics=("culture",))
    draft = await a_draft(sqlite_uow, author)
    shown = replace(draft, due_at=NOW + HOUR, local_time="2026-12-01 11:00", zone="Europe/Berlin")
    outcome = await sent_now(sqlite_uow, shown)
    assert isinstance(outcome, Released)
    assert (outcome.recipients, outcome.announcement.local_time) == (3, "2026-12-01 11:00")
    assert await sent_now(sqlite_uow, shown) == ChangedMeanwhile()
    assert await plan_due(sqlite_uow, clock) == []
    clock.advance(HOUR)
    assert await plan_due(sqlite_uow, clock) == [draft.id]
    assert await plan_due(sqlite_uow, clock) == []
    await deliver(sqlite_uow, clock, limit=2)
    assert await finish(sqlite_uow, clock) == []
    await deliver(sqlite_uow, clock)
    [finished] = await finish(sqlite_uow, clock)
    assert (finished.status, finished.finished_at) == (AnnouncementStatus.SENT, NOW + HOUR)
    assert await finish(sqlite_uow, clock) == []
    assert await report(sqlite_uow, draft.id) == Report(3, 3, 0, 0, 0, 0, 0)
    async with sqlite_uow.writing() as w:
        [notice] = await w.notices.claim(10, clock(), clock() + HOUR)
    assert (notice.resident_id, notice.kind, notice.subject_id) == (
        author.id,
        NoticeKind.ANNOUNCEMENT_DONE,
        draft.id,
    )


async def test_whoever_subscribes_after_the_plan_gets_nothing(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author = await a_resident(sqlite_uow, topics=("culture",), role=Role.COORDINATOR)
    draft = await a_draft(sqlite_uow, author)
    await sent_now(sqlite_uow, draft)
    clock.advance(UNDO_WINDOW)
    await plan_due(sqlite_uow, clock)
    await a_resident(sqlite_uow, topics=("culture",))
    assert (await report(sqlite_uow, draft.id)).planned == 1


async def test_an_audience_that_left_before_the_plan_is_finished_at_once(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author = await a_resident(sqlite_uow, topics=("culture",), role=Role.COORDINATOR)
    draft = await a_draft(sqlite_uow, author)
    await sent_now(sqlite_uow, draft)
    async with sqlite_uow.writing() as w:
        await w.residents.unsubscribe(author.id)
        await w.commit()
    clock.advance(UNDO_WINDOW)
    assert await plan_due(sqlite_uow, clock) == [draft.id]
    assert [one.id for one in await finish(sqlite_uow, clock)] == [draft.id]
    assert await report(sqlite_uow, draft.id) == Report(0, 0, 0, 0, 0, 0, 0)


async def test_a_stop_spares_those_who_have_not_got_it(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, *_ = await residents(sqlite_uow, 5, topics=("culture",))
    sending = await a_sending(sqlite_uow, author)
    await deliver(sqlite_uow, clock, limit=2)
    assert await stop(sqlite_uow, clock, sending.id, by=author.id)
    assert not await stop(sqlite_uow, clock, sending.id, by=author.id)
    await deliver(sqlite_uow, clock)
    assert await finish(sqlite_uow, clock) == []
    assert await report(sqlite_uow, sending.id) == Report(5, 2, 0, 0, 0, 3, 0)
    stopped = await get(sqlite_uow, sending.id)
    assert (stopped.status, stopped.finished_at) == (AnnouncementStatus.STOPPED, NOW)


async def test_a_stop_before_the_time_sends_nothing(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_resident(sqlite_uow, topics=("culture",), role=Role.COORDINATOR)
    draft = await a_draft(sqlite_uow, author)
    assert not await stop(sqlite_uow, clock, draft.id, by=author.id)
    assert not await stop(sqlite_uow, clock, draft.id + 1, by=author.id)
    await sent_now(sqlite_uow, draft)
    assert await stop(sqlite_uow, clock, draft.id, by=author.id)
    clock.advance(UNDO_WINDOW)
    assert await plan_due(sqlite_uow, clock) == []
    assert (await report(sqlite_uow, draft.id)).planned == 0
