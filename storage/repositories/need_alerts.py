"""Thresholds of needs and which were reached; pushes about pending registrations."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.needs import NeedAlert
from civic.registrations import Need
from storage.repositories.rows import insert_into
from storage.tables import NeedAlertRow, NeedThresholdRow, PendingPushRow


class SqlNeedAlerts:
    """Implements `civic.needs.NeedAlerts`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def thresholds(self, event_id: int) -> Mapping[Need, int]:
        """What somebody set for an event, instead of the defaults."""
        rows = await self._session.exec(select(NeedThresholdRow).where(NeedThresholdRow.event_id == event_id))
        return {Need(row.need): row.least for row in rows}

    async def set_threshold(self, event_id: int, need: Need, least: int) -> None:
        """Sets one."""
        row = insert_into(self._session, NeedThresholdRow)
        new_row = row.values(event_id=event_id, need=need.value, least=least)
        changed = new_row.on_conflict_do_update(
            index_elements=["event_id", "need"], set_={"least": new_row.excluded.least}
        )
        await self._session.exec(changed)

    async def reach(self, event_id: int, need: Need, language: str, now: datetime) -> int | None:
        """Notes that a threshold was reached; the id of the alert for whoever is first, else None."""
        row = insert_into(self._session, NeedAlertRow)
        new_row = row.values(event_id=event_id, need=need.value, language=language, at=now)
        first = new_row.on_conflict_do_nothing().returning(col(NeedAlertRow.id))
        return (await self._session.exec(first)).scalar_one_or_none()

    async def get(self, alert_id: int) -> NeedAlert | None:
        """One alert."""
        row = (await self._session.exec(select(NeedAlertRow).where(NeedAlertRow.id == alert_id))).first()
        return NeedAlert(row.id, row.event_id, Need(row.need), row.language, row.at) if row else None

    async def forget(self, event_id: int) -> None:
        """Deletes those of an event."""
        await self._session.exec(delete(NeedAlertRow).where(col(NeedAlertRow.event_id) == event_id))


class SqlPendingPushes:
    """Implements `civic.pending_pushes.PendingPushes`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def told(self) -> dict[int, tuple[datetime, datetime]]:
        """For each event: when its coordinators were told, and of which newest registration."""
        rows = await self._session.exec(select(PendingPushRow))
        return {row.event_id: (row.told_at, row.newest) for row in rows}

    async def claim(self, event_id: int, newest: datetime, now: datetime, before: datetime) -> bool:
        """Notes that they are told of registrations up to `newest`, unless they were told after `before`
        or of these; whoever gets True tells them."""
        row = insert_into(self._session, PendingPushRow)
        new_row = row.values(event_id=event_id, told_at=now, newest=newest)
        claimed = new_row.on_conflict_do_update(
            index_elements=["event_id"],
            set_={"told_at": now, "newest": newest},
            where=(col(PendingPushRow.told_at) <= before) & (col(PendingPushRow.newest) < newest),
        )
        return (await self._session.exec(claimed.returning(col(PendingPushRow.event_id)))).first() is not None
