"""What an author sees while an announcement is being sent: one message, which ends as the report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from civic.announcements import Announcement, AnnouncementStatus
from civic.notices import NewNotice, NoticeKind

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Address
    from civic.time import Clock


@dataclass(frozen=True)
class Progress:
    """The message in the author's chat. `reported`: it shows the end, and changes no more."""

    announcement_id: int
    address: Address
    message_id: int
    reported: bool = False


@dataclass(frozen=True)
class Author:
    """Where the author of an announcement is reached, and in which language."""

    address: Address
    language: str


class ProgressMessages(Protocol):
    """The messages that show how far announcements are."""

    async def get(self, announcement_id: int) -> Progress | None:
        """The message of one."""

    async def keep(self, progress: Progress) -> None:
        """Stores where it is, or that it is the report now."""

    async def unreported(self) -> list[Progress]:
        """Those whose message is not the report yet."""

    async def sending(self) -> list[int]:
        """Announcements that are being sent."""

    async def author(self, announcement_id: int) -> Author | None:
        """Who is to see it; None where nobody can."""


async def claim_message(uow: UnitOfWork, announcement_id: int, address: Address) -> bool:
    """Notes that a message will show it, before that is sent. False where it has ended meanwhile.

    From now on its end is told in that message, which has no number yet.
    """
    async with uow.writing() as w:
        one = await w.announcements.lock(announcement_id)
        if one is None or one.status is not AnnouncementStatus.SENDING:
            return False
        await w.progress.keep(Progress(announcement_id, address, 0))
        await w.commit()
        return True


async def note_message(uow: UnitOfWork, progress: Progress) -> None:
    """Stores where the message is."""
    async with uow.writing() as w:
        await w.progress.keep(progress)
        await w.commit()


async def report_in_place(uow: UnitOfWork, progress: Progress) -> None:
    """The message has become the report."""
    await note_message(uow, replace(progress, reported=True))


async def report_apart(uow: UnitOfWork, clock: Clock, progress: Progress) -> None:
    """The message is gone, so the author gets the report of what was sent as another one."""
    async with uow.writing() as w:
        one = await w.announcements.lock(progress.announcement_id)
        await w.progress.keep(replace(progress, reported=True))
        if one is not None and one.author_id is not None and one.status is AnnouncementStatus.SENT:
            await w.notices.add(NewNotice(one.author_id, NoticeKind.ANNOUNCEMENT_DONE, one.id, clock()))
        await w.commit()


def has_ended(one: Announcement) -> bool:
    """Whether nothing of it is sent any more."""
    return one.status in (AnnouncementStatus.SENT, AnnouncementStatus.STOPPED)
