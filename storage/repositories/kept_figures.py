"""What the reports of an announcement say once its copies are deleted."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcements import Report
from civic.delivery_reports import Part
from storage.tables import AnnouncementChangeRow, AnnouncementFiguresRow


async def figures_of(session: AsyncSession, announcement_id: int) -> Mapping[str, Any] | None:
    """The figures that are kept of an announcement; None while its copies are there."""
    kept = select(AnnouncementFiguresRow.figures).where(
        AnnouncementFiguresRow.announcement_id == announcement_id
    )
    return (await session.exec(kept)).first()


async def kept_parts(session: AsyncSession, announcement_id: int) -> list[Part] | None:
    """The parts of its report, as they were counted."""
    figures = await figures_of(session, announcement_id)
    return [Part(**part) for part in figures["parts"]] if figures is not None else None


async def kept_report(session: AsyncSession, announcement_id: int) -> Report | None:
    """Its totals, as they were counted."""
    figures = await figures_of(session, announcement_id)
    return Report(**figures["report"]) if figures is not None else None


async def kept_change_report(session: AsyncSession, change_id: int) -> Report | None:
    """The totals of a correction or recall, as they were counted."""
    of_change = select(AnnouncementFiguresRow.figures).join(
        AnnouncementChangeRow,
        col(AnnouncementChangeRow.announcement_id) == col(AnnouncementFiguresRow.announcement_id),
    )
    figures = (await session.exec(of_change.where(AnnouncementChangeRow.id == change_id))).first()
    found = figures["changes"].get(str(change_id)) if figures is not None else None
    return Report(**found) if found is not None else None
