"""Registering: one question per screen, the summary, the outcome, and one's own registrations."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from civic.events import Closing, Event, EventStatus
from civic.registrations import (
    MOST_PEOPLE,
    AlreadyRegistered,
    Closed,
    Need,
    Registered,
    Registration,
    RegistrationStatus,
    WaitListed,
)
from handlers.screen import Screen, Tap, columns, lines, paragraphs, shortened, tap
from handlers.services import Office, Services, Visit
from handlers.views.events import calendar_file, cancelled_note, title, when
from locales import Html, Language, Latin


@dataclass(frozen=True)
class Answers:
    """What somebody entered so far."""

    event_id: int
    name: str = ""
    people: int = 1
    needs: frozenset[Need] = frozenset()


def need_name(lang: Language, need: Need) -> str:
    """A kind of support in words."""
    return {
        Need.INTERPRETER: lang.label("Interpreter"),
        Need.SIGN_LANGUAGE: lang.label("Sign language"),
        Need.STEP_FREE: lang.label("Step-free access"),
        Need.COMPANION: lang.label("Companion"),
        Need.CHILDCARE: lang.label("Childcare"),
        Need.EASY_GERMAN: lang.label("Easy German"),
    }[need]


def ask_name(lang: Language, office: Office, event_title: str, step: str) -> Screen:
    """The notice about data, shown before the first personal entry, and the first question."""
    asked_by = (
        lang.gettext("These details go to: {name}", name=office.controller) if office.controller else ""
    )
    notice = lines(
        lang.gettext(
            "For your registration I store your name, the number of people and the support you need. "
            "Next time I offer you your name again. You can cancel at any time. More: /privacy"
        ),
        asked_by,
    )
    return Screen(
        paragraphs(
            lang.gettext("Registration: {title}", title=event_title),
            notice,
            lines(lang.isolate(step), lang.gettext("What is your name?")),
        ),
        (_cancel_row(lang),),
    )


def ask_people(lang: Language, event_id: int, name: str, step: str, *, known: bool) -> Screen:
    """How many people come, as digits to tap or to type."""
    question = (
        lang.gettext("Registering as {name}. How many people are coming, you included?", name=name)
        if known
        else lang.gettext("Thank you, {name}! How many people are coming, you included?", name=name)
    )
    digits = columns((Tap(str(n), tap("people", event_id, n)) for n in range(1, MOST_PEOPLE + 1)), 6)
    other = ((Tap(lang.label("Another name"), tap("rename", event_id)),),) if known else ()
    return Screen(lines(lang.isolate(step), question), (*digits, *other, _cancel_row(lang)))


def ask_needs(lang: Language, event_id: int, chosen: Collection[Need], step: str) -> Screen:
    """Support that is needed; "none" is one tap."""
    ticks = columns(
        Tap(("✓ " if need in chosen else "") + need_name(lang, need), tap("need", event_id, need.value))
        for need in Need
    )
    done = lang.label("Continue") if chosen else lang.label("No support needed")
    return Screen(
        lines(
            lang.isolate(step),
            lang.gettext("Do you need support so that you can take part?"),
            lang.gettext("Only the organisers of this event see this."),
        ),
        (*ticks, (Tap(done, tap("needs_done", event_id)),), _cancel_row(lang)),
    )


def summary(lang: Language, event_title: str, when_text: Html, answers: Answers, step: str) -> Screen:
    """Everything once more before it is saved."""
    event_id = answers.event_id
    return Screen(
        paragraphs(
            lines(lang.isolate(step), lang.gettext("Is everything right?")),
            lines(lang.isolate(event_title), when_text),
            lines(
                lang.gettext("Name: {name}", name=answers.name),
                lang.ngettext("{n} person", "{n} people", answers.people),
                needs_line(lang, answers.needs),
            ),
        ),
        (
            (Tap(lang.label("Yes, register"), tap("confirm", event_id)),),
            (
                Tap(lang.label("Change name"), tap("rename", event_id)),
                Tap(lang.label("Change support"), tap("needs", event_id)),
            ),
            _cancel_row(lang),
        ),
    )


def needs_line(lang: Language, needs: Collection[Need]) -> Html:
    """The support that is needed, in a fixed order."""
    if not needs:
        return lang.gettext("Support: none")
    names = lang.listed([need_name(lang, need) for need in Need if need in needs])
    return lang.gettext("Support: {needs}", needs=names)


def name_unclear(lang: Language) -> Html:
    """The name cannot be used."""
    return lang.gettext("I need a name with letters, so that we can greet you.")


def people_unclear(lang: Language) -> Html:
    """The number cannot be used."""
    return lang.gettext("Please write a number from 1 to {most}.", most=MOST_PEOPLE)


def needs_unclear(lang: Language) -> Html:
    """A text where a button is expected."""
    return lang.gettext("Please tap what you need, or “No support needed”.")


def registered(visit: Visit, services: Services, outcome: Registered) -> Screen:
    """The seat is sure: code, and the date as a file."""
    lang, event = visit.lang, outcome.event
    return Screen(
        paragraphs(
            lang.gettext("You are registered. We look forward to seeing you!"),
            _facts(visit, services, event, outcome.registration),
            lang.gettext("Your code is {code}. Please keep it.", code=Latin(outcome.registration.code)),
        ),
        ((Tap(lang.label("My registrations"), tap("my")),),),
        calendar_file(event, lang, services, services.clock()),
    )


def wait_listed(visit: Visit, services: Services, outcome: WaitListed) -> Screen:
    """No seat yet, and what happens next."""
    lang = visit.lang
    return Screen(
        paragraphs(
            lang.gettext("There are not enough free seats. You are on the waiting list."),
            _facts(visit, services, outcome.event, outcome.registration),
            lang.gettext("Your position: {position}", position=outcome.position),
            lang.gettext("If a seat becomes free, I will write to you here."),
        ),
        ((Tap(lang.label("My registrations"), tap("my")),),),
    )


def already(visit: Visit, services: Services, outcome: AlreadyRegistered, position: int) -> Screen:
    """The existing registration instead of a second one, with everything that belongs to it."""
    lang = visit.lang
    text = lang.gettext("You have registered for this event before. Nothing was changed.")
    screen = one_of_mine(visit, services, outcome.registration, outcome.event, position)
    return Screen(paragraphs(text, screen.text), screen.buttons, screen.file)


def closed(lang: Language, outcome: Closed) -> Screen:
    """Why registering is not possible, and where to go on."""
    why = {
        Closing.UNKNOWN: lang.gettext("I do not know this event."),
        Closing.CANCELLED: lang.gettext("This event has been cancelled."),
        Closing.OVER: lang.gettext("This event has already begun."),
        Closing.DEADLINE: lang.gettext("Registration for this event is closed."),
        Closing.NOT_YET: lang.gettext("Registration for this event has not opened yet."),
        Closing.LISTING_ONLY: lang.gettext("You cannot register for this event here."),
    }[outcome.why]
    return Screen(why, ((Tap(lang.label("All events"), tap("events")),),))


def _facts(visit: Visit, services: Services, event: Event, registration: Registration) -> Html:
    lang = visit.lang
    return lines(
        lang.bold(title(event, lang, services)),
        when(lang, event, services.zone),
        lang.gettext("Place: {place}", place=event.place),
        lang.gettext("Name: {name}", name=registration.name),
        lang.ngettext("{n} person", "{n} people", registration.people),
    )


def mine(visit: Visit, services: Services, found: Sequence[tuple[Registration, Event]]) -> Screen:
    """One's registrations with a button each."""
    lang = visit.lang
    if not found:
        return Screen(
            lang.gettext("You have no registrations at present."),
            ((Tap(lang.label("All events"), tap("events")),),),
        )
    rows = tuple(
        (Tap(shortened(title(event, lang, services), 60), tap("reg", registration.id)),)
        for registration, event in found
    )
    return Screen(lang.gettext("Your registrations:"), rows)


