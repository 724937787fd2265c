"""Coordinators' screens for events: four questions, then a card on which every field is a tap."""

from collections.abc import Sequence
from dataclasses import dataclass

from civic.events import Event, EventStatus, EventWithSeats
from civic.people import utf16_length
from civic.registrations import Registration, RegistrationStatus
from civic.time import InThePast, NoSuchTime, NotUnderstood, TwoTimes
from handlers.screen import Rows, Screen, Tap, columns, lines, page_of, paragraphs, shortened, tap, turning
from handlers.services import Services
from handlers.views.events import event_text, title
from handlers.views.registration import needs_line
from locales import Html, Language, Latin

EVENTS_ON_PAGE = 20
PEOPLE_ON_PAGE = 20
# UTF-16 units; the rest of a message is for the heading and the counts.
PAGE_LENGTH = 3500


def ask(lang: Language, field: str, step: str = "") -> Screen:
    """The question for one field."""
    questions = {
        "title": lang.gettext("What is the event called?"),
        "when": lang.gettext("When does it begin? For example: 18.12.2026 18:00"),
        "ends": lang.gettext("When does it end? For example: 18.12.2026 20:00"),
        "deadline": lang.gettext("Until when can people register? For example: 17.12.2026 12:00"),
        "place": lang.gettext("Where does it take place?"),
        "seats": lang.gettext("How many seats are there?"),
        "description": lang.gettext("Please write a short description."),
        "cost": lang.gettext("What does it cost? Write 0 if it is free of charge."),
        "organiser": lang.gettext("Who organises it?"),
        "contact": lang.gettext("Whom can people ask? For example a name and a telephone number."),
    }
    cancel = (Tap(lang.label("Cancel"), tap("cancel")),)
    return Screen(lines(lang.isolate(step), questions[field]), (cancel,))


def time_problem(lang: Language, problem: NotUnderstood | NoSuchTime | TwoTimes | InThePast) -> Html:
    """What is wrong with a time."""
    match problem:
        case NotUnderstood():
            return lang.gettext("I did not understand this time. Please write it like this: 18.12.2026 18:00")
        case NoSuchTime():
            return lang.gettext("This time does not exist. Please write another one.")
        case TwoTimes():
            return lang.gettext(
                "The clocks go back then, so this time comes twice. Please choose another one."
            )
        case InThePast():
            return lang.gettext("This time is in the past.")


def problem(lang: Language, field: str, limit: int) -> Html:
    """Why an entry cannot be used."""
    if field == "seats":
        return lang.gettext("Please write a whole number from 1 to {most}.", most=limit)
    if field == "ends":
        return lang.gettext("The end must be after the beginning.")
    if field == "deadline":
        return lang.gettext("The deadline must not be after the beginning.")
    return lang.ngettext(
        "Please write something, at most {n} character.",
        "Please write something, at most {n} characters.",
        limit,
    )


def card(lang: Language, services: Services, one: EventWithSeats) -> Screen:
    """The event as residents see it, and a tap for each thing that can be changed."""
    event = one.event

    def edit(label: str, field: str) -> Tap:
        return Tap(label, tap("edit", event.id, field))

    fields = columns(
        [
            edit(lang.label("Title"), "title"),
            edit(lang.label("Description"), "description"),
            edit(lang.label("Beginning"), "when"),
            edit(lang.label("End"), "ends"),
            edit(lang.label("Place"), "place"),
            edit(lang.label("Seats"), "seats"),
            edit(lang.label("Cost"), "cost"),
            edit(lang.label("Organiser"), "organiser"),
            edit(lang.label("Contact"), "contact"),
            edit(lang.label("Deadline"), "deadline"),
            Tap(lang.label("Step-free access"), tap("step_free", event.id)),
            Tap(lang.label("Language spoken"), tap("spoken", event.id)),
            Tap(lang.label("Another language"), tap("text_language", event.id)),
        ]
    )
    return Screen(
        paragraphs(_status(lang, event), event_text(lang, services, one)), (*fields, *_actions(lang, event))
    )


def _status(lang: Language, event: Event) -> Html:
    if event.status is EventStatus.DRAFT:
        return lang.gettext("Draft – nobody sees it yet. Tap what you want to change.")
    if event.status is EventStatus.PUBLISHED:
        return lang.gettext("Published. Tap what you want to change.")
    return Html()


