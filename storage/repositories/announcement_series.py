"""Announcements that repeat."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, insert, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcement_series import Series, SeriesStatus
from civic.announcements import Announcement, AnnouncementStatus
from civic.recurrence import Every, Rule
from storage.repositories.announcements import announcement_of
from storage.repositories.rows import Columns
from storage.tables import AnnouncementRow, AnnouncementSeriesRow

_ACTIVE, _ENDED = SeriesStatus.ACTIVE.value, SeriesStatus.ENDED.value
_APPROVED, _SCHEDULED = AnnouncementStatus.APPROVED.value, AnnouncementStatus.SCHEDULED.value
_Template = aliased(AnnouncementRow)


class SqlAnnouncementSeries:
    """Implements `civic.announcement_series.SeriesStore`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, series_id: int) -> Series | None:
        """One series."""
        one = select(AnnouncementSeriesRow).where(col(AnnouncementSeriesRow.id) == series_id)
        row = (await self._session.exec(one)).first()
        return _series(row) if row else None

    async def lock(self, series_id: int) -> Series | None:
        """The same, locked until the end of the transaction."""
        one = select(AnnouncementSeriesRow).where(col(AnnouncementSeriesRow.id) == series_id)
        row = (await self._session.exec(one.with_for_update(key_share=True))).first()
        return _series(row) if row else None

    async def add(self, series: Series) -> Series:
        """Keeps a new series; returns it with its id."""
        new = insert(AnnouncementSeriesRow).values(_columns(series)).returning(AnnouncementSeriesRow)
        return _series((await self._session.exec(new)).scalar_one())

    async def update(self, series: Series) -> None:
        """Replaces the row of a series."""
        changed = update(AnnouncementSeriesRow).where(col(AnnouncementSeriesRow.id) == series.id)
        await self._session.exec(changed.values(_columns(series)))

    async def running(self) -> list[Series]:
        """Those that have days to come and were not ended, newest first."""
        running = select(AnnouncementSeriesRow).where(
            col(AnnouncementSeriesRow.status) != _ENDED, col(AnnouncementSeriesRow.next_at).is_not(None)
        )
        rows = await self._session.exec(running.order_by(col(AnnouncementSeriesRow.id).desc()))
        return [_series(row) for row in rows]

    async def due(self, until: datetime) -> list[int]:
        """Ids of active ones with an approved template whose next announcement is due until then."""
        due = (
            select(AnnouncementSeriesRow.id)
            .join(_Template, col(_Template.id) == col(AnnouncementSeriesRow.template_id))
            .where(
                col(AnnouncementSeriesRow.status) == _ACTIVE,
                col(AnnouncementSeriesRow.next_at) <= until,
                col(_Template.status) == _APPROVED,
            )
            .order_by(col(AnnouncementSeriesRow.id))
        )
        return list(await self._session.exec(due))

    async def stale(self) -> list[int]:
        """Ids of those that have a scheduled announcement which must not go out."""
        scheduled = and_(col(AnnouncementRow.status) == _SCHEDULED, col(AnnouncementRow.series_day) != "")
        found = select(AnnouncementSeriesRow.id).join(
            AnnouncementRow, col(AnnouncementRow.series_id) == col(AnnouncementSeriesRow.id)
        )
        stale = found.join(_Template, col(_Template.id) == col(AnnouncementSeriesRow.template_id)).where(
            scheduled, or_(*_doubts())
        )
        return list(await self._session.exec(stale.distinct()))

    async def stands(self, announcement: Announcement) -> bool:
        """Whether an announcement of an active series still is what its approved template says, or was
        changed by hand."""
        found = (
            select(AnnouncementRow.id)
            .join(AnnouncementSeriesRow, col(AnnouncementSeriesRow.id) == col(AnnouncementRow.series_id))
            .join(_Template, col(_Template.id) == col(AnnouncementSeriesRow.template_id))
            .where(col(AnnouncementRow.id) == announcement.id, ~or_(*_doubts()))
        )
        return (await self._session.exec(found)).first() is not None

    async def announcements(self, series_id: int) -> list[Announcement]:
        """What was made of it, by day."""
        made = select(AnnouncementRow).where(
            col(AnnouncementRow.series_id) == series_id, col(AnnouncementRow.series_day) != ""
        )
        rows = await self._session.exec(made.order_by(col(AnnouncementRow.series_day)))
        return [announcement_of(row) for row in rows]


def _doubts() -> tuple[ColumnElement[bool], ...]:
    untouched = col(AnnouncementRow.revision) == 0
    return (
        col(AnnouncementSeriesRow.status) != _ACTIVE,
        and_(untouched, col(_Template.status) != _APPROVED),
        and_(untouched, col(_Template.approved_hash) != col(AnnouncementRow.approved_hash)),
    )


def _series(row: AnnouncementSeriesRow) -> Series:
    rule = Rule(
        every=Every(row.every),
        at=time.fromisoformat(row.at),
        starts_on=date.fromisoformat(row.starts_on),
        weekdays=tuple(row.weekdays),
        month_day=row.month_day,
        nth=row.nth,
        ends_on=_day(row.ends_on),
        count=row.count,
    )
    return Series(
        id=row.id,
        author_id=row.author_id,
        template_id=row.template_id,
        rule=rule,
        zone=ZoneInfo(row.zone),
        status=SeriesStatus(row.status),
        skipped=frozenset(map(date.fromisoformat, row.skipped)),
        next_day=_day(row.next_day),
        next_at=row.next_at,
        revision=row.revision,
        created_at=row.created_at,
    )


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


def _columns(one: Series) -> Columns:
    return {
        "author_id": one.author_id,
        "template_id": one.template_id,
        "status": one.status.value,
        "every": one.rule.every.value,
        "at": f"{one.rule.at:%H:%M}",
        "zone": one.zone.key,
        "weekdays": list(one.rule.weekdays),
        "month_day": one.rule.month_day,
        "nth": one.rule.nth,
        "starts_on": one.rule.starts_on.isoformat(),
        "ends_on": one.rule.ends_on.isoformat() if one.rule.ends_on else "",
        "count": one.rule.count,
        "skipped": sorted(day.isoformat() for day in one.skipped),
        "next_day": one.next_day.isoformat() if one.next_day else "",
        "next_at": one.next_at,
        "revision": one.revision,
        "created_at": one.created_at,
    }
