"""`stadtbote backup` and `stadtbote restore`, and the backups that the running bot makes by itself."""

import argparse
import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock_trust import ClockTrust
from bot.commands import Problems, checked_settings, say, unusable_line, usable_database
from bot.secrets import Redactor
from bot.settings import Settings
from civic.time import Clock, utc_now
from storage.backups import BackupFailed, back_up, backups_until, remove_old, restore
from storage.database import Database, DatabaseUnusable
from storage.encryption import Keys, new_key, secret_keys, write_key
from storage.open_export import EXPLAINED, export
from storage.postgres_programs import Programs

log = logging.getLogger(__name__)
FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=5), timedelta(hours=1)
LATE_AFTER = timedelta(hours=1)


class BackupKeeper:
    """Makes a backup whenever the newest one is old enough, and deletes those that are too old, if the clock
    can be believed.

    What is due is read from the folder, so that a restart forgets nothing. A failure is tried again after
    five minutes, then later and later.
    """

    def __init__(
        self, settings: Settings, database: Database, clock: Clock, trust: ClockTrust | None = None
    ) -> None:
        self._settings = settings
        self._database = database
        self._clock = clock
        self._trust = trust
        self._begun = clock()
        self._failures = 0
        self._not_before: datetime | None = None

    @property
    def is_late(self) -> bool:
        """Whether the next backup should have been there for an hour. Without a folder it never is."""
        folder, now = self._settings.backup_dir, self._clock()
        if folder is None:
            return False
        newest = backups_until(folder, now)
        due = newest[0].at + self._every if newest else self._begun
        return now - due > LATE_AFTER

    @property
    def age(self) -> timedelta | None:
        """How long ago the newest backup was begun."""
        folder, now = self._settings.backup_dir, self._clock()
        newest = backups_until(folder, now) if folder else []
        return now - newest[0].at if newest else None

    async def look(self) -> None:
        """Makes one if it is time."""
        folder, now = self._settings.backup_dir, self._clock()
        # A longer wait than there is means that the clock was set back.
        wait = self._not_before - now if self._not_before else timedelta()
        if folder is None or timedelta() < wait <= LONGEST_RETRY:
            return
        newest = backups_until(folder, now)
        if newest and now < newest[0].at + self._every:
            return
        try:
            keys = Keys(self._settings.backup_key)
            made = await back_up(self._database, folder, now, programs_of(self._settings), keys)
            gone = self._remove_old(folder, now)
        except (BackupFailed, OSError) as failure:
            self._failed(now, str(failure))
        except Exception as failure:
            log.exception("a backup failed")
            self._failed(now, type(failure).__name__)
        else:
            self._failures = 0
            log.info("backup %s written, %d old ones deleted", made.name, len(gone))

    def _remove_old(self, folder: Path, now: datetime) -> list[Path]:
        if self._trust is not None and not self._trust.is_believed():
            return []
        return remove_old(folder, now, since=now - timedelta(days=self._settings.backup_days))

    @property
    def _every(self) -> timedelta:
        return timedelta(hours=self._settings.backup_hours)

    def _failed(self, now: datetime, why: str) -> None:
        pause = min(FIRST_RETRY * 2 ** min(self._failures, 10), LONGEST_RETRY)
        self._failures += 1
        self._not_before = now + pause
        log.error("backup: %s; tried again in %s", why, pause)


def programs_of(settings: Settings) -> Programs:
    """Where PostgreSQL's programs are."""
    return Programs(settings.pg_programs)


def backup_command(arguments: argparse.Namespace) -> int:
    """Writes one backup, with the bot running or not."""
    settings = checked_settings()
    folder: Path | None = arguments.to or settings.backup_dir
    if folder is None:
        raise Problems(["backup: say where with --to, or set STADTBOTE_BACKUP_DIR"])

    async def work() -> None:
        if settings.database_file is not None and not settings.database_file.exists():
            raise BackupFailed(f"there is no database {settings.database_file}")
        async with usable_database(settings) as database:
            keys = Keys(settings.backup_key)
            made = await back_up(database, folder, utc_now(), programs_of(settings), keys)
        how = "encrypted, checked" if settings.backup_key else "checked"
        say(f"{made}: {made.stat().st_size} bytes, {how}")
        for file in remove_old(folder, utc_now(), keep=arguments.keep) if arguments.keep else ():
            say(f"deleted {file}")

    _run(settings, work)
    return 0


def export_command(arguments: argparse.Namespace) -> int:
    """Writes everything in an open format, with the bot running or not."""
    settings = checked_settings()
    folder: Path = arguments.folder

    async def work() -> None:
        if settings.database_file is not None and not settings.database_file.exists():
            raise BackupFailed(f"there is no database {settings.database_file}")
        async with usable_database(settings) as database:
            counts = await export(database, folder)
        say(f"{folder}: {sum(counts.values())} rows of {len(counts)} tables, explained in {EXPLAINED}")

    _run(settings, work)
    return 0


def restore_command(arguments: argparse.Namespace) -> int:
    """Puts a backup in the place of the database, while the bot is stopped."""
    settings = checked_settings()
    file: Path = arguments.file

    def keys() -> Keys:
        return Keys(settings.backup_key, secret_keys(arguments.key) if arguments.key else ())

    async def work() -> None:
        async with _to_be_replaced(settings) as database:
            programs = programs_of(settings)
            kept = await restore(database, file, utc_now(), programs, keys(), replace=arguments.replace)
        say(f"restored {file}")
        if kept is not None:
            say(f"what was there before is kept in {kept}; delete it when you no longer need it")
        say(
            "Whoever had their data deleted after this backup was made is in it again: delete them once more."
        )
        if settings.database_file is None:
            say("Now run 'stadtbote migrate'.")

    _run(settings, work)
    return 0


def key_command(arguments: argparse.Namespace) -> int:
    """Makes a pair of keys: the secret one for a file, the public one for the settings."""
    public, secret = new_key()
    try:
        write_key(arguments.file, public, secret, utc_now())
    except BackupFailed as failure:
        raise Problems([str(failure)]) from failure
    say(f"{arguments.file} holds the secret key; without it nobody can read the backups.")
    say("Move it to where the backups are not, and keep a second copy. The setting:")
    say(f"STADTBOTE_BACKUP_KEY={public}")
    return 0


@asynccontextmanager
async def _to_be_replaced(settings: Settings) -> AsyncIterator[Database]:
    """The database, closed in the end. A SQLite file may be a damaged one."""
    if settings.database_file is None:
        async with usable_database(settings) as database:
            yield database
        return
    try:
        database = Database(settings.database_url)
    except DatabaseUnusable as unusable:
        raise Problems([unusable_line(unusable)]) from unusable
    yield database
    await database.close()


def _run(settings: Settings, work: Callable[[], Coroutine[None, None, None]]) -> None:
    try:
        asyncio.run(work())
    except BackupFailed as failure:
        raise Problems([Redactor(settings.secret_values)(str(failure))]) from failure
