"""A slice of the fuzzing for every run of the tests; `make fuzz` does it by the hour."""

import os
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fuzzing.browsers import public_side
from tests.fuzzing.gateway import bot_api
from tests.fuzzing.polling import polled
from tests.fuzzing.updates import deliveries
from tests.fuzzing.watching import Target

SLICE = settings(
    deadline=None,
    # The same cases for the same code: whoever changes something else is not to pay for a new find.
    derandomize=True,
    max_examples=int(os.environ.get("STADTBOTE_FUZZ_EXAMPLES", "60")),
    # What the bot was told before changes what it answers, so a smaller case would be another story.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
async def hook(sqlite_url: str) -> AsyncIterator[Target]:
    async with deliveries(sqlite_url) as target:
        yield target


@pytest.fixture
async def poller() -> AsyncIterator[Target]:
    async with polled() as target:
        yield target


@pytest.fixture
async def gateway(sqlite_url: str) -> AsyncIterator[Target]:
    async with bot_api(sqlite_url) as target:
        yield target


@pytest.fixture
async def public(sqlite_url: str) -> AsyncIterator[list[Target]]:
    async with public_side(sqlite_url) as targets:
        yield targets


@SLICE
@given(data=st.data())
async def test_updates(hook: Target, data: st.DataObject) -> None:
    await hook.attempt(data.draw(hook.cases))


@SLICE
@given(data=st.data())
async def test_answers_to_a_poller(poller: Target, data: st.DataObject) -> None:
    await poller.attempt(data.draw(poller.cases))


@SLICE
@given(data=st.data())
async def test_calls_of_the_bot_api(gateway: Target, data: st.DataObject) -> None:
    await gateway.attempt(data.draw(gateway.cases))


@SLICE
@given(data=st.data())
async def test_the_public_side(public: list[Target], data: st.DataObject) -> None:
    target = data.draw(st.sampled_from(public))
    await target.attempt(data.draw(target.cases))
