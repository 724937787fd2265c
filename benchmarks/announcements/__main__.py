"""How fast announcements are planned and sent: four parts of docs/benchmarks.md."""

import argparse
import asyncio
import statistics

import uvloop

from benchmarks.announcements.plan import HEAD, SIZES, Cost, costs
from benchmarks.announcements.rates import Rate, rates
from benchmarks.announcements.replies import Waits, waits
from benchmarks.announcements.throughput import Pair, throughput
from benchmarks.page import write


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


async def measure(sizes: list[int]) -> None:
    """Everything, one thing after the other; each writes its part of the page."""
    head = ["| Database | Round | Ours | aiogram alone | Ratio |", "|---|---|---|---|---|"]
    _write("sending", [*head, *_sending(await throughput())])
    head = [
        "| Limit | People | Average | In the busiest second | In the first second | 429 |",
        "|---|---|---|---|---|---|",
    ]
    _write("limits", [*head, *map(_rate, await rates())])
    head = ["| | Questions | p50 | p95 | Announcements that left meanwhile |", "|---|---|---|---|---|"]
    _write("meanwhile", [*head, *_replies(*await waits())])
    planning: list[Cost] = [one async for one in costs(sizes)]
    _write("planning", [HEAD, *map(str, planning)])


def _write(part: str, lines: list[str]) -> None:
    print("\n".join(lines), flush=True)
    write(part, lines)


def main() -> None:
    """Prints as it goes, and writes the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.announcements", description=__doc__)
    parser.add_argument(
        "--people", type=int, nargs="+", default=list(SIZES), help="sizes of the towns to plan for"
    )
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(measure(parser.parse_args().people))


if __name__ == "__main__":
    main()
