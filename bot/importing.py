"""`stadtbote content import|rollback|sources`, and the same import for the running bot."""

import argparse
import asyncio
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import assert_never

from pydantic import TypeAdapter, ValidationError

from bot.commands import Problems, checked_settings, say, store
from bot.content_vectors import progress_bar
from bot.embedding import started_embedder
from bot.library_keeper import assembled
from bot.meaning import Meaning, vectors_of
from bot.settings import Settings
from bot.settings_source import setting_name
from bot.settings_types import HttpUrl
from civic.answers.asking import Answerer
from civic.answers.golden import FILE, read_golden
from civic.answers.import_gate import GoldenGate
from civic.answers.importing import (
    AlreadyRunning,
    Failpoint,
    Imported,
    Importer,
    Lost,
    NothingBefore,
    Outcome,
    Rejected,
    RolledBackBefore,
    TooFew,
    Unchanged,
    WentBack,
    go_back,
    no_failpoint,
)
from civic.answers.imports import Collected, GenerationStatus
from civic.answers.knowledge import ContentFaults, Knowledge, load
from civic.answers.library import Library
from civic.answers.shipped_vectors import FILE as SHIPPED_VECTORS
from civic.answers.vectors import PassageVectors
from civic.ports import UnitOfWork
from civic.time import Clock, utc_now
from locales import Catalogues
from sources.integreat import REGION, PageList, collected, read_files
from sources.integreat_api import fetch
from sources.reading import SourceFault
from sources.spreadsheet import NAME, read_csv

REASONS_SHOWN = 10
failpoint: Failpoint = no_failpoint


@dataclass(frozen=True)
class Wishes:
    """What is allowed. `accepted`: ids of golden questions; `again`: content that was rolled back."""

    allow_shrink: bool = False
    accepted: Collection[str] = ()
    again: bool = True


def content_import(arguments: argparse.Namespace) -> int:
    """Imports one source; the old knowledge stays active until the new one has passed."""
    settings = checked_settings()
    try:
        return asyncio.run(_import(settings, arguments))
    except SourceFault as fault:
        raise Problems([str(fault)]) from fault


async def _import(settings: Settings, arguments: argparse.Namespace) -> int:
    pack = _pack(settings)
    offered = spoken(settings, pack)
    if _kind(arguments) == "csv":
        found = read_csv(_csv_name(arguments), _csv_file(arguments), offered)
    else:
        region = _region(settings, arguments)
        lists = await _page_lists(settings, arguments, region, offered)
        found = collected(region, lists, pack.city.main_language, offered)
    for note in found.notes:
        say(note)
    async with store(settings) as uow, started_embedder(settings) as embedder:
        meaning = None
        if embedder is not None:
            shipped = settings.content / SHIPPED_VECTORS
            meaning = Meaning(embedder, PassageVectors(uow, utc_now, embedder, shipped), progress_bar)
        wishes = Wishes(arguments.allow_shrink, arguments.accept)
        outcome = await import_into(Base(uow, utc_now, settings, pack, meaning), found, wishes)
    lines = list(in_lines(found.source, outcome))
    if not isinstance(outcome, Imported | Unchanged):
        raise Problems(lines)
    for line in lines:
        say(line)
    return 0


@dataclass(frozen=True)
class Base:
    """What an import goes into: the store, the city's own content, and what makes vectors, if anything."""

    uow: UnitOfWork
    clock: Clock
    settings: Settings
    pack: Knowledge
    meaning: Meaning | None = None

    async def library(self, knowledge: Knowledge) -> Library:
        """A library of this knowledge as the bot would have it; new texts get their vectors for good."""
        vectors, model = await vectors_of(self.meaning, knowledge)
        answerer = await asyncio.to_thread(Answerer, knowledge, vectors, model)
        return Library(answerer, self.meaning.embedder if self.meaning is not None else None)


async def import_into(base: Base, found: Collected, wishes: Wishes) -> Outcome:
    """Imports what was read, behind the gate of the pack's golden questions."""
    uow, clock, settings, pack = base.uow, base.clock, base.settings, base.pack
    questions, faults = read_golden(settings.content / FILE)
    if faults:
        raise SourceFault(str(faults[0]))
    async with uow.reading() as r:
        present, _ = await assembled(r, pack)
    today = clock().astimezone(settings.zone).date()
    gate = GoldenGate(present, questions, today, wishes.accepted, base.library)
    importer = Importer(
        uow,
        clock,
        present,
        gate.passes,
        allow_shrink=wishes.allow_shrink,
        again=wishes.again,
        failpoint=failpoint,
    )
    return await importer.run(found)


