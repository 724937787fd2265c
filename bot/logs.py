"""Logging of the running program: one readable line per event on the error stream, without secrets."""

import logging
import sys
import traceback
from typing import TextIO

from bot.secrets import RedactingFilter, Redactor
from bot.visitor_log import VisitorFilter

# httpx logs whole addresses, with the token in them, and aiohttp.access every request of every visitor.
QUIET = ("httpx", "httpcore", "aiohttp.access", "aiogram.event", "apscheduler")
_LINE = "%(asctime)s %(levelname)-8s %(name)s: %(message)s"


def configure(level: str, redact: Redactor, stream: TextIO | None = None) -> logging.Handler:
    """Send all log records of at least `level` to `stream` (default: stderr); replaces earlier handlers."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(logging.Formatter(_LINE))
    handler.addFilter(VisitorFilter())
    handler.addFilter(RedactingFilter(redact))
    root = logging.getLogger()
    for earlier in list(root.handlers):
        root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    logging.captureWarnings(True)
    return handler


def whereabouts(failure: Exception) -> str:
    """What went wrong and in which line; not the words of a failure, which may hold what people wrote."""
    frames = traceback.extract_tb(failure.__traceback__)
    return f"{type(failure).__name__} at {frames[-1].filename}:{frames[-1].lineno}" if frames else "unknown"
