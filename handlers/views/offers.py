"""Freed seats that are offered, what came of an offer, and the outcomes of a decision or a draw."""

from zoneinfo import ZoneInfo

from civic.events import Event
from civic.registrations import Registration
from civic.told import snapshot
from handlers.screen import Rows, Screen, Tap, lines, paragraphs, tap
from handlers.services import Services, Visit
from handlers.views.calendar import calendar_file
from handlers.views.draw import seed_lines
from handlers.views.events import title, when
from handlers.views.place import venue_of
from handlers.views.qr import door_picture
from handlers.views.registration import facts
from locales import Html, Language, Latin


def offered(lang: Language, services: Services, registration: Registration, event: Event) -> Screen:
    """Seats are held for somebody: which, until when, and the two ways to answer."""
    return Screen(
        paragraphs(
            lang.gettext("Good news: a seat has become free for you."),
            lines(lang.bold(title(event, lang, services)), when(lang, event, services.zone)),
            offer_lines(lang, registration, services.zone),
        ),
        offer_buttons(lang, registration),
    )


def entered_by_you(lang: Language, registration: Registration) -> Html:
    """Whom a message is about that goes to the coordinator who entered somebody without an account."""
    return lines(
        lang.gettext("This is about {name}, whom you entered.", name=registration.name),
        lang.gettext("Telephone: {phone}", phone=Latin(registration.phone)) if registration.phone else "",
    )


def offer_lines(lang: Language, registration: Registration, zone: ZoneInfo) -> Html:
    """How many seats are held, and until when."""
    until = registration.offer_until
    return lines(
        _how_many(lang, registration),
        lang.gettext(
            "It is yours if you answer by {date}, {time}. Afterwards it goes to the next person.",
            date=lang.date(until, zone),
            time=lang.time(until, zone),
        )
        if until is not None
        else "",
    )


def _how_many(lang: Language, registration: Registration) -> Html:
    if registration.offered < registration.people:
        return lang.ngettext(
            "There is room for {n} of your {people} people.",
            "There is room for {n} of your {people} people.",
            registration.offered,
            people=registration.people,
        )
    return lang.ngettext("{n} seat is held.", "{n} seats are held.", registration.offered)


def offer_buttons(lang: Language, registration: Registration) -> Rows:
    """Taking the seats, or leaving them to others."""
    partly = registration.offered < registration.people
    label = (
        lang.nlabel("Take {n} seat", "Take {n} seats", registration.offered)
        if partly
        else lang.nlabel("Take the seat", "Take the seats", registration.offered)
    )
    return (
        (Tap(label, tap("claim", registration.id)), Tap(lang.label("Pass"), tap("pass", registration.id))),
    )


def rejoin_row(lang: Language, registration: Registration) -> Rows:
    """The way back into the list."""
    return ((Tap(lang.label("Back on the waiting list"), tap("rejoin", registration.id)),),)


def claimed(visit: Visit, services: Services, registration: Registration, event: Event) -> Screen:
    """The offered seats are taken."""
    lang = visit.lang
    return Screen(
        paragraphs(
            entered_by_you(lang, registration) if registration.resident_id is None else "",
            lang.gettext("You are registered. We look forward to seeing you!"),
            facts(visit, services, event, registration),
            lang.gettext("Your code is {code}. Please keep it.", code=Latin(registration.code)),
        ),
        ((Tap(lang.label("My registrations"), tap("my")),),),
        calendar_file(event, lang, services, services.clock(), registration),
        door_picture(services, visit.channel, registration.code),
        venue=venue_of(event, lang, services, visit.channel),
    )


def passed_on(visit: Visit, services: Services, registration: Registration, event: Event) -> Screen:
    """Somebody else gets the seats."""
    lang = visit.lang
    return Screen(
        lang.gettext(
            "Thank you for telling us. The seat at “{title}” goes to the next person.",
            title=title(event, lang, services),
        ),
        (*rejoin_row(lang, registration), (Tap(lang.label("All events"), tap("events")),)),
    )


