"""What came of a registration: a seat, a place in the waiting list, a decision or a draw to come."""

from civic.events import Closing, Event
from civic.registrations import Closed, InDraw, PendingApproval, Registered, Registration, WaitListed
from handlers.screen import Rows, Screen, Tap, lines, paragraphs, tap
from handlers.services import Services, Visit
from handlers.views.calendar import calendar_file
from handlers.views.draw import draw_lines
from handlers.views.events import title, when
from handlers.views.place import venue_of
from handlers.views.qr import door_picture
from handlers.views.return_links import waits_here
from locales import Html, Language, Latin


def registered(visit: Visit, services: Services, outcome: Registered, link: str = "") -> Screen:
    """The seat is sure: code, and the date as a file, which holds the personal link if there is one."""
    lang, event = visit.lang, outcome.event
    return Screen(
        paragraphs(
            lang.gettext("You are registered. We look forward to seeing you!"),
            facts(visit, services, event, outcome.registration),
            lang.gettext("Your code is {code}. Please keep it.", code=Latin(outcome.registration.code)),
            waits_here(visit),
        ),
        _to_mine(lang),
        calendar_file(event, lang, services, services.clock(), outcome.registration, link),
        door_picture(services, visit.channel, outcome.registration.code),
        venue=venue_of(event, lang, services, visit.channel),
    )


def wait_listed(visit: Visit, services: Services, outcome: WaitListed) -> Screen:
    """No seat yet, and what happens next."""
    lang = visit.lang
    return Screen(
        paragraphs(
            lang.gettext("There are not enough free seats. You are on the waiting list."),
            facts(visit, services, outcome.event, outcome.registration),
            lang.gettext("Your position: {position}", position=outcome.position),
            lang.gettext("If a seat becomes free, I will write to you here."),
            waits_here(visit),
        ),
        _to_mine(lang),
    )


def pending(visit: Visit, services: Services, outcome: PendingApproval) -> Screen:
    """A coordinator decides."""
    lang = visit.lang
    return Screen(
        paragraphs(
            lang.gettext("Thank you! For this event the organisers decide who gets a seat."),
            facts(visit, services, outcome.event, outcome.registration),
            lang.gettext("As soon as they have decided, I will write to you here."),
            waits_here(visit),
        ),
        _to_mine(lang),
    )


def in_draw(visit: Visit, services: Services, outcome: InDraw) -> Screen:
    """The seats are drawn later."""
    lang = visit.lang
    return Screen(
        paragraphs(
            lang.gettext("Thank you! You take part in the draw for the seats."),
            facts(visit, services, outcome.event, outcome.registration),
            draw_lines(lang, outcome.event, outcome.registration, services.zone),
            lang.gettext("After the draw I will write to you here, whatever comes of it."),
            waits_here(visit),
        ),
        _to_mine(lang),
    )


def closed(lang: Language, outcome: Closed) -> Screen:
    """Why registering is not possible, and where to go on."""
    why = {
        Closing.UNKNOWN: lang.gettext("I do not know this event."),
        Closing.CANCELLED: lang.gettext("This event has been cancelled."),
        Closing.OVER: lang.gettext("This event has already begun."),
        Closing.DEADLINE: lang.gettext("Registration for this event is closed."),
        Closing.NOT_YET: lang.gettext("Registration for this event has not opened yet."),
        Closing.LISTING_ONLY: lang.gettext("You cannot register for this event here."),
        Closing.LEAVING: lang.gettext("Your data are being deleted, so you cannot register now."),
    }[outcome.why]
    return Screen(why, ((Tap(lang.label("All events"), tap("events")),),))


def unknown_event(lang: Language) -> Screen:
    """The event is gone."""
    return closed(lang, Closed(Closing.UNKNOWN))


def facts(visit: Visit, services: Services, event: Event, registration: Registration) -> Html:
    """The event, and who comes."""
    lang = visit.lang
    return lines(
        lang.bold(title(event, lang, services)),
        when(lang, event, services.zone),
        lang.gettext("Place: {place}", place=event.place),
        lang.gettext("Name: {name}", name=registration.name),
        lang.ngettext("{n} person", "{n} people", registration.people),
        lang.gettext("With you: {names}", names=lang.listed(registration.others))
        if registration.others
        else "",
    )


def _to_mine(lang: Language) -> Rows:
    return ((Tap(lang.label("My registrations"), tap("my")),),)
