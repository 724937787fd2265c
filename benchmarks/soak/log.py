"""The program's log: complaints that no fault explains."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.soak.faults import TROUBLES, Fault, Kind

AFTERWARDS = 40.0
"""Seconds after a fault during which its consequences are logged: what was sent waits 30 s for an answer."""
_TELEGRAM = re.compile(
    r"Telegram\w*Error|TelegramRetryAfter|NotTheBotApi|the server (says|cannot be reached)|Too Many Requests"
    r"|Telegram server says|HTTP Client says|The answer is not the Bot API's"
)
_DATABASE = re.compile(
    r"database is locked|sqlalche\.me|asyncpg|session with the database was lost|update \d+ comes again"
    # The web chat's own server, which keeps everything there.
    r"|channel web: the server says"
)
_RESTART = re.compile(r"were not finished at the stop|lease|killed|did not end|cut off|taken over")
EXPLAINS: Mapping[Kind, re.Pattern[str]] = {
    **dict.fromkeys(TROUBLES, _TELEGRAM),
    Kind.DATABASE: _DATABASE,
    Kind.KILL: _RESTART,
    Kind.STOP: _RESTART,
}


@dataclass(frozen=True)
class Complaint:
    """A line from warnings on; `at` in seconds since the beginning, None where the line has no time."""

    at: float | None
    level: str
    text: str


def complaints(logs: Sequence[Path], begun: datetime) -> Iterator[Complaint]:
    """All of them, of each start of the program. What is no record is one where a traceback begins."""
    for log in logs:
        for line in log.read_text("utf-8", "replace").splitlines():
            if line.startswith("{"):
                entry = json.loads(line)
                level = str(entry.get("level", "")).lower()
                if level not in ("debug", "info"):
                    at = (datetime.fromisoformat(entry["timestamp"]) - begun).total_seconds()
                    yield Complaint(at, level, f"{entry.get('event')} {entry.get('exception', '')}".strip())
            elif "Traceback" in line or "Warning" in line:
                yield Complaint(None, "traceback", line)


def explained(one: Complaint, faults: Sequence[Fault]) -> bool:
    """Whether a fault of that moment explains it."""
    for fault in faults:
        pattern = EXPLAINS.get(fault.kind)
        if pattern is None or not pattern.search(one.text):
            continue
        if one.at is not None and fault.begun - 1 <= one.at <= max(fault.over, fault.ready) + AFTERWARDS:
            return True
    return False
