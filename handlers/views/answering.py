"""What coordinators see when they answer: the question with its history, the preview, translations."""

from collections.abc import Sequence
from dataclasses import dataclass

from civic.announcements import Announcement
from civic.question_notes import NoteKind, QuestionNote
from civic.questions import Question, Translated
from civic.staff_knowledge import STAFF
from civic.translations import Part, Translation
from handlers.quoting import QUOTE, framed, packed, quoted
from handlers.screen import Link, Rows, Screen, Tap, page_of, paragraphs, tap, turning
from handlers.services import Services
from handlers.views.announcement_replies import about_line
from handlers.views.question_answers import answer_messages
from handlers.views.question_pushes import found, inbox
from locales import Html, Language

TOPICS_SHOWN = 12


@dataclass(frozen=True)
class Dossier:
    """A question and all that belongs to it, as one coordinator sees it."""

    question: Question
    notes: Sequence[QuestionNote] = ()
    translations: Sequence[Translation] = ()
    # For how many minutes somebody else has been answering.
    minutes_of_other: int | None = None
    # The announcement that it replies to.
    about: Announcement | None = None


@dataclass(frozen=True)
class Draft:
    """An answer that is not sent yet: the question as it would be answered."""

    question: Question
    minutes_of_other: int | None = None


def dossier(lang: Language, services: Services, one: Dossier) -> Sequence[Screen]:
    """One open question with what the bot found and everything that happened so far."""
    asked = one.question
    asked_in = services.catalogues[asked.language].own_name
    date = lang.short_date(asked.asked_at, services.zone)
    first = lang.gettext("Asked on {date} in {language}:", date=date, language=asked_in)
    pieces = [
        paragraphs(about_line(lang, one.about) if one.about else "", first, quoted(lang, asked.text)),
        *(_note(lang, services, note) for note in one.notes),
        *(_translation(lang, services, each) for each in one.translations),
        # A reply is not looked up, so that nothing is found.
        Html() if one.about else found(lang, services, asked),
        _claimed(lang, one.minutes_of_other),
    ]
    return packed(pieces, _dossier_buttons(lang, services, one))


def _note(lang: Language, services: Services, note: QuestionNote) -> Html:
    when = lang.short_date(note.at, services.zone)
    first = (
        lang.gettext("Added on {date} at {time}:", date=when, time=lang.time(note.at, services.zone))
        if note.kind is NoteKind.ADDED
        else lang.gettext("Until {date} this was the answer; it did not help:", date=when)
    )
    return paragraphs(first, quoted(lang, note.text))


def _translation(lang: Language, services: Services, one: Translation) -> Html:
    target = services.catalogues[one.target].own_name
    if one.done_at is None:
        return lang.gettext("A translation into {language} has been asked for.", language=target)
    first = lang.gettext("A volunteer has translated this into {language}:", language=target)
    return paragraphs(first, quoted(lang, one.result))


def _dossier_buttons(lang: Language, services: Services, one: Dossier) -> Rows:
    number = one.question.id
    rows: list[tuple[Tap, ...]] = [
        (
            # TRANSLATORS: A button: to write an answer to this question.
            Tap(lang.label("Answer"), tap("answer", number)),
            Tap(lang.label("Close without answer"), tap("close", number)),
        )
    ]
    rows += [
        (Tap(lang.label("Use this translation"), tap("tr_use", each.id)),)
        for each in one.translations[-2:]
        if each.part is Part.ANSWER and each.done_at is not None
    ]
    if one.question.language != lang.code:
        rows.append(_translators(lang, services, "q", number))
    return (*rows, (Tap(lang.label("Back"), tap("inbox")),))


def _translators(lang: Language, services: Services, prefix: str, number: int) -> tuple[Tap, ...]:
    """Who can translate: a volunteer, and a program where a server is set."""
    volunteer = Tap(lang.label("Ask a volunteer to translate"), tap(f"{prefix}_volunteer", number))
    if services.translator is None:
        return (volunteer,)
    return (volunteer, Tap(lang.label("Translate automatically"), tap(f"{prefix}_automatic", number)))


def claimed_by_other(lang: Language, question: Question, minutes: int) -> Screen:
    """Somebody else has begun; it takes a second tap to answer all the same."""
    return Screen(
        paragraphs(_claimed(lang, minutes), quoted(lang, question.text, QUOTE)),
        ((Tap(lang.label("Answer all the same"), tap("take_over", question.id)),), (inbox(lang),)),
    )


def _claimed(lang: Language, minutes: int | None) -> Html:
    if minutes is None:
        return Html()
    return lang.ngettext(
        "{n} minute ago somebody else began to answer this.",
        "{n} minutes ago somebody else began to answer this.",
        minutes,
    )