def offer_gone(
    visit: Visit, services: Services, registration: Registration | None, event: Event | None, position: int
) -> Screen:
    """Too late, or never theirs; whoever still waits hears where."""
    lang = visit.lang
    if registration is None or event is None:
        return Screen(
            lang.gettext("I cannot find this offer (any more)."),
            ((Tap(lang.label("My registrations"), tap("my")),),),
        )
    name = title(event, lang, services)
    back = Tap(lang.label("My registration"), tap("reg", registration.id))
    if position:
        text = paragraphs(
            lang.gettext("What a pity, the seat at “{title}” has gone to somebody else.", title=name),
            lang.gettext("You are on the waiting list, position {position}.", position=position),
            lang.gettext("If a seat becomes free, I will write to you here."),
        )
    else:
        text = lang.gettext("There is no open offer for you at “{title}”.", title=name)
    return Screen(text, ((back,),))


def lapsed(lang: Language, services: Services, registration: Registration, event: Event) -> Screen:
    """Nobody answered in time."""
    return Screen(
        paragraphs(
            lang.gettext(
                "The time to take the seat at “{title}” is over. It goes to the next person.",
                title=title(event, lang, services),
            ),
            lang.gettext("If you still would like to come, join the waiting list again."),
        ),
        rejoin_row(lang, registration),
    )


def accepted(lang: Language, services: Services, registration: Registration, event: Event) -> Screen:
    """A coordinator said yes."""
    return Screen(
        paragraphs(
            lang.gettext("Good news: the organisers have accepted your registration. You have a seat!"),
            lines(lang.bold(title(event, lang, services)), when(lang, event, services.zone)),
            lang.gettext("Your code is {code}. Please keep it.", code=Latin(registration.code)),
        ),
        (
            (Tap(lang.label("Picture for the door"), tap("show_code", registration.id)),),
            (Tap(lang.label("My registration"), tap("reg", registration.id)),),
        ),
        calendar_file(event, lang, services, services.clock(), registration),
        told=snapshot(event),
    )


def accepted_waiting(
    lang: Language, services: Services, registration: Registration, event: Event, position: int
) -> Screen:
    """A coordinator said yes, but all seats are taken at present."""
    return Screen(
        paragraphs(
            lang.gettext("The organisers have accepted your registration. At present all seats are taken."),
            lines(lang.bold(title(event, lang, services)), when(lang, event, services.zone)),
            lang.gettext("You are on the waiting list, position {position}.", position=position),
        ),
        ((Tap(lang.label("My registration"), tap("reg", registration.id)),),),
    )


def declined(lang: Language, services: Services, event: Event) -> Screen:
    """A coordinator said no."""
    contact = event.contact or services.office.human_contact
    return Screen(
        paragraphs(
            lang.gettext(
                "We are sorry: the organisers could not give you a seat at “{title}”.",
                title=title(event, lang, services),
            ),
            lang.gettext("If you want to talk about it: {contact}", contact=contact) if contact else "",
        ),
        ((Tap(lang.label("All events"), tap("events")),),),
    )


def drawn_out(
    lang: Language, services: Services, registration: Registration, event: Event, position: int
) -> Screen:
    """No seat in the draw, but a place in the list."""
    return Screen(
        paragraphs(
            lang.gettext("The draw for “{title}” is done.", title=title(event, lang, services)),
            lang.gettext(
                "This time it gave you no seat. You are on the waiting list, position {position}.",
                position=position,
            ),
            lines(
                lang.gettext("Your code in the draw: {code}", code=Latin(registration.code)),
                seed_lines(lang, event),
            ),
        ),
        ((Tap(lang.label("My registration"), tap("reg", registration.id)),),),
    )


def draft_expired(lang: Language, services: Services, event: Event) -> Screen:
    """A half-finished registration was forgotten."""
    return Screen(
        lang.gettext(
            "I have forgotten your half-finished registration for “{title}”. Tap to begin again.",
            title=title(event, lang, services),
        ),
        ((Tap(lang.label("Register"), tap("register", event.id)),),),
    )
