"""docs/benchmarks.md: each script writes its own part, between two comments, and the rest stays."""

import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version

from benchmarks.markers import between
from benchmarks.wire import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
VERSIONS = ("aiogram", "python-telegram-bot", "aiohttp", "uvloop", "SQLAlchemy", "aiosqlite", "asyncpg")


def write(part: str, lines: Iterable[str]) -> None:
    """Puts lines into a part of the page, with the machine and when it was. ValueError if there is none."""
    page = PAGE.read_text("utf-8")
    begin, end = f"<!-- {part} -->", f"<!-- {part}: end -->"
    if begin not in page or end not in page:
        raise ValueError(f"{PAGE}: no part {part!r}")
    text = between(page, begin, end, ["", *lines, "", _where(), ""])
    PAGE.write_text(text, encoding="utf-8")


def _where() -> str:
    found = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
    load = os.getloadavg()[0]
    return (
        f"*{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors, {platform.machine()}, "
        f"Python {platform.python_version()}, {found}; load average at the end {load:.1f}*"
    )
