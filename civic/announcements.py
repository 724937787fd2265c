"""Announcements: written by staff, planned once as one row per recipient, delivered from those rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from civic.notices import NewNotice, NoticeKind
from civic.residents import ALL_TOPICS, Address

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Cause
    from civic.time import Clock

# Telegram's limit is 4096 UTF-16 units; the rest is for the footer with the unsubscribe line.
TEXT_LIMIT = 3500


class AnnouncementStatus(StrEnum):
    """Only `scheduled` announcements are ever planned, so a draft cannot send itself."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Audience:
    """Subscribers of any of the topics (`all` in it: every subscriber), in any of the districts if named."""

    topics: tuple[str, ...] = (ALL_TOPICS,)
    districts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Announcement:
    """One text per language. `due_at` is UTC; `local_time` is what the author wrote, in `zone`."""

    id: int
    author_id: int
    texts: Mapping[str, str]
    audience: Audience = field(default_factory=Audience)
    status: AnnouncementStatus = AnnouncementStatus.DRAFT
    due_at: datetime | None = None
    local_time: str = ""
    zone: str = ""
    revision: int = 0
    created_at: datetime | None = None
    finished_at: datetime | None = None


class DeliveryStatus(StrEnum):
    """Where one recipient's copy stands; every row has exactly one."""

    OPEN = "open"
    SENDING = "sending"
    SENT = "sent"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Delivery:
    """A claimed copy: to whom it goes and in which language that person reads."""

    id: int
    announcement_id: int
    resident_id: int
    address: Address
    language: str


@dataclass(frozen=True)
class Report:
    """How many copies stand where. Each figure is counted on its own; they add up to `planned`."""

    planned: int
    sent: int
    unreachable: int
    refused: int
    unknown: int
    skipped: int
    open: int


@dataclass(frozen=True)
class Scheduled:
    """The announcement will be planned and sent when it is due."""

    announcement: Announcement
    recipients: int


@dataclass(frozen=True)
class NoText:
    """There is no text in any language."""


@dataclass(frozen=True)
class NobodyThere:
    """Nobody would receive it."""


@dataclass(frozen=True)
class ChangedMeanwhile:
    """It is not the draft that was shown: edited, sent or stopped by somebody in the meantime."""


ScheduleOutcome = Scheduled | NoText | NobodyThere | ChangedMeanwhile


async def draft_announcement(
    uow: UnitOfWork, clock: Clock, author_id: int, texts: Mapping[str, str], cause: Cause | None = None
) -> Announcement:
    """Keeps a new draft."""
    async with uow.writing(cause) as w:
        kept = await w.announcements.add(Announcement(0, author_id, dict(texts), created_at=clock()))
        await w.commit()
        return kept


async def change_draft(
    uow: UnitOfWork, announcement: Announcement, cause: Cause | None = None
) -> Announcement | ChangedMeanwhile:
    """Replaces a draft by an edited copy; refused when it is not the version that was edited."""
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(announcement.id)
        if not _is_that_draft(current, announcement.revision):
            return ChangedMeanwhile()
        changed = replace(announcement, revision=announcement.revision + 1)
        await w.announcements.update(changed)
        await w.commit()
        return changed


async def schedule(
    uow: UnitOfWork, shown: Announcement, due_at: datetime, cause: Cause | None = None
) -> ScheduleOutcome:
    """Releases the draft that was shown, for an instant in UTC (now or later)."""
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(shown.id)
        if current is None or not _is_that_draft(current, shown.revision):
            return ChangedMeanwhile()
        if not any(current.texts.values()):
            return NoText()
        counts = await w.announcements.head_counts(current.audience)
        if not counts:
            return NobodyThere()
        released = replace(
            current,
            status=AnnouncementStatus.SCHEDULED,
            due_at=due_at,
            local_time=shown.local_time,
            zone=shown.zone,
            revision=current.revision + 1,
        )
        await w.announcements.update(released)
        await w.commit()
        return Scheduled(released, sum(counts.values()))


async def stop(uow: UnitOfWork, clock: Clock, announcement_id: int, cause: Cause | None = None) -> bool:
    """Stops a scheduled or running announcement; what is not sent stays unsent. False if too late."""
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(announcement_id)
        running = (AnnouncementStatus.SCHEDULED, AnnouncementStatus.SENDING)
        if current is None or current.status not in running:
            return False
        stopped = replace(current, status=AnnouncementStatus.STOPPED, finished_at=clock())
        await w.announcements.update(stopped)
        await w.deliveries.skip_open(announcement_id)
        await w.commit()
        return True


async def plan_due(uow: UnitOfWork, clock: Clock) -> list[int]:
    """Freezes the audience of everything that is due into delivery rows; returns what was planned."""
    async with uow.reading() as r:
        due = await r.announcements.due(clock())
    planned = []
    for announcement_id in due:
        async with uow.writing() as w:
            current = await w.announcements.lock(announcement_id)
            if current is None or current.status is not AnnouncementStatus.SCHEDULED:
                continue
            await w.deliveries.plan(current)
            await w.announcements.update(replace(current, status=AnnouncementStatus.SENDING))
            await w.commit()
            planned.append(announcement_id)
    return planned


async def finish(uow: UnitOfWork, clock: Clock) -> list[Announcement]:
    """Closes every announcement that has no open copy left and tells its author; returns those."""
    async with uow.reading() as r:
        done = await r.announcements.without_open_deliveries()
    finished = []
    for announcement_id in done:
        async with uow.writing() as w:
            current = await w.announcements.lock(announcement_id)
            if current is None or current.status is not AnnouncementStatus.SENDING:
                continue
            now = clock()
            closed = replace(current, status=AnnouncementStatus.SENT, finished_at=now)
            await w.announcements.update(closed)
            done_notice = NewNotice(current.author_id, NoticeKind.ANNOUNCEMENT_DONE, current.id, now)
            await w.notices.add(done_notice)
            await w.commit()
            finished.append(closed)
    return finished


def _is_that_draft(current: Announcement | None, revision: int) -> bool:
    return current is not None and current.status is AnnouncementStatus.DRAFT and current.revision == revision
