"""One announcement sent by programs that are killed, or by two at once: what came of it.

Each run is a function of a site, so that tests and a table of faults use the same ones.
"""

import random
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.announcing import CAREFUL, LEASE, Pace
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.bot_api import Call
from tests.civic.answers.packs import write_pack
from tests.factories import NOW
from tests.faults.announcing_runs import Result, result_of
from tests.faults.processes import Peer, ended, start
from tests.faults.program import STEP, Run, send_what_is_due
from tests.faults.sendings import Sending, a_due_announcement

SEED = 20261201
PAUSE = LEASE + timedelta(seconds=1)
# Steps of an undisturbed run; where many outcomes are written together there are fewer.
STEPS, STEPS_TOGETHER = 30, 10


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

    @property
    def bound(self) -> int:
        """How many may get it twice: with each kill what was on the wire, or not written down yet."""
        return self.killed * min(len(self.sending.readers), self.pace.workers + self.pace.rows)


async def killed_at_random_points(site: Site, kills: int, pace: Pace = CAREFUL) -> Killed:
    """Program after program is killed at a random step of planning and sending; the last one is not."""
    sending = await site.announced()
    chance = random.Random(SEED + pace.rows)
    points = [chance.randint(1, STEPS if pace.rows == 1 else STEPS_TOGETHER) for _ in range(kills)]
    killed = 0
    for n, point in enumerate(points):
        code = await ended(start(send_what_is_due, site.run(n, (STEP, point), pace)))
        assert code in (0, -signal.SIGKILL)
        killed += code == -signal.SIGKILL
    assert await ended(start(send_what_is_due, site.run(kills, None, pace))) == 0
    return Killed(await site.result(sending), sending, points, killed, pace)


async def two_at_once(site: Site) -> Result:
    """Two processes with the same bot begin at the same time.

    The second one's clock is ahead by more than a copy's lease, so only the sender's lease holds it back.
    """
    sending = await site.announced()
    both = [start(send_what_is_due, site.run(n, rate=30)) for n in (0, 1)]
    assert [await ended(one) for one in both] == [0, 0]
    return await site.result(sending)
