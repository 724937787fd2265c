"""Golden questions: reading, measuring, and the gate that they are."""

import json
from datetime import date
from pathlib import Path

import pytest

from bot.settings import SHIPPED_CONTENT
from civic.answers.asking import Answerer
from civic.answers.entries import Version
from civic.answers.golden import (
    Golden,
    Judged,
    Measured,
    Result,
    measure,
    of_languages,
    read_golden,
    unknown_entries,
    worse,
)
from civic.answers.import_gate import GoldenGate
from civic.answers.imports import Collected, entry_of, joined
from civic.answers.knowledge import Knowledge, load
from civic.answers.library import Library
from tests.civic.answers.packs import write_pack

TODAY = date(2026, 12, 1)
BEDS = "Wie viele Beete hat der Gemeinschaftsgarten?"


def golden(number: int, question: str, *right: str, language: str = "de") -> Golden:
    return Golden(f"g{number}", language, question, frozenset(right), bool(right))


QUESTIONS = [
    golden(1, BEDS, "garten/beete"),
    golden(2, "Was kostet die Teilnahme bei den Lesepaten?", "lesen/kosten"),
    golden(3, "Wann wird der Sperrmüll abgeholt?"),
    golden(4, "Kaç yatak var?", "garten/beete", language="tr"),
]


@pytest.fixture
def pack(tmp_path: Path) -> Knowledge:
    return load(write_pack(tmp_path))


def page(question: str, answer: str) -> list[Collected]:
    version = Version("de", question, answer, None, question, None, None, None)
    return [Collected("csv/neu", "Neu", (entry_of("csv/neu/1", {"de": version}),))]


def test_the_shipped_questions_can_be_read_and_their_entries_exist() -> None:
    file = SHIPPED_CONTENT / "golden.jsonl"
    questions, faults = read_golden(file)
    assert faults == []
    assert len(questions) >= 300
    assert unknown_entries(file, load(SHIPPED_CONTENT)) == []


def test_faults_name_file_and_line(tmp_path: Path) -> None:
    good = {"id": "g1", "language": "de", "question": "Wo?", "entry": "garten/ort"}
    lines = [
        good,
        good,
        {**good, "id": "g2", "question": " "},
        {**good, "id": "g3", "entry": 5},
        {**good, "id": "g4", "also": "x"},
        {key: value for key, value in good.items() if key != "entry"},
        ["g5"],
    ]
    file = tmp_path / "golden.jsonl"
    file.write_text("\n".join([*map(json.dumps, lines), "", "{"]), "utf-8")
    questions, faults = read_golden(file)
    assert [one.id for one in questions] == ["g1"]
    assert [str(fault).removeprefix(f"{file}:") for fault in faults] == [
        "2: id 'g1' stands twice",
        "3: question: missing or no text",
        "4: entry: expected an entry or null",
        "5: also: expected a list of entries",
        "6: entry: expected an entry or null",
        "7: is no JSON object",
        "9: is no JSON",
    ]


def test_without_a_file_there_are_no_questions(tmp_path: Path) -> None:
    assert read_golden(tmp_path / "golden.jsonl") == ([], [])


def test_an_entry_that_is_gone_is_named(tmp_path: Path, pack: Knowledge) -> None:
    file = tmp_path / "golden.jsonl"
    file.write_text(
        '{"id": "g1", "language": "de", "question": "Wo?", "entry": "garten/weg", "also": ["garten/ort"]}\n'
        '{"id": "g2", "language": "de", "question": "Wo?", "entry": "gar/nichts"}\n',
        "utf-8",
    )
    assert [fault.message for fault in unknown_entries(file, pack)] == [
        "there is no entry 'garten/weg'",
        "there is no entry 'gar/nichts'",
    ]


async def test_measuring_tells_right_wrong_and_handed_over(pack: Knowledge) -> None:
    library = Library(Answerer(pack))
    measured = await measure(library, QUESTIONS[:3], TODAY)
    assert [one.result for one in measured.judged] == [Result.RIGHT, Result.RIGHT, Result.HANDED]
    assert measured.found == 1
    assert measured.count(answerable=False)[Result.HANDED] == 1
    wrong = await measure(library, [golden(1, BEDS, "lesen/kosten")], TODAY)
    assert (wrong.judged[0].result, wrong.judged[0].entry) == (Result.WRONG, "garten/beete")


def test_only_languages_that_are_written_count(pack: Knowledge) -> None:
    assert [one.id for one in of_languages(QUESTIONS, pack)] == ["g1", "g2", "g3"]


def measured(*results: Result) -> Measured:
    return Measured([Judged(golden(number, "?", "a/b"), one) for number, one in enumerate(results)])


@pytest.mark.parametrize(("lost", "refused"), [(1, False), (2, True)])
def test_half_a_point_is_the_limit(lost: int, refused: bool) -> None:
    before = measured(*[Result.RIGHT] * 200)
    after = measured(*[Result.HANDED] * lost, *[Result.AMONG] * (200 - lost))
    assert bool(worse(before, after)) is refused


async def test_the_gate_lets_pass_what_harms_nothing(pack: Knowledge) -> None:
    gate = GoldenGate(pack, QUESTIONS, TODAY)
    assert await gate.passes(joined(pack, page("Schwimmkurs", "Anmeldung im Hallenbad."))) == []


async def test_the_gate_refuses_pages_that_push_right_answers_away(pack: Knowledge) -> None:
    gate = GoldenGate(pack, QUESTIONS[:1], TODAY)
    without = Knowledge(
        pack.city, pack.initiatives.values(), [one for one in pack.entries.values() if one.id != "beete"]
    )
    assert await gate.passes(without) == [
        "golden questions answered or among the choices: 100.0% before, 0.0% now"
    ]


async def test_the_gate_refuses_new_answers_to_what_has_none(pack: Knowledge) -> None:
    candidate = joined(pack, page("Wann wird der Sperrmüll abgeholt?", "Am Montag."))
    gate = GoldenGate(pack, QUESTIONS, TODAY)
    assert await gate.passes(candidate) == ["golden question g3 has no answer and would get csv/neu/1"]
    assert await GoldenGate(pack, QUESTIONS, TODAY, accepted={"g3"}).passes(candidate) == []
    assert await GoldenGate(candidate, QUESTIONS, TODAY).passes(candidate) == []
