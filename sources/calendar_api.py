"""A calendar over HTTP, at an address that only operators set and that may itself be a secret."""

import asyncio
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import httpx

from civic.calendar_items import CalendarRead
from sources.calendars import read_calendar
from sources.fetching import body_of

_TIMEOUT = httpx.Timeout(30, connect=10)
_REDIRECTS = 5
_WEBCAL = re.compile(r"^webcals?://", re.IGNORECASE)


async def fetch_calendar(
    address: str,
    feed: str,
    zone: ZoneInfo,
    now: datetime,
    transport: httpx.AsyncBaseTransport | None = None,
) -> CalendarRead:
    """Reads the calendar at an address. SourceFault with the feed's name, since addresses of private
    calendars let in whoever knows them."""
    headers = {"Accept": "text/calendar, */*;q=0.5"}
    async with httpx.AsyncClient(
        timeout=_TIMEOUT,
        follow_redirects=True,
        max_redirects=_REDIRECTS,
        headers=headers,
        transport=transport,
    ) as client:
        text = await body_of(client, _WEBCAL.sub("https://", address), feed)
    # Reading hundreds of entries takes a second, in which the running bot has people to answer.
    return await asyncio.to_thread(read_calendar, text, feed, feed, zone, now)
