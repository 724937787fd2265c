"""`stadtbote calendar import`, and the scheduled look at calendars in the running bot."""

import argparse
import asyncio
import logging
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import assert_never
from urllib.parse import urlsplit

from bot.commands import Problems, checked_settings, say, store
from bot.scheduled_feeds import ScheduledFeeds
from bot.settings import Settings
from civic.calendar_import import (
    CalendarImported,
    CalendarOutcome,
    ImportWishes,
    Step,
    TooFewDates,
    import_calendar,
    no_step,
)
from civic.calendar_items import CalendarRead
from civic.events import SEATS_LIMIT
from civic.time import utc_now
from locales import Catalogues
from sources.calendar_api import fetch_calendar
from sources.calendars import NAME, read_calendar
from sources.reading import SourceFault, read_file

log = logging.getLogger(__name__)
LINES_SHOWN = 50
_IS_ADDRESS = re.compile(r"^(https?|webcals?)://", re.IGNORECASE)
step: Step = no_step


def calendar_import(arguments: argparse.Namespace) -> int:
    """Imports one calendar; ends with 1 where it, or one of its entries, could not be used."""
    settings = checked_settings()
    try:
        return asyncio.run(_import(settings, arguments))
    except SourceFault as fault:
        raise Problems([str(fault)]) from fault


async def _import(settings: Settings, arguments: argparse.Namespace) -> int:
    name = _name(arguments)
    if not 1 <= arguments.seats <= SEATS_LIMIT:
        raise Problems([f"--seats: give a number from 1 to {SEATS_LIMIT}"])
    read = await _read(settings, arguments.source, name)
    seats = arguments.seats if arguments.as_events else None
    wishes = ImportWishes(_main_language(settings), seats, arguments.allow_shrink)
    async with store(settings) as uow:
        outcome = await import_calendar(uow, utc_now, settings.zone, read, wishes, step)
    for note in read.notes[:LINES_SHOWN]:
        say(note)
    lines = list(in_lines(name, outcome, read))
    if isinstance(outcome, TooFewDates):
        raise Problems(lines)
    for line in lines:
        say(line)
    if read.refused:
        raise Problems(_shown(read.refused))
    return 0


def _shown(lines: tuple[str, ...]) -> list[str]:
    more = len(lines) - LINES_SHOWN
    return [*lines[:LINES_SHOWN], *([f"and {more} more"] if more > 0 else [])]


async def _read(settings: Settings, source: str, name: str) -> CalendarRead:
    if _IS_ADDRESS.match(source):
        return await fetch_calendar(source, name, settings.zone, utc_now())
    text = await asyncio.to_thread(read_file, Path(source))
    return await asyncio.to_thread(read_calendar, text, source, name, settings.zone, utc_now())


def _name(arguments: argparse.Namespace) -> str:
    """The given name, else one made of the file's name or the server's."""
    given: str | None = arguments.name
    if given is None:
        is_address = _IS_ADDRESS.match(arguments.source)
        last = _host(arguments.source) if is_address else Path(arguments.source).stem
        given = re.sub(r"[^a-z0-9]+", "-", last.lower())[:40].strip("-")
    if not NAME.fullmatch(given):
        raise Problems(["--name: give a name of small letters, digits and hyphens, at most 40"])
    return given


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def in_lines(name: str, outcome: CalendarOutcome, read: CalendarRead) -> Iterator[str]:
    """What an operator reads about an import."""
    match outcome:
        case CalendarImported(added=added, changed=changed, cancelled=off, unchanged=same, kept=kept):
            counts = f"{added} added, {changed} changed, {off} cancelled, {same} unchanged"
            yield f"{name}: {counts}, {len(read.refused)} refused"
            for title in kept[:LINES_SHOWN]:
                yield f"{name}: gone from the calendar, kept since people can register: {title}"
        case TooFewDates(found=found, before=before):
            yield f"{name}: only {found} dates are to come, {before} were (--allow-shrink takes them)"
        case _:
            assert_never(outcome)


def _main_language(settings: Settings) -> str:
    return Catalogues.load(settings.languages).main.code


class CalendarRefresher(ScheduledFeeds):
    """Imports the calendars of the settings."""

    kind, work = "calendar", "import of calendar"

    @property
    def given(self) -> tuple[str, ...]:
        """The setting."""
        return self.settings.calendar_feeds

    @property
    def every(self) -> timedelta:
        """The setting."""
        return timedelta(hours=self.settings.calendar_hours)

    async def looked_at(self, name: str) -> datetime | None:
        """When it was last imported, or found to be unchanged."""
        async with self.uow.reading() as r:
            return await r.calendar_items.checked_at(name)

    async def take(self, name: str, address: str) -> str | None:
        """Imports it, unless too much of it is gone."""
        read = await fetch_calendar(address, name, self.settings.zone, self.clock())
        wishes = ImportWishes(_main_language(self.settings))
        outcome = await import_calendar(self.uow, self.clock, self.settings.zone, read, wishes)
        lines = [*in_lines(name, outcome, read), *read.refused]
        if isinstance(outcome, TooFewDates):
            return lines[0]
        log.info("scheduled import of a calendar: %s", "; ".join(_shown(tuple(lines))))
        return None
