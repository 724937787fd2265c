"""The texts of an entry as people read them: no HTML, no doubled escapes, no controls, within our limits."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from urllib.parse import unquote, urlsplit

from icalendar import Component

from civic.calendar_items import CalendarDate
from civic.cutting import cut
from civic.events import DESCRIPTION_LIMIT, PLACE_LIMIT, SHORT_LIMIT, TITLE_LIMIT
from sources.html_text import text_of
from sources.reading import plain_line, plain_lines

LINK_MAX = 500
_HTML = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_SOMEWHEN = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Texts:
    """What an entry says, as a date without its time."""

    date: CalendarDate

    @property
    def title(self) -> str:
        """Empty where there is none."""
        return self.date.title


def texts_of(entry: Component, series: Component | None = None) -> Texts:
    """The texts of an entry; an exception takes what it leaves out from its series."""

    def said(name: str) -> str:
        found = entry.get(name) or (series.get(name) if series is not None else None)
        several = found if isinstance(found, list) else [found]
        return "\n".join(str(one) for one in several if one is not None)

    link = _link(said("URL").split("\n")[0])
    place = _line(said("LOCATION"), PLACE_LIMIT)
    latitude, longitude = _position(entry)
    return Texts(
        CalendarDate(
            uid="",
            recurrence="",
            title=_line(said("SUMMARY"), TITLE_LIMIT),
            starts_at=_SOMEWHEN,
            ends_at=_SOMEWHEN,
            place=place or urlsplit(link).hostname or "–",
            description=_lines(said("DESCRIPTION"), DESCRIPTION_LIMIT),
            organiser=_organiser(entry),
            contact=_line(said("CONTACT"), SHORT_LIMIT),
            link=link,
            latitude=latitude,
            longitude=longitude,
        )
    )


def _line(text: str, limit: int) -> str:
    return _shortened(plain_line(_plain(text)), limit)


def _lines(text: str, limit: int) -> str:
    return _shortened(plain_lines(_plain(text)), limit)


def _plain(text: str) -> str:
    """Some programs escape twice, some write HTML, and some both."""
    text = text.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";")
    if _HTML.search(text):
        text = text_of(text)
    unescaped = unescape(text)
    return text_of(unescaped) if _HTML.search(unescaped) else unescaped


def _shortened(text: str, limit: int) -> str:
    shown, rest = cut(text, limit)
    return f"{cut(text, limit - 1)[0]}…" if rest else shown


def _link(text: str) -> str:
    address = text.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_web = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    readable = address.isprintable() and not any(char in address for char in " <>\"'")
    return address if is_web and readable and len(address) <= LINK_MAX else ""


def _organiser(entry: Component) -> str:
    """The organiser's name; addresses of people's mail are not shown."""
    named = getattr(entry.get("ORGANIZER"), "params", {}).get("CN", "")
    name = _line(unquote(str(named)).strip("\"'"), SHORT_LIMIT)
    return "" if "@" in name else name


def _position(entry: Component) -> tuple[float | None, float | None]:
    position = entry.get("GEO")
    latitude, longitude = getattr(position, "latitude", None), getattr(position, "longitude", None)
    if not isinstance(latitude, float | int) or not isinstance(longitude, float | int):
        return None, None
    # Some programs write 0;0 for places that they do not know.
    known = -90 <= latitude <= 90 and -180 <= longitude <= 180 and (latitude or longitude)
    return (float(latitude), float(longitude)) if known else (None, None)
