"""An encrypted backup holds everything and shows nothing; changed, cut or with another key it is refused."""

import io
import os
import re
import signal
import stat
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest

from civic.time import utc_now
from storage.backups import BackupFailed, back_up, backups_in, restore
from storage.database import Database
from storage.encryption import Keys, checked_public_key, decrypt, encrypt, new_key, secret_keys, write_key
from storage.postgres_programs import Programs
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import residents
from tests.fakes import FakeClock
from tests.storage.test_backups import (
    NOW,
    PROGRAMS,
    elsewhere,
    everything,
    filled,
    in_a_process,
    opened,
)

__all__ = ["elsewhere"]
TYPED = b"Wertstoffhof"
CHUNK = 64 * 1024  # source: age-encryption.org/v1, "Payload"
PUBLIC, SECRET = new_key()
KEYS = Keys((PUBLIC,), (SECRET,))
NAMES = r"stadtbote-20261201T090000Z\.(db|dump)\.age"


async def test_everything_comes_back(
    database: Database, elsewhere: str, clock: FakeClock, tmp_path: Path
) -> None:
    await filled(database, clock)
    before = await everything(database)
    file = await back_up(database, tmp_path / "kept", NOW, PROGRAMS, Keys((PUBLIC,)))
    assert re.fullmatch(NAMES, file.name)
    assert [one.file for one in backups_in(tmp_path / "kept")] == [file]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert TYPED not in file.read_bytes()
    other = Database(elsewhere)
    assert await restore(other, file, NOW, PROGRAMS, KEYS) is None
    assert await everything(other) == before
    await other.close()


async def test_what_was_there_before_is_kept_encrypted(
    database: Database, elsewhere: str, clock: FakeClock, tmp_path: Path
) -> None:
    await filled(database, clock)
    file = await back_up(database, tmp_path / "kept", NOW, PROGRAMS, KEYS)
    other = await opened(elsewhere)
    await residents(SqlUnitOfWork(other, clock), 2)
    there = await everything(other)
    await other.close()
    earlier = await restore(other, file, NOW, PROGRAMS, KEYS, replace=True)
    assert earlier is not None
    # A SQLite file is moved on its own disk, where it was clear all the time.
    assert earlier.name.endswith(".age") is (database.file is None)
    await restore(other, earlier, NOW + timedelta(seconds=1), PROGRAMS, KEYS, replace=True)
    assert await everything(other) == there
    await other.close()


async def test_refused_before_anything_is_overwritten(
    database: Database, elsewhere: str, clock: FakeClock, tmp_path: Path
) -> None:
    await filled(database, clock)
    file = await back_up(database, tmp_path / "kept", NOW, PROGRAMS, KEYS)
    other, whole = await opened(elsewhere), file.read_bytes()
    before = await everything(other)
    await other.close()
    end = len(whole) - 1
    changed = [(whole[:-1] + bytes([whole[-1] ^ 1]), KEYS, "damaged"), (whole[:end], KEYS, "damaged")]
    for content, keys, why in (
        (whole, Keys(), "--key FILE"),
        (whole, Keys(secret=new_key()[1:]), "another key"),
        *changed,
    ):
        file.write_bytes(content)
        with pytest.raises(BackupFailed, match=why) as failure:
            await restore(other, file, NOW, PROGRAMS, keys, replace=True)
        assert "\n" not in str(failure.value)
        assert SECRET not in str(failure.value)
    assert await everything(other) == before
    folders = [file.parent, *([other.file.parent] if other.file else [])]
    assert [name for folder in folders for name in os.listdir(folder) if "restor" in name] == []
    await other.close()


def sealed(folder: Path, content: bytes, public: Sequence[str] = (PUBLIC,)) -> Path:
    """A file encrypted for these keys."""
    encrypt(io.BytesIO(content), folder / "one.age", public)
    return folder / "one.age"


def files_with(content: bytes, folder: Path) -> list[Path]:
    """Every file below a folder that holds this."""
    return [file for file in folder.rglob("*") if file.is_file() and content in file.read_bytes()]


def shown(file: Path, *secret: str) -> bytes:
    """Its clear text."""
    target = io.BytesIO()
    decrypt(file, target, secret)
    return target.getvalue()


def test_for_several_keys(tmp_path: Path) -> None:
    second, its_secret = new_key()
    file = sealed(tmp_path, b"clear", (PUBLIC, second))
    assert shown(file, SECRET) == shown(file, its_secret) == b"clear"
    assert pyrage.decrypt(file.read_bytes(), [pyrage.x25519.Identity.from_str(SECRET)]) == b"clear"


