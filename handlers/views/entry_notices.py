"""Messages about the staff's entries: to those who asked, and to the staff."""

from collections.abc import Sequence

from civic.questions import Question
from civic.staff_entries import PublishedVersion, StaffEntry
from civic.staff_knowledge import staff_key
from handlers.quoting import QUOTE, framed, quoted
from handlers.screen import Screen, Tap, paragraphs, tap
from handlers.services import Services
from handlers.views.entries import label_of
from locales import Html, Language


def to_asker(
    lang: Language,
    services: Services,
    version: PublishedVersion,
    question: Question | None,
    *,
    updated: bool,
) -> Sequence[Screen]:
    """The answer in as many messages as it takes, with the question it belongs to; said to be new where an
    earlier one was received."""
    code = version.best(lang.code)
    written_in, text = services.catalogues[code], version.texts[code]
    # The words of a question are deleted after a while, and its row stays.
    asked = (question.text if question else "") or text.question
    if updated:
        first = lang.gettext("The answer to your question has changed. This is how it is now:")
    else:
        first = lang.gettext("A person has answered your question:")
    other = ""
    if code != lang.code:
        other = lang.gettext("I have this answer only in {language}:", language=written_in.own_name)
    key = staff_key(version.entry_id)
    automatic = lang.gettext("This text was translated automatically.") if text.automatic else Html()
    helped = Tap(lang.label("This helped"), tap("helped", key))
    buttons = ((helped, Tap(lang.label("Ask a person"), tap("person", key))),)
    frame = paragraphs(first, quoted(lang, asked, QUOTE), other)
    return framed(frame, text.text, written_in.body, automatic, buttons)


def taken_back(lang: Language, question: str) -> Screen:
    """An answer that somebody got does not hold any more."""
    return Screen(
        paragraphs(
            lang.gettext("We are sorry: the answer that you got to this question no longer holds."),
            quoted(lang, question, QUOTE),
        ),
        ((Tap(lang.label("Ask a person"), tap("talk")),),),
    )


def waiting(lang: Language, entries: Sequence[StaffEntry]) -> Screen:
    """Everything that waits for this reader's approval."""
    rows = tuple((Tap(label_of(lang, one), tap("k_look", one.id)),) for one in entries)
    return Screen(
        lang.ngettext(
            "{n} answer is waiting for your approval:",
            "{n} answers are waiting for your approval:",
            len(entries),
        ),
        rows,
    )


def withdrawn(lang: Language, entry: StaffEntry) -> Screen:
    """Tells staff that an entry answers nobody any more."""
    return Screen(
        paragraphs(
            lang.gettext("A colleague has withdrawn this answer:"),
            lang.bold(entry.main.question),
        ),
        ((Tap(lang.label("Look at it"), tap("k_card", entry.id)),),),
    )
