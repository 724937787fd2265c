"""What a volunteer sees who translates the texts of an event: one part after the other, then all together."""

from collections.abc import Mapping

from civic.event_texts import DESCRIPTION, TITLE
from civic.event_translations import EventTranslation
from handlers.screen import Screen, Tap, lines, paragraphs, tap
from handlers.services import Services
from locales import Html, Language


def invited_to_texts(lang: Language, services: Services, work: EventTranslation, token: str) -> Screen:
    """What a link is for; it takes effect on a tap, never by being opened."""
    return Screen(
        lang.gettext(
            "Will you translate the texts of an event from {source} into {target}?",
            source=services.catalogues[work.source].own_name,
            target=services.catalogues[work.target].own_name,
        ),
        (
            (
                Tap(lang.label("Yes, show me the text"), tap("et_take", token)),
                Tap(lang.label("No, thank you"), tap("start")),
            ),
        ),
    )


def ask_part(lang: Language, services: Services, work: EventTranslation, index: int) -> Screen:
    """One part and what it is, with the number of the part."""
    part = list(work.texts)[min(index, len(work.texts) - 1)]
    target = services.catalogues[work.target].own_name
    return Screen(
        paragraphs(
            lines(
                lang.isolate(lang.label("Step {n} of {total}", n=index + 1, total=len(work.texts))),
                _what(lang, part),
            ),
            lang.isolate(work.texts[part]),
            lang.gettext("Please write this in {language}.", language=target),
        ),
        ((Tap(lang.label("Cancel"), tap("cancel")),),),
    )


def _what(lang: Language, part: str) -> Html:
    if part == TITLE:
        return lang.gettext("The title:")
    if part == DESCRIPTION:
        return lang.gettext("The description:")
    return lang.gettext("An answer to choose:") if "." in part else lang.gettext("A question:")


def confirm_texts(lang: Language, work: EventTranslation, results: Mapping[str, str]) -> Screen:
    """Everything together, before it is handed in."""
    return Screen(
        paragraphs(
            lines(*(lang.isolate(text) for text in results.values())),
            lang.gettext("Shall I hand this in?"),
        ),
        (
            (
                Tap(lang.label("Hand it in"), tap("et_send", work.id)),
                Tap(lang.label("Begin again"), tap("et_again", work.id)),
            ),
            (Tap(lang.label("Cancel"), tap("cancel")),),
        ),
    )
