"""`stadtbote backup` and `restore` as operators use them, and the backups that the clock makes."""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.backups import BackupKeeper
from bot.settings import Settings
from bot.settings_check import problems
from storage.backups import backups_in
from storage.database import Database
from storage.encryption import is_encrypted, new_key
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.test_clock_trust import YEAR, Wall, begun
from tests.fakes import FakeClock


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Commands keep their database below the working directory."""
    monkeypatch.chdir(tmp_path)
    for name in ("STADTBOTE_ENV", "STADTBOTE_DATABASE_URL", "STADTBOTE_BACKUP_DIR", "STADTBOTE_BACKUP_KEY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """Everything that was printed."""
    printed = capsys.readouterr()
    return printed.out + printed.err


def test_backup_and_restore(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", "--to", "kept"]) == 1
    assert said(capsys) == "there is no database data/stadtbote.db\n"
    assert main(["migrate"]) == 0
    assert main(["backup"]) == 1
    assert "--to, or set STADTBOTE_BACKUP_DIR" in said(capsys)
    for _ in range(3):
        assert main(["backup", "--to", "kept", "--keep", "2"]) == 0
    assert "checked" in said(capsys)
    (newest, _) = backups_in(folder / "kept")
    assert main(["restore", str(newest.file)]) == 1
    assert said(capsys) == "the database is not empty; --replace puts the backup in its place\n"
    assert main(["restore", str(newest.file), "--replace"]) == 0
    printed = said(capsys)
    assert "is kept in data/stadtbote.db.before-restore-" in printed
    assert "delete them once more" in printed
    assert main(["migrate"]) == 0
    assert "nothing to do" in said(capsys)
    Path("data/stadtbote.db").write_bytes(b"not a database at all" * 1000)
    assert main(["migrate"]) == 1
    assert main(["restore", str(newest.file), "--replace"]) == 0
    assert main(["migrate"]) == 0
    said(capsys)
    assert main(["restore", "none.db"]) == 1
    assert said(capsys) == "none.db cannot be read: No such file or directory\n"
    with pytest.raises(SystemExit):
        main(["backup", "--keep", "0"])


def test_everything_in_an_open_format(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "all"]) == 1
    assert "there is no database" in said(capsys)
    assert main(["migrate"]) == 0
    capsys.readouterr()
    assert main(["export", "all"]) == 0
    assert "explained in tables.json" in said(capsys)
    assert (folder / "all" / "resident.jsonl").exists()
    assert main(["export", "all"]) == 1
    assert said(capsys) == "all is there already; name a new folder\n"


def test_encrypted(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["migrate"]) == 0
    assert main(["backup-key", "key.txt"]) == 0
    printed = said(capsys)
    secret = Path("key.txt").read_text().splitlines()[-1]
    assert secret not in printed
    (public,) = re.findall("^STADTBOTE_BACKUP_KEY=(.+)$", printed, re.M)
    assert main(["backup-key", "key.txt"]) == 1
    assert said(capsys) == "key.txt cannot be written: File exists\n"
    monkeypatch.setenv("STADTBOTE_BACKUP_KEY", secret)
    assert main(["backup", "--to", "kept"]) == 1
    printed = said(capsys)
    assert printed.startswith("STADTBOTE_BACKUP_KEY: is a secret key")
    assert secret not in printed
    monkeypatch.setenv("STADTBOTE_BACKUP_KEY", public)
    assert main(["backup", "--to", "kept"]) == 0
    assert "bytes, encrypted, checked" in said(capsys)
    (made,) = backups_in(folder / "kept")
    assert main(["restore", str(made.file), "--replace"]) == 1
    assert said(capsys).endswith("is encrypted; name the file with its secret key: --key FILE\n")
    assert main(["restore", str(made.file), "--replace", "--key", "key.txt"]) == 0
    assert "restored" in said(capsys)


@pytest.fixture
def keeper(sqlite_database: Database, clock: FakeClock, tmp_path: Path) -> BackupKeeper:
    settings = Settings(backup_dir=tmp_path / "kept", backup_hours=6, backup_days=2)
    return BackupKeeper(settings, sqlite_database, clock)


async def test_by_the_clock(keeper: BackupKeeper, clock: FakeClock, tmp_path: Path) -> None:
    kept, begun = tmp_path / "kept", clock()
    for _ in range(2):
        await keeper.look()
        assert [one.at for one in backups_in(kept)] == [begun]
    clock.advance(timedelta(hours=6))
    await keeper.look()
    assert len(backups_in(kept)) == 2
    clock.advance(timedelta(days=3))
    await keeper.look()
    assert [one.at for one in backups_in(kept)] == [clock()]


async def test_by_the_clock_encrypted(sqlite_database: Database, clock: FakeClock, tmp_path: Path) -> None:
    settings = Settings(backup_dir=tmp_path / "kept", backup_key=(new_key()[0],))
    await BackupKeeper(settings, sqlite_database, clock).look()
    (made,) = backups_in(tmp_path / "kept")
    assert is_encrypted(made.file)


async def test_a_failure_is_tried_again_and_becomes_late(
    keeper: BackupKeeper, clock: FakeClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "kept").write_text("in the way")
    await keeper.look()
    await keeper.look()
    assert caplog.text.count("cannot be written") == 1
    late = [keeper.is_late]
    clock.advance(timedelta(minutes=61))
    late.append(keeper.is_late)
    (tmp_path / "kept").unlink()
    await keeper.look()
    late.append(keeper.is_late)
    clock.advance(timedelta(hours=7, seconds=1))
    assert [*late, keeper.is_late] == [False, True, False, True]


async def test_after_the_clock_was_set_back(keeper: BackupKeeper, clock: FakeClock, tmp_path: Path) -> None:
    await keeper.look()
    clock.advance(timedelta(days=-300))
    await keeper.look()
    assert len(backups_in(tmp_path / "kept")) == 2


async def test_a_jump_of_the_clock_deletes_nothing_and_makes_one_too_many(
    sqlite_database: Database, sqlite_uow: SqlUnitOfWork, clock: FakeClock, tmp_path: Path
) -> None:
    wall, kept = Wall(clock), tmp_path / "kept"
    settings = Settings(backup_dir=kept, backup_hours=6, backup_days=2)
    trust = await begun(sqlite_uow, wall)
    keeper = BackupKeeper(settings, sqlite_database, clock, trust)
    for _ in range(4):
        await keeper.look()
        wall.lasts(timedelta(hours=6))
    there = {one.at for one in backups_in(kept)}
    wall.jumps(YEAR)
    await keeper.look()
    future = clock()
    assert {one.at for one in backups_in(kept)} == {*there, future}
    wall.jumps(-YEAR)
    for _ in range(5):
        wall.lasts(timedelta(minutes=1))
        await keeper.look()
    assert len(backups_in(kept)) == 6
    assert keeper.age == timedelta(minutes=4)
    assert not keeper.is_late
    wall.lasts(timedelta(days=3))
    await keeper.look()
    assert [one.at for one in backups_in(kept)] == [future, clock().replace(microsecond=0)]


def test_backups_are_kept_no_longer_than_anything_else(tmp_path: Path) -> None:
    given = {"STADTBOTE_BACKUP_DIR": str(tmp_path), "STADTBOTE_BACKUP_DAYS": "91"}
    assert "STADTBOTE_BACKUP_DAYS: must not be more than" in "".join(problems(given, None))
    assert problems(given | {"STADTBOTE_BACKUP_DAYS": "90"}, None) == []


def test_not_for_the_key_of_the_example() -> None:
    example = (Settings.model_fields["backup_key"].examples or [""])[0]
    assert "is still the example" in "".join(problems({"STADTBOTE_BACKUP_KEY": str(example)}, None))


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.getLogger("bot.backups").setLevel(logging.INFO)
    yield
    logging.getLogger("bot.backups").setLevel(logging.NOTSET)
