"""The scheduled import: when it is due, what it keeps when it fails, and how it says so."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from bot.refreshing import FIRST_RETRY, Refresher
from civic.answers.importing import (
    AlreadyRunning,
    Outcome,
    Rejected,
    TooFew,
)
from sources.reading import SourceFault
from storage.unit_of_work import SqlUnitOfWork
from tests.civic.answers.packs import write_pack
from tests.factories import NOW
from tests.fakes import FakeClock
from tests.handlers.city import City
from tests.sources.dumps import REGION, SOURCE, pages

DAY = timedelta(hours=24)


class Runs:
    """What each import gives, in turn; counts them."""

    def __init__(self, *outcomes: Outcome | Exception) -> None:
        self.outcomes = list(outcomes)
        self.count = 0

    async def __call__(self) -> Outcome:
        self.count += 1
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


async def test_failures_are_retried_later_and_later(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    runs = Runs(*[SourceFault("http://cms: the server answers 500")] * 20)
    refresher = Refresher(SOURCE, DAY, sqlite_uow, clock, runs)
    since = clock().isoformat(timespec="seconds")
    await refresher.look()
    await refresher.look()
    assert runs.count == 1
    assert refresher.state == f"failing since {since}: http://cms: the server answers 500"
    pauses = []
    for _ in range(11):
        began, count = clock(), runs.count
        while runs.count == count:
            clock.advance(timedelta(minutes=1))
            await refresher.look()
        pauses.append(clock() - began)
    assert pauses[:3] == [FIRST_RETRY, 2 * FIRST_RETRY, 4 * FIRST_RETRY]
    assert pauses[-1] == DAY
    assert refresher.state.startswith(f"failing since {since}")


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (TooFew(0, 10), f"{SOURCE}: only 0 texts were read, 10 are active"),
        (Rejected(("g1 became worse",)), f"{SOURCE}: not imported: g1 became worse"),
        (RuntimeError("secret"), "RuntimeError"),
    ],
)
async def test_what_did_not_become_active_is_named(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, outcome: Outcome | Exception, state: str
) -> None:
    refresher = Refresher(SOURCE, DAY, sqlite_uow, clock, Runs(outcome))
    await refresher.look()
    assert refresher.state.startswith("failing since")
    assert state in refresher.state
    assert "secret" not in refresher.state


async def test_another_import_that_runs_is_no_failure(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    refresher = Refresher(SOURCE, DAY, sqlite_uow, clock, Runs(AlreadyRunning(clock()), TooFew(0, 1)))
    await refresher.look()
    assert refresher.state == "not yet looked"
    clock.advance(FIRST_RETRY)
    await refresher.look()
    assert refresher.state.startswith("failing")


@pytest.mark.parametrize("outcome", [SourceFault("http://cms: away"), AlreadyRunning(NOW)])
async def test_a_clock_that_jumped_and_was_set_back_keeps_no_import_away(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, outcome: Outcome | Exception
) -> None:
    runs = Runs(*[outcome] * 3)
    refresher = Refresher(SOURCE, DAY, sqlite_uow, clock, runs)
    clock.advance(365 * DAY)
    await refresher.look()
    clock.advance(-365 * DAY)
    await refresher.look()
    await refresher.look()
    assert runs.count == 2


class Cms:
    """The content API with a switch."""

    def __init__(self) -> None:
        self.pages = {language: pages(language) for language in ("de", "en")}
        self.broken = False
        self.asked = 0

    async def answer(self, request: web.Request) -> web.Response:
        self.asked += 1
        if self.broken:
            return web.Response(status=500)
        if request.path.endswith("/languages/"):
            return web.json_response([{"code": code} for code in self.pages])
        return web.json_response(self.pages[request.path.split("/")[4]])


@pytest.fixture
async def cms() -> AsyncIterator[tuple[Cms, str]]:
    cms = Cms()
    app = web.Application()
    app.router.add_get("/{path:.*}", cms.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield cms, f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def ready(city: City) -> dict[str, object]:
    async with ClientSession() as session, session.get(f"{city.url}/health/ready") as answer:
        body: dict[str, object] = await answer.json()
    return body


async def test_the_running_bot_refreshes_by_itself(
    sqlite_url: str, clock: FakeClock, cms: tuple[Cms, str], tmp_path: Path
) -> None:
    server, base = cms
    pack = write_pack(tmp_path / "pack")
    settings = {"content": pack, "integreat_url": base, "integreat_region": REGION}
    city = await City.open(sqlite_url, clock, **settings)
    try:
        refresher, keeper = city.app.refresher, city.app.keeper
        assert refresher is not None
        await refresher.look()
        await keeper.look()
        assert f"{SOURCE}/40" in city.app.services.knowledge.entries
        asked = server.asked
        clock.advance(DAY - timedelta(minutes=1))
        await refresher.look()
        assert server.asked == asked
        server.broken = True
        clock.advance(timedelta(minutes=1))
        await refresher.look()
        assert server.asked == asked + 1
        await city.app.bells._ring()  # at the new time
        health = await ready(city)
        (state,) = health["sources"].values()  # type: ignore[attr-defined]
        assert state.startswith("failing since")
        assert health["status"] == "ok"
        assert f"{SOURCE}/40" in city.app.services.knowledge.entries
    finally:
        await city.close()
    # A restart has the imported knowledge at once, and does not ask again before it is due.
    server.broken = False
    again = await City.open(sqlite_url, clock, **settings)
    try:
        assert f"{SOURCE}/40" in again.app.services.knowledge.entries
        assert again.app.refresher is not None
        server.pages["de"][3]["content"] = "<p>Der Kurs ist ausgebucht.</p>"
        await again.app.refresher.look()
        await again.app.keeper.look()
        entry = again.app.services.knowledge.entries[f"{SOURCE}/40"]
        assert entry.versions["de"].text == "Der Kurs ist ausgebucht."
    finally:
        await again.close()
