"""Asking staff whether answers are still correct."""

from collections.abc import Sequence
from datetime import date, datetime, time

from civic.confirmations import ToConfirm, Why, fingerprint
from handlers.screen import Screen, Tap, lines, paragraphs, shortened, tap
from handlers.services import Services
from locales import Html, Language, Latin

SHOWN = 5
_QUESTION, _TEXT, _LABEL = 120, 240, 60


def to_confirm(lang: Language, services: Services, found: Sequence[ToConfirm]) -> Screen:
    """The answers to look at, each with one button that confirms it."""
    if not found:
        return Screen(lang.gettext("All answers are confirmed. Thank you!"))
    shown = found[:SHOWN]
    more = len(found) - len(shown)
    note = lang.ngettext("… and {n} more", "… and {n} more", more) if more else ""
    text = paragraphs(
        lang.gettext("Are these answers still correct? One tap confirms an answer for a year."),
        *(_entry(lang, services, one) for one in shown),
        note,
        lang.gettext("If one is wrong, please tell whoever looks after the texts."),
    )
    return Screen(text, tuple((_button(lang, services, one),) for one in shown))


def _entry(lang: Language, services: Services, one: ToConfirm) -> Html:
    version = services.knowledge.version(one.entry, services.city.main_language)
    return lines(
        lang.bold(shortened(version.question, _QUESTION)),
        lang.isolate(shortened(" ".join(version.text.split()), _TEXT)),
        _reason(lang, services, one),
    )


def _reason(lang: Language, services: Services, one: ToConfirm) -> Html:
    if one.since is None:
        return lang.gettext("Nobody has confirmed this yet.")
    day = day_of(lang, services, one.since)
    if one.why is Why.EXPIRED:
        return lang.gettext("Was valid until {date}.", date=day)
    return lang.gettext("Last confirmed: {date}", date=day)


def _button(lang: Language, services: Services, one: ToConfirm) -> Tap:
    question = services.knowledge.version(one.entry, services.city.main_language).question
    label = lang.label("Still correct: {question}", question=question)
    return Tap(shortened(label, _LABEL), tap("still", fingerprint(services.knowledge, one.entry)))


def confirmed(lang: Language) -> str:
    """Thanks for a confirmation."""
    # TRANSLATORS: Shown for a moment above the chat: at most 200 characters.
    return lang.label("Thank you. It now counts as checked today.")


def text_changed(lang: Language) -> str:
    """What was to be confirmed reads differently by now."""
    # TRANSLATORS: Shown for a moment above the chat: at most 200 characters.
    return lang.label("This answer has been changed in the meantime. Please look at the new text.")


def day_of(lang: Language, services: Services, day: date) -> Latin | str:
    """A day as this language writes it."""
    return lang.date(datetime.combine(day, time(12), services.zone), services.zone)
