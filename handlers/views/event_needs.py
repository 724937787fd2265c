"""Alerts about needs: when a coordinator hears that people need something, and the message itself."""

from collections.abc import Mapping, Sequence

from civic.events import Event
from civic.needs import NEVER, NeedAlert, NeedTotal, by_alert, threshold
from civic.participants import Roll
from civic.registrations import Need
from handlers.screen import Screen, Tap, columns, lines, paragraphs, shortened, tap
from handlers.services import Services
from handlers.views.events import title, when
from handlers.views.needs import need_name
from handlers.views.participant_words import need_lines, total_words
from locales import Html, Language

CHOICES = (1, 2, 3, 5, 10)


def thresholds(
    lang: Language, services: Services, found: Roll, needs: Sequence[NeedTotal], chosen: Mapping[Need, int]
) -> Screen:
    """The totals, and from how many people on there is an alert."""
    event = found.event
    rows = columns(
        Tap(shortened(_label(lang, need, threshold(chosen, need)), 34), tap("need_at", event.id, need.value))
        for need in Need
    )
    return Screen(
        paragraphs(
            lang.bold(title(event, lang, services)),
            need_lines(lang, needs) or lang.gettext("Nobody has asked for support yet."),
            lang.gettext(
                "I write to the coordinators of this event when a number is reached for the first time. "
                "Tap a kind of support to change its number."
            ),
        ),
        (*rows, (Tap(lang.label("Back"), tap("people_menu", event.id)),)),
    )


def _label(lang: Language, need: Need, least: int) -> str:
    name = need_name(lang, need)
    if least == NEVER:
        return lang.label("{need}: no alert", need=name)
    return lang.label("{need}: from {n}", need=name, n=least)


def ask_threshold(lang: Language, event: Event, need: Need) -> Screen:
    """From how many people on."""
    numbers = columns((Tap(str(n), tap("need_set", event.id, need.value, n)) for n in CHOICES), 5)
    never = Tap(lang.label("No alert"), tap("need_set", event.id, need.value, NEVER))
    return Screen(
        lang.gettext("From how many people on shall I tell you? {need}", need=need_name(lang, need)),
        (*numbers, (never,), (Tap(lang.label("Back"), tap("needs_of", event.id)),)),
    )


def need_alert(
    lang: Language, services: Services, event: Event, alert: NeedAlert, needs: Sequence[NeedTotal]
) -> Screen:
    """A number was reached; the figures are those of now."""
    people = by_alert(needs).get((alert.need, alert.language), 0)
    total = total_words(lang, NeedTotal(alert.need, alert.language, people))
    return Screen(
        paragraphs(
            lang.gettext("Please take care of this support: {need}", need=total),
            lines(lang.bold(title(event, lang, services)), when(lang, event, services.zone)),
            _people(lang, alert, people),
        ),
        ((Tap(lang.label("Participants"), tap("people_of", event.id)),),),
    )


def _people(lang: Language, alert: NeedAlert, people: int) -> Html:
    if alert.need is Need.CHILDCARE:
        return lang.ngettext("So far for {n} child.", "So far for {n} children.", people)
    return lang.ngettext("So far for {n} person.", "So far for {n} people.", people)
