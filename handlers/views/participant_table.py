"""The participant list as a table for spreadsheets: semicolons, UTF-8 with a mark, no cell that computes."""

import csv
import io
from collections.abc import Iterable, Sequence

from civic.participants import Part, Participant, Roll, list_file
from civic.people import cleaned
from handlers.screen import File
from handlers.services import Services
from handlers.views.participant_words import (
    answer_words,
    language_name,
    need_words,
    status_name,
    text_of,
)
from locales import Language

# What spreadsheets take for the beginning of a formula, also in the wide letters of East Asia.
_COMPUTES = "=+-@＝＋－＠"
_LONGEST = 2000
_MARK = "\ufeff"


def participant_table(lang: Language, services: Services, found: Roll) -> File:
    """Everybody on the list, with a heading in the coordinator's language."""
    rows = [_row(lang, services, found, one) for one in (*found.part(Part.ALL), *found.part(Part.ENDED))]
    return table_file(list_file(found.event.id, "csv"), [_heading(lang, services, found), *rows])


def table_file(name: str, rows: Iterable[Sequence[str]]) -> File:
    """A file that spreadsheets of this country open by a double click."""
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(map(_harmless, row) for row in rows)
    return File(name, (_MARK + written.getvalue()).encode())


def _heading(lang: Language, services: Services, found: Roll) -> list[str]:
    return [
        lang.label("Status"),
        lang.label("Position"),
        lang.label("Name"),
        lang.label("Further names"),
        lang.label("People"),
        lang.label("Support needed"),
        *(text_of(lang, services, question.texts) for question in found.event.questions),
        lang.label("Photo"),
        lang.label("Language"),
        lang.label("Code"),
        lang.label("Telephone"),
        lang.label("Came"),
    ]


def _row(lang: Language, services: Services, found: Roll, one: Participant) -> list[str]:
    registration = one.registration
    return [
        status_name(lang, registration.status),
        str(found.position(one) or ""),
        registration.name,
        ", ".join(registration.others),
        str(registration.people),
        ", ".join(need_words(lang, one)),
        *(answer_words(lang, services, question, one) for question in found.event.questions),
        photo_word(lang, registration.photos),
        language_name(lang, one.language),
        registration.code,
        registration.phone,
        str(registration.arrived),
    ]


def photo_word(lang: Language, allowed: bool | None) -> str:
    """Whether somebody may be photographed; who was not asked has not agreed."""
    return lang.label("photo allowed") if allowed else lang.label("no photo")


def _harmless(cell: str) -> str:
    """One line without direction overrides; what a spreadsheet would compute is made a text."""
    # Looked at before cleaning, too: a tab or a line break at the front is taken for a formula's beginning.
    suspicious = cell[:1] in ("\t", "\r", "\n")
    plain = cleaned(cell, _LONGEST)
    return f"'{plain}" if suspicious or plain[:1] in tuple(_COMPUTES) else plain