def preview(lang: Language, services: Services, draft: Draft) -> Sequence[Screen]:
    """The messages exactly as their reader will get them, but for the buttons."""
    reader = services.catalogues[draft.question.language]
    return [Screen(one.text) for one in answer_messages(reader, services, draft.question)]


def confirm_answer(lang: Language, services: Services, draft: Draft) -> Screen:
    """Below the preview: what can be done with the answer."""
    question = draft.question
    reader = services.catalogues[question.language]
    written = services.catalogues[question.answer_language or question.language]
    differs = written.code != reader.code and question.translated is Translated.NOBODY
    number = question.id
    rows: list[tuple[Tap, ...]] = []
    if differs:
        rows += [
            (Tap(lang.label("Send as written"), tap("a_send", number)),),
            _translators(lang, services, "a", number),
            (Tap(lang.label("It is in {language}", language=reader.own_name), tap("a_same", number)),),
        ]
    else:
        rows.append((Tap(lang.label("Send"), tap("a_send", number)),))
    rows.append((Tap(lang.label("Show it again"), tap("a_show", number)), _cancel(lang)))
    return Screen(
        paragraphs(
            _claimed(lang, draft.minutes_of_other),
            lang.gettext("This person reads {language}.", language=reader.own_name),
            lang.gettext("Your answer seems to be in {language}.", language=written.own_name)
            if differs
            else "",
            lang.gettext("This is what they will see. Shall I send it? To change it, write it again."),
        ),
        tuple(rows),
    )


def links_for_volunteer(lang: Language, target: Language, links: Sequence[tuple[str, str]]) -> Screen:
    """A new link, to be passed on: whoever opens it sees the text and nothing else."""
    return Screen(
        lang.gettext(
            "Please pass one of these links on to somebody who writes {language}. "
            "It works for one person, for 7 days. I will bring you the translation.",
            language=target.own_name,
        ),
        tuple((Link(label, url),) for label, url in links),
    )


def no_translation(lang: Language) -> Screen:
    """The translation server gave nothing."""
    return Screen(lang.gettext("The automatic translation does not work just now."), ((inbox(lang),),))


def automatic_question(lang: Language, question: Question, text: str) -> Screen:
    """A question in the coordinator's language, marked as what it is."""
    # TRANSLATORS: A button: to write an answer to this question.
    answer = Tap(lang.label("Answer"), tap("answer", question.id))
    return Screen(paragraphs(lang.gettext("Translated automatically:"), quoted(lang, text)), ((answer,),))


def translation_done(lang: Language, services: Services, one: Translation) -> Screen:
    """A volunteer has handed in what was asked for."""
    target = services.catalogues[one.target].own_name
    button = (
        # TRANSLATORS: A button: to write an answer to this question.
        Tap(lang.label("Answer"), tap("answer", one.question_id))
        if one.part is Part.QUESTION
        else Tap(lang.label("Use this translation"), tap("tr_use", one.id))
    )
    question = Tap(lang.label("Question"), tap("question", one.question_id))
    return Screen(
        paragraphs(
            lang.gettext("A volunteer has translated this into {language}:", language=target),
            quoted(lang, one.result),
        ),
        ((button, question),),
    )


def text_messages(lang: Language, text: str) -> Sequence[Screen]:
    """A text in its own language, in as many messages as it takes."""
    return framed(Html(), text, lang.body)


def my_topics(lang: Language, services: Services, chosen: frozenset[str], page: int = 0) -> Screen:
    """Ticks for the initiatives that somebody answers for."""
    knowledge = services.knowledge
    # What coordinators wrote belongs to an initiative without a name, which nobody can choose.
    named = [one for one in knowledge.initiatives.values() if one.id != STAFF]
    shown = page_of(named, page, TOPICS_SHOWN)
    rows = tuple(
        (
            Tap(
                _tick(one.id in chosen) + knowledge.name(one.titles, lang.code),
                tap("my_topic", one.id, shown.number),
            ),
        )
        for one in shown.items
    )
    text = lang.gettext(
        "Which initiatives do you answer for? A new question goes to those who chose its initiative, "
        "and to everybody where nobody did."
    )
    turns = turning(shown.number, shown.last, "my_topics_page")
    return Screen(text, (*rows, *turns, (Tap(lang.label("Back"), tap("staff")),)))


def _tick(chosen: bool) -> str:
    return "✓ " if chosen else ""


def _cancel(lang: Language) -> Tap:
    return Tap(lang.label("Cancel"), tap("cancel"))
