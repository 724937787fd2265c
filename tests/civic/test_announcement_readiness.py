"""What is asked before an announcement is submitted or sent: texts, recipients, time, the typed number."""

from dataclasses import replace
from datetime import timedelta

from civic.announcement_checks import Problem, ProblemKind
from civic.announcement_drafts import ChangedMeanwhile, change_draft
from civic.announcement_log import Did, history
from civic.announcement_outcomes import (
    Alone,
    ApprovedWithoutTime,
    ExpiresFirst,
    Faulty,
    NobodyThere,
    NotAllowed,
    NoText,
    Refusal,
    Released,
    Submitted,
    TimePassed,
    WrongNumber,
)
from civic.announcement_readiness import UNDO_WINDOW, ReviewRules
from civic.announcement_review import (
    approve,
    give_time,
    release,
    submit,
)
from civic.announcement_sending import plan_due
from civic.announcements import Announcement, AnnouncementStatus, Body, WhereMissing, content_hash
from civic.notices import NoticeKind
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import a_resident, residents
from tests.fakes import FakeClock
from tests.reviews import RULES, a_colleague, a_draft, in_review, now, read_by, told

HOUR = timedelta(hours=1)


async def test_the_operator_needs_neither_number_nor_window(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    await a_colleague(uow, clock)
    await a_colleague(uow, clock)
    draft = await a_draft(uow, None, readers=51)
    released = await release(uow, clock, RULES, draft, None)
    assert isinstance(released, Released)
    assert (released.announcement.due_at, released.announcement.approved_by) == (clock(), None)
    assert released.announcement.approved_hash == content_hash(draft)
    assert await plan_due(uow, clock) == [draft.id]
    entry = (await history(uow, draft.id))[1]
    assert (entry.staff_id, entry.what, entry.note, entry.number) == (None, Did.RELEASED, Alone.OPERATOR, 51)


async def test_above_fifty_the_present_number_is_typed(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    one = await in_review(uow, clock, await a_draft(uow, author, readers=50), author)
    hashed = await read_by(uow, one, colleague)
    await residents(uow, 1, topics=("culture",))
    for typed in (None, 50, 52):
        outcome = await approve(uow, clock, RULES, one.id, hashed, colleague.id, typed)
        assert outcome == WrongNumber(51)
    # Somebody subscribed while the number was typed: the new one is asked for.
    await residents(uow, 1, topics=("culture",))
    assert await approve(uow, clock, RULES, one.id, hashed, colleague.id, 51) == WrongNumber(52)
    released = await approve(uow, clock, RULES, one.id, hashed, colleague.id, 52)
    assert isinstance(released, Released)
    assert released.recipients == 52


async def test_fifty_need_a_tap_only_and_alone_the_author_types(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_colleague(uow, clock)
    draft = await a_draft(uow, author, readers=51)
    assert await release(uow, clock, RULES, draft, author.id) == WrongNumber(51)
    assert await release(uow, clock, RULES, draft, author.id, 50) == WrongNumber(51)
    assert isinstance(await release(uow, clock, RULES, draft, author.id, 51), Released)
    fewer = await a_draft(uow, author, readers=0)
    in_english = replace(fewer, bodies={**fewer.bodies, "en": Body("A", "a")})
    only_english = replace(
        in_english, language="en", where_missing=WhereMissing.SKIP, bodies={"en": Body("A", "a")}
    )
    kept = await change_draft(uow, only_english, by=author.id)
    assert isinstance(kept, Announcement)
    assert await release(uow, clock, RULES, kept, author.id) == NobodyThere()


async def test_what_is_not_ready_is_neither_submitted_nor_sent(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    draft = await a_draft(uow, author, readers=0)
    assert await submit(uow, clock, RULES, draft, author.id) == NobodyThere()
    await residents(uow, 1, topics=("culture",))
    past = replace(draft, due_at=clock() - timedelta(seconds=1))
    assert await submit(uow, clock, RULES, past, author.id) == TimePassed()
    assert await release(uow, clock, RULES, past, None) == TimePassed()
    problems = (Problem("ar", ProblemKind.TOO_LONG, "4097"), Problem("de", ProblemKind.TERM_LOST))
    strict = ReviewRules(check=lambda one: problems)
    assert await submit(uow, clock, strict, draft, author.id) == Faulty(problems[:1])
    warned = ReviewRules(check=lambda one: problems[1:])
    assert await submit(uow, clock, RULES, replace(draft, revision=9), author.id) == ChangedMeanwhile()
    one = await submit(uow, clock, warned, draft, author.id)
    assert isinstance(one, Submitted)
    hashed = await read_by(uow, one.announcement, colleague)
    assert await approve(uow, clock, strict, draft.id, hashed, colleague.id) == Faulty(problems[:1])
    empty = await change_draft(uow, replace(one.announcement, bodies={"de": Body("A")}), by=author.id)
    assert isinstance(empty, Announcement)
    assert await submit(uow, clock, RULES, empty, author.id) == NoText()


async def test_what_expires_before_it_could_go_out_is_refused(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_colleague(uow, clock)
    draft = await a_draft(uow, author)
    short = await change_draft(uow, replace(draft, expires_at=clock() + UNDO_WINDOW), by=author.id)
    assert isinstance(short, Announcement)
    assert await release(uow, clock, RULES, short, author.id) == ExpiresFirst()
    later = replace(short, due_at=clock() + HOUR)
    assert await release(uow, clock, RULES, later, author.id) == ExpiresFirst()
    # The operator's has no time in which it could be taken back.
    assert isinstance(await release(uow, clock, RULES, short, None), Released)


async def test_approved_too_late_it_waits_for_another_time(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    wished = replace(
        await a_draft(uow, author),
        due_at=clock() + 3 * HOUR,
        local_time="01.12.2026 13:00",
        zone="Europe/Berlin",
    )
    one = await in_review(uow, clock, wished, author)
    hashed = await read_by(uow, one, colleague)
    clock.advance(4 * HOUR)
    outcome = await approve(uow, clock, RULES, one.id, hashed, colleague.id)
    assert outcome == ApprovedWithoutTime(await now(uow, one), 3)
    assert await told(uow, clock()) == [(author.id, NoticeKind.ANNOUNCEMENT_APPROVED)]
    assert await plan_due(uow, clock) == []
    waiting = await now(uow, one)
    assert waiting.status is AnnouncementStatus.APPROVED
    assert await give_time(uow, clock, RULES, waiting, author.id) == TimePassed()
    stale = replace(waiting, due_at=None, revision=waiting.revision - 1)
    assert await give_time(uow, clock, RULES, stale, author.id) == ChangedMeanwhile()
    at_once = replace(waiting, due_at=None, local_time="", zone="")
    stranger = await a_resident(uow)
    refused = await give_time(uow, clock, RULES, at_once, stranger.id)
    assert refused == NotAllowed(Refusal.NOT_STAFF)
    released = await give_time(uow, clock, RULES, at_once, author.id)
    assert isinstance(released, Released)
    assert (released.announcement.status, released.announcement.due_at) == (
        AnnouncementStatus.SCHEDULED,
        clock() + UNDO_WINDOW,
    )
    assert released.announcement.approved_hash == hashed
    clock.advance(UNDO_WINDOW)
    assert await plan_due(uow, clock) == [one.id]
