"""What whoever asked a person sees while the question waits, and when nobody answers."""

from datetime import timedelta

from civic.questions import Question
from handlers.quoting import QUOTE, quoted
from handlers.screen import Screen, Tap, paragraphs, tap
from handlers.services import Office
from handlers.views.welcome import contact
from locales import Html, Language

NOTHING = Html()
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def handed_over(lang: Language, question: Question, wait: timedelta | None) -> Screen:
    """The question is with the coordinators; what is said of the wait was measured."""
    text = lang.gettext(
        "I have passed your question on. A person will answer you here. You can go on asking me other things."
    )
    return Screen(paragraphs(text, usual_wait(lang, wait)), ((_withdraw(lang, question),),))


def usual_wait(lang: Language, wait: timedelta | None) -> Html:
    """The median of the last answers, rounded up; nothing where too little was measured."""
    if wait is None:
        return Html()
    if wait <= 2 * _DAY:
        return lang.ngettext(
            "Half of the last questions were answered within {n} hour. I cannot promise that.",
            "Half of the last questions were answered within {n} hours. I cannot promise that.",
            max(1, -(-wait // _HOUR)),
        )
    return lang.ngettext(
        "Half of the last questions were answered within {n} day. I cannot promise that.",
        "Half of the last questions were answered within {n} days. I cannot promise that.",
        -(-wait // _DAY),
    )


def added(lang: Language, question: Question) -> Screen:
    """What was written is part of the question that waits."""
    return Screen(
        paragraphs(
            lang.gettext("I have added this to your question, which is waiting for a person:"),
            quoted(lang, question.text, QUOTE),
        ),
        ((_new_question(lang),), (_withdraw(lang, question),)),
    )


def waits_already(lang: Language, question: Question) -> Screen:
    """The same was asked before and is not answered yet."""
    text = lang.gettext("This question is already waiting for a person. The answer will come here.")
    return Screen(text, ((_withdraw(lang, question),),))


def no_room(lang: Language, question: Question) -> Screen:
    """A waiting question has become as long as it may."""
    return Screen(
        lang.gettext("I could not add this: your waiting question is already as long as it may be."),
        ((_new_question(lang),), (_withdraw(lang, question),)),
    )


def withdrawn(lang: Language) -> Screen:
    """Nobody will answer."""
    return Screen(lang.gettext("I have taken your question back. Nobody will answer it now."))


def waits_no_more(lang: Language) -> Screen:
    """The question was answered, closed or taken back meanwhile."""
    return Screen(lang.gettext("This question is no longer waiting."))


def reopened(lang: Language, question: Question) -> Screen:
    """The question waits again; what is missing can be written right away."""
    return Screen(
        lang.gettext(
            "I have passed your question on again. What is still missing? Just write it, and I will add it."
        ),
        ((_withdraw(lang, question),),),
    )


def not_reopened(lang: Language) -> Screen:
    """The question's text was deleted after its time."""
    return Screen(lang.gettext("I no longer have this question. Please ask it again."))


def question_delayed(lang: Language, office: Office, question: Question) -> Screen:
    """The one honest message after a week without an answer."""
    return Screen(
        paragraphs(
            lang.gettext("I am sorry: nobody has answered your question yet, after five working days."),
            quoted(lang, question.text, QUOTE),
            lang.gettext("It goes on waiting, but I cannot promise an answer."),
            contact(lang, office),
        ),
        ((_withdraw(lang, question),),),
    )


def question_expired(lang: Language, office: Office, question: Question) -> Screen:
    """Nobody answered, and nobody will."""
    return Screen(
        paragraphs(
            lang.gettext("I am sorry: nobody has answered your question. I have closed it now."),
            quoted(lang, question.text, QUOTE),
            contact(lang, office),
        )
    )


def _withdraw(lang: Language, question: Question) -> Tap:
    return Tap(lang.label("Take my question back"), tap("withdraw", question.id))


def _new_question(lang: Language) -> Tap:
    return Tap(lang.label("No, this is a new question"), tap("new_question"))
