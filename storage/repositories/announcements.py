"""Announcements and their audiences."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, exists, func, insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcement_times import PENDING
from civic.announcements import (
    Announcement,
    AnnouncementStatus,
    Audience,
    Body,
    Button,
    ButtonKind,
    EventNews,
    EventPeople,
    WhereMissing,
)
from civic.time import Clock, utc_now
from storage.repositories.audience import belongs, is_newest_account
from storage.repositories.rows import UNSETTLED, Columns
from storage.tables import AccountRow, AnnouncementRow, DeliveryRow, ResidentRow


class SqlAnnouncements:
    """Implements `civic.sending_ports.Announcements`."""

    def __init__(self, session: AsyncSession, clock: Clock = utc_now) -> None:
        self._session = session
        self._clock = clock

    async def get(self, announcement_id: int) -> Announcement | None:
        """One announcement."""
        one = select(AnnouncementRow).where(AnnouncementRow.id == announcement_id)
        row = (await self._session.exec(one)).first()
        return announcement_of(row) if row else None

    async def lock(self, announcement_id: int) -> Announcement | None:
        """The same, locked until the end of the transaction."""
        one = select(AnnouncementRow).where(AnnouncementRow.id == announcement_id)
        row = (await self._session.exec(one.with_for_update(key_share=True))).first()
        return announcement_of(row) if row else None

    async def add(self, announcement: Announcement) -> Announcement:
        """Keeps a new announcement; returns it with its id."""
        new_row = insert(AnnouncementRow).values(_columns(announcement)).returning(AnnouncementRow)
        return announcement_of((await self._session.exec(new_row)).scalar_one())

    async def update(self, announcement: Announcement) -> None:
        """Replaces the row of an announcement."""
        changed = update(AnnouncementRow).where(col(AnnouncementRow.id) == announcement.id)
        await self._session.exec(changed.values(_columns(announcement)))

    async def recent(self, limit: int) -> list[Announcement]:
        """The newest announcements first."""
        newest = select(AnnouncementRow).order_by(col(AnnouncementRow.id).desc()).limit(limit)
        return [announcement_of(row) for row in await self._session.exec(newest)]

    async def remove(self, announcement_id: int) -> None:
        """Deletes an announcement."""
        await self._session.exec(delete(AnnouncementRow).where(col(AnnouncementRow.id) == announcement_id))

    async def of_event(self, event_id: int) -> list[Announcement]:
        """Everything that was written about an event, the newest first."""
        found = select(AnnouncementRow).where(AnnouncementRow.event_id == event_id)
        newest = found.order_by(col(AnnouncementRow.id).desc())
        return [announcement_of(row) for row in await self._session.exec(newest)]

    async def inviting(self) -> list[int]:
        """Ids of invitations to an event that are scheduled or being sent."""
        on_their_way = (AnnouncementStatus.SCHEDULED.value, AnnouncementStatus.SENDING.value)
        found = select(AnnouncementRow.id).where(
            col(AnnouncementRow.status).in_(on_their_way),
            AnnouncementRow.event_news == EventNews.INVITATION.value,
            col(AnnouncementRow.event_id).is_not(None),
        )
        return list(await self._session.exec(found.order_by(col(AnnouncementRow.id))))

    async def head_counts(self, audience: Audience) -> Mapping[str, int]:
        """How many residents an audience has at present, by language; empty when nobody."""
        heads = (
            select(ResidentRow.language, func.count())
            .join(AccountRow, col(AccountRow.resident_id) == col(ResidentRow.id))
            .where(is_newest_account(), await belongs(self._session, audience, self._clock()))
        )
        return dict((await self._session.exec(heads.group_by(col(ResidentRow.language)))).all())

    async def due(self, now: datetime) -> list[int]:
        """Ids of scheduled announcements whose time has come, earliest first."""
        due = select(AnnouncementRow.id).where(
            AnnouncementRow.status == AnnouncementStatus.SCHEDULED.value, col(AnnouncementRow.due_at) <= now
        )
        earliest_first = due.order_by(col(AnnouncementRow.due_at), col(AnnouncementRow.id))
        return list(await self._session.exec(earliest_first))

    async def next_due(self, now: datetime) -> datetime | None:
        """When the next scheduled announcement that is not due yet becomes so."""
        next_one = select(func.min(col(AnnouncementRow.due_at))).where(
            AnnouncementRow.status == AnnouncementStatus.SCHEDULED.value, col(AnnouncementRow.due_at) > now
        )
        return (await self._session.exec(next_one)).one()

    async def with_local_time(self) -> list[Announcement]:
        """What has not gone out and has a time on the wall."""
        pending = select(AnnouncementRow).where(
            col(AnnouncementRow.status).in_(sorted(PENDING)), AnnouncementRow.local_time != ""
        )
        rows = await self._session.exec(pending.order_by(col(AnnouncementRow.id)))
        return [announcement_of(row) for row in rows]

    async def without_open_deliveries(self) -> list[int]:
        """Ids of announcements being sent that have neither open nor claimed copies left."""
        unsettled = exists().where(
            col(DeliveryRow.announcement_id) == col(AnnouncementRow.id),
            col(DeliveryRow.status).in_(UNSETTLED),
        )
        done = select(AnnouncementRow.id).where(
            AnnouncementRow.status == AnnouncementStatus.SENDING.value, ~unsettled
        )
        return list(await self._session.exec(done.order_by(col(AnnouncementRow.id))))


def announcement_of(row: AnnouncementRow) -> Announcement:
    """The value of a row."""
    return Announcement(
        id=row.id,
        author_id=row.author_id,
        bodies={code: Body(**body) for code, body in row.bodies.items()},
        audience=_audience(row),
        status=AnnouncementStatus(row.status),
        due_at=row.due_at,
        local_time=row.local_time,
        zone=row.zone,
        revision=row.revision,
        created_at=row.created_at,
        finished_at=row.finished_at,
        language=row.language,
        where_missing=WhereMissing(row.where_missing),
        picture_id=row.picture_id,
        button=Button(ButtonKind(row.button_kind), row.button_target) if row.button_kind else None,
        urgent=row.urgent,
        expires_at=row.expires_at,
        channels=tuple(row.channels),
        event_id=row.event_id,
        event_news=EventNews(row.event_news) if row.event_news else None,
        series_id=row.series_id,
        series_day=row.series_day,
        submitted_at=row.submitted_at,
        escalated_at=row.escalated_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        approved_hash=row.approved_hash,
        corrected_at=row.corrected_at,
    )


def _audience(row: AnnouncementRow) -> Audience:
    return Audience(
        topics=tuple(row.topics),
        districts=tuple(row.districts),
        every_topic=row.every_topic,
        languages=tuple(row.languages),
        event_id=row.people_of,
        people=EventPeople(row.people),
        not_recent_days=row.not_recent_days,
    )


def _columns(one: Announcement) -> Columns:
    same = {name: getattr(one, name) for name in _SAME}
    return same | {
        "bodies": {code: asdict(body) for code, body in one.bodies.items()},
        "topics": list(one.audience.topics),
        "districts": list(one.audience.districts),
        "every_topic": one.audience.every_topic,
        "languages": list(one.audience.languages),
        "people_of": one.audience.event_id,
        "people": one.audience.people.value,
        "not_recent_days": one.audience.not_recent_days,
        "status": one.status.value,
        "where_missing": one.where_missing.value,
        "button_kind": one.button.kind.value if one.button else "",
        "button_target": one.button.target if one.button else "",
        "channels": list(one.channels),
        "event_news": one.event_news.value if one.event_news else "",
    }


_SAME = (
    *("author_id", "due_at", "local_time", "zone", "revision", "created_at", "finished_at", "language"),
    *("picture_id", "urgent", "expires_at", "event_id", "series_id", "series_day", "submitted_at"),
    *("escalated_at", "approved_by", "approved_at", "approved_hash", "corrected_at"),
)
"""Columns that hold a field as it is."""
