"""What was done with announcements, and what their review rests on."""

from datetime import datetime

from sqlalchemy import delete, insert, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcement_log import Did, LogEntry
from civic.announcements import AnnouncementStatus, EventNews
from civic.time import Clock
from storage.repositories.rows import insert_into
from storage.tables import (
    AnnouncementLogRow,
    AnnouncementRow,
    AnnouncementShownRow,
    EventMoveRow,
    TopicAloneRow,
)

_RELEASED = [
    status.value
    for status in (AnnouncementStatus.SCHEDULED, AnnouncementStatus.SENDING, AnnouncementStatus.SENT)
]
_TOLD = [
    status.value
    for status in (AnnouncementStatus.SENDING, AnnouncementStatus.SENT, AnnouncementStatus.STOPPED)
]


class SqlAnnouncementLog:
    """Implements `civic.announcement_review_ports.AnnouncementLog`."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def add(
        self,
        announcement_id: int,
        staff_id: int | None,
        what: Did,
        revision: int,
        content_hash: str,
        number: int | None,
        note: str,
    ) -> None:
        """Keeps an entry. A text that is saved while it is typed would otherwise be hundreds of them."""
        values = {"at": self._clock(), "revision": revision, "content_hash": content_hash, "number": number}
        newest = await self._newest(announcement_id)
        again = what is Did.CHANGED and not note
        if again and newest is not None and (newest.what, newest.staff_id) == (what.value, staff_id):
            same = update(AnnouncementLogRow).where(col(AnnouncementLogRow.id) == newest.id)
            await self._session.exec(same.values(**values))
            return
        row = insert(AnnouncementLogRow).values(
            announcement_id=announcement_id, staff_id=staff_id, what=what.value, note=note, **values
        )
        await self._session.exec(row)

    async def of(self, announcement_id: int) -> list[LogEntry]:
        """The entries of one announcement, oldest first."""
        entries = select(AnnouncementLogRow).where(AnnouncementLogRow.announcement_id == announcement_id)
        rows = await self._session.exec(entries.order_by(col(AnnouncementLogRow.id)))
        return [_entry(row) for row in rows]

    async def _newest(self, announcement_id: int) -> AnnouncementLogRow | None:
        entries = select(AnnouncementLogRow).where(AnnouncementLogRow.announcement_id == announcement_id)
        newest = entries.order_by(col(AnnouncementLogRow.id).desc()).limit(1)
        return (await self._session.exec(newest)).first()


class SqlReviews:
    """Implements `civic.announcement_review_ports.Reviews`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def show(self, announcement_id: int, resident_id: int, content_hash: str) -> None:
        """Keeps which version somebody was shown last."""
        row = insert_into(self._session, AnnouncementShownRow).values(
            announcement_id=announcement_id, resident_id=resident_id, content_hash=content_hash
        )
        key = ["announcement_id", "resident_id"]
        await self._session.exec(
            row.on_conflict_do_update(index_elements=key, set_={"content_hash": content_hash})
        )

    async def shown(self, announcement_id: int, resident_id: int) -> str:
        """The hash of the version that somebody was shown last; empty where it was none."""
        found = select(AnnouncementShownRow.content_hash).where(
            AnnouncementShownRow.announcement_id == announcement_id,
            AnnouncementShownRow.resident_id == resident_id,
        )
        return (await self._session.exec(found)).first() or ""

    async def without_second(self) -> frozenset[str]:
        """The topics whose announcements need no second person."""
        return frozenset((await self._session.exec(select(TopicAloneRow.topic))).all())

    async def set_second(self, topic: str, needed: bool, staff_id: int, at: datetime) -> None:
        """Says whether announcements of a topic need a second person."""
        if needed:
            await self._session.exec(delete(TopicAloneRow).where(col(TopicAloneRow.topic) == topic))
            return
        row = insert_into(self._session, TopicAloneRow).values(topic=topic, since=at, staff_id=staff_id)
        await self._session.exec(row.on_conflict_do_nothing())

    async def unanswered(self, submitted_by: datetime, due_by: datetime) -> list[int]:
        """Announcements in review, submitted or due by then, of which nobody was reminded yet."""
        late = select(AnnouncementRow.id).where(
            AnnouncementRow.status == AnnouncementStatus.IN_REVIEW.value,
            col(AnnouncementRow.escalated_at).is_(None),
            or_(
                col(AnnouncementRow.submitted_at) <= submitted_by,
                col(AnnouncementRow.due_at) <= due_by,
            ),
        )
        return list(await self._session.exec(late.order_by(col(AnnouncementRow.id))))

    async def note_move(self, event_id: int, at: datetime) -> None:
        """Keeps when a published event got another time or place."""
        row = insert_into(self._session, EventMoveRow).values(event_id=event_id, at=at)
        await self._session.exec(row.on_conflict_do_update(index_elements=["event_id"], set_={"at": at}))

    async def moved_at(self, event_id: int) -> datetime | None:
        """When a published event got another time or place last."""
        moved = select(EventMoveRow.at).where(EventMoveRow.event_id == event_id)
        return (await self._session.exec(moved)).first()

    async def told_of(self, event_id: int) -> tuple[frozenset[str], frozenset[int]]:
        """The topics whose readers were sent something about an event, and the public channels."""
        sent = select(AnnouncementRow).where(
            AnnouncementRow.event_id == event_id, col(AnnouncementRow.status).in_(_TOLD)
        )
        rows = (await self._session.exec(sent)).all()
        topics = frozenset(topic for row in rows if row.people_of is None for topic in row.topics)
        return topics, frozenset(channel for row in rows for channel in row.channels)

    async def told_news(self, event_id: int, news: EventNews, since: datetime | None) -> bool:
        """Whether this news of an event was released since then (None: ever), and not undone."""
        told = select(AnnouncementRow.id).where(
            AnnouncementRow.event_id == event_id,
            AnnouncementRow.event_news == news.value,
            col(AnnouncementRow.status).in_(_RELEASED),
        )
        if since is not None:
            told = told.where(col(AnnouncementRow.approved_at) >= since)
        return (await self._session.exec(told.limit(1))).first() is not None


def _entry(row: AnnouncementLogRow) -> LogEntry:
    return LogEntry(
        row.announcement_id,
        row.at,
        row.staff_id,
        Did(row.what),
        row.revision,
        row.content_hash,
        row.number,
        row.note,
    )
