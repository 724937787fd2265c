"""`stadtbote ask`: the bot's answers without a bot, in words or as JSON lines."""

import json
import re
from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from html import unescape
from time import perf_counter
from typing import TextIO

from bot.services import services_for
from bot.settings import Settings
from civic.answers import outcomes
from civic.answers.outcomes import Decision
from civic.ports import Work
from civic.residents import Cause
from civic.time import utc_now
from handlers.services import Services
from handlers.views.decisions import screen_of

_TAG = re.compile(r"<[^>]+>")
_OUTCOMES = {
    outcomes.Answered: "answer",
    outcomes.Choose: "choose",
    outcomes.HandOver: "handover",
    outcomes.Emergency: "emergency",
    outcomes.Crisis: "crisis",
    outcomes.Refused: "refuse",
    outcomes.SmallTalk: "smalltalk",
    outcomes.Unclear: "unclear",
}


async def answer_text(settings: Settings, question: str, language: str) -> str:
    """What a resident would read, without markup."""
    services = offline_services(settings)
    lang = services.catalogues.match(language) or services.catalogues.main
    decision = await services.library.ask(question, lang.code)
    screen = screen_of(lang, services, decision, staffed=False)
    choices = [f"- {row[0].label}" for row in screen.buttons] if isinstance(decision, outcomes.Choose) else []
    return "\n".join([plain(screen.text), *choices])


async def answer_lines(settings: Settings, source: Iterable[bytes], target: TextIO) -> int:
    """Answers `{"id","language","question"}` lines; returns 1 where a line could not be read."""
    services = offline_services(settings)
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
            reply = {"id": request.get("id"), **await _reply(services, question, language)}
        target.write(json.dumps(reply, ensure_ascii=True) + "\n")
        target.flush()
    return code


async def _reply(services: Services, question: str, language: str) -> dict[str, object]:
    lang = services.catalogues.match(language) or services.catalogues.main
    began = perf_counter()
    decision = await services.library.ask(question, lang.code)
    screen = screen_of(lang, services, decision, staffed=False)
    took = perf_counter() - began
    entry, score = _entry(decision)
    return {
        "outcome": _OUTCOMES[type(decision)],
        "entry": entry,
        "initiative": entry.partition("/")[0] if entry else None,
        "score": round(score, 4),
        "text": plain(screen.text),
        "alternatives": [{"entry": key, "score": round(s, 4)} for key, s in decision.alternatives[:10]],
        "ms": round(took * 1000, 2),
    }


def _entry(decision: Decision) -> tuple[str | None, float]:
    if isinstance(decision, outcomes.Answered):
        return decision.entry, decision.score
    return None, decision.alternatives[0][1] if decision.alternatives else 0.0


def plain(html: str) -> str:
    """A screen's text as it is read: without tags, with entities resolved."""
    return unescape(_TAG.sub("", html))


class _NoStore:
    """Questions on the command line touch no database."""

    def reading(self) -> AbstractAsyncContextManager[Work]:
        raise RuntimeError("there is no database behind `ask`")

    def writing(self, cause: Cause | None = None) -> AbstractAsyncContextManager[Work]:
        raise RuntimeError("there is no database behind `ask`")


def offline_services(settings: Settings) -> Services:
    """The city's services without a database."""
    return services_for(settings, _NoStore(), utc_now)