def one_of_mine(
    visit: Visit, services: Services, registration: Registration, event: Event, position: int
) -> Screen:
    """One registration: where it stands, its code and calendar file, and the way to cancel it."""
    lang = visit.lang
    takes_place = event.status is not EventStatus.CANCELLED
    has_seat = takes_place and registration.status is RegistrationStatus.CONFIRMED
    cancel = Tap(lang.label("Cancel registration"), tap("unreg", registration.id))
    return Screen(
        paragraphs(
            cancelled_note(lang, event),
            _facts(visit, services, event, registration),
            needs_line(lang, registration.needs),
            _standing(lang, registration, position) if takes_place else "",
        ),
        (
            *(((cancel,),) if takes_place else ()),
            (Tap(lang.label("Event"), tap("event", event.id)), Tap(lang.label("Back"), tap("my"))),
        ),
        calendar_file(event, lang, services, services.clock()) if has_seat else None,
    )


def _standing(lang: Language, registration: Registration, position: int) -> Html:
    if registration.status is RegistrationStatus.WAITING:
        return lang.gettext("You are on the waiting list, position {position}.", position=position)
    return lang.gettext("You have a seat. Your code is {code}.", code=Latin(registration.code))


def ask_cancel(visit: Visit, services: Services, registration: Registration, event: Event) -> Screen:
    """Asks once before the seat is given up."""
    lang = visit.lang
    text = lang.gettext(
        "Do you want to cancel your registration for “{title}”? The seat then goes to somebody else.",
        title=title(event, lang, services),
    )
    return Screen(
        text,
        (
            (Tap(lang.label("Yes, cancel it"), tap("unreg_yes", registration.id)),),
            (Tap(lang.label("No, keep it"), tap("reg", registration.id)),),
        ),
    )


def cancelled(visit: Visit, services: Services, event: Event) -> Screen:
    """The seat is given up."""
    lang = visit.lang
    text = lang.gettext(
        "Your registration for “{title}” is cancelled. Thank you for telling us.",
        title=title(event, lang, services),
    )
    return Screen(text, ((Tap(lang.label("All events"), tap("events")),),))


def nothing_to_cancel(lang: Language) -> Screen:
    """Cancelled before, over, or not theirs."""
    return Screen(
        lang.gettext("There is nothing to cancel here (any more)."),
        ((Tap(lang.label("My registrations"), tap("my")),),),
    )


def _cancel_row(lang: Language) -> tuple[Tap, ...]:
    return (Tap(lang.label("Cancel"), tap("cancel")),)
