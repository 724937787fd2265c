"""News at an address that only operators set: RSS, Atom or iCalendar, told apart by their content."""

import asyncio
import io
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
import httpx

from civic.news_items import NewsEntry
from sources.calendars import read_calendar
from sources.fetching import bytes_of
from sources.html_text import text_of
from sources.reading import SourceFault, decoded, plain_line, plain_lines

FEED_MAX = 2_000_000
MOST_ENTRIES = 200
_TIMEOUT = httpx.Timeout(30, connect=10)
_REDIRECTS = 5
_ACCEPT = "application/rss+xml, application/atom+xml, text/calendar, */*;q=0.5"
_WEBCAL = re.compile(r"^webcals?://", re.IGNORECASE)
_ENTITY = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)
_LIKE_HTML = re.compile(r"<[a-zA-Z/!][^>]*>|&(?:[a-zA-Z]+|#\d+|#x[0-9a-fA-F]+);")


async def fetch_news(
    address: str,
    name: str,
    zone: ZoneInfo,
    now: datetime,
    transport: httpx.AsyncBaseTransport | None = None,
) -> list[NewsEntry]:
    """The items of a feed in its order. SourceFault with the feed's name: its address may be a secret."""
    async with httpx.AsyncClient(
        timeout=_TIMEOUT,
        follow_redirects=True,
        max_redirects=_REDIRECTS,
        headers={"Accept": _ACCEPT},
        transport=transport,
    ) as client:
        body = await bytes_of(client, _WEBCAL.sub("https://", address), name, FEED_MAX)
    # Reading takes a second, in which the running bot has people to answer.
    return await asyncio.to_thread(read_news, body, name, zone, now)


def read_news(body: bytes, name: str, zone: ZoneInfo, now: datetime) -> list[NewsEntry]:
    """The items of at most 200; an item without any words is left out. SourceFault where it is no feed."""
    if len(body) > FEED_MAX:
        raise SourceFault(f"{name}: larger than {FEED_MAX // 1_000_000} MB")
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise SourceFault(f"{name}: is empty")
    if start[:15].upper() == b"BEGIN:VCALENDAR":
        found = _from_calendar(body, name, zone, now)
    else:
        found = _from_feed(body, name)
    return [one for one in found if one.title or one.text][:MOST_ENTRIES]


def _from_calendar(body: bytes, name: str, zone: ZoneInfo, now: datetime) -> Iterator[NewsEntry]:
    """A series is one piece of news, with the date that comes next."""
    seen = set()
    for one in read_calendar(decoded(body, name), name, name, zone, now).dates:
        if one.uid in seen or one.cancelled:
            continue
        seen.add(one.uid)
        when = f"{one.starts_at.astimezone(zone):%d.%m.%Y, %H:%M}"
        text = "\n".join(part for part in (when, one.place, one.description) if part)
        yield NewsEntry(one.uid, one.title, text, one.link)


def _from_feed(body: bytes, name: str) -> Iterator[NewsEntry]:
    if _ENTITY.search(body) or b"\0" in body:
        # A feed needs none; with them, a few lines can become gigabytes.
        raise SourceFault(f"{name}: declares entities of its own, or is no text")
    # From a stream: what is given as bytes is tried as the name of a file first.
    parsed: Any = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    if not parsed.version:
        raise SourceFault(f"{name}: is neither RSS nor Atom nor iCalendar")
    language = _text(parsed.feed, "language")
    for entry in parsed.entries[:MOST_ENTRIES]:
        yield NewsEntry(
            id=_text(entry, "id"),
            title=plain_line(_words(_text(entry, "title"))),
            text=plain_lines(_words(_summary(entry))),
            link=_text(entry, "link"),
            language=_text(entry.get("title_detail") or {}, "language") or language,
        )


def _summary(entry: Any) -> str:
    contents = entry.get("content") or [{}]
    return _text(entry, "summary") or _text(contents[0], "value")


def _text(values: Any, key: str) -> str:
    found = values.get(key)
    return found.strip() if isinstance(found, str) else ""


def _words(text: str) -> str:
    return text_of(text) if _LIKE_HTML.search(text) else text
