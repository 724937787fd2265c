"""The questions that an event asks of everybody who registers, as coordinators write them."""

from collections.abc import Mapping

from civic.event_questions import CHOICE_LIMIT, TEXT_LIMIT, needs_choices
from civic.event_texts import source_language
from civic.events import Event
from civic.extra_questions import MOST_CHOICES, MOST_QUESTIONS, ExtraQuestion, QuestionKind
from handlers.screen import Screen, Tap, columns, lines, paragraphs, shortened, tap
from handlers.services import Services
from handlers.views.event_fields import kind_name
from locales import Html, Language


def questions_card(lang: Language, services: Services, event: Event) -> Screen:
    """All questions, one tap each, and the way to another one."""
    source = source_language(event)
    rows = [
        (Tap(shortened(f"{n}. {_text(one, source)}"), tap("ev_q", event.id, one.id)),)
        for n, one in enumerate(event.questions, start=1)
    ]
    if len(event.questions) < MOST_QUESTIONS:
        rows.append((Tap(lang.label("Add a question"), tap("ev_q_add", event.id)),))
    rows.append((Tap(lang.label("Back to the event"), tap("card", event.id)),))
    intro = (
        lang.gettext("This is asked of everybody who registers:")
        if event.questions
        else lang.gettext("Nothing more is asked of those who register. You can add up to five questions.")
    )
    shown = [_whole(lang, one, source) for one in event.questions]
    return Screen(paragraphs(intro, *shown), tuple(rows))


def question_card(lang: Language, services: Services, event: Event, one: ExtraQuestion) -> Screen:
    """One question and what can be done with it."""
    taps = [Tap(lang.label("Text"), tap("ev_q_text", event.id, one.id))]
    if needs_choices(one.kind):
        taps.append(Tap(lang.label("Choices"), tap("ev_q_choices", event.id, one.id)))
    required = lang.label("Make it optional") if one.required else lang.label("Make it required")
    taps.append(Tap(required, tap("ev_q_required", event.id, one.id)))
    taps.append(Tap(lang.label("Remove"), tap("ev_q_remove", event.id, one.id)))
    back = Tap(lang.label("Questions"), tap("ev_questions", event.id))
    return Screen(_whole(lang, one, source_language(event)), (*columns(taps), (back,)))


def kinds(lang: Language, event_id: int) -> Screen:
    """How the new question is to be answered."""
    rows = [(Tap(kind_name(lang, kind), tap("ev_q_kind", event_id, kind.value)),) for kind in QuestionKind]
    return Screen(lang.gettext("How is the question to be answered?"), tuple(rows))


def ask_text(lang: Language, written_in: Language) -> Screen:
    """Asks for the question itself."""
    return Screen(
        lang.gettext("What do you want to ask? Please write it in {language}.", language=written_in.own_name),
        ((Tap(lang.label("Cancel"), tap("cancel")),),),
    )


def ask_choices(lang: Language) -> Screen:
    """Asks for the answers to choose from."""
    return Screen(
        lang.gettext("Which answers can people choose from? Please write each one on a line of its own."),
        ((Tap(lang.label("Cancel"), tap("cancel")),),),
    )


def bad_text(lang: Language) -> Html:
    """The question is empty or too long."""
    return lang.ngettext(
        "Please write something, at most {n} character.",
        "Please write something, at most {n} characters.",
        TEXT_LIMIT,
    )


def bad_choices(lang: Language) -> Html:
    """There is nothing to choose from."""
    return lang.gettext(
        "Please write two to {most} different answers, each on a line of its own and not longer than "
        "{n} characters.",
        most=MOST_CHOICES,
        n=CHOICE_LIMIT,
    )


def too_many(lang: Language) -> Html:
    """There are five already."""
    return lang.gettext("An event asks at most five questions. Please remove one first.")


def _whole(lang: Language, one: ExtraQuestion, source: str) -> Html:
    required = lang.label("required") if one.required else lang.label("optional")
    head = lang.gettext(
        "{question} ({kind}, {required})",
        question=_text(one, source),
        kind=kind_name(lang, one.kind),
        required=required,
    )
    return lines(head, *(lang.bullet(_in(texts, source)) for texts in one.choices.values()))


def _text(one: ExtraQuestion, source: str) -> str:
    return _in(one.texts, source)


def _in(texts: Mapping[str, str], source: str) -> str:
    return texts.get(source) or next(iter(texts.values()), "")
