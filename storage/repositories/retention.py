"""Deleting what is past its period, who was last heard of when, and how the rules went."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, delete, func, literal, tuple_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.retention_periods import Rule
from civic.retention_ports import RuleRun, Sign
from storage.ended_rows import Keys
from storage.repositories.rows import insert_into
from storage.sweeps import SWEEPS, Sweep, is_reachable, may_go
from storage.tables import (
    METADATA,
    ResidentRow,
    ResidentSignRow,
    RetentionRunRow,
)


class SqlRetention:
    """Implements `civic.retention_ports.Retention`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def due(self, rule: Rule, before: datetime, now: datetime) -> int:
        """How many rows of a rule would go now."""
        total = 0
        for sweep in SWEEPS[rule]:
            rows = select(func.count()).select_from(sweep.row).where(sweep.old(before, now))
            total += (await self._session.exec(rows)).one()
        return total

    async def sweep(self, rule: Rule, before: datetime, now: datetime, limit: int) -> int:
        """Deletes at most so many rows of a rule, or empties them; 0 when none is left."""
        return await self._sweep(rule, before, now, limit)

    async def old_announcements(self, before: datetime) -> list[int]:
        """Ids of announcements whose copies are past their period, oldest first."""
        found: set[int] = set()
        for sweep in SWEEPS[Rule.COPIES]:
            (number,) = _columns(sweep, ["announcement_id"])
            found |= set(await self._session.exec(select(number).where(sweep.old(before, before)).distinct()))
        return sorted(found)

    async def sweep_copies(self, announcement_id: int, before: datetime, limit: int) -> int:
        """Deletes at most so many copies of one announcement, and what hangs on them."""
        return await self._sweep(Rule.COPIES, before, before, limit, announcement_id)

    async def _sweep(
        self, rule: Rule, before: datetime, now: datetime, limit: int, announcement_id: int | None = None
    ) -> int:
        for sweep in SWEEPS[rule]:
            which = sweep.old(before, now)
            if announcement_id is not None:
                (number,) = _columns(sweep, ["announcement_id"])
                which &= number == announcement_id
            if done := await self._end(sweep, which, limit):
                return done
        return 0

    async def _end(self, sweep: Sweep, which: ColumnElement[bool], limit: int) -> int:
        table = METADATA.tables[str(sweep.row.__tablename__)]
        names = [column.name for column in table.primary_key]
        keys = _columns(sweep, names)
        old = select(*keys).where(which).order_by(*keys).limit(min(limit, sweep.most))
        connection = await self._session.connection()
        found: Keys = (await connection.execute(old.with_for_update(skip_locked=True, of=sweep.row))).all()
        # Others may have written between the moment of that query and its locks.
        found = await self._still(keys, which, found) if found else found
        if not found:
            return 0
        if sweep.end is not None:
            await sweep.end(self._session, found)
        elif len(keys) == 1:
            await self._session.exec(delete(sweep.row).where(keys[0].in_([key for (key,) in found])))
        else:
            await self._session.exec(delete(sweep.row).where(tuple_(*keys).in_([tuple(k) for k in found])))
        return len(found)

    async def _still(self, keys: list[Any], which: ColumnElement[bool], found: Keys) -> Keys:
        """Those of the locked rows that are past their period now. SQLite has one writer, who sees it all."""
        connection = await self._session.connection()
        if connection.dialect.name == "sqlite":
            return found
        these = tuple_(*keys).in_([tuple(key) for key in found])
        return (await connection.execute(select(*keys).where(these, which))).all()


class SqlSigns:
    """Implements `civic.retention_ports.Signs`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, resident_id: int) -> Sign | None:
        """The last sign of a resident; None where none was noted."""
        one = select(ResidentSignRow).where(ResidentSignRow.resident_id == resident_id)
        row = (await self._session.exec(one)).first()
        return Sign(row.last_on, row.warned_on) if row else None

    async def note(self, resident_id: int, on: date) -> None:
        """Notes a sign of a resident that is known; an earlier warning is void."""
        known = select(col(ResidentRow.id), literal(on, Date())).where(ResidentRow.id == resident_id)
        # Whoever is about to be deleted for being silent is waited for, and the other way round.
        known = known.with_for_update(read=True, key_share=True)
        row = insert_into(self._session, ResidentSignRow).from_select(["resident_id", "last_on"], known)
        changed = {"last_on": on, "warned_on": None}
        await self._session.exec(row.on_conflict_do_update(index_elements=["resident_id"], set_=changed))

    async def begin(self, on: date, limit: int) -> int:
        """Counts residents without any sign from a day on; how many, at most `limit`."""
        counted = select(ResidentSignRow.resident_id)
        new = (
            select(col(ResidentRow.id), literal(on, Date()))
            .where(col(ResidentRow.id).not_in(counted))
            .order_by(col(ResidentRow.id))
            .limit(limit)
        )
        rows = insert_into(self._session, ResidentSignRow).from_select(["resident_id", "last_on"], new)
        return (await self._session.exec(rows.on_conflict_do_nothing())).rowcount

    async def to_warn(self, last_on: date, limit: int) -> list[int]:
        """Reachable residents who were last heard of then or earlier, may be deleted and were not warned."""
        silent = (
            select(col(ResidentRow.id))
            .join(ResidentSignRow, col(ResidentSignRow.resident_id) == col(ResidentRow.id))
            .where(
                col(ResidentSignRow.last_on) <= last_on,
                col(ResidentSignRow.warned_on).is_(None),
                may_go(),
                is_reachable(),
            )
            .order_by(col(ResidentRow.id))
            .limit(limit)
            .with_for_update(skip_locked=True, of=ResidentSignRow)
        )
        return list(await self._session.exec(silent))

    async def warned(self, residents: Sequence[int], on: date) -> None:
        """Notes that they were warned."""
        rows = update(ResidentSignRow).where(col(ResidentSignRow.resident_id).in_(residents))
        await self._session.exec(rows.values(warned_on=on))


class SqlRuleRuns:
    """Implements `civic.retention_ports.RuleRuns`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def all(self) -> list[RuleRun]:
        """Those that were run, by name; what an earlier release called otherwise is left out."""
        known = select(RetentionRunRow).where(col(RetentionRunRow.rule).in_(list(Rule)))
        rows = await self._session.exec(known.order_by(col(RetentionRunRow.rule)))
        return [
            RuleRun(Rule(row.rule), row.succeeded_at, row.failing_since, row.reason, row.told_at)
            for row in rows
        ]

    async def set(self, run: RuleRun) -> None:
        """Stores how one went."""
        values = {
            "succeeded_at": run.succeeded_at,
            "failing_since": run.failing_since,
            "reason": run.reason,
            "told_at": run.told_at,
        }
        row = insert_into(self._session, RetentionRunRow).values(rule=run.rule.value, **values)
        await self._session.exec(row.on_conflict_do_update(index_elements=["rule"], set_=values))


def _columns(sweep: Sweep, names: Sequence[str]) -> list[Any]:
    return [getattr(sweep.row, name) for name in names]
