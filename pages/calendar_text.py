"""Events as an iCalendar text (RFC 5545): stable ids, times in UTC, whole days as days, cancelled as such."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar
from icalendar import Event as Entry

from civic.calendar_ids import sequence, uid
from civic.event_texts import current
from civic.event_times import has_end, whole_days
from civic.events import UNKNOWN_COST, Event, EventStatus, in_language
from civic.registrations import Registration, RegistrationStatus
from locales import Language
from pages.event_facts import title_of
from pages.site import Site

REFRESHED = timedelta(hours=6)


def calendar_text(name: str, entries: Iterable[Entry]) -> bytes:
    """A calendar that its readers fetch again a few times a day."""
    calendar = Calendar()
    calendar.add("prodid", "-//Stadtbote//Stadtbote//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    calendar.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{REFRESHED // timedelta(hours=1)}H")
    for entry in entries:
        calendar.add_component(entry)
    text: bytes = calendar.to_ical()
    return text


def public_entry(site: Site, lang: Language, event: Event, changed: datetime) -> Entry:
    """An event as everybody may see it."""
    entry = _entry(site, lang, event, changed)
    entry.add("uid", uid(event, None, site.public_url))
    entry.add("summary", title_of(site, lang, event).text)
    entry.add("sequence", sequence(event))
    entry.add("status", "CANCELLED" if event.status is EventStatus.CANCELLED else "CONFIRMED")
    entry.add("description", _description(site, lang, event))
    return entry


def private_entry(
    site: Site, lang: Language, registration: Registration, event: Event, changed: datetime
) -> Entry:
    """A registration as its person sees it: where it stands, its code, for how many people."""
    title = title_of(site, lang, event).text
    has_seat = registration.status is RegistrationStatus.CONFIRMED
    entry = _entry(site, lang, event, changed)
    entry.add("uid", uid(event, registration, site.public_url))
    entry.add("summary", title if has_seat else lang.label("Not sure yet: {title}", title=title))
    entry.add("sequence", sequence(event, registration))
    off = event.status is EventStatus.CANCELLED
    entry.add("status", "CANCELLED" if off else "CONFIRMED" if has_seat else "TENTATIVE")
    entry.add("class", "PRIVATE")
    people = lang.nlabel("{n} person", "{n} people", registration.people)
    code = lang.label("Code: {code}", code=registration.code)
    address = f"{site.public_url}/e/{event.id}"
    entry.add("description", "\n".join([code, people, address] if has_seat else [people, address]))
    return entry


def _entry(site: Site, lang: Language, event: Event, changed: datetime) -> Entry:
    entry = Entry()
    days = whole_days(event, site.zone)
    entry.add("dtstart", days[0] if days else event.starts_at)
    if has_end(event):
        entry.add("dtend", days[1] if days else event.ends_at)
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("location", event.place)
    entry.add("url", event.link if event.listing_only and event.link else f"{site.public_url}/e/{event.id}")
    if event.latitude is not None and event.longitude is not None:
        entry.add("geo", (event.latitude, event.longitude))
    return entry


def _description(site: Site, lang: Language, event: Event) -> str:
    said = in_language(current(event, event.descriptions), lang.code, site.catalogues.fallbacks)
    cost = "" if event.cost == UNKNOWN_COST else event.cost
    lines = [
        said.text if said else "",
        lang.label("Cost: {cost}", cost=cost) if cost else "",
        lang.label("Organised by: {name}", name=event.organiser) if event.organiser else "",
        f"{site.public_url}/e/{event.id}",
    ]
    return "\n".join(line for line in lines if line)
