"""Several that answer updates, in turn, so that whatever else the machine does hits all of them."""

import os
import statistics
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.load.program import processor_seconds
from benchmarks.updates.side import Round

ROUNDS = 5
HEAD = ("|  | updates/s | p50 | p99 | CPU an update | updates/s, ratio |", "|---|---|---|---|---|---|")


@dataclass
class Runner:
    """One that takes part: what a round of it is, and what its rounds were."""

    name: str
    run: Callable[[int], Awaitable[Round]]
    rounds: list[Round] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Median of its rounds, updates per second."""
        return statistics.median(one.rate for one in self.rounds)

    def line(self, base: float) -> str:
        """Of the table."""
        waits = [
            f"{statistics.median(one.percentile(part) for one in self.rounds) * 1000:.0f} ms"
            if self.rounds[0].waits
            else ""
            for part in (50, 99)
        ]
        cpu = statistics.median(one.worked / one.updates for one in self.rounds) * 1e6
        ratio = self.rate / base
        return f"| {self.name} | {self.rate:.0f} | {waits[0]} | {waits[1]} | {cpu:.0f} µs | {ratio:.2f} |"


async def measured(worked: Callable[[], float], run: Awaitable[Round]) -> Round:
    """A round with what the bot and this side worked for it."""
    before, here = worked(), processor_seconds(os.getpid())
    found = await run
    found.worked = worked() - before
    found.worked_here = processor_seconds(os.getpid()) - here
    return found


async def in_turn(runners: Sequence[Runner], updates: int) -> None:
    """So many rounds of each, after one that does not count; prints every one."""
    for number in range(1 + ROUNDS):
        for one in runners:
            found = await one.run(updates)
            print(
                f"{one.name}: {found.rate:.0f}/s, {found.worked / updates * 1e6:.0f} µs an update, "
                f"{found.worked_here / updates * 1e6:.0f} µs here{'' if number else ' (does not count)'}",
                flush=True,
            )
            if number:
                one.rounds.append(found)


def table(runners: Sequence[Runner], against: str) -> list[str]:
    """Lines of a table, with ratios to one of them."""
    base = next(one.rate for one in runners if one.name == against)
    return [*HEAD, *(one.line(base) for one in runners)]
