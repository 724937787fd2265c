"""Random stories on both databases: whatever happens, seats, order and messages are right after each step."""

import os
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings

from storage.database import Database
from tests.storage.seats.rules import check, snapshot
from tests.storage.seats.steps import STORIES, Act, Story, Together
from tests.storage.seats.world import World

SEQUENCES = int(os.environ.get("SEATS_SEQUENCES", "30"))
"""How many stories are told on each database; more with the environment variable."""

_told: Counter[str] = Counter()


@pytest.fixture(scope="module", autouse=True)
def summary(
    request: pytest.FixtureRequest, record_testsuite_property: Callable[[str, object], None]
) -> Iterator[None]:
    """Says in the end how much was simulated, on the terminal and in the report."""
    yield
    told = ", ".join(f"{number} {what}" for what, number in sorted(_told.items()))
    record_testsuite_property("simulated", told)
    request.config.get_terminal_writer().line(f"\nsimulated: {told}")


@pytest.mark.timeout(900)
@settings(
    max_examples=SEQUENCES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=STORIES)
async def test_every_story_keeps_the_rules(database: Database, story: Story) -> None:
    kind = database.url.get_backend_name()
    world = World(database, story)
    await world.open()
    try:
        now = await snapshot(world)
        for step in (*(Act("register", who, n) for who, n in enumerate(story.groups)), *story.steps):
            await world.do(step)
            now = await check(world, now, settled=False, alone=not isinstance(step, Together))
            await world.deliver()
            await world.tick()
            now = await check(world, now, settled=True)
            await world.deliver()
            _told[f"steps on {kind}"] += 1
        _told[f"sequences on {kind}"] += 1
    finally:
        await world.close()
