"""Deletes what is past its period: rule by rule, in small transactions, each rule whatever the others do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from civic.activity import warn_silent
from civic.drafts import forget_drafts
from civic.event_forgetting import forget_needs, forget_people
from civic.notices import NewNotice, NoticeKind
from civic.retention_periods import RULES, Periods, Rule
from civic.retention_ports import RuleRun
from civic.staff import Role

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.time import Clock

BATCH = 1000
"""Rows in one transaction."""
TELL_AFTER = TELL_EVERY = timedelta(days=1)


@dataclass(frozen=True)
class Outcome:
    """What a rule did: so many rows went, or why it failed (the kind of error, without what it quotes)."""

    rule: Rule
    rows: int = 0
    failure: Exception | None = None


@dataclass(frozen=True)
class Due:
    """What a rule would do now, and how it went before."""

    rule: Rule
    days: int
    rows: int
    run: RuleRun


async def run_rules(uow: UnitOfWork, clock: Clock, periods: Periods) -> list[Outcome]:
    """Runs every rule once. What failed is noted with its rule, and tried again the next time."""
    outcomes = [await _tried(rule, partial(run_rule, uow, clock, periods, rule)) for rule in RULES]
    await _note(uow, clock, outcomes)
    return outcomes


async def run_rule(uow: UnitOfWork, clock: Clock, periods: Periods, rule: Rule) -> int:
    """Carries out one rule; how many rows went, or were emptied."""
    if rule is Rule.RESIDENTS:
        await warn_silent(uow, clock, periods.of(rule))
    now = clock()
    async with uow.reading() as r:
        if not await r.retention.due(rule, now - periods.of(rule), now):
            return 0
    match rule:
        case Rule.FORMS:
            return await forget_drafts(uow, clock, periods.of(rule))
        case Rule.NEEDS:
            return await forget_needs(uow, clock, periods.days(rule))
        case Rule.PEOPLE:
            people = await forget_people(uow, clock, periods.days(rule))
            return people + await _sweep(uow, clock, periods, rule)
        case Rule.COPIES:
            return await _forget_copies(uow, clock, periods.of(rule))
        case _:
            return await _sweep(uow, clock, periods, rule)


async def due_now(uow: UnitOfWork, clock: Clock, periods: Periods) -> list[Due]:
    """What a run would do at this moment; changes nothing."""
    now, found = clock(), []
    async with uow.reading() as r:
        runs = {run.rule: run for run in await r.rule_runs.all()}
        for rule in RULES:
            rows = await r.retention.due(rule, now - periods.of(rule), now)
            found.append(Due(rule, periods.days(rule), rows, runs.get(rule, RuleRun(rule))))
    return found


def late(runs: Sequence[RuleRun], now: datetime) -> list[RuleRun]:
    """Rules that have been failing for so long that somebody should look."""
    return [run for run in runs if run.failing_since is not None and now - run.failing_since >= TELL_AFTER]


async def _sweep(uow: UnitOfWork, clock: Clock, periods: Periods, rule: Rule) -> int:
    now, total = clock(), 0
    while True:
        async with uow.writing() as w:
            rows = await w.retention.sweep(rule, now - periods.of(rule), now, BATCH)
            if not rows:
                return total
            await w.commit()
        total += rows


async def _forget_copies(uow: UnitOfWork, clock: Clock, period: timedelta) -> int:
    """Deletes copies; their figures are kept in the transaction that deletes the first of them."""
    now, total = clock(), 0
    async with uow.reading() as r:
        old = await r.retention.old_announcements(now - period)
    for announcement_id in old:
        while True:
            async with uow.writing() as w:
                if await w.announcements.lock(announcement_id) is None:
                    break
                await w.kept_figures.keep(announcement_id, now)
                rows = await w.retention.sweep_copies(announcement_id, now - period, BATCH)
                if not rows:
                    break
                await w.commit()
            total += rows
    return total


async def _tried(rule: Rule, work: Callable[[], Awaitable[int]]) -> Outcome:
    try:
        return Outcome(rule, await work())
    except Exception as failure:  # a rule keeps no other from being run; the run reports it
        return Outcome(rule, failure=failure)


async def _note(uow: UnitOfWork, clock: Clock, outcomes: Sequence[Outcome]) -> None:
    now = clock()
    async with uow.writing() as w:
        before = {run.rule: run for run in await w.rule_runs.all()}
        runs = [_after(before.get(one.rule, RuleRun(one.rule)), one, now) for one in outcomes]
        runs = await _told(w, runs, now)
        for run in runs:
            await w.rule_runs.set(run)
        await w.commit()


def _after(run: RuleRun, outcome: Outcome, now: datetime) -> RuleRun:
    if outcome.failure is None:
        return RuleRun(outcome.rule, now)
    reason = type(outcome.failure).__name__
    return replace(run, failing_since=run.failing_since or now, reason=reason)


async def _told(w: Work, runs: Sequence[RuleRun], now: datetime) -> list[RuleRun]:
    """Writes to each owner, once a day, while some rule has been failing for a day or longer."""
    failing = late(runs, now)
    told = [run.told_at for run in failing if run.told_at is not None]
    if not failing or (told and now - max(told) < TELL_EVERY):
        return list(runs)
    for member in await w.staff.everybody():
        if member.role is Role.OWNER:
            await w.notices.add(NewNotice(member.resident_id, NoticeKind.RETENTION_FAILING, 0, now))
    return [replace(run, told_at=now) if run in failing else run for run in runs]
