"""Reports of failures to a Sentry server, if the operator names one: what broke and in which line, never
what people wrote or who they are."""

import logging
import traceback
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from bot.settings import Settings

# What leaves this machine; whatever else the library knows stays here.
_SENT = frozenset(
    (
        "event_id",
        "timestamp",
        "level",
        "logger",
        "platform",
        "release",
        "environment",
        "exception",
        "logentry",
    )
)
_OWN = ("bot", "civic", "handlers", "locales", "pages", "sources", "storage", "webchat")
_LAST_WORDS = 2.0
_CHAIN = 10

Capture = Callable[[Any], object]


class ErrorReports(logging.Handler):
    """Passes on what is logged as an error, without words of the failure: they may quote somebody."""

    def __init__(self, capture: Capture) -> None:
        super().__init__(logging.ERROR)
        self._capture = capture

    def emit(self, record: logging.LogRecord) -> None:
        """One report. What the library does with it takes no time here."""
        if record.name.startswith(("sentry_sdk", "urllib3")):
            return
        try:
            self._capture(report_of(record))
        except Exception:
            self.handleError(record)


def is_installed() -> bool:
    """Whether the extra that reports need is there."""
    return find_spec("sentry_sdk") is not None


def recipient(settings: Settings) -> str:
    """The host that gets reports; empty where none does."""
    dsn = settings.sentry_dsn
    return (urlsplit(dsn.get_secret_value()).hostname or "") if dsn is not None else ""


def start(settings: Settings) -> Callable[[], None]:
    """Reports from now on what is logged as an error; returns what sends the last ones and ends it."""
    if settings.sentry_dsn is None:
        return lambda: None
    from sentry_sdk import Client

    client = Client(
        dsn=settings.sentry_dsn.get_secret_value(),
        release=f"stadtbote@{version('stadtbote')}",
        environment=settings.env,
        ca_certs=str(settings.ca_bundle) if settings.ca_bundle else None,
        before_send=lambda event, hint: _only_sent(event),
        # The program's own handler decides what is reported; nothing looks over its shoulder.
        default_integrations=False,
        auto_enabling_integrations=False,
        max_breadcrumbs=0,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        auto_session_tracking=False,
        send_client_reports=False,
        enable_backpressure_handling=False,
    )
    handler = ErrorReports(client.capture_event)
    # Before the others: their filters put what was said into the record itself, and take the failure out.
    logging.getLogger().handlers.insert(0, handler)

    def end() -> None:
        logging.getLogger().removeHandler(handler)
        client.close(timeout=_LAST_WORDS)

    return end


def report_of(record: logging.LogRecord) -> dict[str, Any]:
    """A log record without anything that was put into it: its pattern, kinds of exceptions, lines of code."""
    report: dict[str, Any] = {
        "level": record.levelname.lower(),
        "logger": record.name,
        "platform": "python",
    }
    if record.name.partition(".")[0] in _OWN:
        # Others put whole objects into their patterns.
        report["logentry"] = {"message": str(record.msg)}
    failure = record.exc_info[1] if record.exc_info else None
    if failure is not None:
        chain = [_exception(one) for one in _causes(failure)]
        report["exception"] = {"values": chain[::-1]}
    return report


def _only_sent(event: Mapping[str, Any]) -> Any:
    return {key: value for key, value in event.items() if key in _SENT}


def _causes(failure: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = failure
    while following is not None and id(following) not in seen and len(seen) < _CHAIN:
        seen.add(id(following))
        yield following
        context = None if following.__suppress_context__ else following.__context__
        following = following.__cause__ or context


def _exception(failure: BaseException) -> dict[str, Any]:
    kind = type(failure)
    return {
        "type": kind.__qualname__,
        "module": kind.__module__,
        "stacktrace": {"frames": [*_frames(failure.__traceback__)]},
    }


def _frames(trace: TracebackType | None) -> Iterator[dict[str, Any]]:
    for frame, line in traceback.walk_tb(trace):
        module = str(frame.f_globals.get("__name__", ""))
        yield {
            "filename": Path(frame.f_code.co_filename).name,
            "module": module,
            "function": frame.f_code.co_name,
            "lineno": line,
            "in_app": module.partition(".")[0] in _OWN,
        }
