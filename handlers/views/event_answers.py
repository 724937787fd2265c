"""What events answer to a question: the facts of one as they are now, or what is on and when."""

from dataclasses import replace

from civic.answers.event_times import Period
from civic.answers.outcomes import AboutEvents, EventsFound
from civic.events import EventStatus, EventWithSeats, why_closed
from handlers.screen import Screen, Tap, lines, paragraphs, shortened, tap
from handlers.services import Services
from handlers.views import events as view
from handlers.views.confirmations import day_of
from handlers.views.sharing import link_line
from locales import Html, Language

IN_TEXT = 4
ON_BUTTONS = 8
_TITLE, _PLACE, _COST = 60, 110, 60


def about_events(lang: Language, services: Services, found: AboutEvents) -> Screen:
    """What was found among the events."""
    if isinstance(found, EventsFound):
        return events_found(lang, services, found)
    return event_answer(lang, services, found.event)


def event_answer(lang: Language, services: Services, one: EventWithSeats) -> Screen:
    """One event: when, where, cost, language, access and seats, and the button to register."""
    buttons: list[tuple[Tap, ...]] = []
    registering = register_button(lang, services, one)
    if registering is not None:
        buttons.append((registering,))
    person = Tap(lang.label("Ask a person"), tap("person", ""))
    buttons.append((Tap(lang.label("More"), tap("event", one.event.id)), person))
    return Screen(facts(lang, services, one), tuple(buttons))


def facts(lang: Language, services: Services, one: EventWithSeats) -> Html:
    """The facts of an event, short enough for an answer; the rest is on its own screen."""
    event = one.event
    return paragraphs(
        view.cancelled_note(lang, event),
        lines(
            lang.bold(view.title(event, lang, services)),
            view.when(lang, event, services.zone),
            lang.gettext("Place: {place}", place=shortened(event.place, _PLACE)),
        ),
        _terms(lang, services, one) if event.status is not EventStatus.CANCELLED else "",
        link_line(lang, services, event),
        lang.gettext("This is an example, not a real event.") if event.example else "",
    )


def _terms(lang: Language, services: Services, one: EventWithSeats) -> Html:
    event = one.event
    return lines(
        view.cost(lang, replace(event, cost=shortened(event.cost, _COST))),
        view.access(lang, event),
        lang.gettext("Language spoken: {language}", language=view.spoken(event, services)),
        view.seats(lang, one, why_closed(event, services.clock()), services.zone),
    )


def register_button(lang: Language, services: Services, one: EventWithSeats) -> Tap | None:
    """To register or to wait; None where neither is possible (any more)."""
    if why_closed(one.event, services.clock()) is not None:
        return None
    label = lang.label("Register") if one.free else lang.label("Join the waiting list")
    return Tap(label, tap("register", one.event.id))


def events_found(lang: Language, services: Services, found: EventsFound) -> Screen:
    """What is on in a time or of a kind; honestly nothing, and then what comes next."""
    shown = found.events
    if len(shown) == 1:
        screen = event_answer(lang, services, shown[0])
        return Screen(paragraphs(_heading(lang, services, found), screen.text), screen.buttons)
    if shown:
        more = len(shown) - IN_TEXT
        note = lang.ngettext("… and {n} more", "… and {n} more", more) if more > 0 else ""
        each = [_in_short(lang, services, one) for one in shown[:IN_TEXT]]
        text = paragraphs(_heading(lang, services, found), *each, note)
        rows = [(view.list_button(one, lang, services),) for one in shown[:ON_BUTTONS]]
        none = Tap(lang.label("None of these"), tap("person", ""))
        return Screen(text, (*rows, (Tap(lang.label("All events"), tap("events")), none)))
    coming = [found.next] if found.next is not None else []
    following = lang.gettext("The next event is:") if coming else ""
    text = paragraphs(
        _nothing(lang, services, found.period),
        lines(following, *(_in_short(lang, services, one) for one in coming)),
    )
    buttons = [(view.list_button(one, lang, services),) for one in coming]
    asking = Tap(lang.label("Ask a person"), tap("person", ""))
    return Screen(text, (*buttons, (Tap(lang.label("All events"), tap("events")), asking)))


def _in_short(lang: Language, services: Services, one: EventWithSeats) -> Html:
    title = shortened(view.title(one.event, lang, services), _TITLE)
    return lines(lang.bold(title), view.when(lang, one.event, services.zone))


def _heading(lang: Language, services: Services, found: EventsFound) -> Html:
    if found.period is None:
        return lang.gettext("This is coming up:")
    return lang.gettext("This is coming up ({when}):", when=_days(lang, services, found.period))


def _nothing(lang: Language, services: Services, period: Period | None) -> Html:
    if period is None:
        return lang.gettext("I know of no such event at present.")
    return lang.gettext("I know of no event at that time ({when}).", when=_days(lang, services, period))


def _days(lang: Language, services: Services, period: Period) -> str:
    first = day_of(lang, services, period.first)
    if period.first == period.last:
        return first
    return lang.label("{first} – {last}", first=first, last=day_of(lang, services, period.last))
