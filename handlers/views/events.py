"""Events: the list, and one event."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from civic.event_texts import by_machine, current
from civic.event_times import has_end, whole_days
from civic.events import UNKNOWN_COST, Closing, Event, EventStatus, EventWithSeats, in_language, why_closed
from handlers.screen import Button, Link, Screen, Tap, lines, page_of, paragraphs, shortened, tap
from handlers.services import Services, Visit
from handlers.views.event_terms import age_line, ways
from handlers.views.sharing import link_line, share_row
from locales import Html, Language

EVENTS_ON_PAGE = 10


def title(event: Event, lang: Language, services: Services) -> str:
    """The title in the reader's language or the best there is, marked where it is an example."""
    found = in_language(current(event, event.titles), lang.code, services.fallbacks)
    text = found.text if found else ""
    return lang.label("Example: {title}", title=text) if event.example else text


def event_list(visit: Visit, services: Services, events: Sequence[EventWithSeats], page: int = 0) -> Screen:
    """Coming events, one button each, and the way to the next page."""
    lang = visit.lang
    if not events:
        return Screen(
            lang.gettext("No events are planned at present. Shall I tell you about new ones?"),
            ((Tap(lang.label("Choose news"), tap("news")),),),
        )
    shown = page_of(events, page, EVENTS_ON_PAGE)
    rows = [(list_button(one, lang, services),) for one in shown.items]
    more = len(events) - shown.number * EVENTS_ON_PAGE - len(shown.items)
    note = lang.ngettext("… and {n} more", "… and {n} more", more) if more else ""
    if more:
        rows.append((Tap(lang.label("More events"), tap("events_page", shown.number + 1)),))
    text = lang.gettext("These events are coming up. Which one interests you?")
    return Screen(lines(text, note), tuple(rows))


def list_button(one: EventWithSeats, lang: Language, services: Services) -> Tap:
    """A button with the day and the title."""
    when = lang.short_date(one.event.starts_at, services.zone)
    label = lang.joined(when, title(one.event, lang, services))
    return Tap(shortened(label, 60), tap("event", one.event.id))


def event_screen(visit: Visit, services: Services, one: EventWithSeats, *, registered: bool) -> Screen:
    """One event with everything that helps to decide, and the button to register."""
    lang, event = visit.lang, one.event
    buttons: list[tuple[Button, ...]] = []
    if why_closed(event, services.clock()) is None and not registered:
        label = lang.label("Register") if one.free else lang.label("Join the waiting list")
        buttons.append((Tap(label, tap("register", event.id)),))
    if event.listing_only and event.link:
        buttons.append((Link(lang.label("More information"), event.link),))
    if registered:
        buttons.append((Tap(lang.label("My registration"), tap("my")),))
    buttons += share_row(visit, services, event, title(event, lang, services))
    buttons.append((Tap(lang.label("All events"), tap("events")),))
    return Screen(event_text(lang, services, one), tuple(buttons))


def event_text(lang: Language, services: Services, one: EventWithSeats) -> Html:
    """The facts of an event, one to a line; what is unknown is called unknown."""
    event = one.event
    heading = lang.bold(title(event, lang, services))
    return paragraphs(
        cancelled_note(lang, event),
        lines(heading, when(lang, event, services.zone), lang.gettext("Place: {place}", place=event.place)),
        _description(lang, services, event),
        lines(
            cost(lang, event),
            access(lang, event),
            lang.gettext("Language spoken: {language}", language=spoken(event, services)),
            event.organiser and lang.gettext("Organised by: {name}", name=event.organiser),
            event.contact and lang.gettext("Contact: {contact}", contact=event.contact),
            age_line(lang, event),
            _deadline(lang, event, services.zone),
        ),
        lines(
            seats(lang, one, why_closed(event, services.clock()), services.zone),
            *ways(lang, event, services.zone, services.clock()),
        ),
        link_line(lang, services, event),
        lang.gettext("This is an example, not a real event.") if event.example else "",
    )


