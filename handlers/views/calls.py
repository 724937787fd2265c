"""Whom coordinators should call, because a message about the event did not reach them."""

from collections.abc import Sequence

from civic.calls import ToCall, Why
from civic.events import Event
from handlers.screen import Screen, Tap, lines, page_of, paragraphs, shortened, tap, turning
from handlers.services import Services
from handlers.views.events import cancelled_note, title, when
from locales import Html, Language, Latin

CALLS_ON_PAGE = 8


def call_list(
    lang: Language, services: Services, event: Event, calls: Sequence[ToCall], page: int = 0
) -> Screen:
    """Names, telephone numbers and what they missed; one tap says that somebody was called."""
    shown = page_of(calls, page, CALLS_ON_PAGE)
    text = paragraphs(
        lines(
            lang.bold(title(event, lang, services)),
            cancelled_note(lang, event),
            when(lang, event, services.zone),
            lang.gettext("Place: {place}", place=event.place),
        ),
        _heading(lang, len(calls)),
        *(_person(lang, call) for call in shown.items),
    )
    done = [
        (
            Tap(
                shortened(lang.label("Called: {name}", name=call.registration.name), 60),
                tap("called", event.id, call.registration.id),
            ),
        )
        for call in shown.items
    ]
    turn = turning(shown.number, shown.last, "calls_page", event.id)
    back = (Tap(lang.label("Back"), tap("card", event.id)),)
    return Screen(text, (*done, *turn, back))


def _heading(lang: Language, number: int) -> Html:
    if not number:
        return lang.gettext("Nobody has to be called.")
    return lang.ngettext(
        "Please call {n} person whom I could not reach:",
        "Please call {n} people whom I could not reach:",
        number,
    )


def _person(lang: Language, call: ToCall) -> Html:
    one = call.registration
    phone = (
        lang.gettext("Telephone: {phone}", phone=Latin(one.phone))
        if one.phone
        else lang.gettext("I know no telephone number.")
    )
    name = lang.ngettext("{name}, {n} person", "{name}, {n} people", one.people, name=one.name)
    return lines(name, phone, _why(lang, call.why))


def _why(lang: Language, why: Why) -> Html:
    return {
        Why.CHANGED: lang.gettext("Has not heard that the event was changed."),
        Why.CANCELLED: lang.gettext("Has not heard that the event was cancelled."),
        Why.OFFER: lang.gettext("Has not heard that a seat was free."),
    }[why]
