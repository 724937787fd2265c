"""`stadtbote calendar import` and the scheduled look at calendars: each fault is one line."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from bot.__main__ import main
from bot.calendars import CalendarRefresher
from bot.scheduled_feeds import FIRST_RETRY
from bot.settings import Settings
from civic.events import Event, EventStatus
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeClock
from tests.handlers.city import City

ROOT = Path(__file__).parents[2]


def entry(uid: str, days: int, *lines: str) -> str:
    """An event in so many days, from now on: the command line has no clock of its own."""
    start = datetime.now(UTC) + timedelta(days=days)
    begin = ("BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:Lesung {uid}", f"DTSTART:{start:%Y%m%dT%H%M%SZ}")
    end = ("LOCATION:Bibliothek", "URL:https://vhs.example/kurs", "END:VEVENT")
    return "\r\n".join((*begin, *lines, *end))


def calendar(*entries: str) -> str:
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", *entries, "END:VCALENDAR", ""))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with the database below it."""
    monkeypatch.chdir(tmp_path)
    for name in ("STADTBOTE_ENV", "STADTBOTE_DATABASE_URL", "STADTBOTE_CONTENT"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


async def events_in(url: str) -> list[Event]:
    database = Database(url)
    async with SqlUnitOfWork(database).reading() as r:
        found = [one.event for one in await r.events.of_staff(datetime(2020, 1, 1, tzinfo=UTC))]
    await database.close()
    return found


def events(folder: Path) -> list[Event]:
    return asyncio.run(events_in(f"sqlite:///{folder}/data/stadtbote.db"))


def run(*arguments: str) -> int:
    return main(["calendar", "import", *arguments])


def test_a_file_is_listed_and_the_second_time_nothing_changes(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("VHS Termine.ics").write_text(calendar(entry("a", 3), entry("b", 5)), "utf-8")
    assert run("VHS Termine.ics") == 0
    assert run("VHS Termine.ics") == 0
    assert capsys.readouterr().out.splitlines() == [
        "vhs-termine: 2 added, 0 changed, 0 cancelled, 0 unchanged, 0 refused",
        "vhs-termine: 0 added, 0 changed, 0 cancelled, 2 unchanged, 0 refused",
    ]
    first, second = events(folder)
    assert (first.listing_only, first.link, first.titles) == (
        True,
        "https://vhs.example/kurs",
        {"de": "Lesung a"},
    )
    Path("VHS Termine.ics").write_text(calendar(entry("a", 4), entry("b", 5, "STATUS:CANCELLED")), "utf-8")
    assert run("VHS Termine.ics") == 0
    assert "0 added, 1 changed, 1 cancelled, 0 unchanged" in capsys.readouterr().out
    assert [event.status for event in events(folder)] == [EventStatus.PUBLISHED, EventStatus.CANCELLED]
    assert second.status is EventStatus.PUBLISHED


def test_as_events_people_can_register(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.ics").write_text(calendar(entry("a", 3)), "utf-8")
    assert run("a.ics", "--as-events", "--seats", "12", "--name", "club") == 0
    [event] = events(folder)
    assert (event.listing_only, event.seats) == (False, 12)
    Path("a.ics").write_text(calendar(), "utf-8")
    assert run("a.ics", "--as-events", "--name", "club") == 0
    assert "club: gone from the calendar, kept since people can register: Lesung a" in capsys.readouterr().out


def test_entries_that_cannot_be_used_are_named_and_the_others_imported(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a.ics").write_text(calendar(entry("bad", 3, "DTEND:19990101T000000Z"), entry("good", 4)), "utf-8")
    assert run("a.ics") == 1
    said = capsys.readouterr()
    assert said.err.splitlines() == ["a.ics:4: UID bad: DTEND is before DTSTART"]
    assert said.out.splitlines() == ["a: 1 added, 0 changed, 0 cancelled, 0 unchanged, 1 refused"]
    assert [event.titles["de"] for event in events(folder)] == ["Lesung good"]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (None, "a.ics: cannot be read: No such file or directory"),
        (b"", "a.ics: is empty"),
        (b"<html>", "a.ics:1: is no calendar, which begins with BEGIN:VCALENDAR"),
        (b"BEGIN:VCALENDAR\nSUMMARY:\xff\n", "a.ics:2: not UTF-8 text"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "a.ics:3: ends before the VEVENT does that begins on line 2"),
        (b"\0" * 50_000_000, "a.ics: larger than 20 MB"),
    ],
)
def test_a_file_that_is_no_calendar_changes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, line: str
) -> None:
    file = Path("a.ics")
    file.write_text(calendar(entry("a", 3)), "utf-8")
    assert run("a.ics") == 0
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    assert run("a.ics") == 1
    assert capsys.readouterr().err.splitlines() == [line]
    assert [event.status for event in events(folder)] == [EventStatus.PUBLISHED]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["a.ics", "--name", "Not A Name"], "--name: give a name"),
        (["...ics"], "--name: give a name"),
        (["a.ics", "--as-events", "--seats", "0"], "--seats: give a number from 1 to"),
        (["https://127.0.0.1:1/a.ics"], "127-0-0-1: cannot be reached (ConnectError)"),
        (["http://[::1"], "--name: give a name"),
    ],
)
def test_wrong_use_is_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], line: str
) -> None:
    Path("a.ics").write_text(calendar(), "utf-8")
    assert run(*arguments) == 1
    [said] = capsys.readouterr().err.splitlines()
    assert said.startswith(line)


