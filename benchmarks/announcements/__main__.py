"""`make bench`: how fast announcements are planned and sent; writes docs/benchmarks.md."""

import argparse
import asyncio
import os
import platform
import statistics
import sys
from importlib.metadata import version
from pathlib import Path

from benchmarks.announcements.alone import AT_ONCE
from benchmarks.announcements.plan import HEAD, SIZES, Cost, costs
from benchmarks.announcements.rates import Rate, rates
from benchmarks.announcements.replies import Waits, waits
from benchmarks.announcements.throughput import PEOPLE, Pair, throughput

REPORT = Path("docs") / "benchmarks.md"
VERSIONS = ("aiogram", "aiohttp", "SQLAlchemy", "aiosqlite", "asyncpg")
PAGE = """# Benchmarks

Written by `make bench` on {cores} cores with Python {python}, {versions}. Where two things are compared,
they ran in turn, each in a process of its own, to the same Bot API server in a third one on the same
machine. The PostgreSQL server is the one of the tests, which does not wait for the disk. Times say what to
expect on such a machine, no more; ratios say more.

## Sending

Messages per second to {people} people without a limit of the rate, after a first round that does not count.
Ours: plan, claim with a lease, render, send, record each outcome, and a report that equals what the server
counted. Alone: aiogram's `send_message` with `gather` and a semaphore of {at_once}, which records nothing.
In some of its rounds Python's garbage collector goes through all that aiogram loads, and in some not; ours
has that excepted when it has started, which is part of the difference.

| Database | Round | Ours | aiogram alone | Ratio |
|---|---|---|---|---|
{sending}

## At a limit

The server answers 429 to whatever is more than so many messages in any second, however that second is
chosen. `STADTBOTE_SEND_RATE` is the limit.

| Limit | People | Average | In the busiest second | In the first second | 429 |
|---|---|---|---|---|---|
{rates}

## Answers meanwhile

The whole program on SQLite at the usual rate. A resident asks a question as soon as the one before was
answered; the time runs from when the server has the question until it has the answer.

| | Questions | p50 | p95 | Announcements that left meanwhile |
|---|---|---|---|---|
{replies}

## Planning

From an audience to one row for each recipient, in one transaction within the database. "Narrow" means two
topics, three of ten parts of town, nobody of the last week, and a day's number with two earlier
announcements. Each line is a process of its own; memory is what it had before, and at the most.

{plan}
"""


def _sending(found: dict[str, list[Pair]]) -> list[str]:
    lines = []
    for name, pairs in found.items():
        lines += [
            f"| {name} | {number} | {one.ours:.0f}/s | {one.bare:.0f}/s | {one.ratio:.2f} |"
            for number, one in enumerate(pairs, 1)
        ]
        lines.append(f"| {name} | median | | | **{statistics.median(one.ratio for one in pairs):.2f}** |")
    return lines


def _rate(one: Rate) -> str:
    seen = one.counted
    return (
        f"| {one.limit}/s | {seen.taken} | {one.average:.1f}/s | {seen.busiest} | {seen.first_second} "
        f"| {seen.refused} |"
    )


def _replies(idle: Waits, busy: Waits) -> list[str]:
    return [
        f"| {name} | {len(one.seconds)} | {one.median * 1000:.0f} ms | {one.p95 * 1000:.0f} ms "
        f"| {one.announced} |"
        for name, one in (("nothing is sent", idle), ("an announcement is sent", busy))
    ]


async def page(sizes: list[int]) -> str:
    """Runs everything, one thing after the other, and says how it went."""
    sending = _said(_sending(await throughput()))
    limits = _said([_rate(one) for one in await rates()])
    meanwhile = _said(_replies(*await waits()))
    planning: list[Cost] = [one async for one in costs(sizes)]
    return PAGE.format(
        cores=os.cpu_count(),
        python=platform.python_version(),
        versions=", ".join(f"{name} {version(name)}" for name in VERSIONS),
        people=f"{PEOPLE:,}",
        at_once=AT_ONCE,
        sending=sending,
        rates=limits,
        replies=meanwhile,
        plan=_said([HEAD, *map(str, planning)]),
    )


def _said(lines: list[str]) -> str:
    text = "\n".join(lines)
    sys.stdout.write(f"{text}\n\n")
    sys.stdout.flush()
    return text


def main() -> None:
    """Prints as it goes, and writes the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.announcements", description=__doc__)
    parser.add_argument(
        "--people", type=int, nargs="+", default=list(SIZES), help="sizes of the towns to plan for"
    )
    arguments = parser.parse_args()
    REPORT.write_text(asyncio.run(page(arguments.people)), encoding="utf-8")


if __name__ == "__main__":
    main()
