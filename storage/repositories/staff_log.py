"""The log of the staff: notes, and the histories of announcements, in one order."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import CompoundSelect, Integer, String, cast, func, insert, literal, null, union_all
from sqlalchemy import select as sql_select
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.staff_log import LogLine, StaffNote
from storage.tables import AnnouncementLogRow, AuditRow, ResidentRow


class SqlStaffLog:
    """Implements `civic.staff_log.StaffLog`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, note: StaffNote) -> None:
        """Keeps what somebody did."""
        row = insert(AuditRow).values(
            at=note.at,
            staff_id=note.staff_id,
            what=note.what.value,
            event_id=note.event_id,
            member_id=note.member_id,
            detail=note.detail,
        )
        await self._session.exec(row)

    async def lines(self, kinds: Collection[str], offset: int, limit: int | None) -> list[LogLine]:
        """Lines of these kinds, newest first; with `limit` None all of them."""
        every = _every(kinds).subquery()
        columns = every.c
        newest = (columns.at.desc(), columns.source, columns.id.desc())
        shown = sql_select(every).order_by(*newest).offset(offset)
        connection = await self._session.connection()
        rows = await connection.execute(shown.limit(limit) if limit is not None else shown)
        return [
            LogLine(
                row.at,
                row.staff_id,
                row.what,
                row.event_id,
                row.announcement_id,
                row.member_id,
                row.detail,
                row.number,
            )
            for row in rows
        ]

    async def count(self, kinds: Collection[str]) -> int:
        """How many there are."""
        wanted = sorted(kinds)
        notes = select(func.count()).where(col(AuditRow.what).in_(wanted))
        histories = select(func.count()).where(col(AnnouncementLogRow.what).in_(wanted))
        return (await self._session.exec(notes)).one() + (await self._session.exec(histories)).one()

    async def names(self, residents: Collection[int]) -> dict[int, str]:
        """The names that these people gave; without those who are forgotten or gave none."""
        named = select(ResidentRow.id, ResidentRow.name).where(
            col(ResidentRow.id).in_(sorted(residents)), ResidentRow.name != ""
        )
        return dict((await self._session.exec(named)).all())


def _every(kinds: Collection[str]) -> CompoundSelect[Any]:
    wanted = sorted(kinds)
    nothing = cast(null(), Integer)
    notes: Any = sql_select(
        literal(0).label("source"),
        col(AuditRow.id).label("id"),
        col(AuditRow.at).label("at"),
        col(AuditRow.staff_id).label("staff_id"),
        col(AuditRow.what).label("what"),
        col(AuditRow.event_id).label("event_id"),
        nothing.label("announcement_id"),
        col(AuditRow.member_id).label("member_id"),
        col(AuditRow.detail).label("detail"),
        nothing.label("number"),
    ).where(col(AuditRow.what).in_(wanted))
    histories = sql_select(
        literal(1),
        col(AnnouncementLogRow.id),
        col(AnnouncementLogRow.at),
        col(AnnouncementLogRow.staff_id),
        col(AnnouncementLogRow.what),
        nothing,
        col(AnnouncementLogRow.announcement_id),
        nothing,
        cast(literal(""), String),
        col(AnnouncementLogRow.number),
    ).where(col(AnnouncementLogRow.what).in_(wanted))
    return union_all(notes, histories)
