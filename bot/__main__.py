"""The command line: `stadtbote COMMAND`. Only `run` imports the bot framework, whose import takes seconds."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version

from bot import commands

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

    add("run", _run, "start the bot: web chat, and Telegram where a token is set")
    add("check", commands.check, "list every problem with settings and content")
    add("migrate", commands.migrate, "bring the database to this release's tables")
    ask = add("ask", commands.ask, "answer a question without a running bot")
    ask.add_argument("question", nargs="*", help="the question; not needed with --json")
    ask.add_argument("--language", default="", help="language of the answer, such as en")
    ask.add_argument("--json", action="store_true", help="read and write JSON lines")
    demo = add("demo-data", commands.demo_data, "add (or remove) sample events, marked as examples")
    demo.add_argument("--if-empty", action="store_true", help="only where there is no event yet")
    demo.add_argument("--remove", action="store_true", help="remove the sample events")
    content = add("content", commands.content, "check or stamp the content pack")
    content.add_argument("action", choices=("check", "stamp"))
    staff = add("staff", commands.staff_invite, "make a one-time invitation link")
    staff.add_argument("action", choices=("invite",))
    staff.add_argument("--role", choices=("owner", "coordinator"), default="coordinator")
    return parser


def _run(arguments: argparse.Namespace) -> int:
    settings = commands.checked_settings()
    from bot.running import run

    return asyncio.run(run(settings))


if __name__ == "__main__":
    sys.exit(main())
