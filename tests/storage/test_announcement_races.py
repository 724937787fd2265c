"""Two people, or a person and the clock, at one announcement at the same moment: one of them wins. On SQLite
and on PostgreSQL, each time with connections of their own."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest

from civic.announcement_drafts import ChangedMeanwhile, change_draft
from civic.announcement_escalation import ANSWERED_WITHIN, escalate_due
from civic.announcement_log import Did
from civic.announcement_outcomes import BackToAuthor, Released, TooLate
from civic.announcement_readiness import UNDO_WINDOW
from civic.announcement_review import approve, release, send_back, undo
from civic.announcement_sending import plan_due
from civic.announcements import Announcement, AnnouncementStatus, Body, content_hash
from civic.notices import NoticeKind
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeClock
from tests.reviews import RULES, a_colleague, a_draft, done, in_review, now, read_by, told

ROUNDS = 6
Call = Callable[[], Coroutine[Any, Any, object]]
EDITED = {"de": Body("Termin", "Ganz anders")}


async def at_once(number: int, first: Call, second: Call) -> tuple[object, object]:
    """Both at the same time; in every other round the second is asked first."""
    if number % 2:
        late, early = await asyncio.gather(second(), first())
        return early, late
    early, late = await asyncio.gather(first(), second())
    return early, late


@pytest.mark.parametrize("number", range(ROUNDS))
async def test_two_approve_at_once_and_it_is_released_once(
    uow: SqlUnitOfWork, clock: FakeClock, number: int
) -> None:
    author, one, other = [await a_colleague(uow, clock) for _ in range(3)]
    waiting = await in_review(uow, clock, await a_draft(uow, author), author)
    hashed = await read_by(uow, waiting, one, other)
    outcomes = await at_once(
        number,
        lambda: approve(uow, clock, RULES, waiting.id, hashed, one.id),
        lambda: approve(uow, clock, RULES, waiting.id, hashed, other.id),
    )
    assert [type(outcome) for outcome in outcomes].count(Released) == 1
    assert outcomes.count(ChangedMeanwhile()) == 1
    assert (await done(uow, waiting)).count(Did.APPROVED) == 1
    assert [kind for _, kind in await told(uow, clock())] == [NoticeKind.ANNOUNCEMENT_APPROVED]


@pytest.mark.parametrize("number", range(ROUNDS))
async def test_an_edit_while_it_is_approved_is_never_sent_unread(
    uow: SqlUnitOfWork, clock: FakeClock, number: int
) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    waiting = await in_review(uow, clock, await a_draft(uow, author), author)
    hashed = await read_by(uow, waiting, colleague)
    edited, approved = await at_once(
        number,
        lambda: change_draft(uow, replace(waiting, bodies=EDITED), by=author.id),
        lambda: approve(uow, clock, RULES, waiting.id, hashed, colleague.id),
    )
    kept = await now(uow, waiting)
    if isinstance(edited, Announcement):
        assert approved == ChangedMeanwhile()
        assert (kept.status, kept.bodies) == (AnnouncementStatus.DRAFT, EDITED)
    else:
        assert isinstance(approved, Released)
        assert (kept.status, content_hash(kept)) == (AnnouncementStatus.SCHEDULED, hashed)


@pytest.mark.parametrize("number", range(ROUNDS))
@pytest.mark.parametrize("what", ["edit", "undo"])
async def test_between_approval_and_send_either_it_is_planned_or_taken_back(
    uow: SqlUnitOfWork, clock: FakeClock, number: int, what: str
) -> None:
    author = await a_colleague(uow, clock)
    released = await release(uow, clock, RULES, await a_draft(uow, author), author.id)
    assert isinstance(released, Released)
    clock.advance(UNDO_WINDOW)
    scheduled = released.announcement
    calls: dict[str, Call] = {
        "edit": lambda: change_draft(uow, replace(scheduled, bodies=EDITED), by=author.id),
        "undo": lambda: undo(uow, clock, scheduled.id, author.id),
    }
    taken_back, planned = await at_once(number, calls[what], lambda: plan_due(uow, clock))
    kept = await now(uow, scheduled)
    async with uow.reading() as r:
        copies = (await r.deliveries.report(scheduled.id)).planned
    if isinstance(taken_back, Announcement | BackToAuthor):
        assert (planned, kept.status, copies) == ([], AnnouncementStatus.DRAFT, 0)
    else:
        assert taken_back in (ChangedMeanwhile(), TooLate())
        assert (planned, kept.status, copies) == ([scheduled.id], AnnouncementStatus.SENDING, 3)
        assert kept.bodies == scheduled.bodies


@pytest.mark.parametrize("number", range(ROUNDS))
async def test_approved_or_sent_back_but_not_both(uow: SqlUnitOfWork, clock: FakeClock, number: int) -> None:
    author, one, other = [await a_colleague(uow, clock) for _ in range(3)]
    waiting = await in_review(uow, clock, await a_draft(uow, author), author)
    hashed = await read_by(uow, waiting, one)
    outcomes = await at_once(
        number,
        lambda: approve(uow, clock, RULES, waiting.id, hashed, one.id),
        lambda: send_back(uow, clock, waiting.id, waiting.revision, other.id, "Datum?"),
    )
    assert outcomes.count(ChangedMeanwhile()) == 1


async def test_two_processes_ask_again_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    waiting = await in_review(uow, clock, await a_draft(uow, author), author)
    clock.advance(ANSWERED_WITHIN)
    first, second = await asyncio.gather(escalate_due(uow, clock), escalate_due(uow, clock))
    assert sorted([*first, *second]) == [waiting.id]
    assert await told(uow, clock()) == [(colleague.id, NoticeKind.ANNOUNCEMENT_REVIEW_LATE)]


async def test_an_approval_that_waited_for_an_edit_is_refused(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    """The edit holds the row while the approval is asked for, and commits first."""
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    waiting = await in_review(uow, clock, await a_draft(uow, author), author)
    hashed = await read_by(uow, waiting, colleague)
    async with uow.writing() as w:
        current = await w.announcements.lock(waiting.id)
        assert current is not None
        approval = asyncio.ensure_future(approve(uow, clock, RULES, waiting.id, hashed, colleague.id))
        await asyncio.wait([approval], timeout=0.2)
        assert not approval.done()
        draft = replace(current, bodies=EDITED, status=AnnouncementStatus.DRAFT, revision=9)
        await w.announcements.update(draft)
        await w.commit()
    assert await approval == ChangedMeanwhile()
    assert await now(uow, waiting) == draft