KILLER = """
import os, signal, sys
from bot import calendars
from bot.__main__ import main
left = int(sys.argv[1])
def step():
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
calendars.step = step
sys.exit(main(["calendar", "import", "a.ics"]))
"""


@pytest.mark.faults
@pytest.mark.parametrize("after", [1, 3, 5])
def test_a_killed_import_is_finished_by_the_next(
    folder: Path, capsys: pytest.CaptureFixture[str], after: int
) -> None:
    Path("a.ics").write_text(calendar(*(entry(str(number), number) for number in range(1, 6))), "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    killed = subprocess.run(
        [sys.executable, "-c", KILLER, str(after)], cwd=folder, env=environment, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert len(events(folder)) == after
    assert run("a.ics") == 0
    assert f"a: {5 - after} added, 0 changed, 0 cancelled, {after} unchanged" in capsys.readouterr().out
    assert sorted(event.titles["de"] for event in events(folder)) == [f"Lesung {n}" for n in range(1, 6)]


class Served:
    """A calendar on a web server, with a switch."""

    def __init__(self) -> None:
        self.text = ""
        self.status = 200
        self.asked = 0

    async def answer(self, request: web.Request) -> web.Response:
        self.asked += 1
        if request.path == "/moved.ics":
            raise web.HTTPFound("/secret-key/basic.ics")
        return web.Response(status=self.status, text=self.text, content_type="text/calendar")


@pytest.fixture
async def served() -> AsyncIterator[tuple[Served, str]]:
    server = Served()
    app = web.Application()
    app.router.add_get("/{path:.*}", server.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield server, f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def settings(*feeds: str) -> Settings:
    return Settings.model_validate({"calendar_feeds": ", ".join(feeds), "calendar_hours": 6})


async def published(uow: SqlUnitOfWork) -> list[str]:
    async with uow.reading() as r:
        found = await r.events.coming(datetime(2026, 1, 1, tzinfo=UTC))
    return sorted(one.event.titles["de"] for one in found)


async def test_calendars_are_looked_at_when_they_are_due_and_failures_later_and_later(
    sqlite_uow: SqlUnitOfWork, served: tuple[Served, str]
) -> None:
    server, base = served
    clock = FakeClock(datetime.now(UTC))
    server.text = calendar(entry("a", 3))
    refresher = CalendarRefresher(settings(f"vhs={base}/moved.ics"), sqlite_uow, clock)
    await refresher.look()
    await refresher.look()
    assert server.asked == 2, "the address and where it leads"
    assert await published(sqlite_uow) == ["Lesung a"]
    assert refresher.states["calendar/vhs"].startswith("ok, looked at")
    clock.advance(timedelta(hours=6))
    server.status = 500
    await refresher.look()
    assert refresher.states == {"calendar/vhs": "failing: vhs: the server answers 500"}
    clock.advance(FIRST_RETRY)
    await refresher.look()
    asked = server.asked
    clock.advance(FIRST_RETRY)
    await refresher.look()
    assert server.asked == asked, "the second pause is twice as long"
    clock.advance(FIRST_RETRY)
    server.status, server.text = 200, calendar(entry("a", 3), entry("b", 4))
    await refresher.look()
    assert await published(sqlite_uow) == ["Lesung a", "Lesung b"]
    assert refresher.states["calendar/vhs"].startswith("ok")


async def test_one_calendar_that_fails_holds_up_no_other_and_its_secret_is_not_told(
    sqlite_uow: SqlUnitOfWork, served: tuple[Served, str], caplog: pytest.LogCaptureFixture
) -> None:
    server, base = served
    clock = FakeClock(datetime.now(UTC))
    server.text = calendar(entry("a", 3), entry("bad", 3, "DTSTART:x"))
    feeds = settings("gone=http://127.0.0.1:1/secret-key.ics", f"vhs={base}/secret-key/basic.ics")
    refresher = CalendarRefresher(feeds, sqlite_uow, clock)
    with caplog.at_level("INFO"):
        await refresher.look()
    assert refresher.states["calendar/gone"] == "failing: gone: cannot be reached (ConnectError)"
    assert await published(sqlite_uow) == ["Lesung a"]
    told = [record.getMessage() for record in caplog.records if record.name.startswith("bot")]
    assert any("UID bad" in line for line in told)
    assert not any("secret-key" in line for line in [*told, str(refresher.states), repr(feeds)])
    assert any("secret-key" in secret for secret in feeds.secret_values), "what others log is redacted"


async def test_a_restart_does_not_ask_again_before_it_is_due(
    sqlite_uow: SqlUnitOfWork, served: tuple[Served, str]
) -> None:
    server, base = served
    clock = FakeClock(datetime.now(UTC))
    server.text = calendar(entry("a", 3))
    feeds = settings(f"vhs={base}/a.ics")
    await CalendarRefresher(feeds, sqlite_uow, clock).look()
    await CalendarRefresher(feeds, sqlite_uow, clock).look()
    assert server.asked == 1


async def test_a_calendar_that_is_suddenly_empty_is_not_believed(
    sqlite_uow: SqlUnitOfWork, served: tuple[Served, str]
) -> None:
    server, base = served
    clock = FakeClock(datetime.now(UTC))
    server.text = calendar(*(entry(str(number), number + 2) for number in range(5)))
    refresher = CalendarRefresher(settings(f"vhs={base}/a.ics"), sqlite_uow, clock)
    await refresher.look()
    server.text = calendar()
    clock.advance(timedelta(hours=6))
    await refresher.look()
    assert refresher.states["calendar/vhs"].startswith("failing: vhs: only 0 dates are to come, 5 were")
    assert len(await published(sqlite_uow)) == 5


async def test_the_running_bot_tells_how_its_calendars_do(
    sqlite_url: str, clock: FakeClock, served: tuple[Served, str]
) -> None:
    server, base = served
    server.status = 404
    city = await City.open(sqlite_url, clock, calendar_feeds=f"vhs={base}/a.ics")
    try:
        await city.app.calendars.look()
        async with ClientSession() as session, session.get(f"{city.url}/health/ready") as answer:
            health = await answer.json()
        assert health["sources"] == {"calendar/vhs": "failing: vhs: the server answers 404"}
    finally:
        await city.close()


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("https://a.example/x.ics", "name=address"),
        ("VHS=https://a.example/x.ics", "name=address"),
        ("vhs=ftp://a.example/x.ics", "http"),
        ("vhs=", "http"),
        ("vhs=https://a.example/x?a=ö", "query"),
        ("vhs=https://a.example/x, vhs=https://b.example/x", "twice"),
    ],
)
def test_settings_that_name_no_calendar(value: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault) as raised:
        Settings.model_validate({"calendar_feeds": value})
    assert "a.example" not in str(raised.value)


def test_addresses_of_subscriptions_are_web_addresses() -> None:
    found = Settings.model_validate({"calendar_feeds": "vhs = webcal://a.example/x.ics?y=1"})
    assert found.calendar_feeds == ("vhs=https://a.example/x.ics?y=1",)
