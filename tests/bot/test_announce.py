"""`stadtbote announce`: a file becomes a draft or is sent by a running bot; everything wrong has its line."""

import asyncio
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.__main__ import main
from civic.announcement_log import Did, history
from civic.announcements import (
    Announcement,
    AnnouncementStatus,
    Audience,
    BodyState,
    Button,
    ButtonKind,
    WhereMissing,
)
from civic.events import EventStatus
from civic.notices import NoticeKind
from civic.people import utf16_length
from civic.staff import Role
from handlers.screen import plain
from handlers.views.announcement_message import why_you_get_it
from locales import Catalogues
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import a_kept_event, a_resident
from tests.fakes import FakeClock

T = TypeVar("T")
Printed = Callable[[], tuple[list[str], list[str]]]
GOOD = """
title: {de: Straßenfest, en: Street party}
text:
  de: |
    Am Samstag um 18 Uhr
    in der Alten Eintracht.
  en: Saturday at 6 pm in the Alte Eintracht.
audience:
  topics: [neighbourhood]
  districts: [betzenberg, innenstadt]
button: {url: "https://www.kaiserslautern.de/fest"}
urgent: Unwetterwarnung
where_missing: skip
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with an empty database below it."""
    monkeypatch.chdir(tmp_path)
    for name in ("STADTBOTE_ENV", "STADTBOTE_DATABASE_URL", "STADTBOTE_CONTENT", "STADTBOTE_TIMEZONE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def stored(folder: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A migrated database, which the commands use."""
    monkeypatch.setenv("STADTBOTE_DATABASE_URL", sqlite_url)
    return sqlite_url


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Printed:
    """Lines on standard output and on standard error since the last look."""

    def look() -> tuple[list[str], list[str]]:
        captured = capsys.readouterr()
        return captured.out.splitlines(), captured.err.splitlines()

    return look


def within(url: str, work: Callable[[SqlUnitOfWork], Coroutine[Any, Any, T]]) -> T:
    """Does something in the database, in an event loop of its own as each command has."""

    async def whole() -> T:
        database = Database(url)
        try:
            return await work(SqlUnitOfWork(database))
        finally:
            await database.close()

    return asyncio.run(whole())


def announcements(url: str) -> list[Announcement]:
    async def look(uow: SqlUnitOfWork) -> list[Announcement]:
        async with uow.reading() as r:
            return await r.announcements.recent(10)

    return within(url, look)


def readers(url: str, *languages: str, topic: str = "neighbourhood", district: str = "betzenberg") -> None:
    async def add(uow: SqlUnitOfWork) -> None:
        for language in languages:
            await a_resident(uow, language=language, topics=[topic], district=district)

    within(url, add)


def announce(text: str, *arguments: str) -> int:
    Path("a.yaml").write_text(text, "utf-8")
    return main(["announce", "a.yaml", *arguments])


def test_a_file_becomes_a_draft_that_the_staff_are_told_of(stored: str, printed: Printed) -> None:
    readers(stored, "de", "en", "uk")
    owner = within(stored, lambda uow: a_resident(uow, role=Role.OWNER))
    assert announce(GOOD, "--at", "2099-12-18 18:00") == 0
    [one] = announcements(stored)
    assert printed() == ([str(one.id), "recipients: 2"], [])
    assert one.status is AnnouncementStatus.DRAFT
    assert one.author_id is None
    assert {code: body.title for code, body in one.bodies.items()} == {
        "de": "Straßenfest",
        "en": "Street party",
    }
    assert one.main.text == "Am Samstag um 18 Uhr\nin der Alten Eintracht."
    assert one.state("en") is BodyState.UP_TO_DATE
    assert one.audience == Audience(("neighbourhood",), ("betzenberg", "innenstadt"))
    assert one.button == Button(ButtonKind.URL, "https://www.kaiserslautern.de/fest")
    assert (one.urgent, one.where_missing) == ("Unwetterwarnung", WhereMissing.SKIP)
    assert one.due_at == datetime(2099, 12, 18, 17, tzinfo=UTC), "the time that its approver will see"
    assert (one.local_time, one.zone) == ("18.12.2099 18:00", "Europe/Berlin")

    async def look(uow: SqlUnitOfWork) -> None:
        assert [(e.what, e.staff_id) for e in await history(uow, one.id)] == [(Did.FROM_FILE, None)]
        async with uow.writing() as w:
            later = datetime.now(UTC) + timedelta(days=1)
            [told] = await w.notices.claim(10, later, later)
        assert (told.resident_id, told.kind, told.subject_id) == (owner.id, NoticeKind.FILE_DRAFTED, one.id)

    within(stored, look)


def test_the_operator_approves_and_that_is_logged(stored: str, printed: Printed) -> None:
    readers(stored, "de")
    within(stored, lambda uow: a_resident(uow, role=Role.OWNER))
    within(stored, lambda uow: a_resident(uow, role=Role.COORDINATOR))
    before = datetime.now(UTC)
    assert announce(GOOD, "--send") == 0
    [one] = announcements(stored)
    assert printed() == ([str(one.id), "recipients: 1"], [])
    assert one.status is AnnouncementStatus.SCHEDULED
    assert (one.author_id, one.approved_by) == (None, None)
    assert one.due_at is not None
    assert before <= one.due_at <= datetime.now(UTC), "nobody waits to take it back"

    async def log(uow: SqlUnitOfWork) -> list[tuple[Did, int | None, str]]:
        return [(entry.what, entry.staff_id, entry.note) for entry in await history(uow, one.id)]

    assert within(stored, log) == [(Did.FROM_FILE, None, ""), (Did.RELEASED, None, "operator")]

    async def notices(uow: SqlUnitOfWork) -> int:
        async with uow.writing() as w:
            later = datetime.now(UTC) + timedelta(days=1)
            return len(await w.notices.claim(10, later, later))

    assert within(stored, notices) == 0


def test_a_time_is_local(stored: str) -> None:
    readers(stored, "de")
    assert announce(GOOD, "--send", "--at", "2099-07-01T09:30") == 0
    [one] = announcements(stored)
    assert one.due_at == datetime(2099, 7, 1, 7, 30, tzinfo=UTC)


LATER = GOOD.replace("urgent: Unwetterwarnung\n", "")
WAITS = "quiet hours: the messages wait until {} (STADTBOTE_QUIET_HOURS)"


def at_clock(monkeypatch: pytest.MonkeyPatch, hour: int, minute: int) -> None:
    now = datetime(2026, 12, 1, hour, minute, tzinfo=UTC)
    monkeypatch.setattr("bot.announce_command.utc_now", FakeClock(now))


def test_at_night_it_says_until_when_the_messages_wait(
    stored: str, printed: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers(stored, "de")
    at_clock(monkeypatch, 19, 0)  # 20:00 in Berlin
    waits = WAITS.format("2026-12-02 08:00")
    assert announce(LATER, "--send", "--dry-run") == 0
    assert printed() == (["recipients: 1", "de: 1", waits], [])
    assert announce(LATER, "--send") == 0
    assert printed() == (["1", "recipients: 1", waits], [])
    # Whoever approves a draft decides when it goes out.
    assert announce(LATER) == 0
    assert printed() == (["2", "recipients: 1"], [])
    assert announce(GOOD, "--send") == 0
    assert printed() == (["3", "recipients: 1"], [])
    monkeypatch.setenv("STADTBOTE_QUIET_HOURS", "off")
    assert announce(LATER, "--send") == 0
    assert printed() == (["4", "recipients: 1"], [])


def test_by_day_it_says_so_only_of_a_time_in_quiet_hours(
    stored: str, printed: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers(stored, "de")
    at_clock(monkeypatch, 18, 59)
    monkeypatch.setenv("STADTBOTE_QUIET_HOURS", "20-7")
    assert announce(LATER, "--send") == 0
    assert printed()[0] == ["1", "recipients: 1"]
    night, morning = "2027-07-01 03:00", WAITS.format("2027-07-01 07:00")
    assert announce(LATER, "--dry-run", "--at", night) == 0
    assert printed()[0] == ["recipients: 1", "de: 1", morning]
    for arguments, number in ((["--send"], "2"), ([], "3")):
        assert announce(LATER, "--at", night, *arguments) == 0
        assert printed()[0] == [number, "recipients: 1", morning]
    assert announce(LATER, "--send", "--at", "2027-07-01 07:00") == 0
    assert printed()[0] == ["4", "recipients: 1"]


def test_standard_input(stored: str, printed: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    readers(stored, "de")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOOD.encode())))
    assert main(["announce", "-"]) == 0
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"text: ]")))
    assert main(["announce", "-"]) == 1
    assert printed()[1][0].startswith("<stdin>:1: not YAML: ")


