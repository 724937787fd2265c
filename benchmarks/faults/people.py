"""Faults while people write to the bot and commands are run, each in the terms of the table."""

from collections.abc import Awaitable, Callable

from benchmarks.faults.place import Place
from tests.bot.bot_api import Kind
from tests.faults import troubled_runs
from tests.faults.killed_commands import Desk
from tests.faults.outcomes import Outcome
from tests.faults.people_runs import Stage, Wrong
from tests.faults.reordered_runs import reordered
from tests.faults.troubles import ClockSet, ServerAway, Trouble, Wire

Run = Callable[[Place], Awaitable[Outcome]]


def people(run: Callable[[Stage, Wrong], Awaitable[Outcome]], wrong: Wrong) -> Run:
    """People do something while that is wrong."""

    async def one(place: Place) -> Outcome:
        async with place.stage() as stage:
            return await run(stage, wrong)

    return one


def command(run: Callable[[Desk], Awaitable[Outcome]]) -> Run:
    """The operator runs commands."""

    async def one(place: Place) -> Outcome:
        async with place.desk() as desk:
            return await run(desk)

    return one


def registering(made: Callable[[Place, Stage], Trouble]) -> Run:
    """People register while there is trouble."""

    async def one(place: Place) -> Outcome:
        async with place.stage() as stage:
            return await troubled_runs.registering(stage, made(place, stage))

    return one


def server_away(place: Place, _: Stage) -> Trouble:
    """The server of this kind of database."""
    assert place.server is not None
    return ServerAway(place.server)


def clock_set(_: Place, stage: Stage) -> Trouble:
    """The clock of the bot on this stage."""
    return ClockSet(stage.towns.clock)


def wire(kind: Kind, method: str = "*") -> Run:
    """Telegram answers so."""
    return registering(lambda _, stage: Wire(stage.api, kind, method))


async def overtaken(place: Place) -> Outcome:
    """Taps arrive before the messages that they followed."""
    async with place.stage() as stage:
        return await reordered(stage)
