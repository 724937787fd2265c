"""A person's answer as its reader sees it, in as many messages as it takes; the preview is the same."""

from collections.abc import Sequence

from civic.questions import Question, Translated
from handlers.quoting import QUOTE, framed, quoted
from handlers.screen import Screen, Tap, paragraphs, tap
from handlers.services import Services
from locales import Html, Language


def answer_messages(lang: Language, services: Services, question: Question) -> Sequence[Screen]:
    """Every message of an answer, in order; whether it helped is asked below the last."""
    frame = paragraphs(_frame(lang, services, question), quoted(lang, question.text, QUOTE))
    helped = lang.gettext("Did this help you?")
    return framed(frame, question.answer, lang.isolate, helped, _opinions(lang, question))


def _frame(lang: Language, services: Services, question: Question) -> Html:
    written = services.catalogues[question.answer_language or question.language]
    match question.translated:
        case Translated.AUTOMATIC:
            return lang.gettext("A person has answered your question. A program has translated the answer:")
        case Translated.VOLUNTEER:
            return lang.gettext("A person has answered your question. A volunteer has translated the answer:")
        case Translated.NOBODY if written.code != lang.code:
            return lang.gettext(
                "A person has answered your question in {language}:", language=written.own_name
            )
        case Translated.NOBODY:
            return lang.gettext("A person has answered your question:")


def _opinions(lang: Language, question: Question) -> tuple[tuple[Tap, ...], ...]:
    yes = Tap(lang.label("Yes, it helped"), tap("q_helped", question.id))
    return ((yes, Tap(lang.label("Not yet"), tap("q_reopen", question.id))),)
