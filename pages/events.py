"""The public pages of events, readable without scripts: one event, and what is coming up."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from civic.event_times import has_end
from civic.events import UNKNOWN_COST, Event, EventStatus, EventWithSeats, coming_events, why_closed
from locales import Html, Language
from pages.event_facts import (
    contact,
    description,
    facts,
    headline,
    outside_link,
    standing,
    title_of,
    when,
)
from pages.event_terms import terms
from pages.layout import page, tag, together
from pages.site import Site, event_payload, foot, language_links

NEXT_SHOWN = 5
ON_PAGE = 50
_LONGEST_ID = 18


@dataclass(frozen=True)
class EventPages:
    """The handlers of these pages."""

    site: Site

    def add_routes(self, app: web.Application) -> None:
        """Serves `/e/ID` and `/events` with its German name."""
        app.router.add_get("/e/{id}", self.event)
        app.router.add_get("/e/{id}/", self.event)  # as some people type it
        app.router.add_get("/events", self.events)
        app.router.add_get("/veranstaltungen", self.events)

    async def event(self, request: web.Request) -> web.Response:
        """One event; unknown ones and drafts look the same, and each offers the next ones."""
        lang = self.site.language(request)
        event_id = request.match_info["id"]
        is_id = event_id.isascii() and event_id.isdigit() and len(event_id) <= _LONGEST_ID
        async with self.site.uow.reading() as r:
            one = await r.events.get(int(event_id)) if is_id else None
        is_missing = one is None or one.event.status is EventStatus.DRAFT
        # The others are read only where they are shown: there can be a thousand.
        coming = (
            await coming_events(self.site.uow, self.site.clock)
            if one is None or is_missing or has_no_more(self.site, one.event)
            else []
        )
        if one is None or is_missing:
            return self._answer(lang, lang.label("There is no such event"), self._missing(lang, coming), 404)
        title = title_of(self.site, lang, one.event)
        others = [other for other in coming if other.event.id != one.event.id]
        body = event_body(self.site, lang, one, others)
        return self._answer(lang, title.text, body, head=event_head(self.site, lang, one.event))

    async def events(self, request: web.Request) -> web.Response:
        """What is coming up, soonest first, so many to a page."""
        lang = self.site.language(request)
        coming = await coming_events(self.site.uow, self.site.clock)
        asked = request.query.get("page", "1")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
        last = max(1, -(-len(coming) // ON_PAGE))
        number = min(max(1, number), last)
        shown = coming[(number - 1) * ON_PAGE : number * ON_PAGE]
        body = together(
            language_links(self.site, lang, "/events"),
            tag("h1", lang.label("Events")),
            self._listed(lang, shown) if coming else self._none(lang),
            _pager(lang, number, last),
            foot(self.site, lang),
        )
        return self._answer(lang, lang.label("Events"), body)

    def _answer(
        self, lang: Language, title: str, body: Html, status: int = 200, head: Html | None = None
    ) -> web.Response:
        response = page(lang, title, body, status=status, head=head or Html())
        response.headers["Vary"] = "Accept-Language"
        return response

    def _missing(self, lang: Language, coming: Sequence[EventWithSeats]) -> Html:
        return together(
            language_links(self.site, lang, "/events"),
            tag("h1", lang.label("There is no such event")),
            tag("p", lang.label("The address may have been mistyped, or the event was removed.")),
            next_events(self.site, lang, coming),
            foot(self.site, lang),
        )

    def _listed(self, lang: Language, events: Sequence[EventWithSeats]) -> Html:
        return tag("ul", together(*[_listed(self.site, lang, one, "h2") for one in events]), class_="events")

    def _none(self, lang: Language) -> Html:
        said = lang.label("No events are planned at present. Shall I tell you about new ones?")
        chosen = tag("a", lang.label("Choose news"), class_="button primary", href="/?start=topic_all")
        return together(tag("p", said), tag("p", chosen))


def has_no_more(site: Site, event: Event) -> bool:
    """Whether there is nothing to register for any more."""
    return event.status is EventStatus.CANCELLED or event.starts_at <= site.clock()


def event_body(site: Site, lang: Language, one: EventWithSeats, others: Sequence[EventWithSeats]) -> Html:
    """Everything about one event, and the next ones where it is over or off."""
    event, title = one.event, title_of(site, lang, one.event)
    other = site.catalogues[title.language]
    no_more = has_no_more(site, event)
    return together(
        language_links(site, lang, f"/e/{event.id}"),
        headline(site, lang, event),
        tag("h1", title.text, lang=other.code, dir=other.direction),
        tag("section", facts(site, lang, one), description(site, lang, event)),
        Html() if no_more else _ways(site, lang, one),
        next_events(site, lang, others) if no_more else Html(),
        foot(site, lang),
    )


def _ways(site: Site, lang: Language, one: EventWithSeats) -> Html:
    """How to take part: in the browser, in Telegram, by telephone; or where somebody else organises it."""
    event, parts = one.event, [tag("p", standing(site, lang, one))]
    if why_closed(event, site.clock()) is None:
        names = {"web": lang.label("Here in the browser"), "telegram": lang.label("In Telegram")}
        buttons = [
            tag("a", names[kind], class_="button primary" if kind == "web" else "button", href=address)
            for kind, address in site.chats(event_payload(event.id, lang))
        ]
        parts.append(tag("p", together(*buttons)))
        if person := event.contact or site.contact:
            parts.append(tag("p", lang.label("By telephone or in person:"), " ", contact(person)))
    if not event.listing_only:
        parts.append(terms(site, lang, event))
    parts.append(outside_link(lang, event))
    calendar = tag("a", lang.label("Save in my calendar"), href=f"/e/{event.id}/event.ics?lang={lang.code}")
    parts.append(tag("p", calendar))
    heading = lang.label("More information") if event.listing_only else lang.label("Taking part")
    return tag("section", tag("h2", heading), together(*parts))


def next_events(site: Site, lang: Language, coming: Sequence[EventWithSeats]) -> Html:
    """A few events that are to come; nothing where there are none."""
    if not coming:
        return Html()
    listed = together(*[_listed(site, lang, one, "h3") for one in coming[:NEXT_SHOWN]])
    heading = tag("h2", lang.label("The next events"))
    return together(heading, tag("ul", listed, class_="events"))


def _listed(site: Site, lang: Language, one: EventWithSeats, heading: str) -> Html:
    event, title = one.event, title_of(site, lang, one.event)
    other = site.catalogues[title.language]
    name = tag("span", title.text, lang=other.code, dir=other.direction)
    parts = [
        tag(heading, tag("a", name, href=site.event_path(event.id, lang))),
        tag("p", when(site, lang, event), Html("<br>"), tag("bdi", event.place)),
        tag("p", standing(site, lang, one), class_="soft"),
    ]
    if event.listing_only:
        parts.append(outside_link(lang, event))
    elif why_closed(event, site.clock()) is None:
        label = lang.label("Register") if one.free else lang.label("Join the waiting list")
        [(_, address), *_] = site.chats(event_payload(event.id, lang))
        parts.append(tag("p", tag("a", label, class_="button", href=address)))
    return tag("li", together(*parts), class_="card")


def _pager(lang: Language, number: int, last: int) -> Html:
    if last == 1:
        return Html()
    ways = ((number - 1, lang.label("Earlier events")), (number + 1, lang.label("More events")))
    links = [
        tag("a", label, class_="button", href=f"/events?lang={lang.code}&page={to}")
        for to, label in ways
        if 1 <= to <= last
    ]
    return tag("p", together(*links))


def event_head(site: Site, lang: Language, event: Event) -> Html:
    """For messengers that preview a link, and for search engines: Open Graph and schema.org, no script."""
    title, said = title_of(site, lang, event).text, _short(site, lang, event)
    address = f"{site.public_url}/e/{event.id}"
    properties = {"og:type": "website", "og:title": title, "og:description": said, "og:url": address}
    metas = [tag("meta", property=name, content=value) for name, value in properties.items()]
    alternates = [
        tag("link", rel="alternate", hreflang=other.code, href=f"{address}?lang={other.code}")
        for other in site.catalogues
    ]
    data = json.dumps(structured(site, lang, event), ensure_ascii=False).replace("<", "\\u003c")
    script = tag("script", Html(data), type="application/ld+json")
    return together(*metas, tag("meta", name="description", content=said), *alternates, script)


def structured(site: Site, lang: Language, event: Event) -> dict[str, object]:
    """The event as schema.org describes one."""
    off = event.status is EventStatus.CANCELLED
    found: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": title_of(site, lang, event).text,
        "startDate": event.starts_at.astimezone(site.zone).isoformat(),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if off else 'Scheduled'}",
        "location": {"@type": "Place", "name": event.place, "address": event.place},
        "url": f"{site.public_url}/e/{event.id}",
    }
    if has_end(event):
        found["endDate"] = event.ends_at.astimezone(site.zone).isoformat()
    if event.organiser:
        found["organizer"] = {"@type": "Organization", "name": event.organiser}
    if event.cost != UNKNOWN_COST:
        found["isAccessibleForFree"] = not event.cost
    return found


def _short(site: Site, lang: Language, event: Event) -> str:
    off = lang.label("This event does not take place.") if event.status is EventStatus.CANCELLED else ""
    day, clock = lang.short_date(event.starts_at, site.zone), lang.time(event.starts_at, site.zone)
    return f"{off} {day} {clock} · {event.place}".strip()
