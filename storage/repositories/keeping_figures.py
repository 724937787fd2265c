"""Counts the copies of an announcement for the last time, before they are deleted."""

from dataclasses import asdict
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.repositories.announcement_changes import SqlAnnouncementChanges
from storage.repositories.deliveries import SqlDeliveries
from storage.repositories.delivery_reports import SqlDeliveryReports
from storage.repositories.kept_figures import figures_of
from storage.repositories.rows import insert_into
from storage.tables import AnnouncementFiguresRow


class SqlKeptFigures:
    """Implements `civic.retention_ports.KeptFigures`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def are_kept(self, announcement_id: int) -> bool:
        """Whether only figures are left of an announcement's copies."""
        return await figures_of(self._session, announcement_id) is not None

    async def keep(self, announcement_id: int, now: datetime) -> None:
        """Counts the copies and keeps the figures, unless they are kept already."""
        if await self.are_kept(announcement_id):
            return
        parts = await SqlDeliveryReports(self._session).breakdown(announcement_id)
        report = await SqlDeliveries(self._session).report(announcement_id)
        changes = SqlAnnouncementChanges(self._session)
        made = {
            str(one.id): asdict(await changes.report(one.id)) for one in await changes.of(announcement_id)
        }
        figures = {"report": asdict(report), "parts": [asdict(part) for part in parts], "changes": made}
        row = insert_into(self._session, AnnouncementFiguresRow).values(
            announcement_id=announcement_id, figures=figures, kept_at=now
        )
        await self._session.exec(row.on_conflict_do_nothing())
