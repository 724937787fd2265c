"""Extra questions of an event: how each kind is asked, and its answer in one line."""

from collections.abc import Collection

from civic.events import in_language
from civic.extra_questions import ExtraQuestion, QuestionKind
from handlers.screen import Rows, Screen, Tap, lines, shortened, tap
from handlers.services import Services
from handlers.views.choices import leaving, numbered, was_answer, yes_no
from locales import Html, Language

_SHORT_ID = 12


def short_id(question: ExtraQuestion) -> str:
    """The beginning of a question's id, so that a button of another question does not answer this one."""
    return "".join(filter(str.isalnum, question.id)).encode()[:_SHORT_ID].decode(errors="ignore")


def question_text(lang: Language, services: Services, question: ExtraQuestion) -> str:
    """A question in the reader's language or the best there is."""
    found = in_language(question.texts, lang.code, services.fallbacks)
    return found.text if found else ""


def choice_labels(lang: Language, services: Services, question: ExtraQuestion) -> list[str]:
    """The choices in the order of their numbers, in the reader's language or the best there is."""
    if question.kind is QuestionKind.YES_NO:
        return list(yes_no(lang))
    found = (in_language(texts, lang.code, services.fallbacks) for texts in question.choices.values())
    return [one.text if one else "" for one in found]


def ask_extra(
    lang: Language,
    services: Services,
    event_id: int,
    question: ExtraQuestion,
    chosen: Collection[str],
    said: str,
    step: str,
) -> Screen:
    """One question; `chosen` are the ticks so far, `said` a text that may have been the answer."""
    labels = choice_labels(lang, services, question)
    rows: Rows = _choices(event_id, question, labels, chosen)
    if question.kind is QuestionKind.SEVERAL and chosen:
        rows = (*rows, (Tap(lang.label("Continue"), tap("ans_done", event_id)),))
    elif not question.required:
        rows = (*rows, (Tap(lang.label("Skip"), tap("ans_skip", event_id)),))
    return Screen(
        lines(
            lang.isolate(step),
            lang.isolate(question_text(lang, services, question)),
            numbered(lang, labels) if labels else "",
            _hint(lang, question),
        ),
        (*was_answer(lang, event_id, said), *rows, leaving(lang, event_id)),
    )


def _hint(lang: Language, question: ExtraQuestion) -> Html:
    match question.kind:
        case QuestionKind.SEVERAL:
            return lang.gettext("You can choose several.")
        case QuestionKind.TEXT:
            return lang.gettext("Please write a short text.")
        case _:
            return Html()


def _choices(event_id: int, question: ExtraQuestion, labels: list[str], chosen: Collection[str]) -> Rows:
    ids = ["1", "0"] if question.kind is QuestionKind.YES_NO else list(question.choices)
    buttons = tuple(
        Tap(
            shortened(("✓ " if one in chosen else "") + label),
            tap("ans", event_id, short_id(question), number),
        )
        for number, (one, label) in enumerate(zip(ids, labels, strict=True))
    )
    return (buttons,) if question.kind is QuestionKind.YES_NO else tuple((one,) for one in buttons)


def answer_line(
    lang: Language, services: Services, question: ExtraQuestion, answer: str | bool | list[str]
) -> Html:
    """A question with its answer."""
    return lang.gettext(
        "{question} – {answer}",
        question=question_text(lang, services, question),
        answer=_answer(lang, services, question, answer),
    )


def _answer(
    lang: Language, services: Services, question: ExtraQuestion, answer: str | bool | list[str]
) -> str:
    if isinstance(answer, bool):
        return yes_no(lang)[0 if answer else 1]
    labels = choice_labels(lang, services, question)
    if question.kind is QuestionKind.TEXT:
        return str(answer)
    chosen = [answer] if isinstance(answer, str) else answer
    by_id = dict(zip(question.choices, labels, strict=False))
    return lang.listed([by_id[one] for one in chosen if one in by_id])


def choose_something(lang: Language) -> Html:
    """A required question was left without an answer."""
    return lang.gettext("The organisers need an answer to this question.")
