"""Calendar feeds: one of all events for everybody, one of each event, and a private one for each resident."""

import asyncio
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web

from civic.events import Event, EventStatus
from civic.feeds import private_feed, public_events, stamps_of
from locales import Language
from pages.calendar_text import calendar_text, private_entry, public_entry
from pages.layout import PRIVATE
from pages.site import Site

PUBLIC = {"Cache-Control": "public, max-age=900"}
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
Version = tuple[Sequence[Event], Mapping[int, datetime]]
_SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


@dataclass(frozen=True)
class Feeds:
    """The handlers of the feeds. The text of the one that everybody may fetch is kept by language, with what
    it was made from: making it takes seconds where a city lists a thousand events."""

    site: Site
    _made: dict[str, tuple[Version, bytes]] = field(default_factory=dict)
    _making: asyncio.Lock = field(default_factory=asyncio.Lock)

    def add_routes(self, app: web.Application) -> None:
        """Serves `/events.ics`, `/e/ID/event.ics` and `/feed/TOKEN.ics`."""
        app.router.add_get("/events.ics", self.events)
        app.router.add_get("/e/{id}/event.ics", self.event)
        app.router.add_get("/feed/{token}.ics", self.private)

    async def events(self, request: web.Request) -> web.Response:
        """Every event, cancelled ones too, so that subscribed calendars strike them out."""
        lang = self._language(request)
        events = await public_events(self.site.uow, self.site.clock)
        stamps = await stamps_of(self.site.uow, self.site.clock, events)
        text = await self._text(lang, (events, stamps))
        return _answer(request, text, "events.ics", max(stamps.values(), default=None), PUBLIC)

    async def event(self, request: web.Request) -> web.Response:
        """One event, to be saved in a calendar."""
        lang, event_id = self._language(request), request.match_info["id"]
        is_id = event_id.isascii() and event_id.isdigit() and len(event_id) <= 18
        async with self.site.uow.reading() as r:
            one = await r.events.get(int(event_id)) if is_id else None
        if one is None or one.event.status is EventStatus.DRAFT:
            return _missing()
        stamps = await stamps_of(self.site.uow, self.site.clock, [one.event])
        changed = stamps[one.event.id]
        text = calendar_text(lang.label("Events"), [public_entry(self.site, lang, one.event, changed)])
        return _answer(request, text, f"event-{event_id}.ics", changed, PUBLIC, "attachment")

    async def private(self, request: web.Request) -> web.Response:
        """The registrations of whoever has the address; kept by no cache on the way."""
        token = request.match_info["token"]
        feed = None
        if _TOKEN.fullmatch(token):
            feed = await private_feed(self.site.uow, self.site.clock, token)
        if feed is None:
            return _missing()
        lang = self.site.catalogues[feed.language]
        found = feed.registrations
        stamps = await stamps_of(self.site.uow, self.site.clock, [event for _, event in found])
        entries = [
            private_entry(self.site, lang, registration, event, stamps[event.id])
            for registration, event in found
        ]
        text = calendar_text(lang.label("My registrations"), entries)
        return _answer(request, text, "registrations.ics", None, PRIVATE)

    async def _text(self, lang: Language, version: Version) -> bytes:
        """The public feed, made anew only where something has changed, and beside what else is to be done."""
        async with self._making:
            known = self._made.get(lang.code)
            if known is None or known[0] != version:
                known = version, await asyncio.to_thread(self._written, lang, *version)
                self._made[lang.code] = known
            return known[1]

    def _written(self, lang: Language, events: Sequence[Event], stamps: Mapping[int, datetime]) -> bytes:
        entries = [public_entry(self.site, lang, event, stamps[event.id]) for event in events]
        name = " · ".join(part for part in (lang.label("Events"), self.site.office) if part)
        return calendar_text(name, entries)

    def _language(self, request: web.Request) -> Language:
        """Programs that fetch calendars say nothing useful about languages, so only the address counts."""
        return self.site.catalogues.match(request.query.get("lang")) or self.site.catalogues.main


def _answer(
    request: web.Request,
    text: bytes,
    name: str,
    changed: datetime | None,
    cached: Mapping[str, str],
    disposition: str = "inline",
) -> web.Response:
    """The text, or 304 where the reader has this very version."""
    tag = hashlib.sha256(text).hexdigest()[:32]
    headers = {**_SAFE, **cached, "ETag": f'"{tag}"'}
    if changed is not None:
        headers["Last-Modified"] = changed.strftime("%a, %d %b %Y %H:%M:%S GMT")
    known = request.if_none_match
    if known is not None:
        fresh = any(one.value in (tag, "*") for one in known)
    else:
        since = request.if_modified_since
        fresh = changed is not None and since is not None and changed <= since
    if fresh:
        return web.Response(status=304, headers=headers)
    headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    return web.Response(body=text, content_type="text/calendar", charset="utf-8", headers=headers)


def _missing() -> web.Response:
    return web.Response(status=404, text="There is no such calendar.\n", headers={**_SAFE, **PRIVATE})
