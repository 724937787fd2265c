"""When each member of staff wants the weekly digest, and which weeks they got."""

from datetime import datetime

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.digests import DigestPlan
from storage.repositories.rows import insert_into
from storage.tables import DigestPlanRow, DigestRow, StaffRow


class SqlDigests:
    """Implements `civic.knowledge_ports.Digests`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def plan(self, resident_id: int) -> DigestPlan | None:
        """What somebody chose; None before the first digest was planned."""
        one = select(DigestPlanRow).where(DigestPlanRow.resident_id == resident_id)
        row = (await self._session.exec(one)).first()
        return DigestPlan(row.resident_id, row.weekday, row.hour, row.next_at) if row else None

    async def set_plan(self, plan: DigestPlan) -> None:
        """Stores or replaces it."""
        chosen = {"weekday": plan.weekday, "hour": plan.hour, "next_at": plan.next_at}
        row = insert_into(self._session, DigestPlanRow).values(resident_id=plan.resident_id, **chosen)
        await self._session.exec(row.on_conflict_do_update(index_elements=["resident_id"], set_=chosen))

    async def due(self, now: datetime) -> list[int]:
        """Members of staff whose next digest is due, or was never planned."""
        due = (
            select(StaffRow.resident_id)
            .join(DigestPlanRow, col(DigestPlanRow.resident_id) == col(StaffRow.resident_id), isouter=True)
            .where(or_(col(DigestPlanRow.resident_id).is_(None), col(DigestPlanRow.next_at) <= now))
            .order_by(col(StaffRow.resident_id))
        )
        return list(await self._session.exec(due))

    async def begin_week(self, resident_id: int, week: str, now: datetime) -> int | None:
        """The id of somebody's digest of a week; None where they have it."""
        row = insert_into(self._session, DigestRow).values(resident_id=resident_id, week=week, created_at=now)
        once = row.on_conflict_do_nothing(index_elements=["resident_id", "week"])
        return (await self._session.exec(once.returning(col(DigestRow.id)))).scalar_one_or_none()
