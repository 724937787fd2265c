"""The command line: `stadtbote COMMAND`. Only `run` imports the bot framework, whose import takes seconds."""

import argparse
import asyncio
import gc
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from bot import commands, staff_command
from bot.roles import ALL_ROLES
from civic.staff import Role

Command = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code (0: well, 1: a problem that was named, 2: wrong usage)."""
    arguments = _parser().parse_args(argv)
    command: Command = arguments.command
    try:
        return command(arguments)
    except commands.Problems as problems:
        for line in problems.lines:
            print(line, file=sys.stderr)  # noqa: T201 - the command line speaks by printing
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("stadtbote", description="A chat bot for civic participation in a city.")
    parser.add_argument("--version", action="version", version=version("stadtbote"))
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command, text: str) -> argparse.ArgumentParser:
        sub = subparsers.add_parser(name, help=text, description=text)
        sub.set_defaults(command=command)
        return sub

    running = add("run", _run, "start the bot: web chat, and Telegram where a token is set")
    text = "on PostgreSQL: what this process does of web,telegram,deliver,clock (default: everything)"
    running.add_argument("--roles", metavar="ROLES", default=",".join(ALL_ROLES), help=text)
    started = add("init", _init, "write a file with every setting, commented, to fill in")
    started.add_argument("file", nargs="?", type=Path, default=Path(commands.ENV_FILE), metavar="FILE")
    started.add_argument("--force", action="store_true", help="also over a file that is there")
    add("check", commands.check, "list every problem with settings and content")
    add("migrate", commands.migrate, "bring the database to this release's tables")
    kept = add("retention", _retention, "delete what is past its period, as the running bot does every hour")
    kept.add_argument("--dry-run", action="store_true", help="only count what would go, for each rule")
    ask = add("ask", commands.ask, "answer a question without a running bot")
    ask.add_argument("question", nargs="*", help="the question; not needed with --json")
    ask.add_argument(
        "--language", default="", help="language of the answer, such as en; otherwise the question's own"
    )
    ask.add_argument("--json", action="store_true", help="read and write JSON lines")
    demo = add("demo-data", commands.demo_data, "add (or remove) sample events, marked as examples")
    demo.add_argument("--if-empty", action="store_true", help="only where there is no event yet")
    demo.add_argument("--remove", action="store_true", help="remove the sample events")
    text = "check the content pack, stamp its translations, import knowledge from outside"
    _add_content(subparsers.add_parser("content", help=text, description=text))
    text = "import a calendar of somebody else"
    _add_calendar(subparsers.add_parser("calendar", help=text, description=text))
    _add_announce(add)
    drawn = add("draw", _draw, "show the seed and the order of an event's draw, so that it can be recomputed")
    drawn.add_argument("event", type=int, help="number of the event")
    _add_backups(add)
    text = "print the record of processing activities: every table and column with its reason"
    add("export-processing-record", commands.processing_record, text)
    _add_staff(add)
    return parser


def _add_staff(add: Callable[[str, Command, str], argparse.ArgumentParser]) -> None:
    staff = add("staff", staff_command.run, "invite somebody to the staff, list it, take somebody off it")
    staff.add_argument("action", choices=("invite", "list", "remove"))
    staff.add_argument("number", nargs="?", type=int, help="the member's number in the list, to remove them")
    staff.add_argument("--role", choices=[role.value for role in Role], default=Role.COORDINATOR.value)
    staff.add_argument(
        "--topic", action="append", default=[], metavar="SLUG", help="limit whom you invite to this topic"
    )


def _add_backups(add: Callable[[str, Command, str], argparse.ArgumentParser]) -> None:
    made = add("backup", _backup, "write a backup of the database, with the bot running or not")
    made.add_argument("--to", type=Path, metavar="DIR", help="folder; without it STADTBOTE_BACKUP_DIR")
    made.add_argument("--keep", type=_at_least_one, metavar="N", help="delete all but the newest N there")
    out = add("export", _export, "write everything in an open format: JSON lines for each table, explained")
    out.add_argument("folder", type=Path, metavar="DIR", help="new folder")
    back = add("restore", _restore, "put a backup in the place of the database, while the bot is stopped")
    back.add_argument("file", type=Path, metavar="FILE", help="the backup")
    back.add_argument(
        "--key", type=Path, metavar="FILE", help="for an encrypted one: file with its secret key"
    )
    back.add_argument("--replace", action="store_true", help="also if the database is not empty; it is kept")
    pair = add("backup-key", _backup_key, "make the two keys for encrypted backups: a file, and a setting")
    pair.add_argument("file", type=Path, metavar="FILE", help="new file for the secret key")


def _at_least_one(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _add_content(content: argparse.ArgumentParser) -> None:
    actions = content.add_subparsers(required=True, metavar="ACTION", dest="action")

    def add(name: str, command: Command, text: str) -> argparse.ArgumentParser:
        sub = actions.add_parser(name, help=text, description=text)
        sub.set_defaults(command=command)
        return sub

    add("check", commands.content, "list every fault of the content pack")
    add("status", commands.content, "show which entry is translated into which language, and who reviewed it")
    add("stamp", commands.content, "mark the translations as made from the present texts")
    add("vectors", commands.content, "write the vectors of the content pack beside it, for first starts")
    kinds = ("integreat", "csv")
    bring = add(
        "import", _content, "import pages or a spreadsheet; the old ones stay until the new ones passed"
    )
    bring.add_argument("source", nargs="?", choices=kinds, help="what is imported")
    bring.add_argument("--format", choices=kinds, help="the same as an option")
    bring.add_argument(
        "--region", help="integreat: short name of the region, as in the addresses of its pages"
    )
    bring.add_argument("--url", help="integreat: base address of the content API")
    bring.add_argument("--name", help="csv: short name of the collection")
    bring.add_argument("--file", action="append", type=Path, help="a file; integreat: one for each language")
    bring.add_argument("--allow-shrink", action="store_true", help="also if more than half of it is gone")
    bring.add_argument(
        "--accept", action="append", default=[], metavar="ID", help="a golden question that it may answer"
    )
    back = add("rollback", _content, "make the previous state of a source active again")
    back.add_argument("--source", required=True, help="such as integreat/kaiserslautern")
    add("sources", _content, "list what was imported")


def _add_calendar(calendar: argparse.ArgumentParser) -> None:
    actions = calendar.add_subparsers(required=True, metavar="ACTION", dest="action")
    text = "import an iCalendar file or address; what is here already is brought up to date"
    bring = actions.add_parser("import", help=text, description=text)
    bring.set_defaults(command=_calendar)
    bring.add_argument("source", metavar="FILE|URL", help="the calendar")
    bring.add_argument("--name", help="short name of the calendar, the same at each import")
    bring.add_argument("--as-events", action="store_true", help="people register here; else only listed")
    bring.add_argument("--seats", type=int, default=30, help="with --as-events: seats of new events")
    bring.add_argument("--allow-shrink", action="store_true", help="also if more than half of it is gone")


def _add_announce(add: Callable[[str, Command, str], argparse.ArgumentParser]) -> None:
    text = "keep an announcement from a file as a draft, send it, or show how it went"
    announce = add("announce", _announce, text)
    what = announce.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", metavar="FILE", help="a YAML file, or - for standard input")
    what.add_argument("--report", type=int, metavar="ID", help="where the copies of an announcement stand")
    announce.add_argument("--at", metavar="LOCAL-TIME", help="when it goes out, such as 2026-12-18 18:00")
    announce.add_argument("--dry-run", action="store_true", help="only count and check; nothing is written")
    announce.add_argument("--send", action="store_true", help="approve it; the running bot sends it")
    announce.add_argument("--json", action="store_true", help="with --report: as JSON")
    announce.set_defaults(refuse=announce.error)


def _announce(arguments: argparse.Namespace) -> int:
    if arguments.report is not None and (arguments.at or arguments.dry_run or arguments.send):
        arguments.refuse("--report goes with --json only")
    if arguments.report is None and arguments.json:
        arguments.refuse("--json goes with --report only")
    from bot import announce_command

    work = announce_command.announce if arguments.report is None else announce_command.report
    return asyncio.run(work(arguments))


def _backup(arguments: argparse.Namespace) -> int:
    from bot import backups

    return backups.backup_command(arguments)


def _export(arguments: argparse.Namespace) -> int:
    from bot import backups

    return backups.export_command(arguments)


def _backup_key(arguments: argparse.Namespace) -> int:
    from bot import backups

    return backups.key_command(arguments)


def _restore(arguments: argparse.Namespace) -> int:
    from bot import backups

    return backups.restore_command(arguments)


def _calendar(arguments: argparse.Namespace) -> int:
    from bot import calendars  # and with it what reads HTML and speaks HTTP

    return calendars.calendar_import(arguments)


def _content(arguments: argparse.Namespace) -> int:
    from bot import importing  # and with it what reads HTML and speaks HTTP

    return {
        "import": importing.content_import,
        "rollback": importing.content_rollback,
        "sources": importing.content_sources,
    }[arguments.action](arguments)


def _draw(arguments: argparse.Namespace) -> int:
    from bot import drawing

    return drawing.draw(arguments)


def _init(arguments: argparse.Namespace) -> int:
    from bot import settings_file

    return settings_file.init(arguments)


def _retention(arguments: argparse.Namespace) -> int:
    from bot import retention_command

    return retention_command.retention(arguments)


def _run(arguments: argparse.Namespace) -> int:
    roles = commands.checked_roles(arguments.roles)
    settings = commands.checked_settings()
    if roles != ALL_ROLES and settings.database_file is not None:
        raise commands.Problems(["--roles: several processes need PostgreSQL; SQLite has one for everything"])
    # What is made while it starts stays; the collector would walk it again and again. `run` lets it begin.
    gc.disable()
    try:
        from bot.running import run

        with asyncio.Runner(loop_factory=_event_loop) as runner:
            return runner.run(run(settings, roles))
    finally:
        gc.enable()


def _event_loop() -> asyncio.AbstractEventLoop:
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    import uvloop

    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


if __name__ == "__main__":
    sys.exit(main())