def when(lang: Language, event: Event, zone: ZoneInfo) -> Html:
    """Day and times as local time; for whole days only the days, for no known end only the start."""
    first, last = lang.date(event.starts_at, zone), lang.date(event.ends_at, zone)
    start, end = lang.time(event.starts_at, zone), lang.time(event.ends_at, zone)
    if whole_days(event, zone):
        if first == last:
            return lang.gettext("{date}, all day", date=first)
        return lang.gettext("{first} to {last}", first=first, last=last)
    if not has_end(event):
        return lang.gettext("{date}, {start}", date=first, start=start)
    if first == last:
        return lang.gettext("{date}, {start} to {end}", date=first, start=start, end=end)
    return lang.gettext("{first}, {start} to {last}, {end}", first=first, start=start, last=last, end=end)


def cancelled_note(lang: Language, event: Event) -> Html:
    """Says first what matters most."""
    if event.status is EventStatus.CANCELLED:
        return lang.gettext("This event has been cancelled.")
    return Html()


def _description(lang: Language, services: Services, event: Event) -> Html:
    found = in_language(current(event, event.descriptions), lang.code, services.fallbacks)
    titled = in_language(current(event, event.titles), lang.code, services.fallbacks)
    shown = found or titled
    note = ""
    if shown is not None and shown.language != lang.code:
        other = services.catalogues[shown.language].own_name
        note = lang.gettext("This text exists only in {language}.", language=other)
    elif shown is not None and by_machine(event, shown.language):
        note = lang.gettext("Translated automatically.")
    own = found is not None and found.language == lang.code
    text = "" if found is None else lang.body(found.text) if own else lang.isolate(found.text)
    return lines(text, note)


def cost(lang: Language, event: Event) -> Html:
    """What it costs, or that it is free; nothing where nobody knows."""
    if event.cost == UNKNOWN_COST:
        return Html()
    return lang.gettext("Cost: {cost}", cost=event.cost) if event.cost else lang.gettext("Free of charge")


def access(lang: Language, event: Event) -> Html:
    """Whether there are steps, or that nobody knows."""
    if event.step_free is None:
        return lang.gettext("Step-free access: not known")
    if event.step_free:
        return lang.gettext("Step-free access: yes")
    return lang.gettext("Step-free access: no")


def spoken(event: Event, services: Services) -> str:
    """The own name of the language that is spoken."""
    return services.catalogues[event.spoken].own_name


def _deadline(lang: Language, event: Event, zone: ZoneInfo) -> Html:
    if event.deadline >= event.starts_at or event.status is EventStatus.CANCELLED:
        return Html()
    date, clock = lang.date(event.deadline, zone), lang.time(event.deadline, zone)
    return lang.gettext("Register until {date}, {time}", date=date, time=clock)


def seats(lang: Language, one: EventWithSeats, closing: Closing | None, zone: ZoneInfo) -> Html:
    """How many seats there are, or why it no longer matters; a draft is shown as if it were open."""
    if closing is Closing.CANCELLED:
        return Html()
    if closing is Closing.OVER:
        return lang.gettext("This event has already begun.")
    if closing is Closing.DEADLINE:
        return lang.gettext("Registration for this event is closed.")
    if closing is Closing.NOT_YET and one.event.opens_at is not None:
        date, start = lang.date(one.event.opens_at, zone), lang.time(one.event.opens_at, zone)
        return lang.gettext("Registration opens on {date} at {start}.", date=date, start=start)
    if closing is Closing.LISTING_ONLY:
        return lang.gettext("You cannot register for this event here.")
    if one.free:
        return lang.ngettext("{n} seat is free.", "{n} seats are free.", one.free)
    waiting = (
        lang.ngettext("{n} person is waiting.", "{n} people are waiting.", one.waiting) if one.waiting else ""
    )
    return lines(lang.gettext("All seats are taken. You can join the waiting list."), waiting)
