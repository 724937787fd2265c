"""What a volunteer sees: one text, and the way to hand a translation in."""

from civic.translations import Translation
from handlers.screen import Screen, Tap, tap
from handlers.services import Services
from locales import Language


def invited(lang: Language, services: Services, one: Translation, token: str) -> Screen:
    """What a link is for; it takes effect on a tap, never by being opened."""
    return Screen(
        lang.gettext(
            "Will you translate a short text from {source} into {target}? "
            "It belongs to a question that somebody asked the city's coordinators.",
            source=services.catalogues[one.source].own_name,
            target=services.catalogues[one.target].own_name,
        ),
        (
            (
                Tap(lang.label("Yes, show me the text"), tap("translate", token)),
                Tap(lang.label("No, thank you"), tap("start")),
            ),
        ),
    )


def ask_translation(lang: Language, services: Services, one: Translation) -> Screen:
    """Below the text: what to do with it."""
    target = services.catalogues[one.target].own_name
    return Screen(
        lang.gettext("Please write this in {language}.", language=target),
        ((_again(lang), _cancel(lang)),),
    )


def confirm_translation(lang: Language, one: Translation) -> Screen:
    """Below the preview of the translation."""
    return Screen(
        lang.gettext("This is how your translation looks. Shall I hand it in? To change it, write it again."),
        ((Tap(lang.label("Hand it in"), tap("tr_send", one.id)), _cancel(lang)),),
    )


def handed_in(lang: Language) -> Screen:
    """Thanks to a volunteer."""
    return Screen(lang.gettext("Thank you very much! I have passed your translation on."))


def no_such_translation(lang: Language) -> Screen:
    """A stranger learns no more than that it does not work."""
    return Screen(lang.gettext("This link does not work (any more). Each works for one person, for 7 days."))


def _again(lang: Language) -> Tap:
    return Tap(lang.label("Show the text again"), tap("tr_text"))


def _cancel(lang: Language) -> Tap:
    return Tap(lang.label("Cancel"), tap("cancel"))