def test_a_dry_run_counts_and_writes_nothing(stored: str, printed: Printed) -> None:
    readers(stored, "de", "de", "en", "uk")
    file = Path(stored.removeprefix("sqlite:///"))
    before = file.read_bytes()
    assert announce(GOOD, "--dry-run", "--send") == 0
    assert printed()[0] == ["recipients: 3", "de: 2", "en: 1", "uk: 1, nothing"]
    assert announce(GOOD.replace("skip", "with_note"), "--dry-run") == 0
    assert printed()[0] == ["recipients: 4", "de: 2", "en: 1", "uk: 1, with a note"]
    assert announcements(stored) == []
    assert file.read_bytes() == before


def test_a_dry_run_makes_no_database(folder: Path, printed: Printed) -> None:
    assert announce(GOOD, "--dry-run") == 1
    assert printed()[1] == ["STADTBOTE_DATABASE_URL: there is no database yet at data/stadtbote.db"]
    assert not (folder / "data").exists()


def test_events_as_audience_and_as_button(stored: str, printed: Printed) -> None:
    event = within(stored, a_kept_event)
    hidden = within(stored, lambda uow: a_kept_event(uow, status=EventStatus.DRAFT))
    readers(stored, "de", topic="all")
    text = f"text: {{de: Neues}}\naudience: {{topics: all}}\nbutton: {{event: {event.id}}}\n"
    assert announce(text) == 0
    assert announcements(stored)[0].button == Button(ButtonKind.EVENT, str(event.id))
    printed()
    text = f"text: {{de: Neues}}\naudience:\n  event: {hidden.id}\nbutton:\n  event: 77\n"
    assert announce(text) == 1
    assert printed()[1][1:] == [
        f"a.yaml:3: audience.event: there is no event {hidden.id} that people see",
        "a.yaml:5: button.event: there is no event 77 that people see",
    ]