def test_each_part_is_sealed(tmp_path: Path) -> None:
    """Format, key, seal of the header, nonce, each chunk and its seal: a bit of any is enough."""
    file = sealed(tmp_path, os.urandom(2 * CHUNK + 100))
    whole = file.read_bytes()
    header = whole.index(b"--- ") + len(b"--- ") + 44
    sealed_chunk = CHUNK + 16
    first = header + 16
    places = [0, 10, 25, 40, 80, 110, header - 30, header + 3, first, first + CHUNK + 3]
    places += [first + sealed_chunk, first + 2 * sealed_chunk + 99, len(whole) - 1]
    for place in places:
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BackupFailed, match=r"damaged|another key"):
            shown(file, SECRET)
    for length in (0, header, first, first + sealed_chunk, first + 2 * sealed_chunk, len(whole) - 1):
        file.write_bytes(whole[:length])
        with pytest.raises(BackupFailed, match="damaged"):
            shown(file, SECRET)
    # Whole chunks left out or told twice.
    for content in (
        whole[:first] + whole[first + sealed_chunk :],
        whole[: first + sealed_chunk] + whole[first:],
        whole + whole[-20:],
    ):
        file.write_bytes(content)
        with pytest.raises(BackupFailed, match="damaged"):
            shown(file, SECRET)


def test_larger_than_what_is_held(tmp_path: Path) -> None:
    """Never more than a few chunks at once, whatever the file's size."""
    asked, given = [], []

    class Source:
        left = 8 << 20

        def read(self, size: int = -1, /) -> bytes:
            asked.append(size)
            size = min(size, self.left)
            self.left -= size
            return bytes(size)

    class Target:
        def write(self, data: bytes, /) -> int:
            given.append(len(data))
            return len(data)

    encrypt(Source(), tmp_path / "one.age", (PUBLIC,))
    decrypt(tmp_path / "one.age", Target(), (SECRET,))
    assert sum(given) == 8 << 20
    assert max(asked + given) <= 4 * CHUNK
    assert min(asked) > 0


async def test_killed_before_it_is_encrypted(
    sqlite_url: str, sqlite_database: Database, clock: FakeClock, tmp_path: Path
) -> None:
    """The clear copy is whole on the disk at this moment; it goes with the process."""
    await filled(sqlite_database, clock)
    await sqlite_database.close()
    assert sqlite_database.file is not None
    death = (
        f"import os; os.environ['STADTBOTE_BACKUP_KEY'] = {PUBLIC!r}; from storage import sqlite_backup\n"
        "def die(clear, *_):\n"
        "    import shutil; clear.seek(0); assert b'Wertstoffhof' in clear.read(); os.kill(os.getpid(), 9)\n"
        "sqlite_backup.encrypt = die"
    )
    done = in_a_process(death, tmp_path / "kept", sqlite_url)
    assert done.returncode == -signal.SIGKILL, done.stderr
    database = {sqlite_database.file.name, f"{sqlite_database.file.name}-wal"}
    assert {file.name for file in files_with(TYPED, tmp_path)} <= database
    assert [file.stat().st_size for file in files_with(b"", tmp_path / "kept")] == [0]


async def test_on_a_full_disk(sqlite_url: str, sqlite_database: Database, tmp_path: Path) -> None:
    first = (
        f"import os; os.environ['STADTBOTE_BACKUP_KEY'] = {PUBLIC!r}\n"
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (50000, 50000))"
    )
    done = in_a_process(first, tmp_path / "kept", sqlite_url)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert list((tmp_path / "kept").iterdir()) == []


async def test_a_program_that_fails(postgres_database: Database, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "pg_dump").write_text('#!/bin/sh\nhead -c 300000 /dev/zero; echo "no more" >&2; exit 1')
    (programs / "pg_dump").chmod(0o700)
    with pytest.raises(BackupFailed, match="no more"):
        await back_up(postgres_database, tmp_path / "kept", NOW, Programs(programs), KEYS)
    assert list((tmp_path / "kept").iterdir()) == []


def test_keys(tmp_path: Path) -> None:
    file = tmp_path / "key.txt"
    write_key(file, PUBLIC, SECRET, utc_now())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert secret_keys(file) == (SECRET,)
    with pytest.raises(BackupFailed, match="File exists"):
        write_key(file, PUBLIC, SECRET, utc_now())
    for content in (b"", b"# public key: " + PUBLIC.encode(), b"\xff\xfe"):
        file.write_bytes(content)
        with pytest.raises(BackupFailed, match="no secret key"):
            secret_keys(file)
    with pytest.raises(BackupFailed, match="No such file"):
        secret_keys(tmp_path / "none")
    with pytest.raises(BackupFailed, match="secret key is damaged"):
        shown(sealed(tmp_path, b"clear"), SECRET[:-1])
    assert checked_public_key(PUBLIC) == PUBLIC
    for wrong in (SECRET, PUBLIC[:-1], "", "age1"):
        with pytest.raises(ValueError, match="public key") as fault:
            checked_public_key(wrong)
        assert SECRET not in str(fault.value)
    assert SECRET not in repr(KEYS)
