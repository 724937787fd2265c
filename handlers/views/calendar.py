"""One event, or one's seat at it, as an iCalendar file (RFC 5545) with the times in UTC."""

from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar
from icalendar import Event as Entry

from civic.calendar_ids import sequence, uid
from civic.event_times import has_end, whole_days
from civic.events import Event, EventStatus
from civic.registrations import ENDED, Registration
from handlers.screen import File, plain
from handlers.services import Services
from handlers.views.events import title
from locales import Language, Latin, Url
from locales.direction import unmarked


def calendar_file(
    event: Event,
    lang: Language,
    services: Services,
    now: datetime,
    registration: Registration | None = None,
    url: str = "",
) -> File:
    """The file. That of a registration replaces earlier ones of the same registration in a calendar, and
    takes the date out of it again where the event or the registration was cancelled."""
    gone = event.status is EventStatus.CANCELLED or (
        registration is not None and registration.status in ENDED
    )
    entry = Entry()
    entry.add("uid", uid(event, registration, services.office.public_url))
    entry.add("dtstamp", now)
    _add_times(entry, event, services.zone)
    entry.add("sequence", sequence(event, registration))
    entry.add("status", "CANCELLED" if gone else "CONFIRMED")
    entry.add("summary", unmarked(title(event, lang, services)))
    entry.add("location", event.place)
    if event.latitude is not None and event.longitude is not None:
        entry.add("geo", (event.latitude, event.longitude))
    if registration is not None and not gone:
        code = lang.label("Code: {code}", code=Latin(registration.code))
        link = plain(lang.gettext("See, change or cancel: {url}", url=Url(url))) if url else ""
        entry.add("description", unmarked(f"{code}\n{link}").strip())
    if url:
        entry.add("url", url)
    calendar = Calendar()
    calendar.add("prodid", "-//Stadtbote//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if gone else "PUBLISH")
    calendar.add_component(entry)
    return File(f"event-{event.id}.ics", calendar.to_ical())


def _add_times(entry: Entry, event: Event, zone: ZoneInfo) -> None:
    days = whole_days(event, zone)
    entry.add("dtstart", days[0] if days else event.starts_at)
    if has_end(event):
        entry.add("dtend", days[1] if days else event.ends_at)
