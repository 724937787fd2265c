"""Reading a day as people write it, without a time."""

import re
from datetime import date

from civic.time import to_ascii_digits

_DAY = re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")


def read_day(text: str, today: date) -> date | None:
    """Reads "31.12.2026" or "2026-12-31"; None where it is no day, or a day that is over."""
    said = to_ascii_digits(text).strip()
    match = _DAY.fullmatch(said) or _ISO.fullmatch(said)
    if match is None:
        return None
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    return day if day >= today else None
