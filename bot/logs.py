"""Logging of the running program on the error stream: lines for people or JSON for programs, no secrets."""

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, TextIO

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

from bot.secrets import MASK, RedactingFilter, Redactor
from bot.visitor_log import VisitorFilter

# httpx logs whole addresses, with the token in them, aiohttp.access every request of every visitor, and
# aiosqlite every value that is written.
QUIET = ("httpx", "httpcore", "aiohttp.access", "aiogram.event", "aiosqlite", "apscheduler")

Format = Literal["text", "json"]

# What begins a line, moves a terminal's cursor, colours it, or turns the direction of reading.
_UNPRINTABLE = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]"
)

# Shorter ones are in ordinary words.
SHORTEST_SAID = 3
_said: ContextVar[str] = ContextVar("said", default="")


def configure(
    level: str, redact: Redactor, stream: TextIO | None = None, form: Format = "text"
) -> logging.Handler:
    """Send all log records of at least `level` to `stream` (default: stderr); replaces earlier handlers."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_formatter(form))
    handler.addFilter(VisitorFilter())
    handler.addFilter(RedactingFilter(redact))
    handler.addFilter(SaidFilter())
    root = logging.getLogger()
    for earlier in list(root.handlers):
        root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    logging.captureWarnings(True)
    return handler


@contextmanager
def about(channel: str, update_id: int, said: str) -> Iterator[None]:
    """Marks what is logged meanwhile with the update that it is about, and leaves out what somebody said in
    it: an exception may quote it."""
    token = _said.set(said)
    try:
        with structlog.contextvars.bound_contextvars(channel=channel, update=update_id):
            yield
    finally:
        _said.reset(token)


class SaidFilter(logging.Filter):
    """For every log handler, after the one that makes texts of exceptions."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Leaves out what was said in the update in hand."""
        words = [line for line in _said.get().splitlines() if len(line) >= SHORTEST_SAID]
        for line in words:
            record.msg = str(record.msg).replace(line, MASK)
            record.exc_text = record.exc_text and record.exc_text.replace(line, MASK)
            # As an exception shows a value that it names.
            quoted = repr(line)[1:-1]
            record.exc_text = record.exc_text and record.exc_text.replace(quoted, MASK)
        return True


def whereabouts(failure: Exception) -> str:
    """What went wrong and in which line; not the words of a failure, which may hold what people wrote."""
    frames = traceback.extract_tb(failure.__traceback__)
    return f"{type(failure).__name__} at {frames[-1].filename}:{frames[-1].lineno}" if frames else "unknown"


def _formatter(form: Format) -> logging.Formatter:
    """Every record becomes a dictionary of structlog and then a line; the filters cleaned it before."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _cleaned_exception,
    ]
    rendered: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if form == "json":
        # In ASCII, so that nothing in a text turns the direction of reading where somebody looks at it.
        rendered.append(structlog.processors.JSONRenderer())
    else:
        rendered.append(_line)
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=rendered)


def _cleaned_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The text that the filter made of an exception, since nothing here gets the exception itself."""
    record: logging.LogRecord = event["_record"]
    if record.exc_text:
        event["exception"] = record.exc_text
    if record.stack_info:
        event["stack"] = record.stack_info
    event.pop("stack_info", None)
    return event


def _line(_: WrappedLogger, __: str, event: EventDict) -> str:
    """One readable line, with an exception below it; what is bound to an update comes last.

    What stands below is indented: no text that somebody sent can look like a line of its own."""
    when, level, name = event.pop("timestamp"), event.pop("level").upper(), event.pop("logger")
    below = [event.pop(key) for key in ("exception", "stack") if key in event]
    text = f"{when} {level:8} {name}: {event.pop('event')}"
    bound = "".join(f" {key}={value}" for key, value in event.items())
    inner = (f"  {_printable(line)}" for each in below for line in str(each).split("\n"))
    return "\n".join([_printable(text + bound), *inner])


def _printable(line: str) -> str:
    """The line with what does more than be read written out: a line break as \\n."""
    return _UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode(), line)
