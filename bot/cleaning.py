"""The hourly work: reminds staff, closes what nobody can or will answer, deletes what is past its period."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.settings import Settings
from civic.answers.knowledge import Knowledge
from civic.confirmations import remind
from civic.forgetting import resume_forgetting
from civic.gaps import count_weeks
from civic.keeping import Outcome, run_rules
from civic.link_codes import forget_codes
from civic.ports import UnitOfWork
from civic.question_waiting import close_unreachable, watch
from civic.retention_periods import Periods
from civic.staff_login import forget_logins
from civic.time import Clock

log = logging.getLogger(__name__)


def periods_of(settings: Settings) -> Periods:
    """How long each kind of rows is kept here."""
    return Periods(
        transcripts=settings.transcript_days,
        needs=settings.need_days,
        people=settings.participant_days,
        questions=settings.question_days,
        drafts=settings.draft_days,
        copies=settings.copy_days,
        audit=settings.audit_days,
        residents=settings.inactive_days,
    )


@dataclass(frozen=True)
class Cleaning:
    """What is done once an hour. A step that fails keeps no other from being taken."""

    uow: UnitOfWork
    clock: Clock
    settings: Settings
    knowledge: Knowledge

    async def run(self, *, believed: bool = True) -> None:
        """One round. An ExceptionGroup in the end where steps failed.

        By a clock that is not `believed` nothing ends; only who asked for it is forgotten.
        """
        uow, clock, zone = self.uow, self.clock, self.settings.zone
        if not believed:
            await resume_forgetting(uow, clock, zone, timedelta())
            return
        steps: Sequence[Callable[[], Awaitable[object]]] = (
            # What was begun before a breakdown is taken up at once after a start.
            partial(resume_forgetting, uow, clock, zone, timedelta()),
            partial(remind, uow, clock, self.knowledge, zone),
            partial(close_unreachable, uow, clock),
            partial(watch, uow, clock, zone),
            # What is missing is counted from the texts, so before they are deleted.
            partial(count_weeks, uow, clock, zone),
            partial(forget_logins, uow, clock),
            partial(forget_codes, uow, clock),
            self._delete,
        )
        failures = []
        for step in steps:
            try:
                await step()
            except Exception as failure:
                failures.append(failure)
        if failures:
            raise ExceptionGroup("some steps of the hourly clean-up failed", failures)

    async def _delete(self) -> None:
        outcomes = await run_rules(self.uow, self.clock, periods_of(self.settings))
        note(outcomes)
        failures = [one.failure for one in outcomes if one.failure is not None]
        if failures:
            raise ExceptionGroup("some rules of retention failed", failures)


def note(outcomes: Sequence[Outcome]) -> None:
    """Logs what went, as numbers only."""
    gone = [f"{one.rule} {one.rows}" for one in outcomes if one.rows]
    if gone:
        log.info("deleted what is past its period: %s", ", ".join(gone))


def old_copies(settings: Settings, clock: Clock) -> list[Path]:
    """Copies of the database file from before an upgrade that are older than the longest period."""
    file = settings.database_file
    if file is None or not file.parent.is_dir():
        return []
    oldest = (clock() - periods_of(settings).longest).timestamp()
    found = file.parent.glob(f"{file.name}.before-*")
    return sorted(one for one in found if one.stat().st_mtime < oldest)
