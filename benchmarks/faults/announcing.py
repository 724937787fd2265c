"""Faults while an announcement is planned and sent, each in the terms of the table."""

from collections.abc import Awaitable, Callable

from benchmarks.faults.place import Place
from civic.ports import UnitOfWork
from tests.fakes import FakeClock
from tests.faults import announcing_runs as runs
from tests.faults.announcing_runs import Result, Scene
from tests.faults.killed_runs import killed_at_random_points, killed_while_planning, two_at_once
from tests.faults.outcomes import Outcome, kills
from tests.faults.troubles import ReadOnly, ServerAway
from tests.faults.unwritable_runs import unwritable

ANSWER_WITHIN = 1.0
NOT_SENT = ("unreachable", "refused", "unknown", "skipped", "open")

Run = Callable[[Place], Awaitable[Outcome]]


def outcome_of(one: Result, note: str = "", *, at_most: int = 0, recovered: float | None = None) -> Outcome:
    """The figures of a report, which have to be those of the messenger's own log."""
    figures = one.report
    rest = [f"{n} {kind}" for kind in NOT_SENT if (n := getattr(figures, kind))]
    sums = ", ".join([f"{figures.sent} of {figures.planned} sent", *rest])
    verdict = "as in the log" if one.adds_up else f"**{one.reached} in the log**"
    notes = "; ".join(filter(None, (f"{sums}, {verdict}", note)))
    return Outcome(one.lost, one.repeated, at_most, recovered, note=notes, keeps=one.adds_up)


async def planning(place: Place) -> Outcome:
    """kill -9 before a plan is durable, or just after."""
    async with place.site() as site:
        return await killed_while_planning(site, place.size.planning)


async def sending(place: Place) -> Outcome:
    """kill -9 at random points of planning and sending one announcement."""
    async with place.site() as site:
        one = await killed_at_random_points(site, place.size.sending)
    found = outcome_of(one.result, at_most=one.bound, recovered=one.recovered)
    enough = one.killed >= place.size.sending // 2
    return found.at(kills(one.killed), keeps=found.keeps and enough)


async def two_processes(place: Place) -> Outcome:
    """Two programs with one bot send the same."""
    async with place.site() as site:
        return outcome_of(await two_at_once(site)).at("all the time")


def played(
    run: Callable[[Scene], Awaitable[Result]], times: str = "once", *, note: str = "", hurried: bool = False
) -> Run:
    """One of the runs in which nobody may get anything twice."""

    async def one(place: Place) -> Outcome:
        async with place.scene() as scene:
            scene.hurried = hurried
            result = await run(scene)
        return outcome_of(result, note, recovered=scene.recovered).at(times)

    return one


async def read_only(scene: Scene) -> Result:
    """Nothing can be written for a while."""
    return await unwritable(scene, ReadOnly())


async def server_away(place: Place) -> Outcome:
    """The database server is stopped and started again."""
    assert place.server is not None
    async with place.scene() as scene:
        result = await unwritable(scene, ServerAway(place.server))
    return outcome_of(result, recovered=scene.recovered)


async def asked_while_429(place: Place) -> Outcome:
    """A question in five seconds of silence."""
    async with place.scene() as scene:
        result, waited = await runs.asked_while_429(scene)
    note = f"5 s were asked for; a question meanwhile was answered after {waited * 1000:.0f} ms"
    found = outcome_of(result, note, recovered=scene.recovered)
    return found.at("once", keeps=found.keeps and waited < ANSWER_WITHIN)


async def stopped_and_resumed(place: Place) -> Outcome:
    """Both states: stopped, and in the end."""
    async with place.scene() as scene:
        scene.hurried = True
        between, result = await runs.stopped_and_resumed(scene)
    note = f"when it was stopped, {between.report.sent} were sent and {between.report.skipped} left out"
    found = outcome_of(result, note)
    return found.at("once", keeps=found.keeps and outcome_of(between).holds)


def refused(run: Callable[[UnitOfWork, FakeClock], Awaitable[bool]]) -> Run:
    """What must not get anything out."""

    async def one(place: Place) -> Outcome:
        async with place.uow() as (uow, clock):
            was = await run(uow, clock)
        return Outcome(note="refused" if was else "**not refused**", keeps=was)

    return one
