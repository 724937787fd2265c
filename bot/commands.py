"""Commands that need no messenger. Each returns an exit code, or raises Problems with a line for each."""

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date

from bot.cleaning import old_copies
from bot.roles import Roles, roles_of
from bot.services import missing_vectors, problems_of
from bot.settings import Settings
from bot.settings_check import problems
from civic.answers.content_check import stamp
from civic.events import remove_examples
from civic.examples import load_examples, read_examples
from civic.time import utc_now
from storage.database import Database, DatabaseUnusable
from storage.migrate import NewerDatabase, UnfinishedRestore, pending, upgrade
from storage.processing_record import record
from storage.unit_of_work import SqlUnitOfWork

ENV_FILE = ".env"


class Problems(Exception):
    """What keeps a command from running, one line each."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def say(text: str) -> None:
    """A line on standard output."""
    sys.stdout.write(text + "\n")


def checked_settings() -> Settings:
    """The settings. Problems where one of them cannot be used."""
    found = problems(os.environ, ENV_FILE)
    if found:
        raise Problems(found)
    return Settings.load(ENV_FILE)


def checked_roles(text: str) -> Roles:
    """The roles of a process. Problems where one is unknown."""
    try:
        return roles_of(text)
    except ValueError as fault:
        raise Problems([str(fault)]) from fault


def check(arguments: argparse.Namespace) -> int:
    """Names every problem with settings, catalogues and content."""
    try:
        settings = Settings.load(ENV_FILE)
    except ValueError:
        # The settings' own problems are named below; the content that ships is checked all the same.
        settings = Settings()
    found = problems_of(settings.content, settings.languages, _today(settings))
    copies = [
        f"{copy}: is older than anything is kept; it holds what was deleted, so delete it too"
        for copy in old_copies(settings, utc_now)
    ]
    found = problems(os.environ, ENV_FILE, [*found, *copies])
    if found:
        raise Problems(found)
    say("No problems found.")
    return 0


def content(arguments: argparse.Namespace) -> int:
    """Checks the content pack, shows how far it is translated, stamps its translations with the text that
    they translate, or writes the vectors of its texts beside it."""
    settings = checked_settings()
    match arguments.action:
        case "stamp":
            for file in stamp(settings.content):
                say(f"stamped {file}")
        case "status":
            from bot.content_status import status_lines

            for line in status_lines(settings):
                say(line)
        case "vectors":
            from bot.content_vectors import write_vectors

            say(asyncio.run(write_vectors(settings)))
        case _:
            _check_content(settings)
    return 0


def _check_content(settings: Settings) -> None:
    found = problems_of(settings.content, settings.languages, _today(settings))
    if found:
        raise Problems(found)
    from bot.golden_check import golden_lines

    measured, complaint = asyncio.run(golden_lines(settings))
    if not complaint:
        say("The content has no faults.")
    if measured:
        say(measured)
    if complaint:
        raise Problems([complaint])
    if missing := missing_vectors(settings.content):
        say(f"{missing} of its texts have no vector beside it; 'stadtbote content vectors' computes them.")


def _today(settings: Settings) -> date:
    return utc_now().astimezone(settings.zone).date()


def migrate(arguments: argparse.Namespace) -> int:
    """Brings the database to this release's tables."""

    async def work() -> None:
        async with usable_database(checked_settings()) as database:
            try:
                applied = await upgrade(database)
            except (NewerDatabase, UnfinishedRestore) as fault:
                raise Problems([str(fault)]) from fault
        say(f"applied: {', '.join(applied)}" if applied else "nothing to do")

    asyncio.run(work())
    return 0


def demo_data(arguments: argparse.Namespace) -> int:
    """Adds or removes the sample events of the content pack."""
    settings = checked_settings()
    if settings.env == "production" and not arguments.remove:
        raise Problems(["STADTBOTE_ENV: sample events are not loaded in production"])

    async def work() -> None:
        async with store(settings) as uow:
            if arguments.remove:
                say(f"removed {await remove_examples(uow)} sample events")
                return
            events = read_examples(settings.content, utc_now(), settings.zone)
            added = await load_examples(uow, events, only_if_empty=arguments.if_empty)
            say(f"added {added} sample events")

    asyncio.run(work())
    return 0


def ask(arguments: argparse.Namespace) -> int:
    """Answers one question in words, or JSON lines from standard input."""
    from bot import asking

    settings = checked_settings()
    if arguments.json:
        return asyncio.run(asking.answer_lines(settings, sys.stdin.buffer, sys.stdout))
    question = " ".join(arguments.question).strip()
    if not question:
        raise Problems(["ask: please write a question"])
    say(asyncio.run(asking.answer_text(settings, question, arguments.language)))
    return 0


def processing_record(arguments: argparse.Namespace) -> int:
    """Prints what is kept, why, and how long; it needs neither settings nor a database."""
    say(record().rstrip("\n"))
    return 0


@asynccontextmanager
async def store(settings: Settings) -> AsyncIterator[SqlUnitOfWork]:
    """The database of a command, brought up to date where it is a SQLite file."""
    async with usable_database(settings) as database:
        if database.file is not None:
            await upgrade(database)
        elif missing := await pending(database):
            raise Problems([f"run 'stadtbote migrate' first; missing: {', '.join(missing)}"])
        yield SqlUnitOfWork(database)


@asynccontextmanager
async def usable_database(settings: Settings) -> AsyncIterator[Database]:
    """The database, closed in the end. Problems where nothing can be done with it."""
    try:
        database = Database(settings.database_url)
        try:
            await database.probe()
            yield database
        finally:
            await database.close()
    except DatabaseUnusable as unusable:
        raise Problems([unusable_line(unusable)]) from unusable


def unusable_line(unusable: DatabaseUnusable) -> str:
    """What an operator reads when the database cannot be used."""
    return f"STADTBOTE_DATABASE_URL: the database cannot be used: {unusable}"
