"""One announcement sent by programs that are killed, or by two at once: what came of it.

Each run is a function of a site, so that tests and a table of faults use the same ones.
"""

import asyncio
import random
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from bot.announcing import CAREFUL, LEASE, Pace
from civic.announcements import AnnouncementStatus
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.bot_api import Call
from tests.civic.answers.packs import write_pack
from tests.factories import NOW
from tests.faults.announcing_runs import Result, result_of
from tests.faults.outcomes import SEED, Outcome, longest_silence
from tests.faults.outcomes import kills as in_words
from tests.faults.processes import LONGEST_RUN, Peer, ended, start
from tests.faults.program import STEP, Run, send_what_is_due
from tests.faults.sendings import Sending, a_due_announcement

PAUSE = LEASE + timedelta(seconds=1)
# Steps of an undisturbed run; where many outcomes are written together there are fewer.
STEPS, STEPS_TOGETHER = 30, 10
# Of these, the first ones plan it.
PLANNING = 6


class Site:
    """A database with an announcement that is due, and programs that send it."""

    def __init__(self, url: str, peer: Peer, folder: Path, readers: int) -> None:
        self.url, self.peer, self.readers = url, peer, readers
        self.content = write_pack(folder / "content")
        self.database = Database(url)
        self.uow = SqlUnitOfWork(self.database)
        self._earlier = len(peer.calls)

    @property
    def calls(self) -> Sequence[Call]:
        """What the messenger heard since."""
        return self.peer.calls[self._earlier :]

    async def announced(self) -> Sending:
        """The announcement and its readers."""
        return await a_due_announcement(self.uow, self.readers)

    def run(
        self, n: int, kill_at: tuple[str, int] | None = None, pace: Pace = CAREFUL, rate: float = 1000
    ) -> Run:
        """A run whose clock is `n` leases later than the first."""
        return Run(self.url, self.peer.base, self.content, NOW + n * PAUSE, kill_at, pace, rate)

    async def planned(self, announcement_id: int) -> int:
        """How many copies of an announcement there are."""
        async with self.uow.reading() as r:
            return (await r.deliveries.report(announcement_id)).planned

    async def result(self, sending: Sending) -> Result:
        """How it stands."""
        async with self.uow.reading() as r:
            figures = await r.deliveries.report(sending.announcement.id)
        return result_of(list(self.calls), sending, figures)


@dataclass(frozen=True)
class Killed:
    """What came of it, at which steps the programs were to be killed, and how many were."""

    result: Result
    sending: Sending
    points: list[int]
    killed: int
    pace: Pace
    recovered: float

    @property
    def bound(self) -> int:
        """How many may get it twice: with each kill what was on the wire, or not written down yet."""
        return self.killed * min(len(self.sending.readers), self.pace.workers + self.pace.rows)


async def killed_at_random_points(site: Site, kills: int, pace: Pace = CAREFUL) -> Killed:
    """Program after program is killed at a random step of planning and sending; the last one is not."""
    sending = await site.announced()
    chance = random.Random(SEED + pace.rows)
    points = [chance.randint(1, STEPS if pace.rows == 1 else STEPS_TOGETHER) for _ in range(kills)]
    killed, started = 0, list[float]()
    for n, point in enumerate(points):
        started.append(time.monotonic())
        code = await ended(start(send_what_is_due, site.run(n, (STEP, point), pace)))
        assert code in (0, -signal.SIGKILL)
        killed += code == -signal.SIGKILL
    started.append(time.monotonic())
    assert await ended(start(send_what_is_due, site.run(kills, None, pace))) == 0
    sends = [call.at for call in site.calls if call.method == "sendMessage"]
    recovered = longest_silence(started[1:], sends)
    return Killed(await site.result(sending), sending, points, killed, pace, recovered)


async def killed_while_planning(site: Site, kills: int) -> Outcome:
    """One announcement after the other is planned by a program that dies on the way, and by the next one."""
    first = await site.announced()
    author, chance = first.announcement.author_id, random.Random(SEED)
    assert author is not None
    lost = doubled = killed = 0
    recovered = 0.0
    for n in range(kills):
        one = first.announcement
        if n:
            async with site.uow.writing() as w:
                fresh = replace(one, status=AnnouncementStatus.SCHEDULED, due_at=NOW + 2 * n * PAUSE)
                one = await w.announcements.add(fresh)
                await w.commit()
        at = (STEP, chance.randint(1, PLANNING))
        killed += await ended(start(send_what_is_due, site.run(2 * n, at))) == -signal.SIGKILL
        halves = await site.planned(one.id)
        begun = time.monotonic()
        following = start(send_what_is_due, site.run(2 * n + 1))
        while await site.planned(one.id) < site.readers:
            assert time.monotonic() < begun + LONGEST_RUN, "it is not planned"
            await asyncio.sleep(0.02)
        recovered = max(recovered, time.monotonic() - begun)
        assert await ended(following) == 0
        copies = await site.planned(one.id)
        lost += max(site.readers - copies, 0) + (halves not in (0, site.readers))
        doubled += max(copies - site.readers, 0)
    note = f"{site.readers} copies each, before the restart none of them or all"
    return Outcome(lost, doubled, 0, recovered, in_words(killed), note, killed >= kills // 2)


async def two_at_once(site: Site) -> Result:
    """Two processes with the same bot begin at the same time.

    The second one's clock is ahead by more than a copy's lease, so only the sender's lease holds it back.
    """
    sending = await site.announced()
    both = [start(send_what_is_due, site.run(n, rate=30)) for n in (0, 1)]
    assert [await ended(one) for one in both] == [0, 0]
    return await site.result(sending)
