"""One registration at the door: who it is, what they need, and what can be done."""

from datetime import datetime

from civic.arrivals import AlreadyIn, CheckedIn, DoorClosed, Elsewhere, NotSeated
from civic.events import Event, EventStatus
from civic.participants import Participant
from civic.registrations import Registration, RegistrationStatus
from handlers.screen import Rows, Screen, Tap, columns, lines, paragraphs, tap
from handlers.services import Services
from handlers.views.door import back
from handlers.views.events import title, when
from handlers.views.participant_words import language_name, need_words
from locales import Html, Language, Latin


def person(
    lang: Language,
    services: Services,
    registration: Registration,
    event: Event,
    free: int,
    *,
    by: str = "",
    note: Html | None = None,
) -> Screen:
    """The card of a registration; `by` is the name of whoever checked them in."""
    return Screen(
        paragraphs(
            note or "",
            lines(lang.bold(title(event, lang, services)), when(lang, event, services.zone)),
            lines(*facts(lang, services, registration, event)),
            _standing(lang, services, registration, free, by),
        ),
        (*_actions(lang, registration, event, free), (back(lang, event.id),)),
    )


def facts(lang: Language, services: Services, registration: Registration, event: Event) -> list[Html]:
    """Name, people, support in words, and whether photos may be taken where that was asked."""
    others = lang.listed(registration.others)
    language = language_name(lang, registration.language)
    return [
        lang.bold(registration.name),
        lang.gettext("With: {names}", names=others) if others else Html(),
        lang.ngettext("{n} person", "{n} people", registration.people),
        lang.gettext("Code: {code}", code=Latin(registration.code)),
        lang.gettext("Phone: {phone}", phone=Latin(registration.phone)) if registration.phone else Html(),
        lang.gettext("Language: {language}", language=language) if language else Html(),
        support(lang, registration),
        lang.gettext("No photos, please") if event.photos and not registration.photos else Html(),
    ]


def support(lang: Language, registration: Registration) -> Html:
    """Every kind of support with its detail, as "Interpreter (Arabic)"; nothing where none is needed."""
    named = need_words(lang, Participant(registration, registration.language))
    return lang.gettext("Support: {needs}", needs=lang.listed(named)) if named else Html()


def _standing(lang: Language, services: Services, one: Registration, free: int, by: str) -> Html:
    if one.arrived and one.arrived_at is not None:
        here = lang.gettext("{came} of {all} people are here.", came=one.arrived, all=one.people)
        return lines(here, _since(lang, services, one.arrived_at, by))
    if one.status is RegistrationStatus.CONFIRMED:
        return lang.gettext("They have seats and are not here yet.")
    seats = lang.ngettext("{n} seat is free.", "{n} seats are free.", free)
    return lines(no_seat(lang, one.status), seats)


def no_seat(lang: Language, status: RegistrationStatus) -> Html:
    """Why somebody has no seat, for whoever stands at the door."""
    match status:
        case RegistrationStatus.WAITING:
            return lang.gettext("They are on the waiting list and have no seat.")
        case RegistrationStatus.OFFERED:
            return lang.gettext("A seat is held for them, but they have not said yet that they take it.")
        case RegistrationStatus.PENDING:
            return lang.gettext("Nobody has decided on this registration yet.")
        case RegistrationStatus.RELEASED:
            return lang.gettext(
                "Their seat was given away because nobody had come in time. Please tell them so kindly."
            )
        case RegistrationStatus.DECLINED:
            return lang.gettext("This registration was declined.")
        case RegistrationStatus.PASSED:
            return lang.gettext("They gave up their place in the waiting list.")
        case _:
            return lang.gettext("This registration was cancelled, so there is no seat.")


def _since(lang: Language, services: Services, at: datetime, by: str) -> Html:
    clock = lang.time(at, services.zone)
    if by:
        return lang.gettext("Checked in at {time} by {name}.", time=clock, name=by)
    return lang.gettext("Checked in at {time}.", time=clock)


def _actions(lang: Language, one: Registration, event: Event, free: int) -> Rows:
    if one.status is not RegistrationStatus.CONFIRMED:
        label = lang.nlabel("Let in: {n} person", "Let in: {n} people", one.people)
        return ((Tap(label, tap("door_let", event.id, one.id)),),) if one.people <= free else ()
    if not one.arrived:
        label = lang.nlabel("Is here: {n} person", "Are here: {n} people", one.people)
        return ((Tap(label, tap("door_in", event.id, one.id)),), *fewer(lang, one, event))
    undo = Tap(lang.label("Undo"), undo_tap(event, one, RegistrationStatus.CONFIRMED))
    return (*fewer(lang, one, event), (undo,))


