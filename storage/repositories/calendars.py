"""Calendars in and out: imported dates, addresses of private feeds, versions of events in feeds."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.calendar_items import CalendarItem
from storage.repositories.rows import Columns, insert_into
from storage.tables import CalendarFeedRow, CalendarItemRow, EventStampRow, FeedTokenRow


class SqlCalendarItems:
    """Implements `civic.calendar_ports.CalendarItems`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_feed(self, feed: str) -> list[CalendarItem]:
        """Everything remembered of a feed."""
        rows = await self._session.exec(select(CalendarItemRow).where(CalendarItemRow.feed == feed))
        return [
            CalendarItem(
                row.feed,
                row.uid,
                row.recurrence,
                row.event_id,
                row.fingerprint,
                row.starts_at,
                row.cancelled,
            )
            for row in rows
        ]

    async def add(self, item: CalendarItem) -> bool:
        """Remembers a date. False, and nothing changes, where it is known already."""
        key: Columns = {"feed": item.feed, "uid": item.uid, "recurrence": item.recurrence}
        row = insert_into(self._session, CalendarItemRow).values(**key, **_columns(item))
        added = row.on_conflict_do_nothing().returning(col(CalendarItemRow.event_id))
        return (await self._session.exec(added)).first() is not None

    async def update(self, item: CalendarItem) -> None:
        """Replaces what is remembered of a date."""
        same = update(CalendarItemRow).where(
            col(CalendarItemRow.feed) == item.feed,
            col(CalendarItemRow.uid) == item.uid,
            col(CalendarItemRow.recurrence) == item.recurrence,
        )
        await self._session.exec(same.values(_columns(item)))

    async def checked_at(self, feed: str) -> datetime | None:
        """When the feed was last imported; None for a new one."""
        found = select(CalendarFeedRow.checked_at).where(CalendarFeedRow.name == feed)
        return (await self._session.exec(found)).first()

    async def set_checked(self, feed: str, at: datetime) -> None:
        """Notes that the feed was imported."""
        row = insert_into(self._session, CalendarFeedRow).values(name=feed, checked_at=at)
        await self._session.exec(row.on_conflict_do_update(index_elements=["name"], set_={"checked_at": at}))


class SqlFeedTokens:
    """Implements `civic.calendar_ports.FeedTokens`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def resident_of(self, token_hash: str) -> int | None:
        """Whose feed it is; None for unknown and revoked ones."""
        found = select(FeedTokenRow.resident_id).where(FeedTokenRow.token_hash == token_hash)
        return (await self._session.exec(found)).first()

    async def created_at(self, resident_id: int) -> datetime | None:
        """Since when this resident has an address; None without one."""
        found = select(FeedTokenRow.created_at).where(FeedTokenRow.resident_id == resident_id)
        return (await self._session.exec(found)).first()

    async def set(self, resident_id: int, token_hash: str, now: datetime) -> None:
        """Gives a resident an address; the one before ends."""
        values: Columns = {"token_hash": token_hash, "created_at": now}
        row = insert_into(self._session, FeedTokenRow).values(resident_id=resident_id, **values)
        await self._session.exec(row.on_conflict_do_update(index_elements=["resident_id"], set_=values))

    async def remove(self, resident_id: int) -> None:
        """Ends the address of a resident, if there is one."""
        await self._session.exec(delete(FeedTokenRow).where(col(FeedTokenRow.resident_id) == resident_id))


class SqlEventStamps:
    """Implements `civic.calendar_ports.EventStamps`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, revisions: Mapping[int, int]) -> Mapping[int, datetime]:
        """The instants of these events, where they are known for this very revision."""
        rows = await self._session.exec(select(EventStampRow))
        return {row.event_id: row.changed_at for row in rows if revisions.get(row.event_id) == row.revision}

    async def set(self, event_id: int, revision: int, at: datetime) -> None:
        """Notes a version."""
        values: Columns = {"revision": revision, "changed_at": at}
        row = insert_into(self._session, EventStampRow).values(event_id=event_id, **values)
        await self._session.exec(row.on_conflict_do_update(index_elements=["event_id"], set_=values))


def _columns(item: CalendarItem) -> Columns:
    return {
        "event_id": item.event_id,
        "fingerprint": item.fingerprint,
        "starts_at": item.starts_at,
        "cancelled": item.cancelled,
    }