HEAD = "text: {de: Hallo}\ntitle: {de: Fest}\naudience: {topics: all}\n"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ["a.yaml:1: is empty"]),
        ("# nothing\n", ["a.yaml:1: is empty"]),
        ("text: [", ["a.yaml:2: not YAML"]),
        ("text: ]", ["a.yaml:1: not YAML"]),
        ("- text", ["a.yaml:1: expected `key: value` lines"]),
        ("a: &x 1\nb: *x", ["a.yaml:1: YAML aliases are not supported"]),
        (f"{HEAD}text: {{de: Noch}}\n", ["a.yaml:4: text: stands twice"]),
        ("text:\n  de: A\n  de: B\ntitle: {de: T}\naudience: {topics: all}", ["a.yaml:3: de: stands twice"]),
        (f"{HEAD}urgnet: x\n", ["a.yaml:4: urgnet: unknown key, 'urgent' was meant?"]),
        (f"{HEAD}zzz: x\n", ["a.yaml:4: zzz: unknown key"]),
        (f"{HEAD}language: tlh\n", ["a.yaml:4: language: unknown language 'tlh'"]),
        (f"{HEAD}language: en\n", ["a.yaml:1: text: there is no text in 'en', the main language"]),
        ("text: Hallo\naudience: {topics: all}\n", ["a.yaml:1: text: expected `language: text` lines"]),
        (
            "text: {tlh: nuqneH}\naudience: {topics: all}",
            ["a.yaml:1: text.tlh: unknown language 'tlh' (there are"],
        ),
        ("text: {de: A, ar: ''}\naudience: {topics: all}", ["a.yaml:1: text.ar: expected a text"]),
        ("text: {de: [A]}\naudience: {topics: all}", ["a.yaml:1: text.de: expected a text"]),
        (f"{HEAD[:-24]}", ["a.yaml:1: audience: is missing"]),
        ("title: {de: T}\naudience: {topics: all}", ["a.yaml:1: text: there is no text"]),
        (
            "title: {de: T, en: T}\ntext: {de: A}\naudience: {topics: all}",
            ["a.yaml:1: title.en: there is a title"],
        ),
        ("text: {de: A}\naudience: all", ["a.yaml:2: audience: expected some of topics"]),
        (
            "text: {de: A}\naudience:\n  topics: [Senioren]",
            ["a.yaml:3: audience.topics: unknown topic 'Senioren', 's"],
        ),
        (
            "text: {de: A}\naudience:\n  topics:\n  - all\n  - x",
            ["a.yaml:5: audience.topics: unknown topic 'x'"],
        ),
        ("text: {de: A}\naudience: {topics: []}", ["a.yaml:2: audience.topics: expected a list"]),
        ("text: {de: A}\naudience: {topics: {a: b}}", ["a.yaml:2: audience.topics: expected a list"]),
        ("text: {de: A}\naudience: {topics: [all, all]}", ["a.yaml:2: audience.topics: 'all' stands twice"]),
        (
            "text: {de: A}\naudience: {districts: [mars]}",
            ["a.yaml:2: audience.districts: unknown district 'mars'"],
        ),
        (
            "text: {de: A}\naudience: {languages: [tlh]}",
            ["a.yaml:2: audience.languages: unknown language 'tlh'"],
        ),
        ("text: {de: A}\naudience: {event: x}", ["a.yaml:2: audience.event: expected a number"]),
        ("text: {de: A}\naudience: {event: ['1']}", ["a.yaml:2: audience.event: expected a number"]),
        (
            f"text: {{de: A}}\naudience: {{event: {'9' * 5000}}}",
            ["a.yaml:2: audience.event: expected a number"],
        ),
        ("text: {de: A}\naudience: {event: 1, topics: all}", ["a.yaml:2: audience.event: either"]),
        ("text: {de: A}\naudience: {topics: all, people: both}", ["a.yaml:2: audience.people: only with"]),
        ("text: {de: A}\naudience: {event: 1, people: all}", ["a.yaml:2: audience.people: unknown kind"]),
        (
            "text: {de: A}\naudience: {topics: all, every_topic: maybe}",
            ["a.yaml:2: audience.every_topic: expected yes"],
        ),
        (
            "text: {de: A}\naudience: {topics: all, not_recent_days: 999}",
            ["a.yaml:2: audience.not_recent_days: exp"],
        ),
        (
            f"{HEAD}button: {{url: 'javascript:x'}}",
            ["a.yaml:4: button.url: 'javascript:x' is no address of a page"],
        ),
        (
            f"{HEAD}button: {{url: 'https://a@b.example'}}",
            ["a.yaml:4: button.url: 'https://a@b.example' is no"],
        ),
        (f"{HEAD}button: {{topic: x}}", ["a.yaml:4: button.topic: unknown topic 'x'"]),
        (f"{HEAD}button: {{event: ٣}}", ["a.yaml:4: button.event: expected the number of an event"]),
        (f"{HEAD}button: {{link: x}}", ["a.yaml:4: button.link: unknown kind of button 'link'"]),
        (f"{HEAD}button: {{url: x, event: 1}}", ["a.yaml:4: button: expected one of event, topic, url"]),
        (f"{HEAD}button: https://a.example", ["a.yaml:4: button: expected one of event, topic, url"]),
        (f"{HEAD}expires: 2001-01-01 10:00", ["a.yaml:4: expires: '2001-01-01 10:00' is over"]),
        (f"{HEAD}expires: tomorrow", ["a.yaml:4: expires: not understood: 'tomorrow'"]),
        (
            f"{HEAD}where_missing: x",
            ["a.yaml:4: where_missing: unknown way 'x' (there are: skip, with_note)"],
        ),
        (f"{HEAD}urgent: [x]", ["a.yaml:4: urgent: expected one value"]),
        (HEAD, ["a.yaml:3: audience: nobody would receive it"]),
    ],
)
def test_what_is_wrong_in_a_file_is_one_line_each(
    stored: str, printed: Printed, text: str, lines: list[str]
) -> None:
    assert announce(text) == 1
    out, err = printed()
    said = [line for line in err if ": warning: " not in line]
    assert out == []
    for line in lines:
        assert any(one.startswith(line) for one in said), said
    assert len(said) == len(lines), said
    assert announcements(stored) == []


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (None, "a.yaml:1: cannot be read: No such file or directory"),
        (b"text:\n  de: \xff\n", "a.yaml:2: not UTF-8"),
        ("text: {de: Übermut}".encode("latin-1"), "a.yaml:1: not UTF-8"),
        (b"text: {de: a}\n#\0", "a.yaml:2: control character"),
        (b"x" * 50_000_000, "a.yaml:1: larger than 1000000 bytes"),
    ],
)
def test_what_is_no_text_is_one_line(stored: str, printed: Printed, content: bytes | None, line: str) -> None:
    if content is not None:
        Path("a.yaml").write_bytes(content)
    assert main(["announce", "a.yaml", "--send"]) == 1
    assert printed() == ([], [line])


