"""Announcements and their audiences."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import exists, func, insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcements import Announcement, AnnouncementStatus, Audience
from storage.repositories.audience import newest_account, wants
from storage.repositories.rows import UNSETTLED, Columns
from storage.tables import AnnouncementRow, DeliveryRow, ResidentRow


class SqlAnnouncements:
    """Implements `civic.sending_ports.Announcements`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, announcement_id: int) -> Announcement | None:
        """One announcement."""
        one = select(AnnouncementRow).where(AnnouncementRow.id == announcement_id)
        row = (await self._session.exec(one)).first()
        return _announcement(row) if row else None

    async def lock(self, announcement_id: int) -> Announcement | None:
        """The same, locked until the end of the transaction."""
        one = select(AnnouncementRow).where(AnnouncementRow.id == announcement_id)
        row = (await self._session.exec(one.with_for_update(key_share=True))).first()
        return _announcement(row) if row else None

    async def add(self, announcement: Announcement) -> Announcement:
        """Keeps a new announcement; returns it with its id."""
        new_row = insert(AnnouncementRow).values(_columns(announcement)).returning(AnnouncementRow)
        return _announcement((await self._session.exec(new_row)).scalar_one())

    async def update(self, announcement: Announcement) -> None:
        """Replaces the row of an announcement."""
        changed = update(AnnouncementRow).where(col(AnnouncementRow.id) == announcement.id)
        await self._session.exec(changed.values(_columns(announcement)))

    async def recent(self, limit: int) -> list[Announcement]:
        """The newest announcements first."""
        newest = select(AnnouncementRow).order_by(col(AnnouncementRow.id).desc()).limit(limit)
        return [_announcement(row) for row in await self._session.exec(newest)]

    async def head_counts(self, audience: Audience) -> Mapping[str, int]:
        """How many residents an audience has at present, by language; empty when nobody."""
        reachable = newest_account(col(ResidentRow.id)).is_not(None)
        heads = select(ResidentRow.language, func.count()).where(wants(audience), reachable)
        return dict((await self._session.exec(heads.group_by(col(ResidentRow.language)))).all())

    async def due(self, now: datetime) -> list[int]:
        """Ids of scheduled announcements whose time has come, earliest first."""
        due = select(AnnouncementRow.id).where(
            AnnouncementRow.status == AnnouncementStatus.SCHEDULED.value, col(AnnouncementRow.due_at) <= now
        )
        earliest_first = due.order_by(col(AnnouncementRow.due_at), col(AnnouncementRow.id))
        return list(await self._session.exec(earliest_first))

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


def _announcement(row: AnnouncementRow) -> Announcement:
    return Announcement(
        id=row.id,
        author_id=row.author_id,
        texts=row.texts,
        audience=Audience(tuple(row.topics), tuple(row.districts)),
        status=AnnouncementStatus(row.status),
        due_at=row.due_at,
        local_time=row.local_time,
        zone=row.zone,
        revision=row.revision,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def _columns(announcement: Announcement) -> Columns:
    return {
        "author_id": announcement.author_id,
        "texts": dict(announcement.texts),
        "topics": list(announcement.audience.topics),
        "districts": list(announcement.audience.districts),
        "status": announcement.status.value,
        "due_at": announcement.due_at,
        "local_time": announcement.local_time,
        "zone": announcement.zone,
        "revision": announcement.revision,
        "created_at": announcement.created_at,
        "finished_at": announcement.finished_at,
    }