def content_rollback(arguments: argparse.Namespace) -> int:
    """Makes the previous generation of a source active again."""

    async def work() -> WentBack | NothingBefore:
        async with store(checked_settings()) as uow:
            return await go_back(uow, utc_now, arguments.source)

    match asyncio.run(work()):
        case WentBack(generation=one):
            say(f"{one.source}: the {one.entries} entries of {_minute(one.created_at)} are active again")
        case NothingBefore():
            raise Problems([f"{arguments.source}: there is no previous generation to go back to"])
    return 0


def content_sources(arguments: argparse.Namespace) -> int:
    """Lists every generation of every source."""

    async def work() -> None:
        async with store(checked_settings()) as uow, uow.reading() as r:
            known = await r.imports.generations()
        for one in sorted(known, key=lambda one: (one.source, -one.id)):
            detail = f"  ({one.detail.splitlines()[0]})" if one.detail else ""
            line = f"{one.source}  {one.status}  {one.entries} entries, {one.texts} texts"
            is_active = one.status is GenerationStatus.ACTIVE
            checked = f", last checked {_minute(one.checked_at)} UTC" if is_active else ""
            say(f"{line}, read {_minute(one.created_at)} UTC{checked}{detail}")
        if not known:
            say("Nothing was imported.")

    asyncio.run(work())
    return 0


def in_lines(source: str, outcome: Outcome) -> Iterator[str]:
    """What an operator reads about an import."""
    match outcome:
        case Imported(generation=one, difference=changes):
            counts = f"{changes.new} new, {changes.changed} changed, {changes.removed} removed"
            yield f"{source}: {one.entries} entries are active ({counts})"
        case Unchanged():
            yield f"{source}: nothing changed"
        case AlreadyRunning(since=since):
            yield f"an import of {source} is running since {_minute(since)} UTC"
        case TooFew(found=found, before=before):
            yield f"{source}: only {found} texts were read, {before} are active (--allow-shrink takes them)"
        case Rejected(reasons=reasons):
            for reason in reasons[:REASONS_SHOWN]:
                yield f"{source}: not imported: {reason}"
            if reasons[REASONS_SHOWN:]:
                yield f"{source}: not imported: and {len(reasons) - REASONS_SHOWN} reasons more"
        case RolledBackBefore():
            yield f"{source}: still what was rolled back, not imported again"
        case Lost():
            yield f"{source}: not imported: it took too long, and another import took over"
        case _:
            assert_never(outcome)


def spoken(settings: Settings, knowledge: Knowledge) -> set[str]:
    """The languages that imported texts can be in."""
    languages = {language.code for language in Catalogues.load(settings.languages)}
    return languages | {knowledge.city.main_language}


async def _page_lists(
    settings: Settings, arguments: argparse.Namespace, region: str, offered: Collection[str]
) -> list[PageList]:
    if arguments.file:
        return read_files(region, arguments.file)
    address = arguments.url or settings.integreat_url
    if not address:
        raise Problems([f"give --file or --url, or set {setting_name('integreat_url')}"])
    try:
        address = TypeAdapter(HttpUrl).validate_python(address)
    except ValidationError as invalid:
        raise Problems(["--url: is not an address (http:// or https://)"]) from invalid
    return await fetch(address, region, offered)


def _pack(settings: Settings) -> Knowledge:
    try:
        return load(settings.content)
    except ContentFaults as faults:
        raise Problems([str(fault) for fault in faults.faults]) from faults


def _kind(arguments: argparse.Namespace) -> str:
    named = {arguments.source, arguments.format} - {None}
    if len(named) != 1:
        raise Problems(["say what to import: integreat or csv"])
    kind: str = named.pop()
    return kind


def _region(settings: Settings, arguments: argparse.Namespace) -> str:
    region: str = arguments.region or settings.integreat_region or ""
    if not REGION.fullmatch(region):
        raise Problems(["--region: give the short name of the region, as in the addresses of its pages"])
    return region


def _csv_name(arguments: argparse.Namespace) -> str:
    name: str = arguments.name or ""
    if not NAME.fullmatch(name):
        raise Problems(["--name: give a name of small letters, digits and hyphens, at most 28"])
    return name


def _csv_file(arguments: argparse.Namespace) -> Path:
    files: list[Path] = arguments.file or []
    if len(files) != 1:
        raise Problems(["--file: give one CSV file"])
    return files[0]


def _minute(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")
