"""What people asked in vain, what they found, and what they thought of it: counts without people."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.consents import Purpose
from civic.gaps import AskedQuestion, Cluster, Rating, Week
from civic.staff_entries import EntryStatus
from storage.repositories.rows import insert_into
from storage.tables import (
    ConsentRow,
    EntryUseRow,
    GapClusterRow,
    GapWeekRow,
    QuestionRow,
    RatingRow,
    StaffEntryAskerRow,
    StaffEntryRow,
)


class SqlGaps:
    """Implements `civic.knowledge_ports.Gaps`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def count_shown(self, entry: str, language: str, month: str) -> None:
        """Counts that an entry was shown."""
        row = insert_into(self._session, EntryUseRow).values(
            entry=entry, language=language, month=month, shown=1
        )
        one_more = {"shown": col(EntryUseRow.shown) + row.excluded.shown}
        await self._session.exec(
            row.on_conflict_do_update(index_elements=["entry", "language", "month"], set_=one_more)
        )

    async def shown_since(self, month: str) -> frozenset[str]:
        """Entries that were shown in that month or later."""
        shown = select(EntryUseRow.entry).where(col(EntryUseRow.month) >= month).distinct()
        return frozenset(await self._session.exec(shown))

    async def first_month(self) -> str | None:
        """The month in which counting began."""
        return (await self._session.exec(select(func.min(col(EntryUseRow.month))))).one()

    async def ratings(self, limit: int) -> list[Rating]:
        """The entries that most people found not helpful, the worst first."""
        helpful, unhelpful = func.sum(col(RatingRow.helpful)), func.sum(col(RatingRow.unhelpful))
        worst = (
            select(RatingRow.entry, helpful, unhelpful)
            .group_by(col(RatingRow.entry))
            .having(unhelpful > 0)
            .order_by(unhelpful.desc(), col(RatingRow.entry))
            .limit(limit)
        )
        return [Rating(entry, int(yes), int(no)) for entry, yes, no in await self._session.exec(worst)]

    async def asked(self, since: datetime, until: datetime) -> list[AskedQuestion]:
        """Questions handed over in that time which no published entry answers, oldest first: of people who
        agree to it now. Of those whose words were deleted nothing can be counted."""
        answered = (
            select(StaffEntryAskerRow.id)
            .join(StaffEntryRow, col(StaffEntryRow.id) == col(StaffEntryAskerRow.entry_id))
            .where(
                col(StaffEntryAskerRow.question_id) == col(QuestionRow.id),
                col(StaffEntryRow.version) > 0,
                col(StaffEntryRow.status) != EntryStatus.WITHDRAWN.value,
            )
        )
        agreed = select(ConsentRow.id).where(
            col(ConsentRow.resident_id) == col(QuestionRow.resident_id),
            col(ConsentRow.purpose) == Purpose.EVALUATION.value,
            col(ConsentRow.withdrawn_at).is_(None),
        )
        asked = (
            select(QuestionRow.resident_id, QuestionRow.language, QuestionRow.text)
            .where(
                col(QuestionRow.asked_at) >= since,
                col(QuestionRow.asked_at) < until,
                col(QuestionRow.text) != "",
                agreed.exists(),
                ~answered.exists(),
            )
            .order_by(col(QuestionRow.asked_at), col(QuestionRow.id))
        )
        return [AskedQuestion(*row) for row in await self._session.exec(asked)]

    async def oldest_question(self) -> datetime | None:
        """When the oldest question that is kept was asked."""
        return (await self._session.exec(select(func.min(col(QuestionRow.asked_at))))).one()

    async def newest_week(self) -> str | None:
        """The last week that was counted."""
        return (await self._session.exec(select(func.max(col(GapWeekRow.week))))).one()

    async def add_week(self, week: str, clusters: Collection[Cluster], now: datetime) -> bool:
        """Keeps the counts of a week; False where it was counted before."""
        row = insert_into(self._session, GapWeekRow).values(week=week, counted_at=now)
        if not (await self._session.exec(row.on_conflict_do_nothing(index_elements=["week"]))).rowcount:
            return False
        for place, cluster in enumerate(clusters):
            counted = insert(GapClusterRow).values(
                week=week,
                place=place,
                label=list(cluster.label),
                people=cluster.people,
                languages=dict(cluster.languages),
            )
            await self._session.exec(counted)
        return True

    async def weeks(self, limit: int) -> list[Week]:
        """The weeks that were counted, newest first."""
        newest = select(GapWeekRow.week).order_by(col(GapWeekRow.week).desc()).limit(limit)
        found = list(await self._session.exec(newest))
        rows = await self._session.exec(
            select(GapClusterRow)
            .where(col(GapClusterRow.week).in_(found))
            .order_by(col(GapClusterRow.week), col(GapClusterRow.place))
        )
        clusters: dict[str, list[Cluster]] = {week: [] for week in found}
        for row in rows:
            clusters[row.week].append(Cluster(tuple(row.label), row.people, row.languages))
        return [Week(week, tuple(counted)) for week, counted in clusters.items()]
