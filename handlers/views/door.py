"""At the door: which event, the list with a tap for each registration, and the numbers of the evening."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from civic.answers.text import fold
from civic.arrivals import free_on_site
from civic.events import Event
from civic.no_shows import Attendance, NotYet, Released, attendance, not_here
from civic.registrations import MOST_PEOPLE, Registration, RegistrationStatus
from handlers.screen import Rows, Screen, Tap, columns, lines, page_of, paragraphs, shortened, tap, turning
from handlers.services import Services
from handlers.views.events import cancelled_note, title, when
from locales import Html, Language, Latin

ON_PAGE = 10
EVENTS_ON_PAGE = 20
FOUND_AT_MOST = 12
STILL_SHOWN = timedelta(hours=24)
LABEL = 60


class Part(StrEnum):
    """A part of the list: seats of people who are not here yet, who is here, and who has no seat."""

    MISSING = "m"
    HERE = "h"
    WITHOUT = "w"


@dataclass(frozen=True)
class DoorList:
    """An event with everybody on its list, as it is at an instant."""

    event: Event
    everybody: Sequence[Registration]
    now: datetime

    @property
    def free(self) -> int:
        """Seats that could be given to somebody who stands here."""
        return free_on_site(self.event, self.everybody, self.now)

    @property
    def numbers(self) -> Attendance:
        """Who came so far."""
        return attendance(self.event, self.everybody)

    def part(self, part: Part) -> list[Registration]:
        """Names in the order of the alphabet; those without a seat in the order of the waiting list."""
        if part is Part.MISSING:
            return sorted(not_here(self.everybody), key=_by_name)
        if part is Part.HERE:
            return sorted((one for one in self.everybody if one.arrived), key=_by_name)
        seated = RegistrationStatus.CONFIRMED
        others = (one for one in self.everybody if one.status is not seated)
        return sorted(others, key=lambda one: (one.status not in _HOPING, one.queue, one.id))


_HOPING = (RegistrationStatus.WAITING, RegistrationStatus.OFFERED, RegistrationStatus.PENDING)


def _by_name(one: Registration) -> tuple[str, int]:
    return fold(one.name), one.id


def choose(lang: Language, services: Services, events: Sequence[Event]) -> Screen:
    """Which event it is; those of today come first and are marked."""
    today = services.clock().astimezone(services.zone).date()
    ordered = sorted(events, key=lambda one: (_day(one, services) != today, one.starts_at))
    if not ordered:
        return Screen(
            lang.gettext("There are no events yet."), ((Tap(lang.label("Our events"), tap("staff_events")),),)
        )
    rows = [
        (Tap(_event_label(lang, services, one, today=_day(one, services) == today), list_tap(one.id)),)
        for one in ordered[:EVENTS_ON_PAGE]
    ]
    return Screen(lang.gettext("At the door of which event are you?"), tuple(rows))


def _day(event: Event, services: Services) -> object:
    return event.starts_at.astimezone(services.zone).date()


def _event_label(lang: Language, services: Services, event: Event, *, today: bool) -> str:
    at = lang.time(event.starts_at, services.zone)
    day = lang.label("Today") if today else lang.short_date(event.starts_at, services.zone)
    shown = lang.label("{day}, {time} · {title}", day=day, time=at, title=title(event, lang, services))
    return shortened(shown, LABEL)


def list_tap(event_id: int, part: Part = Part.MISSING, page: int = 0) -> str:
    """The data of a button that shows a part of the list."""
    return tap("door_list", event_id, part.value, page)


def door_list(
    lang: Language,
    services: Services,
    listed: DoorList,
    part: Part = Part.MISSING,
    page: int = 0,
    note: Html | None = None,
    first: Rows = (),
) -> Screen:
    """A page of the list, after a note on what has just happened, with the buttons that belong to it."""
    event = listed.event
    shown = page_of(listed.part(part), page, ON_PAGE)
    name = "door_in" if part is Part.MISSING else "door_who"
    people = [(Tap(_label(lang, one), tap(name, event.id, one.id)),) for one in shown.items]
    return Screen(
        paragraphs(
            note or "",
            _heading(lang, services, listed),
            lines(lang.bold(_part_name(lang, listed, part)), _hint(lang, part, found=bool(people))),
        ),
        (
            *first,
            *people,
            *turning(shown.number, shown.last, "door_list", event.id, part.value),
            *_parts(lang, listed, part),
            *_actions(lang, event),
        ),
    )


def _heading(lang: Language, services: Services, listed: DoorList) -> Html:
    numbers, event = listed.numbers, listed.event
    today = _day(event, services) == listed.now.astimezone(services.zone).date()
    return lines(
        cancelled_note(lang, event),
        lang.bold(title(event, lang, services)),
        when(lang, event, services.zone),
        "" if today else lang.gettext("Please note: this event is not today."),
        lang.gettext("{came} of {all} people are here.", came=numbers.came, all=numbers.registered),
        lang.ngettext("{n} seat is free.", "{n} seats are free.", listed.free),
    )


def _hint(lang: Language, part: Part, *, found: bool) -> Html:
    if part is Part.MISSING and found:
        return lang.gettext("Tap whoever comes in, or write a name or a code.")
    if part is Part.MISSING:
        return lang.gettext("Everybody on the list is here.")
    return lang.gettext("Tap a name for more, or write a name or a code.")


def _label(lang: Language, one: Registration) -> str:
    count = f"{one.arrived}/{one.people}" if one.arrived else str(one.people)
    name = shortened(one.name, LABEL - 12)
    shown = lang.label("{name} · {people}", name=name, people=Latin(count))
    return f"✓ {shown}" if one.arrived else shown


def _parts(lang: Language, listed: DoorList, part: Part) -> Rows:
    others = (one for one in Part if one is not part)
    return (tuple(Tap(_part_name(lang, listed, one), list_tap(listed.event.id, one)) for one in others),)


def _part_name(lang: Language, listed: DoorList, part: Part) -> str:
    count = len(listed.part(part))
    match part:
        case Part.MISSING:
            return lang.label("Not here yet ({n})", n=count)
        case Part.HERE:
            return lang.label("Here ({n})", n=count)
        case Part.WITHOUT:
            return lang.label("Without a seat ({n})", n=count)


def _actions(lang: Language, event: Event) -> Rows:
    return (
        (
            Tap(lang.label("Somebody without registration"), tap("door_walk", event.id)),
            Tap(lang.label("Give free seats away"), tap("door_free", event.id)),
        ),
        (
            Tap(lang.label("Numbers"), tap("door_numbers", event.id)),
            Tap(lang.label("Close the door"), tap("door_close")),
        ),
    )


def found(lang: Language, listed: DoorList, people: Sequence[Registration]) -> Screen:
    """Who fits what was written: a button for each."""
    event = listed.event
    rows = [(Tap(_label(lang, one), tap("door_who", event.id, one.id)),) for one in people[:FOUND_AT_MOST]]
    if not people:
        text = lang.gettext("I find nobody of that name or code on this list.")
    elif len(people) > FOUND_AT_MOST:
        text = lang.gettext("Many people fit. Please write more of the name, or the code.")
    else:
        text = lang.gettext("Is it one of these?")
    walk_in = () if people else ((Tap(lang.label("Somebody without registration"), _walk(event)),),)
    return Screen(text, (*rows, *walk_in, (back(lang, event.id),)))


def _walk(event: Event) -> str:
    return tap("door_walk", event.id)


def back(lang: Language, event_id: int) -> Tap:
    """The way back to the list."""
    return Tap(lang.label("To the list"), list_tap(event_id))


def ask_walk_in_name(lang: Language) -> Screen:
    """The first of two questions about somebody who has not registered."""
    return Screen(lang.gettext("What is their name?"), ((Tap(lang.label("Cancel"), tap("door")),),))


def ask_walk_in_people(lang: Language, event_id: int, name: str, free: int) -> Screen:
    """The second one."""
    digits = columns((Tap(str(n), tap("door_walk_n", event_id, n)) for n in range(1, MOST_PEOPLE + 1)), 6)
    text = lines(
        lang.gettext("How many people are with {name}, they included?", name=name),
        lang.ngettext("{n} seat is free.", "{n} seats are free.", free),
    )
    return Screen(text, (*digits, (back(lang, event_id),)))


def walk_in_too_many(lang: Language, event_id: int, free: int) -> Screen:
    """Not enough seats for somebody who walked in."""
    text = lang.ngettext(
        "There is only {n} free seat. Nobody was added.",
        "There are only {n} free seats. Nobody was added.",
        free,
    )
    return Screen(text, ((back(lang, event_id),),))


def ask_release(lang: Language, services: Services, listed: DoorList) -> Screen:
    """Asks once before people who are not here lose their seats."""
    missing = not_here(listed.everybody)
    if not missing:
        return nothing_to_release(lang, listed.event)
    text = lang.ngettext(
        "{n} person who has a seat is not here yet. Give the seat away? They will be told.",
        "{n} people who have seats are not here yet. Give these seats away? They will be told.",
        sum(one.people for one in missing),
    )
    yes = Tap(lang.label("Yes, give them away"), tap("door_free_yes", listed.event.id))
    return Screen(text, ((yes,), (Tap(lang.label("No, wait"), list_tap(listed.event.id)),)))


def nothing_to_release(lang: Language, event: Event) -> Screen:
    """Everybody came, or the event does not take place."""
    return Screen(lang.gettext("There are no seats to give away."), ((back(lang, event.id),),))


def not_yet(lang: Language, services: Services, outcome: NotYet) -> Screen:
    """People may still be on their way."""
    at = lang.time(outcome.at, services.zone)
    text = lang.gettext("Seats can be given away from {time} on. People may still be on their way.", time=at)
    return Screen(text, ((back(lang, outcome.event.id),),))


def released(lang: Language, outcome: Released) -> Html:
    """A note above the list of those who wait."""
    return lang.ngettext(
        "Done: {n} seat is free. Who stands here and waits?",
        "Done: {n} seats are free. Who stands here and waits?",
        outcome.free,
    )


def numbers(lang: Language, services: Services, listed: DoorList) -> Screen:
    """How many came; the figures add up."""
    counted, event = listed.numbers, listed.event
    text = lines(
        lang.bold(title(event, lang, services)),
        when(lang, event, services.zone),
        lang.gettext("Registrations with seats: {n}", n=counted.registrations),
        lang.gettext("People with seats: {n}", n=counted.registered),
        lang.gettext("People who came: {n}", n=counted.came),
        lang.gettext("Registrations of which somebody came: {n}", n=counted.came_registrations),
        lang.gettext("Of these people, without having registered: {n}", n=counted.walk_ins),
        lang.gettext("People who did not come: {n}", n=counted.missing),
        lang.gettext("People still waiting: {n}", n=counted.waiting),
    )
    return Screen(text, ((back(lang, event.id),),))
