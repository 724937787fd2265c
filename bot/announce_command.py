"""`stadtbote announce`: a file becomes a draft, or is released at once by whoever sits at the machine.

It only writes rows. The running bot finds what is due in them and sends it.
"""

import argparse
import json
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from bot.announcing_words import problem_faults, refusal
from bot.commands import Problems, checked_settings, say, store, usable_database
from bot.services import services_for
from bot.settings import Settings
from civic.announcement_files import FileDraft, Place, read_announcement, read_time
from civic.announcement_outcomes import Released
from civic.announcement_review import release
from civic.announcements import Announcement
from civic.announcing import Reach, keep_from_file, reach
from civic.answers.asking import Answerer
from civic.answers.content_files import FILE_MAX, Fault, decoded, read_text
from civic.answers.knowledge import ContentFaults, Knowledge, load
from civic.time import utc_now
from handlers.announcement_rules import review_rules
from handlers.services import Services
from handlers.views.announcement_times import hours_of
from locales import CatalogueFault
from storage.migrate import pending
from storage.unit_of_work import SqlUnitOfWork

STDIN = "-"
# The order in which a program that reads them may rely on.
FIGURES = ("planned", "sent", "unreachable", "refused", "unknown", "skipped", "open")


async def report(arguments: argparse.Namespace) -> int:
    """Prints where the copies of one announcement stand."""
    settings = checked_settings()
    async with _present(settings) as uow, uow.reading() as r:
        if await r.announcements.get(arguments.report) is None:
            raise Problems([f"announce: there is no announcement {arguments.report}"])
        found = asdict(await r.deliveries.report(arguments.report))
    figures = {name: found[name] for name in FIGURES}
    if arguments.json:
        say(json.dumps(figures))
    else:
        for name, number in figures.items():
            say(f"{name}: {number}")
    return 0


async def announce(arguments: argparse.Namespace) -> int:
    """Keeps the announcement of a file, or says everything that is wrong with it."""
    settings = checked_settings()
    text, faults = _read(arguments.file)
    if faults:
        raise Problems([str(fault) for fault in faults])
    opened = _present(settings) if arguments.dry_run else store(settings)
    async with opened as uow:
        services = _services(settings, uow)
        draft = read_announcement(text, _name(arguments.file), _place(services))
        timed, time_faults = _timed(draft.announcement, arguments.at, services)
        draft = replace(draft, announcement=timed)
        found = await reach(uow, timed) if not draft.faults else None
        warnings, faults = _checked(draft, services, found)
        lines = [*time_faults, *map(str, sorted({*draft.faults, *faults}))]
        _warn(warnings)
        if lines or found is None:
            raise Problems(lines)
        goes_out = arguments.send or arguments.at is not None
        if arguments.dry_run:
            _dry_run(timed, found)
            _say_quiet(timed, services, goes_out)
            return 0
        kept = await keep_from_file(uow, utc_now, timed, tell_staff=not arguments.send)
        say(str(kept.id))
        if not arguments.send:
            say(f"recipients: {found.recipients(kept)}")
            _say_quiet(kept, services, goes_out)
            return 0
        outcome = await release(uow, utc_now, review_rules(services), kept, None)
        if not isinstance(outcome, Released):
            raise Problems([f"announce: {refusal(outcome)}; it is kept as draft {kept.id}"])
        say(f"recipients: {outcome.recipients}")
        _say_quiet(outcome.announcement, services, goes_out)
    return 0


def _dry_run(one: Announcement, found: Reach) -> None:
    say(f"recipients: {found.recipients(one)}")
    getting = found.with_text(one)
    for code, heads in sorted(found.heads.items()):
        without = "" if code in one.sendable else ", with a note" if code in getting else ", nothing"
        say(f"{code}: {heads}{without}")


def _say_quiet(one: Announcement, services: Services, goes_out: bool) -> None:
    """Until when the messages wait, where they fall into quiet hours. A draft without a time has none yet."""
    timed = one if one.due_at is not None else replace(one, due_at=services.clock())
    until = hours_of(services).waits_until(timed) if goes_out else None
    if until is not None:
        wall = until.astimezone(services.zone)
        say(f"quiet hours: the messages wait until {wall:%Y-%m-%d %H:%M} (STADTBOTE_QUIET_HOURS)")


