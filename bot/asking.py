"""`stadtbote ask`: the bot's answers without a bot, in words or as JSON lines."""

import json
import logging
import sys
from collections.abc import Iterable
from time import perf_counter
from typing import TextIO

from bot.offline import offline_services
from bot.settings import Settings
from civic.answers import outcomes
from civic.answers.events_asked import Board
from civic.answers.outcome_names import outcome_of as outcome_of
from civic.answers.outcomes import Decision
from civic.questions_asked import decide, key_of, on_board
from civic.time import utc_now
from handlers.screen import noted, plain
from handlers.services import Services
from handlers.views.decisions import shown
from locales import Language
from storage.database import DatabaseUnusable
from storage.read_only import events_in, sqlite_file

log = logging.getLogger(__name__)


async def answer_text(settings: Settings, question: str, language: str) -> str:
    """What a resident would read, without markup."""
    async with offline_services(settings) as services:
        lang = _language(services, question, language)
        decision = await _decided(services, question, lang.code, await real_events(settings))
    screen = noted(shown(lang, services, question, decision, staffed=False))
    choices = [f"- {row[0].label}" for row in screen.buttons] if isinstance(decision, outcomes.Choose) else []
    return "\n".join([plain(screen.text), *choices])


async def answer_lines(settings: Settings, source: Iterable[bytes], target: TextIO) -> int:
    """Answers `{"id","language","question"}` lines; returns 1 where a line could not be read."""
    async with offline_services(settings) as services:
        return await _answer_lines(services, await real_events(settings), source, target)


async def _answer_lines(
    services: Services, events: Board | None, source: Iterable[bytes], target: TextIO
) -> int:
    code = 0
    for number, line in enumerate(source, start=1):
        if not line.strip():
            continue
        try:
            request = json.loads(line)
            question, language = str(request["question"]), str(request.get("language") or "")
        except (ValueError, KeyError, AttributeError, TypeError):
            reply: dict[str, object] = {"line": number, "error": "not a JSON object with a question"}
            code = 1
        else:
            reply = {"id": request.get("id"), **await _reply(services, question, language, events)}
        target.write(json.dumps(reply, ensure_ascii=True) + "\n")
        target.flush()
    return code


async def _reply(services: Services, question: str, language: str, events: Board | None) -> dict[str, object]:
    lang = _language(services, question, language)
    began = perf_counter()
    decision = await _decided(services, question, lang.code, events)
    screen = noted(shown(lang, services, question, decision, staffed=False))
    took = perf_counter() - began
    entry, score = _entry(decision)
    return {
        "outcome": outcome_of(decision),
        "entry": entry,
        "initiative": _initiative(entry),
        "score": round(score, 4),
        "text": plain(screen.text),
        "alternatives": [{"entry": key, "score": round(s, 4)} for key, s in decision.alternatives[:10]],
        "ms": round(took * 1000, 2),
    }


def _language(services: Services, question: str, wanted: str) -> Language:
    """The one asked for, else the question's own, else the city's."""
    found = services.catalogues.match(wanted) if wanted else services.written_in(question)
    return found or services.catalogues.main


async def _decided(services: Services, question: str, language: str, events: Board | None) -> Decision:
    if events is None:
        return await services.library.ask(question, language)
    known = events

    async def read() -> Board:
        return known

    return await decide(services.library, question, language, read)


def _entry(decision: Decision) -> tuple[str | None, float]:
    if isinstance(decision, outcomes.EventAnswer):
        return key_of(decision.event), decision.score
    if isinstance(decision, outcomes.EventsFound):
        only = decision.events[0] if len(decision.events) == 1 else None
        return key_of(only) if only else None, decision.score
    if isinstance(decision, outcomes.Answered):
        return decision.entry, decision.score
    return None, decision.alternatives[0][1] if decision.alternatives else 0.0


def _initiative(entry: str | None) -> str | None:
    """None for events, which belong to no initiative."""
    if entry is None or entry.startswith("event/"):
        return None
    return entry.partition("/")[0]


async def real_events(settings: Settings) -> Board | None:
    """The published events in the SQLite file, without the sample ones; None where there is no such file or
    it cannot be read. PostgreSQL is not asked: `ask` is for trying out the content."""
    file = sqlite_file(settings.database_url)
    if file is None or not file.is_file():
        return None
    now = utc_now()
    try:
        events = await events_in(file, now)
    except DatabaseUnusable as unusable:
        sys.stderr.write(f"answered without events: {unusable}\n")
        return None
    return on_board(events, now, settings.zone, examples=False)
