"""Puts the page for writing texts together with the views that deliver them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from aiohttp import web

from civic.residents import Channel
from civic.text_announcements import with_body
from civic.text_checks import Warning, lost
from civic.text_entries import with_entry_text
from civic.text_events import with_texts
from civic.text_sheets import SheetKey, SheetKind, Values, Written
from handlers.quoting import length_of
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import entries, events, news
from locales import Html
from pages.site import Site
from pages.text_site import Preview, TextSite
from pages.texts import TextPages
from webchat.guard import PublicSide
from webchat.limits import Window

# Enough for everybody behind one address of a town hall; a token of 128 bits is not found by trying.
TRIES, PERIOD = 120, timedelta(minutes=10)
# Somebody who types all the time, in several windows.
REQUESTS = 2000


def add_text_pages(app: web.Application, services: Services, public: PublicSide) -> None:
    """Serves `/texts/<token>` on the public web server."""
    window = Window(TRIES, PERIOD, services.clock)
    pages = Window(REQUESTS, PERIOD, services.clock)
    office = services.office
    site = Site(
        services.uow,
        services.clock,
        services.zone,
        services.catalogues,
        office.public_url,
        lambda: services.bot_names.get(Channel.TELEGRAM, ""),
    )

    def check(main: Values, values: Values, language: str) -> Sequence[Warning]:
        return lost(main, values, language, services.knowledge.glossary)

    texts = TextSite(
        uow=services.uow,
        clock=services.clock,
        zone=services.zone,
        catalogues=services.catalogues,
        public_url=office.public_url,
        wait=lambda request: window.take(public.client(request)),
        busy=lambda number: pages.take(str(number)),
        language=site.language,
        render=partial(render, services),
        check=check,
    )
    TextPages(texts).add_routes(app)


async def render(services: Services, key: SheetKey, language: str, values: Values) -> Preview | None:
    """The messages that readers of a language would get with these texts."""
    match key.kind:
        case SheetKind.ANNOUNCEMENT:
            screens = await _announcement(services, key.id, language, values)
        case SheetKind.EVENT:
            screens = await _event(services, key.id, language, values)
        case SheetKind.ENTRY:
            screens = await _entry(services, key.id, language, values)
    if screens is None:
        return None
    buttons = tuple(button.label for screen in screens[-1:] for row in screen.buttons for button in row)
    texts = tuple(Html(screen.text) for screen in screens if screen.text)
    return Preview(texts, buttons if texts else (), max((length_of(text) for text in texts), default=0))


async def _announcement(
    services: Services, number: int, language: str, values: Values
) -> Sequence[Screen] | None:
    async with services.uow.reading() as r:
        one = await r.announcements.get(number)
    if one is None:
        return None
    whole = {"title": "", "text": "", **values}
    alone = replace(one, bodies={}, language=language)
    return [news.announcement(services.catalogues[language], services, with_body(alone, language, whole, ""))]


async def _event(services: Services, number: int, language: str, values: Values) -> Sequence[Screen] | None:
    async with services.uow.reading() as r:
        one = await r.events.get(number)
    if one is None:
        return None
    written = with_texts(one.event, language, values, "")
    # Its readers get it as one that is up to date; only there would an earlier source be mentioned.
    shown = replace(one, event=replace(written, text_states={}))
    return [Screen(events.event_text(services.catalogues[language], services, shown))]


async def _entry(services: Services, number: int, language: str, values: Values) -> Sequence[Screen] | None:
    async with services.uow.reading() as r:
        entry = await r.entries.get(number)
    if entry is None:
        return None
    alone = replace(entry, language=language, texts={})
    written = with_entry_text(alone, Written(language, values, "", "", None))
    return entries.whole(services.catalogues[language], services, written) if written.texts else []