def _actions(lang: Language, event: Event) -> tuple[tuple[Tap, ...], ...]:
    back = Tap(lang.label("Our events"), tap("staff_events"))
    people = Tap(lang.label("Participants"), tap("people_of", event.id))
    if event.status is EventStatus.DRAFT:
        return ((Tap(lang.label("Publish"), tap("publish", event.id)),), (back,))
    if event.status is EventStatus.PUBLISHED:
        return ((people, Tap(lang.label("Cancel event"), tap("call_off", event.id))), (back,))
    return ((people,), (back,))


def languages(lang: Language, services: Services, event: Event, name: str) -> Screen:
    """In which language a text is written, or which one is spoken."""
    rows = columns(Tap(one.own_name, tap(name, event.id, one.code)) for one in services.catalogues)
    return Screen(lang.gettext("Which language?"), rows)


def staff_list(lang: Language, services: Services, events: Sequence[EventWithSeats], page: int = 0) -> Screen:
    """Drafts and events to come, and the way to the next page."""
    shown = page_of(events, page, EVENTS_ON_PAGE)
    rows = [(Tap(_label(lang, services, one), tap("card", one.event.id)),) for one in shown.items]
    if shown.number < shown.last:
        rows.append((Tap(lang.label("More events"), tap("staff_events_page", shown.number + 1)),))
    rows.append((Tap(lang.label("New event"), tap("new_event")),))
    return Screen(
        lang.gettext("Our events:") if events else lang.gettext("There are no events yet."), tuple(rows)
    )


def _label(lang: Language, services: Services, one: EventWithSeats) -> str:
    when = lang.short_date(one.event.starts_at, services.zone)
    return shortened(f"{when} · {title(one.event, lang, services)} · {one.taken}/{one.event.seats}", 60)


def published(lang: Language, link: str) -> Html:
    """The event is visible; its link can be passed on."""
    return lang.gettext("Published! Link for sharing: {link}", link=Latin(link))


def changed_meanwhile(lang: Language) -> Html:
    """Two people edited the same thing."""
    return lang.gettext("Somebody else has changed this in the meantime. This is how it looks now:")


def confirm_call_off(lang: Language, services: Services, one: EventWithSeats) -> Screen:
    """Asks once before an event is cancelled."""
    text = lang.gettext(
        "Cancel “{title}”? Everybody who registered will be told.", title=title(one.event, lang, services)
    )
    yes = Tap(lang.label("Yes, cancel the event"), tap("call_off_yes", one.event.id))
    return Screen(text, ((yes,), (Tap(lang.label("No"), tap("card", one.event.id)),)))


def participants(
    lang: Language, services: Services, one: EventWithSeats, people: Sequence[Registration], page: int = 0
) -> Screen:
    """Who comes and who waits, in order, as many on a page as fit into a message."""
    present = [r for r in people if r.status is not RegistrationStatus.CANCELLED]
    pages = _pages([_Entry(r.status, _person(lang, r)) for r in sorted(present, key=_waits)])
    number = min(page, len(pages) - 1)
    shown = pages[number]
    turn: Rows = turning(number, len(pages) - 1, "people_page", one.event.id)
    back = Tap(lang.label("Back"), tap("card", one.event.id))
    return Screen(
        paragraphs(
            lang.bold(title(one.event, lang, services)),
            lines(
                lang.ngettext("{n} person has a seat.", "{n} people have a seat.", one.taken),
                *(entry.text for entry in shown if entry.status is RegistrationStatus.CONFIRMED),
            ),
            lines(
                lang.ngettext("{n} person is waiting.", "{n} people are waiting.", one.waiting),
                *(entry.text for entry in shown if entry.status is RegistrationStatus.WAITING),
            ),
        ),
        (*turn, (back,)),
    )


def _waits(registration: Registration) -> bool:
    return registration.status is RegistrationStatus.WAITING


@dataclass(frozen=True)
class _Entry:
    status: RegistrationStatus
    text: Html


def _pages(entries: Sequence[_Entry]) -> list[list[_Entry]]:
    """At least one page, each of at most `PEOPLE_ON_PAGE` people and `PAGE_LENGTH` units."""
    pages: list[list[_Entry]] = [[]]
    room = PAGE_LENGTH
    for entry in entries:
        length = utf16_length(entry.text) + 1
        if len(pages[-1]) == PEOPLE_ON_PAGE or length > room:
            pages.append([])
            room = PAGE_LENGTH
        pages[-1].append(entry)
        room -= length
    return pages


def _person(lang: Language, registration: Registration) -> Html:
    needs = needs_line(lang, registration.needs) if registration.needs else ""
    name = lang.isolate(registration.name)
    code = lang.gettext("{code}:", code=Latin(registration.code))
    return Html(" ".join(part for part in (code, f"{name} ({registration.people})", needs) if part))