def test_a_folder_is_no_file(stored: str, printed: Printed) -> None:
    assert main(["announce", "."]) == 1
    assert printed()[1] == [".:1: cannot be read: Is a directory"]


@pytest.mark.parametrize(
    ("at", "line"),
    [
        ("2001-01-01 10:00", "--at: '2001-01-01 10:00' is over"),
        ("2099-03-29 02:30", "--at: '2099-03-29 02:30' does not exist in Europe/Berlin"),
        ("2099-10-25 02:30", "--at: '2099-10-25 02:30' comes twice in Europe/Berlin that night"),
        ("2099-02-30 10:00", "--at: '2099-02-30 10:00' does not exist in Europe/Berlin"),
        ("noon", "--at: not understood: 'noon'"),
    ],
)
def test_times_that_are_none(stored: str, printed: Printed, at: str, line: str) -> None:
    readers(stored, "de", "en")
    assert announce(GOOD, "--send", "--at", at) == 1
    [said] = printed()[1]
    assert said.startswith(line)
    assert announcements(stored) == []


def test_it_cannot_expire_before_it_is_sent(stored: str, printed: Printed) -> None:
    readers(stored, "de", "en")
    text = f"{GOOD}expires: 2099-01-01 10:00\n"
    assert announce(text, "--send", "--at", "2099-01-01 10:00") == 1
    assert printed()[1] == ["a.yaml:14: expires: is before the time of sending"]
    assert announce(text, "--send", "--at", "2099-01-01 09:59") == 0


