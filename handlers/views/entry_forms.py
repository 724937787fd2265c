"""What a coordinator is asked to write for an entry: question, answer, translation, last day."""

from civic.staff_entries import StaffEntry
from handlers.quoting import quoted
from handlers.screen import Screen, Tap, columns, paragraphs, tap
from handlers.services import Services
from locales import Html, Language

# UTF-16 units: whoever translates a text has to see all of it, and what to do with it stands below.
SHOWN = 3600


def ask_question(lang: Language, written_in: Language, entry: StaffEntry) -> Screen:
    """Invites the question line."""
    ask = lang.gettext(
        "Please write the question in {language}, in one line and without names or other personal details.",
        language=written_in.own_name,
    )
    return Screen(paragraphs(_quoted(lang, entry.main.question), ask), _cancel(lang))


def ask_text(lang: Language, written_in: Language, entry: StaffEntry) -> Screen:
    """Invites the answer."""
    ask = lang.gettext("Please write the answer in {language}.", language=written_in.own_name)
    return Screen(paragraphs(_quoted(lang, entry.main.text), ask), _cancel(lang))


def ask_translation(lang: Language, written_in: Language, entry: StaffEntry) -> Screen:
    """Invites question and answer in one message, below the text that is translated."""
    ask = lang.gettext(
        "Please write this in {language}: the question in the first line, the answer below it.",
        language=written_in.own_name,
    )
    quoted = _quoted(lang, f"{entry.main.question}\n{entry.main.text}")
    return Screen(paragraphs(quoted, ask), _cancel(lang))


def two_lines_please(lang: Language) -> Html:
    """There was only one line."""
    return lang.gettext("I need two parts: the question in the first line, the answer below it.")


def ask_day(lang: Language, entry: StaffEntry) -> Screen:
    """Invites the last day."""
    always = Tap(lang.label("No date"), tap("k_always", entry.id))
    return Screen(
        lang.gettext("Until which day is it valid? For example: 31.12.2027"), ((always,), *_cancel(lang))
    )


def not_a_day(lang: Language) -> Html:
    """The day was not understood, or is over."""
    return lang.gettext("I need a day that is not over, for example 31.12.2027.")


def languages(lang: Language, services: Services, entry: StaffEntry) -> Screen:
    """Into which language to translate; those that have a present text are ticked."""
    rows = columns(
        Tap(("✓ " if entry.is_current(one.code) else "") + one.own_name, tap("k_write", entry.id, one.code))
        for one in services.catalogues
        if one.code != entry.language
    )
    return Screen(
        lang.gettext("Which language?"), (*rows, (Tap(lang.label("Back"), tap("k_card", entry.id)),))
    )


def own_language(lang: Language, services: Services, entry: StaffEntry) -> Screen:
    """In which language the answer was written."""
    rows = columns(Tap(one.own_name, tap("k_setlang", entry.id, one.code)) for one in services.catalogues)
    return Screen(lang.gettext("In which language is this answer written?"), rows)


def _quoted(lang: Language, text: str) -> Html:
    return quoted(lang, text, SHOWN) if text.strip() else Html()


def _cancel(lang: Language) -> tuple[tuple[Tap, ...], ...]:
    return ((Tap(lang.label("Cancel"), tap("cancel")),),)
