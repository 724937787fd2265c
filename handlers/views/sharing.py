"""Passing an event on: its short address, and the buttons for it."""

from urllib.parse import quote, urlencode

from civic.events import Event, EventStatus
from civic.residents import Channel
from handlers.screen import Link, Rows, Screen, Tap, lines, paragraphs, tap
from handlers.services import Services, Visit
from locales import Html, Language, Latin


def address(services: Services, event: Event) -> str:
    """The event's page, short enough to be typed."""
    return f"{services.office.public_url}/e/{event.id}"


def typed(url: str) -> str:
    """An address as people type it, without the scheme that browsers add."""
    return url.partition("://")[2]


def link_line(lang: Language, services: Services, event: Event) -> Html:
    """The address as text, since buttons vanish when a message is passed on; a draft has none yet."""
    if event.status is EventStatus.DRAFT or not services.office.public_url:
        return Html()
    return lang.gettext("Link: {link}", link=Latin(address(services, event)))


def share_row(visit: Visit, services: Services, event: Event, title: str) -> Rows:
    """Buttons to pass an event on; nothing for one that does not take place."""
    lang = visit.lang
    if event.status is not EventStatus.PUBLISHED or not services.office.public_url:
        return ()
    poster = Tap(lang.label("Poster"), tap("poster", f"e{event.id}", ""))
    if visit.channel is not Channel.TELEGRAM:
        return ((Tap(lang.label("Share"), tap("share", event.id)), poster),)
    passed_on = urlencode({"url": address(services, event), "text": title}, quote_via=quote)
    return ((Link(lang.label("Share"), f"https://t.me/share/url?{passed_on}"), poster),)


def share(visit: Visit, services: Services, event: Event, title: str) -> Screen:
    """The address to be copied, for channels that cannot pass it on themselves."""
    lang = visit.lang
    text = paragraphs(
        lines(lang.bold(title), lang.copyable(address(services, event))),
        lang.gettext("Copy this address and send it to whomever you like. It works in every browser."),
    )
    poster = Tap(lang.label("Poster"), tap("poster", f"e{event.id}", ""))
    return Screen(text, ((poster,), (Tap(lang.label("Event"), tap("event", event.id)),)))
