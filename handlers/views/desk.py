"""A coordinator registers somebody who has no account: on the telephone, or at a desk."""

from collections.abc import Collection
from typing import assert_never

from civic.events import Event
from civic.registrations import (
    MOST_PEOPLE,
    Closed,
    InDraw,
    Need,
    PendingApproval,
    Registered,
    Standing,
    WaitListed,
)
from handlers.screen import Rows, Screen, Tap, columns, lines, paragraphs, tap
from handlers.services import Services
from handlers.views.events import title, when
from handlers.views.needs import need_name
from handlers.views.registration import closed
from locales import Html, Language, Latin


def ask_name(lang: Language, services: Services, event: Event, step: str) -> Screen:
    """Whom to register."""
    return Screen(
        paragraphs(
            lang.gettext("Registering somebody for: {title}", title=title(event, lang, services)),
            lines(lang.isolate(step), lang.gettext("What is the name of the person?")),
        ),
        (_cancel(lang),),
    )


def ask_people(lang: Language, event_id: int, step: str) -> Screen:
    """How many come."""
    choices = columns((Tap(str(n), tap("desk_people", event_id, n)) for n in range(1, MOST_PEOPLE + 1)), 6)
    return Screen(
        lines(lang.isolate(step), lang.gettext("How many people are coming, this person included?")),
        (*choices, _cancel(lang)),
    )


def ask_phone(lang: Language, event_id: int, step: str) -> Screen:
    """How to reach them."""
    skip = Tap(lang.label("No telephone"), tap("desk_no_phone", event_id))
    return Screen(
        lines(
            lang.isolate(step),
            lang.gettext("What is the telephone number? It is used only to call if something changes."),
        ),
        ((skip,), _cancel(lang)),
    )


def ask_language(lang: Language, services: Services, event_id: int, step: str) -> Screen:
    """Which language they speak."""
    choices = columns(
        Tap(one.own_name, tap("desk_language", event_id, one.code)) for one in services.catalogues
    )
    return Screen(
        lines(lang.isolate(step), lang.gettext("Which language does the person speak?")),
        (*choices, _cancel(lang)),
    )


def ask_needs(lang: Language, event_id: int, chosen: Collection[Need], step: str) -> Screen:
    """What support they need."""
    ticks = columns(
        Tap(
            f"{'✓ ' if need in chosen else ''}{need_name(lang, need)}",
            tap("desk_need", event_id, need.value),
        )
        for need in Need
    )
    label = lang.label("Register") if chosen else lang.label("No support needed")
    return Screen(
        lines(lang.isolate(step), lang.gettext("Does the person need support in order to take part?")),
        (*ticks, (Tap(label, tap("desk_done", event_id)),), _cancel(lang)),
    )


def registered(lang: Language, services: Services, outcome: Standing | Closed) -> Screen:
    """Where they stand, and the code to read out or to write down."""
    if isinstance(outcome, Closed):
        return closed(lang, outcome)
    event, registration = outcome.event, outcome.registration
    again: Rows = (
        (Tap(lang.label("Register somebody else"), tap("desk", event.id)),),
        (Tap(lang.label("Participants"), tap("people_of", event.id)),),
    )
    return Screen(
        paragraphs(
            _standing(lang, outcome),
            lines(
                lang.bold(title(event, lang, services)),
                when(lang, event, services.zone),
                lang.gettext("Name: {name}", name=registration.name),
                lang.ngettext("{n} person", "{n} people", registration.people),
            ),
            lang.gettext(
                "The code to read out or to write down: {code}", code=Latin(" ".join(registration.code))
            ),
            lang.gettext("Without an account: please call if something changes.")
            if registration.phone
            else lang.gettext(
                "There is no telephone number, so nobody can tell this person if something changes."
            ),
        ),
        again,
    )


def no_phone_number(lang: Language) -> Html:
    """What was written is no telephone number."""
    return lang.gettext("That is no telephone number. Please write digits, or tap “No telephone”.")


def _standing(lang: Language, outcome: Standing) -> Html:
    match outcome:
        case Registered():
            return lang.gettext("Registered. There is a seat.")
        case WaitListed(position=position):
            return lang.gettext(
                "There are not enough free seats. The person is on the waiting list, position {position}.",
                position=position,
            )
        case PendingApproval():
            return lang.gettext("Kept. A coordinator decides on this registration.")
        case InDraw():
            return lang.gettext("Kept. The seats will be drawn.")
        case _:
            assert_never(outcome)


def _cancel(lang: Language) -> tuple[Tap, ...]:
    return (Tap(lang.label("Cancel"), tap("cancel")),)
