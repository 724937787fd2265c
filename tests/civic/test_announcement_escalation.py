"""Reviews that nobody answers, and what is held although it was approved. On both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, update

from civic.announcement_escalation import APPROVER_LEFT, TEXT_CHANGED, escalate_due
from civic.announcement_log import Did, history
from civic.announcement_outcomes import Released
from civic.announcement_readiness import UNDO_WINDOW
from civic.announcement_review import approve, release, submit, undo
from civic.announcement_sending import plan_due
from civic.announcements import Announcement, AnnouncementStatus, content_hash
from civic.notices import NoticeKind
from civic.residents import Resident
from civic.staff import Role
from storage.database import Database
from storage.tables import AnnouncementRow
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeClock
from tests.reviews import LONG_AGO, RULES, a_colleague, a_draft, done, in_review, leaves, now, read_by, told

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
LATE = NoticeKind.ANNOUNCEMENT_REVIEW_LATE


async def approved(uow: SqlUnitOfWork, clock: FakeClock, author: Resident, by: Resident) -> Announcement:
    one = await in_review(uow, clock, await a_draft(uow, author), author)
    outcome = await approve(uow, clock, RULES, one.id, await read_by(uow, one, by), by.id)
    assert isinstance(outcome, Released)
    return outcome.announcement


async def test_after_a_day_everybody_is_asked_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    absent = await a_colleague(uow, clock, ago=LONG_AGO)
    owner = await a_colleague(uow, clock, role=Role.OWNER, ago=LONG_AGO)
    one = await in_review(uow, clock, await a_draft(uow, author), author)
    assert await told(uow, clock()) == [(colleague.id, NoticeKind.ANNOUNCEMENT_REVIEW)]
    clock.advance(24 * HOUR - SECOND)
    assert await escalate_due(uow, clock) == []
    clock.advance(SECOND)
    assert await escalate_due(uow, clock) == [one.id]
    asked = [(colleague.id, LATE), (absent.id, LATE), (owner.id, LATE)]
    assert await told(uow, clock()) == sorted(asked)
    clock.advance(48 * HOUR)
    assert await escalate_due(uow, clock) == []
    assert (await done(uow, one)).count(Did.ESCALATED) == 1
    # Whoever had opened it before can still answer.
    hashed = await read_by(uow, one, absent)
    assert isinstance(await approve(uow, clock, RULES, one.id, hashed, absent.id), Released)
    assert await told(uow, clock()) == [(author.id, NoticeKind.ANNOUNCEMENT_APPROVED)]


async def test_two_hours_before_its_time_everybody_is_asked(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    wished = replace(await a_draft(uow, author), due_at=clock() + 10 * HOUR, local_time="01.12.2026 20:00")
    one = await in_review(uow, clock, wished, author)
    clock.advance(8 * HOUR - SECOND)
    assert await escalate_due(uow, clock) == []
    clock.advance(SECOND)
    assert await escalate_due(uow, clock) == [one.id]
    assert await told(uow, clock()) == [(colleague.id, LATE)]


async def test_a_stopped_program_catches_up(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_colleague(uow, clock)
    await a_colleague(uow, clock)
    one = await in_review(uow, clock, await a_draft(uow, author), author)
    clock.advance(timedelta(days=9))
    assert await escalate_due(uow, clock) == [one.id]
    assert await escalate_due(uow, clock) == []


async def test_in_a_hurry_everybody_is_asked_at_once_and_not_twice(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    absent = await a_colleague(uow, clock, ago=LONG_AGO)
    wished = replace(await a_draft(uow, author), due_at=clock() + HOUR, local_time="01.12.2026 11:00")
    await in_review(uow, clock, wished, author)
    asked = [(one.id, NoticeKind.ANNOUNCEMENT_REVIEW) for one in (colleague, absent)]
    assert await told(uow, clock()) == asked
    clock.advance(24 * HOUR)
    assert await escalate_due(uow, clock) == []


async def test_submitted_again_it_is_asked_again(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    one = await in_review(uow, clock, await a_draft(uow, author), author)
    clock.advance(24 * HOUR)
    await escalate_due(uow, clock)
    await undo(uow, clock, one.id, author.id)
    assert await told(uow, clock()) == []
    again = await submit(uow, clock, RULES, await now(uow, one), author.id)
    assert not isinstance(again, Released)
    clock.advance(24 * HOUR)
    assert await escalate_due(uow, clock) == [one.id]
    assert await told(uow, clock()) == [(colleague.id, LATE)]


async def test_held_where_the_approver_left_before_the_plan(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock
) -> None:
    author, colleague, third = [await a_colleague(uow, clock) for _ in range(3)]
    one = await approved(uow, clock, author, colleague)
    await leaves(database, colleague)
    clock.advance(UNDO_WINDOW)
    assert await plan_due(uow, clock) == []
    held = await now(uow, one)
    assert (held.status, held.approved_by, held.due_at) == (AnnouncementStatus.IN_REVIEW, None, None)
    assert (author.id, NoticeKind.ANNOUNCEMENT_HELD) in await told(uow, clock())
    assert (third.id, NoticeKind.ANNOUNCEMENT_REVIEW) in await told(uow, clock())
    async with uow.reading() as r:
        assert (await r.deliveries.report(one.id)).planned == 0
    entry = (await history(uow, one.id))[-1]
    assert (entry.what, entry.staff_id, entry.note) == (Did.HELD, None, APPROVER_LEFT)
    assert await plan_due(uow, clock) == []
    hashed = await read_by(uow, held, third)
    assert isinstance(await approve(uow, clock, RULES, one.id, hashed, third.id), Released)
    clock.advance(UNDO_WINDOW)
    assert await plan_due(uow, clock) == [one.id]


async def test_held_where_whoever_sent_it_alone_left(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock
) -> None:
    author = await a_colleague(uow, clock)
    draft = await a_draft(uow, author)
    await release(uow, clock, RULES, draft, author.id)
    await leaves(database, author)
    clock.advance(UNDO_WINDOW)
    assert await plan_due(uow, clock) == []
    assert (await now(uow, draft)).status is AnnouncementStatus.IN_REVIEW


async def test_an_author_who_left_holds_nothing_up(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock
) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    one = await approved(uow, clock, author, colleague)
    await leaves(database, author)
    clock.advance(UNDO_WINDOW)
    assert await plan_due(uow, clock) == [one.id]


@pytest.mark.parametrize("column", ["bodies", "topics", "urgent", "button_target"])
async def test_held_where_the_row_is_not_what_was_approved(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock, column: str
) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    one = await approved(uow, clock, author, colleague)
    body = {"title": "", "text": "Anders", "alt": "", "of": "", "draft": False, "machine": False}
    values: dict[str, dict[str, object]] = {
        "bodies": {"bodies": {"de": body}},
        "topics": {"topics": ["seniors"]},
        "urgent": {"urgent": "Sturm"},
        "button_target": {"button_kind": "url", "button_target": "https://example.org"},
    }
    async with database.writing() as session:
        row = update(AnnouncementRow).where(col(AnnouncementRow.id) == one.id)
        await session.exec(row.values(**values[column]))
        await session.commit()
    assert content_hash(await now(uow, one)) != one.approved_hash
    clock.advance(UNDO_WINDOW)
    assert await plan_due(uow, clock) == []
    assert (await history(uow, one.id))[-1].note == TEXT_CHANGED