def _checked(draft: FileDraft, services: Services, found: Reach | None) -> tuple[list[Fault], list[Fault]]:
    """Warnings, and what keeps it from being sent; of a file that was not understood, of its texts only."""
    one = draft.announcement
    warnings: list[Fault] = []
    faults: list[Fault] = []
    if one.main.text:
        problems = review_rules(services).check(one)
        refused = {fault.message for fault in draft.faults}
        for blocks, fault in problem_faults(draft, problems):
            # What was refused as a value already is not said again in other words.
            if not any(message.startswith(fault.message.partition(":")[0]) for message in refused):
                (faults if blocks else warnings).append(fault)
    if one.expires_at is not None and one.expires_at <= (one.due_at or utc_now()):
        faults.append(draft.fault("is before the time of sending", "expires"))
    if found is not None:
        faults += _reach_faults(draft, found)
    return warnings, faults


def _reach_faults(draft: FileDraft, found: Reach) -> Iterator[Fault]:
    one = draft.announcement
    if found.no_such_audience:
        yield draft.fault(f"there is no event {one.audience.event_id} that people see", "audience", "event")
    elif not found.recipients(one):
        why = ": none of them reads a language of the text" if found.heads else ""
        yield draft.fault(f"nobody would receive it{why}", "audience")
    if found.no_such_target and one.button is not None:
        yield draft.fault(f"there is no event {one.button.target} that people see", "button", "event")


def _timed(one: Announcement, given: str | None, services: Services) -> tuple[Announcement, list[str]]:
    """The announcement for a local time; None is at once."""
    if given is None:
        return one, []
    at = read_time(given, services.clock(), services.zone)
    if not isinstance(at, datetime):
        return one, [f"--at: {at}"]
    wall = at.astimezone(services.zone)
    return replace(one, due_at=at, local_time=f"{wall:%d.%m.%Y %H:%M}", zone=services.zone.key), []


def _read(file: str) -> tuple[str, list[Fault]]:
    if file != STDIN:
        return read_text(Path(file))
    return decoded(sys.stdin.buffer.read(FILE_MAX + 1), _name(file))


def _name(file: str) -> str:
    return "<stdin>" if file == STDIN else file


def _place(services: Services) -> Place:
    main = services.catalogues.main.code
    others = [one.code for one in services.catalogues if one.code != main]
    return Place(
        languages=(main, *others),
        topics=tuple(one.slug for one in services.city.topics),
        districts=tuple(one.slug for one in services.city.districts),
        now=services.clock(),
        zone=services.zone,
    )


def _services(settings: Settings, uow: SqlUnitOfWork) -> Services:
    try:
        return services_for(settings, uow, utc_now, _without_answers)
    except ContentFaults as faults:
        raise Problems([str(fault) for fault in faults.faults]) from faults
    except CatalogueFault as fault:
        raise Problems([str(fault)]) from fault


def _without_answers(folder: Path) -> Answerer:
    """The city's names and glossary; indexing what it answers takes seconds, and nobody asks here."""
    whole = load(folder)
    return Answerer(Knowledge(whole.city, (), (), glossary=whole.glossary))


def _warn(warnings: list[Fault]) -> None:
    for fault in sorted(set(warnings)):
        sys.stderr.write(f"{fault.file}:{fault.line}: warning: {fault.message}\n")


@asynccontextmanager
async def _present(settings: Settings) -> AsyncIterator[SqlUnitOfWork]:
    """The database as it is: neither made nor brought up to date."""
    file = settings.database_file
    if file is not None and not file.exists():
        raise Problems([f"STADTBOTE_DATABASE_URL: there is no database yet at {file}"])
    async with usable_database(settings) as database:
        if missing := await pending(database):
            raise Problems([f"run 'stadtbote migrate' first; missing: {', '.join(missing)}"])
        yield SqlUnitOfWork(database)
