"""What the log of an announcement holds when somebody saves again and again. On both databases."""

from dataclasses import replace
from datetime import timedelta

from civic.announcement_drafts import change_draft
from civic.announcement_log import Did, history
from civic.announcements import Announcement, Body, content_hash
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeClock
from tests.reviews import a_colleague, a_draft, done, in_review, now


async def test_saving_what_is_there_already_voids_nothing(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_colleague(uow, clock)
    await a_colleague(uow, clock)
    one = await in_review(uow, clock, await a_draft(uow, author), author)
    assert await change_draft(uow, one, by=author.id) == one
    assert await now(uow, one) == one
    assert await done(uow, one) == [Did.DRAFTED, Did.SUBMITTED]


async def test_saving_while_typing_is_one_entry(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    draft = await a_draft(uow, author)
    for number, by in enumerate((author, author, author, colleague, author)):
        clock.advance(timedelta(seconds=1))
        edited = await change_draft(uow, replace(draft, bodies={"de": Body("A", str(number))}), by=by.id)
        assert isinstance(edited, Announcement)
        draft = edited
    entries = await history(uow, draft.id)
    assert [(entry.what, entry.staff_id, entry.revision) for entry in entries] == [
        (Did.DRAFTED, author.id, 0),
        (Did.CHANGED, author.id, 3),
        (Did.CHANGED, colleague.id, 4),
        (Did.CHANGED, author.id, 5),
    ]
    assert entries[1].at == clock() - timedelta(seconds=2)
    assert entries[-1].content_hash == content_hash(draft)
