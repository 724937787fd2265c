"""Which process is ended, how and when, and what came of it."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

from tests.faults.shared_runs import VISITORS, WRITERS, Load, Outcome, Site, followed

PEOPLE, SENDING = "web,telegram", "deliver,clock"
IN_HAND = 20
"""Copies that one process can have in hand at once."""


@dataclass(frozen=True)
class Ending:
    """One way to end a process: `leads` says whether it is the one that sends and is the clock."""

    what: str
    roles: str
    leads: bool
    by: signal.Signals
    copies: int

    @property
    def copies_at_most(self) -> int:
        """How many copies may arrive twice."""
        return IN_HAND if self.leads and self.by == signal.SIGKILL else 0

    @property
    def answers_at_most(self) -> int:
        """How many answers may be given twice: each person waits for one."""
        return VISITORS + WRITERS if self.roles == PEOPLE and self.by == signal.SIGKILL else 0


@dataclass(frozen=True)
class Row:
    """What came of an ending; times in seconds."""

    ending: Ending
    outcome: Outcome
    followed: float | None
    sent_again: float | None

    @property
    def holds(self) -> bool:
        """Whether nothing was lost, and nothing repeated beyond what was in hand."""
        one = self.outcome
        return (
            not one.lost
            and one.copies_twice <= self.ending.copies_at_most
            and one.answers_twice <= self.ending.answers_at_most
        )


TARGETS = (
    ("serves people", PEOPLE, False),
    ("sends and is the clock", SENDING, True),
    ("stands by", SENDING, False),
)
ENDINGS = [
    Ending(what, roles, leads, by, copies)
    for by, copies in ((signal.SIGKILL, 5), (signal.SIGKILL, 30), (signal.SIGTERM, 30))
    for what, roles, leads in TARGETS
]


async def matrix(site: Site) -> AsyncIterator[Row]:
    """All endings one after the other, on four processes; whatever was ended is started again."""
    leader, standby = "three", "four"
    for name, roles in (("one", PEOPLE), ("two", PEOPLE), (leader, SENDING), (standby, SENDING)):
        await site.begin(name, roles)
    for ending in ENDINGS:
        target = "one" if ending.roles == PEOPLE else leader if ending.leads else standby
        yield await _ended(site, ending, target)
        if ending.leads:
            leader, standby = standby, leader


async def _ended(site: Site, ending: Ending, target: str) -> Row:
    load, times = Load(site), dict[str, float]()
    await load.prepare()

    async def end(load: Load) -> None:
        await load.sent(ending.copies)
        holder = await site.holder("clock")
        ended_at = time.monotonic()
        ending_it = asyncio.ensure_future(site.end(target, ending.by))
        if ending.leads:
            times["followed"] = await followed(site, "clock", holder, ended_at)
        await ending_it
        if ending.copies_at_most:
            await load.leases_over()
        if ending.leads:
            await load.sent(load.copies() + 1)
            times["sent again"] = time.monotonic() - ended_at
        await site.begin(target, ending.roles)
        await load.announced()

    outcome = await load.live(end)
    return Row(ending, outcome, times.get("followed"), times.get("sent again"))
