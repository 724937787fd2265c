"""Nothing secret leaves the process: secrets and bot tokens are replaced wherever text is written down."""

import asyncio
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterable
from types import TracebackType
from urllib.parse import quote

MASK = "***"
_SHORTEST = 4
_TOKEN = re.compile(r"\d{5,}(?::|%3[Aa])[A-Za-z0-9_-]{30,}")
_CREDENTIALS = re.compile(r"(?<=://)[^/\s@'\"]*:[^/\s'\"]*(?=@)")

log = logging.getLogger(__name__)


class Redactor:
    """Replaces the given secrets, anything shaped like a bot token, and user:password in addresses.

    A secret shorter than four characters is not searched for: it would blank ordinary words.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        values = [secret for secret in secrets if len(secret) >= _SHORTEST]
        forms = {form for value in values for form in (value, quote(value), quote(value, safe=""))}
        # The longest first, so that a part of a secret is not replaced inside the whole.
        ordered = sorted(forms, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        if self._known is not None:
            text = self._known.sub(MASK, text)
        return _CREDENTIALS.sub(MASK, _TOKEN.sub(MASK, text))

    def traceback(self, error: BaseException) -> str:
        """The error as Python prints it, with its causes, without secrets."""
        return self("".join(traceback.format_exception(error)))


class RedactingFilter(logging.Filter):
    """For every log handler: cleans message, arguments, exception and stack of a record."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def filter(self, record: logging.LogRecord) -> bool:
        """Clean the record in place and let it through."""
        record.msg, record.args = self._redact(_message(record)), None
        if record.exc_info and record.exc_info[1] is not None:
            # No handler gets the exception itself: a formatter would print it anew.
            record.exc_text = self._redact.traceback(record.exc_info[1]).rstrip("\n")
            record.exc_info = None
        elif record.exc_text:
            record.exc_text = self._redact(record.exc_text)
        if record.stack_info:
            record.stack_info = self._redact(record.stack_info)
        return True


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # a wrong format or a failing __str__ must neither lose nor leak the record
        return f"{record.msg!r} {record.args!r}"


def install_exception_filter(redact: Redactor) -> None:
    """Print uncaught exceptions of the main thread, of other threads and of destructors without secrets."""

    def of_program(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.stderr.write(redact.traceback(error.with_traceback(trace)))

    def of_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            sys.stderr.write(redact.traceback(args.exc_value))

    def of_destructor(args: "sys.UnraisableHookArgs") -> None:
        if args.exc_value is not None:
            sys.stderr.write(redact.traceback(args.exc_value))

    sys.excepthook = of_program
    threading.excepthook = of_thread
    sys.unraisablehook = of_destructor


def install_loop_filter(loop: asyncio.AbstractEventLoop, redact: Redactor) -> None:
    """Log what no task caught, without secrets and without the tasks' own `repr`.

    The failure goes along as such, for the handlers' filters to clean.
    """

    def report(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        failure = error if isinstance(error, BaseException) else None
        message = redact(str(context.get("message", "something failed")))
        log.error("event loop: %s", message, exc_info=failure)

    loop.set_exception_handler(report)