def test_one_unit_too_many_in_one_language_only(stored: str, printed: Printed) -> None:
    readers(stored, "de", "ar", topic="all")
    arabic = Catalogues.load()["ar"]
    footer = plain(why_you_get_it(arabic, Announcement(0, None, {})))
    fits = 2096 - utf16_length(f"\n\n{footer}")
    for letters in (fits, fits + 1):
        text = f"text:\n  de: Kurz\n  ar: {'س' * letters}{'😀' * 1000}\naudience: {{topics: all}}\n"
        assert announce(text, "--dry-run") == letters - fits
    err = [line for line in printed()[1] if "warning" not in line]
    assert err == ["a.yaml:3: text.ar: the whole message is too long (4097/4096 UTF-16 units)"]


def test_every_problem_of_the_texts_at_once(stored: str, printed: Printed) -> None:
    readers(stored, "de", topic="all")
    text = (
        f"title:\n  de: {'x' * 61}\ntext:\n  de: Um {{time}} am 18.12. in der Alten Eintracht\n"
        "  en: On 17 December in {room}\naudience: {topics: all}\n"
    )
    assert announce(text) == 1
    assert printed()[1] == [
        "a.yaml:1: warning: title.en: there is no title",
        "a.yaml:5: warning: text.en: '18.12.' of the main text is missing",
        "a.yaml:5: warning: text.en: the protected name 'Alte Eintracht' is missing",
        "a.yaml:2: title.de: too long (61/60 UTF-16 units)",
        "a.yaml:5: text.en: the placeholder {room} is not in the main text",
        "a.yaml:5: text.en: the placeholder {time} of the main text is missing",
    ]


def test_nobody_reads_the_text_and_nobody_gets_another(stored: str, printed: Printed) -> None:
    readers(stored, "uk")
    assert announce(GOOD) == 1
    assert printed()[1] == [
        "a.yaml:8: audience: nobody would receive it: none of them reads a language of the text"
    ]


def test_urgent_in_its_forms(stored: str) -> None:
    readers(stored, "de", topic="all")
    for given, urgent in (("yes", True), ("true", True), ("no", False), ("Sturm", True)):
        assert announce(f"{HEAD}urgent: {given}\n") == 0
        assert bool(announcements(stored)[0].urgent) is urgent


@pytest.mark.parametrize(
    "arguments",
    [[], ["a.yaml", "--report", "1"], ["--report", "1", "--send"], ["a.yaml", "--json"], ["--report", "x"]],
)
def test_wrong_usage_ends_with_2(folder: Path, printed: Printed, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["announce", *arguments])
    assert ended.value.code == 2
    assert printed()[1][-1].startswith("stadtbote announce: error: ")


def test_a_report_in_words_and_as_json(stored: str, printed: Printed) -> None:
    readers(stored, "de", "en")
    assert announce(GOOD, "--send") == 0
    number = printed()[0][0]
    assert main(["announce", "--report", number]) == 0
    assert printed()[0] == [
        *("planned: 0", "sent: 0", "unreachable: 0", "refused: 0", "unknown: 0", "skipped: 0", "open: 0")
    ]
    assert main(["announce", "--report", number, "--json"]) == 0
    assert json.loads(printed()[0][0]) == dict.fromkeys(
        ("planned", "sent", "unreachable", "refused", "unknown", "skipped", "open"), 0
    )
    assert main(["announce", "--report", "99"]) == 1
    assert printed()[1] == ["announce: there is no announcement 99"]


def test_the_command_needs_no_messenger(stored: str) -> None:
    readers(stored, "de")
    Path("a.yaml").write_text(GOOD, "utf-8")
    program = (
        "import sys; from bot.__main__ import main; main(['announce', 'a.yaml']); "
        "print('aiogram' in sys.modules)"
    )
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode().splitlines()[-1] == "False"
