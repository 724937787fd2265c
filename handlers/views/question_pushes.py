"""What staff are told of: new questions, questions that wait for long, askers who are gone."""

from collections.abc import Sequence

from civic.questions import Question, QuestionStatus
from handlers.links import Target, write_link
from handlers.quoting import QUOTE, quoted
from handlers.screen import Button, Link, Screen, Tap, lines, paragraphs, tap
from handlers.services import Services
from locales import Html, Language

LISTED = 5


def new_question(lang: Language, services: Services, question: Question, *, in_group: bool = False) -> Screen:
    """One new question, with its language and what the bot found."""
    asked_in = services.catalogues[question.language].own_name
    first = (
        lang.gettext("A question is open again, asked in {language}:", language=asked_in)
        if question.opened_at
        else lang.gettext("A new question, asked in {language}:", language=asked_in)
    )
    # TRANSLATORS: A button: to write an answer to this question.
    label, target = lang.label("Answer"), Target(question_id=question.id)
    button = _private(services, label, target) if in_group else Tap(label, tap("answer", question.id))
    text = paragraphs(first, quoted(lang, question.text), found(lang, services, question))
    return Screen(text, ((button,),) if button else ())


def new_questions(
    lang: Language, services: Services, questions: Sequence[Question], *, in_group: bool = False
) -> Screen:
    """Several that came within the hour."""
    shown = [
        lines(
            lang.gettext("Language: {language}", language=services.catalogues[one.language].own_name),
            quoted(lang, one.text, QUOTE),
            found(lang, services, one),
        )
        for one in questions[:LISTED]
    ]
    button = _private(services, lang.label("Inbox"), Target(inbox=True)) if in_group else inbox(lang)
    return Screen(
        paragraphs(lang.ngettext("{n} new question:", "{n} new questions:", len(questions)), *shown),
        ((button,),) if button else (),
    )


def found(lang: Language, services: Services, question: Question) -> Html:
    """The entry that is closest to a question, and how close."""
    entry = services.knowledge.entry(question.entry) if question.entry else None
    if entry is None:
        return lang.gettext("I found nothing that fits.")
    best = services.knowledge.version(entry, lang.code).question
    percent = round(100 * question.score)
    return lang.gettext("The closest that I found: {question} ({percent} %)", question=best, percent=percent)


def reminder(lang: Language, oldest: Question, waiting: int) -> Screen:
    """Questions without an answer for two working days."""
    text = lang.ngettext(
        "{n} question has been waiting for more than two working days. The oldest:",
        "{n} questions have been waiting for more than two working days. The oldest:",
        waiting,
    )
    return _waiting(lang, text, oldest)


def escalation(lang: Language, oldest: Question, waiting: int) -> Screen:
    """The same after five working days, to the owners; whoever asked was told."""
    text = lang.ngettext(
        "{n} question has been waiting for more than five working days. Whoever asked has been told. "
        "The oldest:",
        "{n} questions have been waiting for more than five working days. Whoever asked has been told. "
        "The oldest:",
        waiting,
    )
    return _waiting(lang, text, oldest)


def asker_gone(lang: Language, question: Question) -> Screen:
    """Whoever asked can no longer be written to."""
    text = (
        lang.gettext("Your answer did not arrive: the person can no longer be reached.")
        if question.status is QuestionStatus.ANSWERED
        else lang.gettext("This question has closed itself: the person can no longer be reached.")
    )
    return Screen(paragraphs(text, quoted(lang, question.text, QUOTE)), ((inbox(lang),),))


def inbox(lang: Language) -> Tap:
    """The way to all open questions."""
    return Tap(lang.label("Inbox"), tap("inbox"))


def _waiting(lang: Language, text: Html, oldest: Question) -> Screen:
    # TRANSLATORS: A button: to write an answer to this question.
    answer = Tap(lang.label("Answer"), tap("answer", oldest.id))
    return Screen(paragraphs(text, quoted(lang, oldest.text, QUOTE)), ((answer, inbox(lang)),))


def _private(services: Services, label: str, target: Target) -> Button | None:
    """Into the private chat, since nothing is answered in a group; None while the bot's name is unknown."""
    links = dict(services.deep_links(write_link(target)))
    return Link(label, links["Telegram"]) if "Telegram" in links else None
