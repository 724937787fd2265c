"""What a process is told to do, and what of it it does."""

from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.__main__ import main
from bot.app import App, Hooks
from bot.roles import ALL_ROLES, ProcessRole, Roles, roles_of
from bot.settings import Settings
from tests.fakes import FakeClock
from tests.handlers.city import read_once


def test_roles_are_named_by_comma() -> None:
    assert roles_of("web, telegram") == {ProcessRole.WEB, ProcessRole.TELEGRAM}
    assert roles_of("web,telegram,deliver,clock") == ALL_ROLES


@pytest.mark.parametrize(
    ("roles", "line"),
    [
        ("web,sender", "--roles: there is no role 'sender'; there are web, telegram, deliver, clock"),
        (",", "--roles: name at least one of web, telegram, deliver, clock"),
        ("web", "--roles: several processes need PostgreSQL; SQLite has one for everything"),
    ],
)
def test_what_cannot_be_run_is_refused_with_one_line(
    roles: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STADTBOTE_DATABASE_URL", f"sqlite:///{tmp_path}/stadtbote.db")
    assert main(["run", "--roles", roles]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", line + "\n")


async def opened(url: str, clock: FakeClock, roles: Roles) -> App:
    """A process with these roles."""
    settings = Settings.model_validate({"database_url": url, "web_port": 0, "embeddings": "off"})
    app = await App.build(settings, Hooks(clock=clock, read=read_once), roles)
    await app.start()
    return app


async def status(app: App, path: str) -> int:
    """What a process answers to a request."""
    async with ClientSession() as http, http.get(f"http://127.0.0.1:{app.port}{path}") as answer:
        return answer.status


async def test_every_process_tells_its_health_and_only_some_serve_the_page(
    postgres_url: str, clock: FakeClock
) -> None:
    deliver = await opened(postgres_url, clock, frozenset({ProcessRole.DELIVER}))
    web = await opened(postgres_url, clock, frozenset({ProcessRole.WEB}))
    try:
        assert [await status(app, "/") for app in (deliver, web)] == [404, 200]
        assert [await status(app, "/health/live") for app in (deliver, web)] == [200, 200]
        assert deliver.channels.states() == {}
        assert list(web.channels.states()) == ["web"]
    finally:
        await web.stop()
        await deliver.stop()


async def test_one_leads_and_the_other_follows_when_it_stops(postgres_url: str, clock: FakeClock) -> None:
    clocks = frozenset({ProcessRole.CLOCK})
    first, second = [await opened(postgres_url, clock, clocks) for _ in range(2)]
    done: list[str] = []

    async def work() -> None:
        done.append("done")

    assert [app.duties.leads(ProcessRole.CLOCK) for app in (first, second)] == [True, False]
    assert not first.duties.leads(ProcessRole.DELIVER)
    assert not await second.duties.as_clock(work)()
    assert done == []
    await first.bells._clean()
    await second.bells._clean()
    assert [one.bells.since_cleaning for one in (first, second)] == [0, None], "who did nothing says nothing"
    await first.stop()
    session = second.duties.session
    assert session is not None
    await session.until_held("clock")
    assert await second.duties.as_clock(work)()
    assert done == ["done"]
    await second.bells._clean()
    assert second.bells.since_cleaning == 0
    await second.stop()


async def test_alone_a_process_leads_in_everything(sqlite_url: str, clock: FakeClock) -> None:
    app = await opened(sqlite_url, clock, ALL_ROLES)
    assert all(app.duties.leads(role) for role in (ProcessRole.DELIVER, ProcessRole.CLOCK))
    await app.stop()
