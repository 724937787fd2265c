"""What must not get an announcement out: the author's own approval, and a text changed after approval."""

from dataclasses import replace

from civic.announcement_drafts import ChangedMeanwhile, change_draft
from civic.announcement_outcomes import NotAllowed, Refusal, Released
from civic.announcement_review import approve, release
from civic.announcement_sending import plan_due
from civic.announcements import AnnouncementStatus
from civic.ports import UnitOfWork
from tests.fakes import FakeClock
from tests.reviews import RULES, a_colleague, a_draft, in_review, now, read_by


async def approved_by_its_author(uow: UnitOfWork, clock: FakeClock) -> bool:
    """Whether a forged button that approves one's own announcement is refused and nothing is planned."""
    author = await a_colleague(uow, clock)
    await a_colleague(uow, clock)
    one = await in_review(uow, clock, await a_draft(uow, author), author)
    hashed = await read_by(uow, one, author)
    forged = await approve(uow, clock, RULES, one.id, hashed, author.id, 3)
    unchanged = await now(uow, one) == one
    return forged == NotAllowed(Refusal.AUTHOR) and unchanged and not await plan_due(uow, clock)


async def edited_after_approval(uow: UnitOfWork, clock: FakeClock) -> bool:
    """Whether a text that was edited after its approval goes nowhere, and needs to be approved anew."""
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    one = await in_review(uow, clock, await a_draft(uow, author), author)
    hashed = await read_by(uow, one, colleague)
    approved = await approve(uow, clock, RULES, one.id, hashed, colleague.id)
    assert isinstance(approved, Released)
    bodies = {"de": replace(one.main, text="Etwas anderes")}
    await change_draft(uow, replace(approved.announcement, bodies=bodies), by=author.id)
    assert approved.announcement.due_at is not None
    clock.now = approved.announcement.due_at
    planned = await plan_due(uow, clock)
    edited = await now(uow, one)
    again = await approve(uow, clock, RULES, one.id, hashed, colleague.id)
    alone = await release(uow, clock, RULES, edited, author.id)
    refused = again == ChangedMeanwhile() and alone == NotAllowed(Refusal.SECOND_NEEDED)
    return refused and not planned and edited.status is AnnouncementStatus.DRAFT