def fewer(lang: Language, one: Registration, event: Event) -> Rows:
    """Taps for "only 2 of 3 came" and for the third who comes later."""
    counts = [n for n in range(1, one.people + 1) if n != one.arrived and (one.arrived or n < one.people)]
    taps = (
        Tap(
            lang.label("{n} of {all} came", n=n, all=one.people),
            tap("door_n", event.id, one.id, n, one.arrived),
        )
        for n in counts
    )
    return columns(taps, 3)


def undo_tap(event: Event, one: Registration, back_to: RegistrationStatus) -> str:
    """The data of a button that takes a check-in back."""
    return tap("door_undo", event.id, one.id, back_to.value)


def checked_in(lang: Language, services: Services, outcome: CheckedIn) -> tuple[Html, Rows]:
    """What is said above the list after a tap, and the buttons to correct it."""
    one, event = outcome.registration, outcome.event
    told = lang.gettext("✓ {name}: {came} of {all}", name=one.name, came=one.arrived, all=one.people)
    known = facts(lang, services, one, event)[-2:]
    undo = Tap(lang.label("Undo"), undo_tap(event, one, outcome.was))
    return lines(told, *known), (*fewer(lang, one, event), (undo,))


def undone(lang: Language, registration: Registration) -> Html:
    """It was somebody else."""
    return lang.gettext("Undone: {name} is not counted as here.", name=registration.name)


def already_in(lang: Language, outcome: AlreadyIn) -> Html:
    """Two people at the door saw the same person."""
    return lang.gettext("Somebody has checked them in already. Nothing was counted twice.")


def not_seated(lang: Language, outcome: NotSeated) -> Html:
    """There are not enough seats for them."""
    if outcome.registration.status is RegistrationStatus.CONFIRMED:
        return lang.gettext("Their other seats were given away in the meantime.")
    if outcome.registration.people > outcome.free:
        return lang.gettext("There are not enough free seats for them. Nothing was changed.")
    return lang.gettext("They have no seat, but there are free ones: you can let them in.")


def elsewhere(lang: Language, services: Services, outcome: Elsewhere) -> Screen:
    """The code of another evening."""
    event = outcome.event
    text = paragraphs(
        lang.gettext("This registration is for another event:"),
        lines(lang.bold(title(event, lang, services)), when(lang, event, services.zone)),
        lines(lang.gettext("Place: {place}", place=event.place)),
    )
    there = Tap(lang.label("Show that registration"), tap("door_who", event.id, outcome.registration.id))
    return Screen(text, ((there,),))


def closed(lang: Language, services: Services, outcome: DoorClosed) -> Screen:
    """Nobody can be let in to this event now."""
    event = outcome.event
    if event.status is EventStatus.CANCELLED:
        why = lang.gettext("This event has been cancelled.")
    elif event.status is EventStatus.DRAFT:
        why = lang.gettext("Draft – nobody sees it yet.")
    else:
        date, clock = lang.date(outcome.opens_at, services.zone), lang.time(outcome.opens_at, services.zone)
        why = lang.gettext(
            "It is too early: people can be let in from {date}, {time}.", date=date, time=clock
        )
    return Screen(
        paragraphs(why, lines(lang.bold(title(event, lang, services)), when(lang, event, services.zone))),
        ((back(lang, event.id),),),
    )


def unknown_code(lang: Language) -> Screen:
    """No registration has this code."""
    return Screen(
        lang.gettext("I know no registration with this code."), ((Tap(lang.label("Door"), tap("door")),),)
    )


def for_helpers(lang: Language, own: Screen | None = None) -> Screen:
    """A resident opened what is read at the door; of others' registrations nothing is said."""
    text = lang.gettext("This picture is for whoever greets you at the door. Please show it there.")
    if own is None:
        return Screen(text, ((Tap(lang.label("My registrations"), tap("my")),),))
    return Screen(paragraphs(text, own.text), own.buttons)


def seat_released(lang: Language, services: Services, event: Event) -> Screen:
    """Nobody came in time; whoever is late is still welcome while there is room."""
    text = paragraphs(
        lang.gettext("We missed you, so your seat has gone to somebody who was waiting at the door."),
        lines(lang.bold(title(event, lang, services)), when(lang, event, services.zone)),
        lang.gettext("Are you still on your way? Please come: if a seat is free, we will let you in."),
    )
    return Screen(text, ((Tap(lang.label("Event"), tap("event", event.id)),),))
