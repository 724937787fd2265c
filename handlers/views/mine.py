"""One's own registrations: the list, one of them, changing and cancelling it."""

from collections.abc import Sequence

from civic.event_texts import questions
from civic.events import Event, EventStatus, awaits_draw, why_closed
from civic.extra_questions import valid_answers
from civic.registrations import (
    MOST_PEOPLE,
    AlreadyRegistered,
    Registration,
    RegistrationStatus,
)
from handlers.screen import Rows, Screen, Tap, columns, lines, paragraphs, shortened, tap
from handlers.services import Services, Visit
from handlers.views.calendar import calendar_file
from handlers.views.draw import draw_lines
from handlers.views.events import cancelled_note, title
from handlers.views.form_questions import answer_line
from handlers.views.needs import needs_lines
from handlers.views.offers import offer_buttons, offer_lines, rejoin_row
from handlers.views.registration import facts
from handlers.views.return_links import link_button
from locales import Html, Language, Latin

_TOLD = 20


def already(visit: Visit, services: Services, outcome: AlreadyRegistered, position: int) -> Screen:
    """The existing registration instead of a second one, with everything that belongs to it."""
    lang = visit.lang
    over = outcome.registration.status is RegistrationStatus.DECLINED
    question = lang.gettext("You have registered for this event before. What would you like to do?")
    text = "" if over else question
    screen = one_of_mine(visit, services, outcome.registration, outcome.event, position)
    return Screen(paragraphs(text, screen.text), screen.buttons, screen.file)


def mine(visit: Visit, services: Services, found: Sequence[tuple[Registration, Event]]) -> Screen:
    """One's registrations with where each stands, and a button each."""
    lang = visit.lang
    if not found:
        return Screen(
            lang.gettext("You have no registrations at present."),
            ((Tap(lang.label("All events"), tap("events")),), _chats(lang)),
        )
    rows = tuple(
        (Tap(shortened(title(event, lang, services), 60), tap("reg", registration.id)),)
        for registration, event in found
    )
    told = [
        lang.bullet(f"{title(event, lang, services)} – {status_name(lang, registration, event)}")
        for registration, event in found
    ]
    feed = (Tap(lang.label("In my calendar"), tap("feed")),)
    return Screen(lines(lang.gettext("Your registrations:"), *told[:_TOLD]), (*rows, feed, _chats(lang)))


def _chats(lang: Language) -> tuple[Tap, ...]:
    return (Tap(lang.label("Join two chats"), tap("chats")),)


def status_name(lang: Language, registration: Registration, event: Event) -> str:
    """Where a registration stands, in a few words."""
    if event.status is EventStatus.CANCELLED:
        return lang.label("event cancelled")
    if registration.status is RegistrationStatus.WAITING and awaits_draw(event):
        return lang.label("in the draw")
    return {
        RegistrationStatus.PENDING: lang.label("to be decided"),
        RegistrationStatus.WAITING: lang.label("on the waiting list"),
        RegistrationStatus.OFFERED: lang.label("a seat is held for you"),
        RegistrationStatus.CONFIRMED: lang.label("seat is yours"),
        RegistrationStatus.PASSED: lang.label("passed"),
        RegistrationStatus.RELEASED: lang.label("given to somebody else"),
        RegistrationStatus.DECLINED: lang.label("not accepted"),
        RegistrationStatus.CANCELLED: lang.label("cancelled"),
    }[registration.status]


def one_of_mine(
    visit: Visit, services: Services, registration: Registration, event: Event, position: int
) -> Screen:
    """One registration: where it stands, its code and calendar file, and what can be done with it."""
    lang = visit.lang
    takes_place = event.status is not EventStatus.CANCELLED
    has_seat = takes_place and registration.status is RegistrationStatus.CONFIRMED
    answers = valid_answers(event.questions, registration.answers)
    told = [
        answer_line(lang, services, one, answers[one.id]) for one in questions(event) if one.id in answers
    ]
    return Screen(
        paragraphs(
            cancelled_note(lang, event),
            lines(
                facts(visit, services, event, registration),
                needs_lines(lang, services, registration.needs, registration.need_details),
                *told,
            ),
            standing(lang, services, registration, event, position) if takes_place else "",
        ),
        (
            *((_for_the_door(lang, registration),) if has_seat else ()),
            *(_actions(lang, services, registration, event) if takes_place else ()),
            (link_button(lang, registration.id),),
            (Tap(lang.label("Event"), tap("event", event.id)), Tap(lang.label("Back"), tap("my"))),
        ),
        calendar_file(event, lang, services, services.clock(), registration) if has_seat else None,
    )


def _for_the_door(lang: Language, registration: Registration) -> tuple[Tap, ...]:
    return (Tap(lang.label("Picture for the door"), tap("show_code", registration.id)),)


