"""kill -9 at random points of planning and sending, and two processes with one bot."""

import signal
from itertools import pairwise
from pathlib import Path

import pytest

from bot.announcing import CAREFUL, FAST, Pace
from civic.announcements import Report
from tests.faults.killed_runs import Site, killed_at_random_points, two_at_once
from tests.faults.processes import Peer, ended, start
from tests.faults.program import QUICK, send_what_is_due
from tests.faults.sendings import arrived, tried
from tests.faults.towns import until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
READERS, KILLS = 60, 6


@pytest.mark.parametrize("pace", [CAREFUL, FAST], ids=["careful", "fast"])
async def test_killed_at_random_points(database_url: str, peer: Peer, tmp_path: Path, pace: Pace) -> None:
    site = Site(database_url, peer, tmp_path, READERS)
    one = await killed_at_random_points(site, KILLS, pace)
    found = one.result
    assert one.killed >= KILLS // 3, "it was over before it could be killed"
    assert found.lost == 0, one.points
    assert found.report == Report(READERS, READERS, 0, 0, 0, 0, 0), one.points
    assert found.adds_up, one.points
    assert found.repeated <= one.bound, one.points
    assert max(arrived(site.calls, one.sending.chats).values()) <= 1 + one.killed
    await site.database.close()


async def test_two_processes_write_to_nobody_twice(database_url: str, peer: Peer, tmp_path: Path) -> None:
    site = Site(database_url, peer, tmp_path, READERS)
    found = await two_at_once(site)
    assert (found.lost, found.repeated, found.adds_up) == (0, 0, True)
    assert found.report == Report(READERS, READERS, 0, 0, 0, 0, 0)
    await site.database.close()


async def test_a_standby_takes_over_from_one_that_was_killed(
    database_url: str, peer: Peer, tmp_path: Path
) -> None:
    site = Site(database_url, peer, tmp_path, READERS)
    sending = await site.announced()
    first = start(send_what_is_due, site.run(0, ("copy sent", READERS // 2), rate=10))

    async def begun() -> bool:
        return tried(site.calls, sending.chats).total() > 0

    await until(begun)
    standby = start(send_what_is_due, site.run(1))
    assert await ended(first) == -signal.SIGKILL
    before = len(arrived(site.calls, sending.chats))
    assert READERS // 2 <= before < READERS
    assert await ended(standby) == 0
    found = await site.result(sending)
    assert (found.lost, found.adds_up) == (0, True)
    assert found.repeated <= CAREFUL.workers
    sends = [call.at for call in site.calls if call.method == "sendMessage"]
    silence = max(later - earlier for earlier, later in pairwise(sends))
    # As soon as the holder is taken for dead; the rest is the machine's own time.
    assert silence <= QUICK.takeover + 10
    await site.database.close()
