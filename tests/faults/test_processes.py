"""Three real processes on one PostgreSQL server: restarted, and killed, while people write to them."""

import signal
import time
from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from storage.migrate import upgrade
from tests.faults.processes import LONGEST_RUN, Peer
from tests.faults.shared_runs import SPLIT, VISITORS, WRITERS, Load, Site, followed
from tests.postgres import Postgres

pytestmark = [pytest.mark.faults, pytest.mark.timeout(LONGEST_RUN * 5)]
IN_HAND = 20
"""What may be on the wire at once: copies of the announcement, and as many answers."""


@pytest.fixture(scope="module")
async def site(
    postgres: Postgres, peer: Peer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Site]:
    """The three processes, running."""
    url = await postgres.new_database()
    database = Database(url)
    await upgrade(database)
    await database.close()
    site = Site(url, peer, tmp_path_factory.mktemp("processes"))
    for name, roles in SPLIT.items():
        await site.begin(name, roles)
    yield site
    await site.close()


async def test_one_after_the_other_is_restarted_and_nobody_notices(site: Site) -> None:
    load = Load(site)
    await load.prepare()

    async def restart(load: Load) -> None:
        await load.sent(5)
        for name in ("first", "second"):
            assert await site.end(name, signal.SIGTERM) == 0
            await site.begin(name, SPLIT[name])
        await load.announced()

    outcome = await load.live(restart)
    assert (outcome.lost, outcome.copies_twice, outcome.answers_twice) == ([], 0, 0)
    assert outcome.asked >= VISITORS + WRITERS


async def test_each_is_killed_in_turn(site: Site) -> None:
    load = Load(site)
    await load.prepare()
    times: dict[str, float] = {}

    async def kill_each(load: Load) -> None:
        await load.sent(5)
        before = {name: await site.holder(name) for name in ("clock", "deliver")}
        assert None not in before.values()
        killed_at = time.monotonic()
        await site.end("third", signal.SIGKILL)
        for name, holder in before.items():
            times[name] = await followed(site, name, holder, killed_at)
        await site.end("first", signal.SIGKILL)
        await site.begin("fourth", "web,telegram,deliver,clock")
        await site.end("second", signal.SIGKILL)
        await load.sent(30)
        await load.leases_over()
        await load.announced()

    outcome = await load.live(kill_each)
    assert outcome.lost == []
    assert outcome.copies_twice <= 2 * IN_HAND
    assert outcome.answers_twice <= 2 * IN_HAND
    assert max(times.values()) < 5