def standing(
    lang: Language, services: Services, registration: Registration, event: Event, position: int
) -> Html:
    """Where a registration stands and what comes next."""
    match registration.status:
        case RegistrationStatus.PENDING:
            return lang.gettext("The organisers have not decided yet. I will write to you here.")
        case RegistrationStatus.WAITING if awaits_draw(event):
            return draw_lines(lang, event, registration, services.zone)
        case RegistrationStatus.WAITING:
            return lang.gettext("You are on the waiting list, position {position}.", position=position)
        case RegistrationStatus.OFFERED:
            return offer_lines(lang, registration, services.zone)
        case RegistrationStatus.CONFIRMED:
            return lang.gettext("You have a seat. Your code is {code}.", code=Latin(registration.code))
        case RegistrationStatus.PASSED:
            return lang.gettext("You are no longer on the waiting list.")
        case RegistrationStatus.DECLINED:
            return lang.gettext("The organisers could not give you a seat this time.")
        case RegistrationStatus.RELEASED | RegistrationStatus.CANCELLED:
            return lang.gettext("This registration has ended.")


def _actions(lang: Language, services: Services, registration: Registration, event: Event) -> Rows:
    """What can be done at present; from the deadline on only cancelling, reminders and photos."""
    now = services.clock()
    if event.starts_at <= now:
        return ()
    if registration.status is RegistrationStatus.PASSED:
        return rejoin_row(lang, registration) if why_closed(event, now) is None else ()
    if registration.status in (RegistrationStatus.DECLINED, RegistrationStatus.RELEASED):
        return ()
    buttons: list[Tap] = []
    offered = registration.status is RegistrationStatus.OFFERED
    if why_closed(event, now) is None:
        if registration.people < MOST_PEOPLE and not offered:
            buttons.append(Tap(lang.label("Add a person"), tap("add_one", registration.id)))
        buttons.append(Tap(lang.label("Change"), tap("change", registration.id)))
    if registration.status is RegistrationStatus.CONFIRMED:
        buttons.append(Tap(lang.label("Reminders"), tap("reminders", registration.id)))
        if event.photos:
            buttons.append(Tap(lang.label("Photos"), tap("photos", registration.id)))
    cancel = Tap(lang.label("Cancel registration"), tap("unreg", registration.id))
    return (*(offer_buttons(lang, registration) if offered else ()), *columns(buttons), (cancel,))


def ask_cancel(visit: Visit, services: Services, registration: Registration, event: Event) -> Screen:
    """Asks once before seats are given up: all of them, or one person's."""
    lang = visit.lang
    text = lang.gettext(
        "Do you want to cancel your registration for “{title}”? The seat then goes to somebody else.",
        title=title(event, lang, services),
    )
    single = registration.people > 1
    everybody = (
        lang.label("Yes, cancel for all {n}", n=registration.people)
        if single
        else lang.label("Yes, cancel it")
    )
    return Screen(
        lines(text, lang.gettext("Or does only one of you not come?") if single else ""),
        (
            (Tap(everybody, tap("unreg_yes", registration.id)),),
            *(_one_each(lang, registration) if single else ()),
            (Tap(lang.label("No, keep it"), tap("reg", registration.id)),),
        ),
    )


def _one_each(lang: Language, registration: Registration) -> Rows:
    """A button for each known person, and one for whoever was not named."""
    people, named = registration.people, (registration.name, *registration.others)
    buttons = [
        Tap(
            shortened(lang.label("Only {name} does not come", name=name)),
            tap("unreg_one", registration.id, people, place),
        )
        for place, name in enumerate(named[:people])
    ]
    if len(named) < people:
        unnamed = lang.label("One person does not come")
        buttons.append(Tap(unnamed, tap("unreg_one", registration.id, people, people)))
    return columns(buttons, 1)


def cancelled(visit: Visit, services: Services, event: Event, ended: Registration) -> Screen:
    """The seat is given up; the file takes the date out of a calendar again."""
    lang = visit.lang
    text = lang.gettext(
        "Your registration for “{title}” is cancelled. Thank you for telling us.",
        title=title(event, lang, services),
    )
    file = calendar_file(event, lang, services, services.clock(), ended)
    return Screen(text, ((Tap(lang.label("All events"), tap("events")),),), file)


def fewer(visit: Visit, services: Services, registration: Registration, event: Event) -> Screen:
    """One person less comes."""
    lang = visit.lang
    return Screen(
        paragraphs(
            lang.gettext("Thank you for telling us. This is your registration now:"),
            facts(visit, services, event, registration),
        ),
        ((Tap(lang.label("My registration"), tap("reg", registration.id)),),),
    )


def nothing_to_cancel(lang: Language) -> Screen:
    """Cancelled before, over, or not theirs."""
    return Screen(
        lang.gettext("There is nothing to cancel here (any more)."),
        ((Tap(lang.label("My registrations"), tap("my")),),),
    )
