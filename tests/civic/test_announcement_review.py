"""Four eyes on announcements, on both databases: every step, every refusal, and what is told to whom."""

from dataclasses import replace
from datetime import timedelta

import pytest

from civic.announcement_drafts import ChangedMeanwhile, change_draft
from civic.announcement_log import Did, history
from civic.announcement_outcomes import (
    Alone,
    BackToAuthor,
    NotAllowed,
    NotShown,
    Refusal,
    Released,
    Submitted,
    TooLate,
)
from civic.announcement_readiness import UNDO_WINDOW
from civic.announcement_review import (
    approve,
    note_shown,
    release,
    send_back,
    submit,
    undo,
)
from civic.announcement_reviewers import may_go_alone
from civic.announcement_sending import plan_due
from civic.announcements import Announcement, AnnouncementStatus, Body, content_hash
from civic.notices import NoticeKind
from civic.ports import AlreadyHandled
from civic.residents import Cause, Channel
from civic.staff import Role
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import a_resident
from tests.fakes import FakeClock
from tests.reviews import LONG_AGO, RULES, a_colleague, a_draft, done, in_review, now, read_by, told

HOUR = timedelta(hours=1)


async def test_somebody_else_approves_and_it_goes_out_after_a_minute(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    draft = await a_draft(uow, author)
    submitted = await submit(uow, clock, RULES, draft, author.id)
    assert isinstance(submitted, Submitted)
    assert (submitted.asked, submitted.recipients) == (1, 3)
    assert submitted.announcement.status is AnnouncementStatus.IN_REVIEW
    assert await told(uow, clock()) == [(colleague.id, NoticeKind.ANNOUNCEMENT_REVIEW)]
    hashed = await read_by(uow, submitted.announcement, colleague)
    released = await approve(uow, clock, RULES, draft.id, hashed, colleague.id)
    assert isinstance(released, Released)
    kept = await now(uow, draft)
    assert released == Released(kept, 3)
    assert (kept.status, kept.due_at) == (AnnouncementStatus.SCHEDULED, clock() + UNDO_WINDOW)
    assert (kept.approved_by, kept.approved_at, kept.approved_hash) == (colleague.id, clock(), hashed)
    assert await told(uow, clock()) == [(author.id, NoticeKind.ANNOUNCEMENT_APPROVED)]
    clock.advance(UNDO_WINDOW - timedelta(seconds=1))
    assert await plan_due(uow, clock) == []
    clock.advance(timedelta(seconds=1))
    assert await plan_due(uow, clock) == [draft.id]
    assert await done(uow, draft) == [Did.DRAFTED, Did.SUBMITTED, Did.SHOWN, Did.APPROVED, Did.PLANNED]
    entry = (await history(uow, draft.id))[3]
    assert (entry.staff_id, entry.number, entry.content_hash) == (colleague.id, 3, hashed)
    assert (entry.at, entry.revision) == (clock() - UNDO_WINDOW, kept.revision)


@pytest.mark.parametrize("role", [Role.OWNER, Role.COORDINATOR])
async def test_the_author_approves_nothing_of_their_own(
    uow: SqlUnitOfWork, clock: FakeClock, role: Role
) -> None:
    author = await a_colleague(uow, clock, role=role)
    await a_colleague(uow, clock)
    one = await in_review(uow, clock, await a_draft(uow, author), author)
    hashed = await read_by(uow, one, author)
    forged = await approve(uow, clock, RULES, one.id, hashed, author.id, 3)
    assert forged == NotAllowed(Refusal.AUTHOR)
    assert await now(uow, one) == one
    assert await release(uow, clock, RULES, one, author.id) == ChangedMeanwhile()
    await undo(uow, clock, one.id, author.id)
    taken_back = await now(uow, one)
    alone = await release(uow, clock, RULES, taken_back, author.id)
    assert alone == NotAllowed(Refusal.SECOND_NEEDED)
    assert await may_go_alone(uow, clock, one.id, author.id) == alone
    assert await may_go_alone(uow, clock, one.id + 1, author.id) is None


async def test_strangers_do_nothing(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, stranger = await a_colleague(uow, clock), await a_resident(uow)
    await a_colleague(uow, clock)
    draft = await a_draft(uow, author)
    refused = NotAllowed(Refusal.NOT_STAFF)
    assert await submit(uow, clock, RULES, draft, stranger.id) == refused
    assert await release(uow, clock, RULES, draft, stranger.id) == refused
    one = await in_review(uow, clock, draft, author)
    hashed = await read_by(uow, one, stranger)
    assert await approve(uow, clock, RULES, one.id, hashed, stranger.id) == refused
    assert await send_back(uow, clock, one.id, one.revision, stranger.id, "no") == refused
    assert await undo(uow, clock, one.id, stranger.id) == refused
    assert await now(uow, one) == one


async def test_the_only_one_sends_alone_and_who_was_away_does_not_count(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author = await a_colleague(uow, clock)
    await a_colleague(uow, clock, role=Role.OWNER, ago=LONG_AGO)
    draft = await a_draft(uow, author)
    assert await may_go_alone(uow, clock, draft.id, author.id) is Alone.NOBODY_ELSE
    released = await release(uow, clock, RULES, draft, author.id)
    assert isinstance(released, Released)
    assert released.announcement.due_at == clock() + UNDO_WINDOW
    assert (released.announcement.approved_by, released.recipients) == (author.id, 3)
    entry = (await history(uow, draft.id))[-1]
    assert (entry.what, entry.note) == (Did.RELEASED, Alone.NOBODY_ELSE)


async def test_exactly_fourteen_days_still_count(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_colleague(uow, clock)
    await a_colleague(uow, clock, ago=timedelta(days=14))
    draft = await a_draft(uow, author)
    refused = NotAllowed(Refusal.SECOND_NEEDED)
    assert await may_go_alone(uow, clock, draft.id, author.id) == refused
    clock.advance(timedelta(seconds=1))
    assert await may_go_alone(uow, clock, draft.id, author.id) is Alone.NOBODY_ELSE


async def test_an_absent_colleague_who_comes_back_may_approve(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, absent = await a_colleague(uow, clock), await a_colleague(uow, clock, ago=LONG_AGO)
    one = await in_review(uow, clock, await a_draft(uow, author), author)
    assert await told(uow, clock()) == [(absent.id, NoticeKind.ANNOUNCEMENT_REVIEW)]
    hashed = await read_by(uow, one, absent)
    assert isinstance(await approve(uow, clock, RULES, one.id, hashed, absent.id), Released)


async def test_nobody_can_be_asked_where_there_is_nobody(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_colleague(uow, clock)
    draft = await a_draft(uow, author)
    assert await submit(uow, clock, RULES, draft, author.id) == NotAllowed(Refusal.NOBODY_ELSE)


async def test_somebody_elses_is_taken_over_only_while_they_are_away(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    draft = await a_draft(uow, author)
    refused = NotAllowed(Refusal.NOT_AUTHOR)
    assert await submit(uow, clock, RULES, draft, colleague.id) == refused
    assert await release(uow, clock, RULES, draft, colleague.id) == refused
    clock.advance(LONG_AGO)
    released = await release(uow, clock, RULES, draft, colleague.id)
    assert isinstance(released, Released)
    assert released.announcement.author_id == colleague.id


async def test_what_came_from_a_file_belongs_to_whoever_submits_it(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    one, other = await a_colleague(uow, clock), await a_colleague(uow, clock)
    submitted = await in_review(uow, clock, await a_draft(uow, None), one)
    assert submitted.author_id == one.id
    hashed = await read_by(uow, submitted, one, other)
    by_author = await approve(uow, clock, RULES, submitted.id, hashed, one.id)
    assert by_author == NotAllowed(Refusal.AUTHOR)
    assert isinstance(await approve(uow, clock, RULES, submitted.id, hashed, other.id), Released)


async def test_only_what_was_shown_to_this_person_is_approved(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, colleague, other = [await a_colleague(uow, clock) for _ in range(3)]
    one = await in_review(uow, clock, await a_draft(uow, author), author)
    hashed = await read_by(uow, one, other)
    assert await approve(uow, clock, RULES, one.id, hashed, colleague.id) == NotShown()
    await note_shown(uow, one.id, colleague.id, "another version")
    await note_shown(uow, one.id + 1, colleague.id, hashed)
    assert await approve(uow, clock, RULES, one.id, hashed, colleague.id) == NotShown()
    wrong = await approve(uow, clock, RULES, one.id, "another version", colleague.id)
    assert wrong == ChangedMeanwhile()
    assert await now(uow, one) == one


async def test_an_edit_voids_what_was_shown(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    one = await in_review(uow, clock, await a_draft(uow, author), author)
    before = await read_by(uow, one, colleague)
    edited = await change_draft(uow, replace(one, bodies={"de": Body("A", "Neu")}), by=author.id)
    assert isinstance(edited, Announcement)
    assert (edited.status, edited.submitted_at) == (AnnouncementStatus.DRAFT, None)
    assert await told(uow, clock()) == []
    assert await approve(uow, clock, RULES, one.id, before, colleague.id) == ChangedMeanwhile()
    again = await in_review(uow, clock, edited, author)
    after = content_hash(again)
    assert await approve(uow, clock, RULES, one.id, before, colleague.id) == ChangedMeanwhile()
    assert await approve(uow, clock, RULES, one.id, after, colleague.id) == NotShown()


@pytest.mark.parametrize("with_time", [False, True])
async def test_any_edit_until_it_is_planned_makes_it_a_draft(
    uow: SqlUnitOfWork, clock: FakeClock, with_time: bool
) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    wished = await a_draft(uow, author)
    if with_time:
        wished = replace(wished, due_at=clock() + HOUR, local_time="01.12.2026 11:00", zone="Europe/Berlin")
    one = await in_review(uow, clock, wished, author)
    released = await approve(uow, clock, RULES, one.id, await read_by(uow, one, colleague), colleague.id)
    assert isinstance(released, Released)
    edited = await change_draft(uow, replace(released.announcement, urgent="Sturm"), by=colleague.id)
    assert isinstance(edited, Announcement)
    kept = await now(uow, one)
    assert (kept.status, kept.approved_by, kept.approved_hash) == (AnnouncementStatus.DRAFT, None, "")
    assert (kept.author_id, kept.due_at) == (author.id, clock() + HOUR if with_time else None)
    clock.advance(2 * HOUR)
    assert await plan_due(uow, clock) == []
    entry = (await history(uow, one.id))[-1]
    assert (entry.what, entry.staff_id, entry.note) == (Did.CHANGED, colleague.id, "scheduled")


async def test_an_edit_cannot_make_anybody_else_the_author_or_approve(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    draft = await a_draft(uow, author)
    forged = replace(
        draft,
        author_id=colleague.id,
        status=AnnouncementStatus.SCHEDULED,
        approved_by=colleague.id,
        approved_hash=content_hash(draft),
    )
    changed = await change_draft(uow, forged, by=author.id)
    assert changed == replace(draft, revision=draft.revision + 1)


async def test_undone_until_it_is_planned(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    one = await in_review(uow, clock, await a_draft(uow, author), author)
    hashed = await read_by(uow, one, colleague)
    await approve(uow, clock, RULES, one.id, hashed, colleague.id)
    taken_back = await undo(uow, clock, one.id, colleague.id)
    assert taken_back == BackToAuthor(await now(uow, one))
    assert (await now(uow, one)).status is AnnouncementStatus.DRAFT
    assert (await now(uow, one)).due_at is None
    assert (author.id, NoticeKind.ANNOUNCEMENT_SENT_BACK) in await told(uow, clock())
    assert await undo(uow, clock, one.id, author.id) == TooLate()
    clock.advance(HOUR)
    assert await plan_due(uow, clock) == []
    again = await in_review(uow, clock, await now(uow, one), author)
    await approve(uow, clock, RULES, again.id, hashed, colleague.id)
    clock.advance(UNDO_WINDOW)
    assert await plan_due(uow, clock) == [one.id]
    assert await undo(uow, clock, one.id, author.id) == TooLate()


async def test_sent_back_with_a_reason(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    one = await in_review(uow, clock, await a_draft(uow, author), author)
    stale = await send_back(uow, clock, one.id, one.revision - 1, colleague.id, "")
    assert stale == ChangedMeanwhile()
    back = await send_back(uow, clock, one.id, one.revision, colleague.id, "x" * 501)
    assert isinstance(back, BackToAuthor)
    assert back.announcement.status is AnnouncementStatus.DRAFT
    assert await told(uow, clock()) == [(author.id, NoticeKind.ANNOUNCEMENT_SENT_BACK)]
    entry = (await history(uow, one.id))[-1]
    assert (entry.what, entry.staff_id, entry.note) == (Did.SENT_BACK, colleague.id, "x" * 500)
    again = await send_back(uow, clock, one.id, back.announcement.revision, colleague.id, "")
    assert again == ChangedMeanwhile()


async def test_a_tap_delivered_twice_counts_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_colleague(uow, clock)
    draft = await a_draft(uow, author)
    cause = Cause(Channel.TELEGRAM, 77)
    assert isinstance(await release(uow, clock, RULES, draft, author.id, cause=cause), Released)
    with pytest.raises(AlreadyHandled):
        await release(uow, clock, RULES, draft, author.id, cause=cause)
    assert await release(uow, clock, RULES, draft, author.id) == ChangedMeanwhile()
    assert (await done(uow, draft)).count(Did.RELEASED) == 1
