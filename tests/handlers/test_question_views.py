"""Screens of several messages fit, whatever was asked, added, answered and translated."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from civic.answers.asking import Answerer
from civic.people import cleaned_lines
from civic.question_notes import NoteKind, QuestionNote
from civic.questions import ANSWER_LIMIT, QUESTION_LIMIT, Question, Translated
from civic.staff_entries import QUESTION_LINE, EntryText, PublishedVersion, StaffEntry
from civic.staff_knowledge import STAFF, joined
from civic.translations import Part, Translation
from handlers.screen import Screen, Tap
from handlers.services import Services
from handlers.views import answering, entries, entry_forms, entry_notices, question_answers
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW
from tests.fakes import FakeClock
from tests.handlers.test_views import city_services, faults

# One long line, many short ones, pairs of UTF-16 units, and what becomes longer as HTML.
WORST = ("Wort für Wort. ", "a\n", "😀", "<&>\n", "كلمة. ")


@pytest.fixture
def services(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> Services:
    """The city's services with the shipped content."""
    return city_services(sqlite_uow, clock)


def as_long_as_it_may_be(piece: str, limit: int) -> str:
    units = len(piece.encode("utf-16-le")) // 2
    return cleaned_lines(piece * (limit // units), limit)


@pytest.mark.parametrize("code", ["ar", "de"])
@pytest.mark.parametrize("piece", WORST)
def test_everything_fits(services: Services, code: str, piece: str) -> None:
    lang = services.catalogues[code]
    text, answer = as_long_as_it_may_be(piece, QUESTION_LIMIT), as_long_as_it_may_be(piece, ANSWER_LIMIT)
    question = Question(1, 1, "ar", text, NOW, answer=answer, answer_language="de")
    notes = [
        *(QuestionNote(1, NoteKind.ADDED, text[:10], NOW) for _ in range(100)),
        QuestionNote(1, NoteKind.EARLIER_ANSWER, answer, NOW),
    ]
    done = Translation(1, "f" * 64, 1, Part.ANSWER, answer, "de", "ar", 1, NOW, 1, answer, NOW)
    texts = {one: EntryText(text[:QUESTION_LINE], answer, automatic=one == "ar") for one in ("de", "ar")}
    entry = StaffEntry(1, "de", texts, NOW)
    version = PublishedVersion(1, 1, "de", texts, None, "", NOW, None, None)
    shown: list[Sequence[Screen]] = [
        answering.dossier(lang, services, answering.Dossier(question, notes, [done, done], 3)),
        answering.preview(lang, services, answering.Draft(question)),
        answering.text_messages(lang, answer),
        entries.whole(lang, services, entry),
        *(entry_notices.to_asker(lang, services, version, question, updated=new) for new in (True, False)),
        [entry_forms.ask_translation(lang, services.catalogues["uk"], entry)],
        *(
            question_answers.answer_messages(lang, services, replace(question, translated=each))
            for each in Translated
        ),
    ]
    foreign = frozenset(answer.split("\n"))
    for screens in shown:
        for screen in screens:
            reader = services.catalogues["ar"] if screens is shown[1] else lang
            assert [fault for fault in faults(reader, screen, foreign) if "begins from" not in fault] == []


def test_additions_are_all_shown(services: Services) -> None:
    lang = services.catalogues["de"]
    notes = [QuestionNote(1, NoteKind.ADDED, f"Zusatz {number:03}", NOW) for number in range(90)]
    question = Question(1, 1, "de", "Wo?", NOW)
    screens = answering.dossier(lang, services, answering.Dossier(question, notes))
    together = "".join(screen.text for screen in screens)
    assert [together.count(note.text) for note in notes] == [1] * 90
    assert [bool(screen.buttons) for screen in screens] == [False] * (len(screens) - 1) + [True]


def test_only_initiatives_with_a_name_can_be_chosen(services: Services) -> None:
    base = services.knowledge
    services.library.replace(Answerer(joined(base, [], ["de"])))
    screens = [
        answering.my_topics(services.catalogues["de"], services, frozenset(), page) for page in range(9)
    ]
    data = {row[0].data for one in screens for row in one.buttons if isinstance(row[0], Tap)}
    assert {f"my_topic:{name}" for name in base.initiatives} <= {one.rpartition(":")[0] for one in data}
    assert not any(one.startswith(f"my_topic:{STAFF}:") for one in data)


def test_words_that_were_deleted_are_not_quoted(services: Services) -> None:
    lang = services.catalogues["de"]
    texts = {"de": EntryText("Wann ist offen?", "Montags.")}
    version = PublishedVersion(1, 1, "de", texts, None, "", NOW, None, None)
    forgotten = Question(1, 1, "de", "", NOW)
    (screen,) = entry_notices.to_asker(lang, services, version, forgotten, updated=True)
    assert "<blockquote>Wann ist offen?</blockquote>" in screen.text
    card = entries.card(lang, services, entries.EntryCard(StaffEntry(1, "de", texts, NOW), None, forgotten))
    assert "blockquote" not in card.text
