"""Reports on the copies of an announcement, counted where they lie."""

from collections import defaultdict

from sqlalchemy import and_, case, func, literal
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcements import DeliveryStatus
from civic.delivery_reports import Part, Problem
from civic.residents import Channel
from storage.repositories.kept_figures import kept_parts
from storage.repositories.rows import UNSETTLED
from storage.tables import DeliveryRow, WebVisitorRow

_WAITING = "waiting"
_FIGURES = {
    DeliveryStatus.SENT.value: "delivered",
    **dict.fromkeys(UNSETTLED, "open"),
    _WAITING: _WAITING,
}
_PROBLEMS = (DeliveryStatus.REFUSED.value, DeliveryStatus.UNKNOWN.value)
_PUBLIC = col(DeliveryRow.resident_id).is_(None)


class SqlDeliveryReports:
    """Implements `civic.delivery_reports.DeliveryReports`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def breakdown(self, announcement_id: int) -> list[Part]:
        """People first, by language; then public channels. Of old copies, as they were counted once."""
        kept = await kept_parts(self._session, announcement_id)
        if kept is not None:
            return kept
        planned = select(col(DeliveryRow.language), _PUBLIC, func.count()).where(
            DeliveryRow.announcement_id == announcement_id
        )
        connection = await self._session.connection()
        totals = await connection.execute(planned.group_by(col(DeliveryRow.language), _PUBLIC))
        figures = await self._figures(announcement_id)
        parts = []
        for language, public, n in totals:
            ended, skipped = figures[language, bool(public)]
            parts.append(Part(language, bool(public), n, **ended, skipped=skipped))
        return sorted(parts, key=lambda part: (part.public, part.language))

    async def problems(self, announcement_id: int, limit: int) -> list[Problem]:
        """The first copies that were refused or are unknown."""
        found = (
            select(DeliveryRow)
            .where(
                col(DeliveryRow.announcement_id) == announcement_id, col(DeliveryRow.status).in_(_PROBLEMS)
            )
            .order_by(col(DeliveryRow.id))
            .limit(limit)
        )
        rows = await self._session.exec(found)
        return [Problem(row.id, DeliveryStatus(row.status), row.language, row.detail) for row in rows]

    async def _figures(
        self, announcement_id: int
    ) -> defaultdict[tuple[str, bool], tuple[dict[str, int], dict[str, int]]]:
        is_sent = col(DeliveryRow.status) == DeliveryStatus.SENT.value
        is_skipped = col(DeliveryRow.status) == DeliveryStatus.SKIPPED.value
        unseen = and_(is_sent, col(WebVisitorRow.seen) < col(DeliveryRow.sent_at))
        status = case((unseen, literal(_WAITING)), else_=col(DeliveryRow.status)).label("stands")
        reason = case((is_skipped, col(DeliveryRow.detail)), else_=literal("")).label("reason")
        visitor = and_(
            col(DeliveryRow.channel) == Channel.WEB.value,
            col(WebVisitorRow.id) == col(DeliveryRow.chat_id),
        )
        counted = (
            select(col(DeliveryRow.language), _PUBLIC.label("public"), status, reason)
            .add_columns(func.count())
            .select_from(DeliveryRow)
            .outerjoin(WebVisitorRow, visitor)
            .where(col(DeliveryRow.announcement_id) == announcement_id)
            .group_by(col(DeliveryRow.language), _PUBLIC, "stands", "reason")
        )
        found: defaultdict[tuple[str, bool], tuple[dict[str, int], dict[str, int]]]
        found = defaultdict(lambda: ({}, {}))
        connection = await self._session.connection()
        for language, public, stands, why, n in await connection.execute(counted):
            ended, skipped = found[language, bool(public)]
            if stands == DeliveryStatus.SKIPPED.value:
                skipped[why] = n
            else:
                name = _FIGURES.get(stands, stands)
                ended[name] = ended.get(name, 0) + n
        return found
