"""Whether a text is a whole calendar (RFC 5545), and on which line each of its events begins."""

import re

from sources.reading import SourceFault

CALENDAR_MAX = 10_000_000
EVENTS_MAX = 20_000
_ENDS = re.compile(r"\r\n|\n|\r")
_DEEPEST = 20


def event_lines(text: str, name: str) -> list[int]:
    """The line of each BEGIN:VEVENT. SourceFault with the line where something does not begin or end."""
    if len(text) > CALENDAR_MAX:
        raise SourceFault(f"{name}: a calendar larger than {CALENDAR_MAX // 1_000_000} MB")
    lines = _ENDS.split(text)
    _check_first(lines, name)
    open_parts: list[tuple[str, int]] = []
    found: list[int] = []
    for number, line in enumerate(lines, 1):
        mark, _, part = line.rstrip().upper().partition(":")
        if mark == "BEGIN":
            open_parts.append((part, number))
            found += [number] if part == "VEVENT" else []
        elif mark == "END":
            _close(open_parts, part, f"{name}:{number}")
        if len(open_parts) > _DEEPEST or len(found) > EVENTS_MAX:
            raise SourceFault(f"{name}:{number}: more than {EVENTS_MAX} events, or parts within parts")
    if open_parts:
        part, begun = open_parts[-1]
        raise SourceFault(
            f"{name}:{len(lines)}: ends before the {part[:40]} does that begins on line {begun}"
        )
    return found


def _check_first(lines: list[str], name: str) -> None:
    number, first = next(((n, line) for n, line in enumerate(lines, 1) if line.strip()), (0, ""))
    if not number:
        raise SourceFault(f"{name}: is empty")
    if first.strip().upper() != "BEGIN:VCALENDAR":
        raise SourceFault(f"{name}:{number}: is no calendar, which begins with BEGIN:VCALENDAR")


def _close(open_parts: list[tuple[str, int]], part: str, where: str) -> None:
    if not open_parts or open_parts[-1][0] != part:
        raise SourceFault(f"{where}: END:{part[:40]} ends nothing that is open here")
    open_parts.pop()
