"""Staff who write and approve announcements, and what tests of that look at."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col

from civic.announcement_drafts import draft_announcement
from civic.announcement_log import Did, history
from civic.announcement_outcomes import Submitted
from civic.announcement_readiness import ReviewRules
from civic.announcement_review import note_shown, submit
from civic.announcements import Announcement, Body, content_hash
from civic.notices import NoticeKind
from civic.ports import UnitOfWork
from civic.residents import Resident
from civic.staff import Role, StaffMember
from civic.time import Clock
from storage.database import Database
from storage.tables import StaffRow
from tests.factories import NOW, a_resident, residents
from tests.fakes import FakeClock

RULES = ReviewRules()
LONG_AGO = timedelta(days=15)


async def a_colleague(
    uow: UnitOfWork, clock: Clock, *, role: Role = Role.COORDINATOR, ago: timedelta = timedelta()
) -> Resident:
    """A member of staff who was here last so long ago, and not since."""
    colleague = await a_resident(uow, role=role)
    async with uow.writing() as w:
        await w.staff.set_member(StaffMember(colleague.id, role, clock() - timedelta(days=400)))
        await w.staff.seen(colleague.id, clock() - ago)
        await w.commit()
    return colleague


async def is_staff(uow: UnitOfWork, resident_id: int, *, since: datetime = NOW) -> None:
    """Somebody is a coordinator from now on."""
    async with uow.writing() as w:
        await w.staff.set_member(StaffMember(resident_id, Role.COORDINATOR, since))
        await w.commit()


async def a_draft(
    uow: UnitOfWork, author: Resident | None, *, readers: int = 3, clock: Clock | None = None
) -> Announcement:
    """A draft with a text for so many subscribers of culture."""
    if readers:
        await residents(uow, readers, topics=("culture",))
    by = author.id if author else None
    return await draft_announcement(uow, clock or FakeClock(), by, {"de": Body("Termin", "Neuer Termin")})


async def in_review(uow: UnitOfWork, clock: Clock, draft: Announcement, author: Resident) -> Announcement:
    """The draft, submitted by its author."""
    outcome = await submit(uow, clock, RULES, draft, author.id)
    assert isinstance(outcome, Submitted), outcome
    return outcome.announcement


async def read_by(uow: UnitOfWork, one: Announcement, *readers: Resident) -> str:
    """The hash of the version that all of them were shown."""
    for reader in readers:
        await note_shown(uow, one.id, reader.id, content_hash(one))
    return content_hash(one)


async def now(uow: UnitOfWork, one: Announcement) -> Announcement:
    """The announcement as it is kept."""
    async with uow.reading() as r:
        found = await r.announcements.get(one.id)
    assert found is not None
    return found


async def done(uow: UnitOfWork, one: Announcement) -> list[Did]:
    """What was done with it."""
    return [entry.what for entry in await history(uow, one.id)]


async def told(uow: UnitOfWork, at: datetime) -> Sequence[tuple[int, NoticeKind]]:
    """Whom which open notices go to; nothing of it is kept, so that they stay open."""
    async with uow.writing() as w:
        claimed = await w.notices.claim(1000, at, at + timedelta(minutes=1))
    return sorted((notice.resident_id, notice.kind) for notice in claimed)


async def leaves(database: Database, member: Resident) -> None:
    """Somebody is no member of staff any more."""
    async with database.writing() as session:
        await session.exec(delete(StaffRow).where(col(StaffRow.resident_id) == member.id))
        await session.commit()
