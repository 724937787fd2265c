"""`stadtbote retention`, what health says of it, old copies of the database, and the settings of periods."""

import asyncio
import os
from datetime import timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.cleaning import old_copies, periods_of
from bot.health import kept_in_words
from bot.settings import Settings
from civic.retention_periods import RULES, Periods, Rule
from civic.retention_ports import RuleRun
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW
from tests.fakes import FakeClock
from tests.retention import a_used_city

PERIOD_FIELDS = (
    *("transcript_days", "need_days", "participant_days", "question_days"),
    *("draft_days", "copy_days", "audit_days", "inactive_days"),
)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Commands keep their database below the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STADTBOTE_DATABASE_URL", raising=False)
    return tmp_path


def test_the_command_tells_what_would_go_and_then_deletes_it(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STADTBOTE_DATABASE_URL", sqlite_url)

    async def fill() -> None:
        database, clock = Database(sqlite_url), FakeClock(NOW - timedelta(days=700))
        await a_used_city(SqlUnitOfWork(database, clock), database, clock)
        await database.close()

    asyncio.run(fill())
    assert main(["retention", "--dry-run"]) == 0
    looked = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert set(RULES) < set(looked)
    assert "180 days       2 rows   never run" in looked[Rule.DRAFTS]
    told = int(looked["rows"].split()[-1])
    assert told > len(RULES)
    assert main(["retention"]) == 0
    gone = capsys.readouterr().out
    assert sum(int(line.split()[1]) for line in gone.splitlines()) == told
    assert main(["retention", "--dry-run"]) == 0
    again = capsys.readouterr().out
    assert "rows that would go now: 0" in again
    assert again.count("last run") == len(RULES)


@pytest.mark.parametrize("field", PERIOD_FIELDS)
@pytest.mark.parametrize("value", ["forever", "0", "-1", "100000"])
def test_no_period_is_for_ever(
    field: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = f"STADTBOTE_{field.upper()}"
    monkeypatch.setenv(name, value)
    assert main(["retention", "--dry-run"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{name}: ")


def test_every_period_of_the_settings_is_used() -> None:
    usual = {field: getattr(Settings(), field) for field in PERIOD_FIELDS}
    assert periods_of(Settings()) == Periods()
    for field, days in usual.items():
        assert periods_of(Settings.model_validate({field: days - 1 if days > 1 else 2})) != Periods(), field


def test_old_copies_of_the_database_are_named(own_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = own_folder / "data" / "stadtbote.db"
    file.parent.mkdir()
    old, new = (file.with_name(f"stadtbote.db.before-{number}") for number in ("0003", "0024"))
    clock = FakeClock()
    for one, days in ((file, 900), (old, 366), (new, 364)):
        one.touch()
        at = (clock() - timedelta(days=days)).timestamp()
        os.utime(one, (at, at))
    assert [one.name for one in old_copies(Settings(), clock)] == [old.name]
    os.utime(new, None)
    os.utime(old, (0, 0))
    assert main(["check"]) == 1
    (line,) = [line for line in capsys.readouterr().err.splitlines() if "before-" in line]
    assert line.startswith(str(old.relative_to(own_folder)))


def test_health_says_how_it_goes() -> None:
    assert kept_in_words([]) == "never run"
    well = [RuleRun(Rule.FORMS, NOW), RuleRun(Rule.NEEDS, NOW - timedelta(hours=1))]
    assert kept_in_words(well) == "ok, last run 2026-12-01T08:00:00+00:00"
    ill = [*well, RuleRun(Rule.COPIES, None, NOW, "OSError"), RuleRun(Rule.AUDIT, None, NOW, "OSError")]
    assert kept_in_words(ill) == "failing since 2026-12-01T09:00:00+00:00: copies, audit"
