"""`stadtbote retention`: deletes what is past its period now, or says what that would be."""

import argparse
import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cleaning import periods_of
from bot.commands import Problems, checked_settings, say, store
from bot.settings import Settings
from civic.keeping import Due, due_now, run_rules
from civic.retention_ports import RuleRun
from civic.time import Clock, utc_now


def retention(arguments: argparse.Namespace, clock: Clock = utc_now) -> int:
    """Prints a line for each rule. Problems where a rule failed."""
    settings = checked_settings()
    asyncio.run(_due(settings, clock) if arguments.dry_run else _run(settings, clock))
    return 0


async def _due(settings: Settings, clock: Clock) -> None:
    async with store(settings) as uow:
        found = await due_now(uow, clock, periods_of(settings))
    for one in found:
        say(_line(one, settings.zone))
    say(f"rows that would go now: {sum(one.rows for one in found)}")


async def _run(settings: Settings, clock: Clock) -> None:
    async with store(settings) as uow:
        outcomes = await run_rules(uow, clock, periods_of(settings))
    for one in outcomes:
        if one.failure is None:
            say(f"{one.rule:<14} {one.rows:>7} rows")
    failed = [f"{one.rule}: failed ({type(one.failure).__name__})" for one in outcomes if one.failure]
    if failed:
        raise Problems(failed)


def _line(one: Due, zone: ZoneInfo) -> str:
    return f"{one.rule:<14} {one.days:>4} days {one.rows:>7} rows   {_last(one.run, zone)}"


def _last(run: RuleRun, zone: ZoneInfo) -> str:
    last = f"last run {_local(run.succeeded_at, zone)}" if run.succeeded_at else "never run"
    if run.failing_since is None:
        return last
    return f"{last}, failing since {_local(run.failing_since, zone)} ({run.reason})"


def _local(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat(" ", "minutes")
