"""What the use cases of retention need from a store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from civic.retention_periods import Rule


class Retention(Protocol):
    """Rows that are past their period. `before` is the end of the period: what ended then or earlier goes."""

    async def due(self, rule: Rule, before: datetime, now: datetime) -> int:
        """How many rows of a rule would go now."""

    async def sweep(self, rule: Rule, before: datetime, now: datetime, limit: int) -> int:
        """Deletes at most so many rows of a rule, or empties them; 0 when none is left."""

    async def old_announcements(self, before: datetime) -> list[int]:
        """Ids of announcements whose copies are past their period, oldest first."""

    async def sweep_copies(self, announcement_id: int, before: datetime, limit: int) -> int:
        """Deletes at most so many copies of one announcement, and what hangs on them."""


class KeptFigures(Protocol):
    """Figures of announcements whose copies are deleted."""

    async def are_kept(self, announcement_id: int) -> bool:
        """Whether only figures are left of an announcement's copies."""

    async def keep(self, announcement_id: int, now: datetime) -> None:
        """Counts the copies and keeps the figures, unless they are kept already."""


@dataclass(frozen=True)
class Sign:
    """When somebody was last heard of, to the day (UTC), and when they were told what would happen."""

    last_on: date
    warned_on: date | None = None


class Signs(Protocol):
    """When residents were last heard of."""

    async def of(self, resident_id: int) -> Sign | None:
        """The last sign of a resident; None where none was noted."""

    async def note(self, resident_id: int, on: date) -> None:
        """Notes a sign of a resident that is known; an earlier warning is void."""

    async def begin(self, on: date, limit: int) -> int:
        """Counts residents without any sign from a day on; how many, at most `limit`."""

    async def to_warn(self, last_on: date, limit: int) -> list[int]:
        """Reachable residents who were last heard of then or earlier, may be deleted and were not warned."""

    async def warned(self, residents: Sequence[int], on: date) -> None:
        """Notes that they were warned."""


@dataclass(frozen=True)
class RuleRun:
    """How a rule went. `failing_since` is its first failure after the last success; `reason` names the
    kind of error; `told_at` is when owners were told last."""

    rule: Rule
    succeeded_at: datetime | None = None
    failing_since: datetime | None = None
    reason: str = ""
    told_at: datetime | None = None


class RuleRuns(Protocol):
    """How the rules went, one row for each."""

    async def all(self) -> list[RuleRun]:
        """Those that were run, by name."""

    async def set(self, run: RuleRun) -> None:
        """Stores how one went."""
