"""What a target is, and what counts as a finding while it is tried: a crash, an error of ours, a leak."""

import logging
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis.strategies import SearchStrategy

from bot.visitor_log import VisitorFilter

# What one person wrote or was told. Nobody else's answers may hold any of it.
SECRET = "Zq7Xsecret"


class Finding(AssertionError):
    """Something that must not be; its text says what, without the case."""


class Crash(Finding):
    """A failure that nobody expected came as far as the log."""


class ServerError(Finding):
    """An answer of 500 and above."""


class Leak(Finding):
    """One person's secret in another's answers."""


@dataclass(frozen=True)
class Target:
    """Something to throw cases at. `attempt` returns what became of one, or raises a Finding."""

    name: str
    cases: SearchStrategy[Any]
    attempt: Callable[[Any], Coroutine[Any, Any, str]]


@dataclass
class Watch(logging.Handler):
    """Collects what is logged as an error."""

    records: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(logging.WARNING)
        # What is no HTTP is refused and not logged.
        self.addFilter(VisitorFilter())

    __hash__ = logging.Handler.__hash__

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps failures: a refusal of what is no update is none."""
        if record.exc_info:
            text = logging.Formatter().formatException(record.exc_info)
            self.records.append(f"{record.getMessage()}\n{text}")
        elif record.levelno >= logging.ERROR and "channel" not in record.getMessage():
            self.records.append(record.getMessage())

    def check(self) -> None:
        """Raises a Crash if something failed since the last look."""
        found, self.records = self.records, []
        if found:
            raise Crash(found[0])


@contextmanager
def watching() -> Iterator[Watch]:
    """Watches the log of everything."""
    watch = Watch()
    logging.getLogger().addHandler(watch)
    try:
        yield watch
    finally:
        logging.getLogger().removeHandler(watch)


def no_leak(*answers: str) -> None:
    """Raises a Leak if the secret is in one of somebody else's answers."""
    for answer in answers:
        if SECRET.casefold() in answer.casefold():
            at = answer.casefold().index(SECRET.casefold())
            raise Leak(f"…{answer[max(0, at - 150) : at + 50]}…")


def no_server_error(status: int, where: str) -> None:
    """Raises a ServerError for 500 and above."""
    if status >= 500:
        raise ServerError(f"{status} of {where}")


def far_off(now: datetime) -> dict[str, datetime]:
    """The times of an event that no round reaches."""
    start = now + timedelta(days=3000)
    return {"starts_at": start, "ends_at": start + timedelta(hours=2), "deadline": start}
