"""The content that ships: it has no faults, answers what its sources say and nothing else."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from civic.answers.asking import Answerer
from civic.answers.content_check import check
from civic.answers.knowledge import Knowledge, load
from civic.answers.outcomes import Answered, Choose, Decision, HandOver
from tests.civic.answers.asked import (
    ANSWERABLE,
    FALSE_PREMISES,
    HARDER,
    HARDER_UNANSWERABLE,
    UNANSWERABLE,
)

PACK = Path(__file__).parents[3] / "content" / "kaiserslautern"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(PACK)


@pytest.fixture(scope="module")
def answerer(knowledge: Knowledge) -> Answerer:
    return Answerer(knowledge)


def shown(decision: Decision) -> Sequence[str]:
    match decision:
        case Answered(entry=entry):
            return [entry]
        case Choose(entries=entries):
            return entries
        case _:
            return []


def test_the_pack_has_no_faults() -> None:
    assert [str(fault) for fault in check(PACK, ["de", "en"], datetime.now(UTC).date())] == []


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("de", "Wie viele Gruppen hat das Netzwerk Engagierte Stadt?"),
        ("en", "How many local groups are in the Engagierte Stadt network?"),
    ],
)
def test_the_figure_everybody_asks_for(
    knowledge: Knowledge, answerer: Answerer, language: str, question: str
) -> None:
    decision = answerer.decide(question, language)
    assert isinstance(decision, Answered)
    entry = knowledge.entries[decision.entry]
    assert entry.initiative == "engagierte-stadt"
    assert "112" in knowledge.version(entry, language).text


@pytest.mark.parametrize("questions", [ANSWERABLE, HARDER])
def test_the_right_initiative_is_shown(
    answerer: Answerer, questions: list[tuple[str, str, frozenset[str]]]
) -> None:
    right = missed = wrong = direct = 0
    for language, question, initiatives in questions:
        decision = answerer.decide(question, language)
        found = {key.split("/")[0] for key in shown(decision)}
        right += bool(found & initiatives)
        missed += not found & initiatives
        direct += isinstance(decision, Answered)
        wrong += isinstance(decision, Answered) and not found <= initiatives
    assert right >= 0.9 * len(questions), missed
    assert direct >= 0.5 * len(questions)
    assert wrong <= 0.03 * direct


@pytest.mark.parametrize("questions", [UNANSWERABLE, HARDER_UNANSWERABLE])
def test_what_the_sources_do_not_say_is_handed_over(
    answerer: Answerer, questions: list[tuple[str, str]]
) -> None:
    decisions = [answerer.decide(question, language) for language, question in questions]
    answered = [decision for decision in decisions if isinstance(decision, Answered)]
    assert len(answered) <= len(questions) // 30
    assert sum(isinstance(decision, HandOver) for decision in decisions) >= 0.5 * len(questions)


@pytest.mark.parametrize(
    "word", ["Altpapier", "Fliesen", "Wandertour", "Rock Rising", "unverpackt einkaufen"]
)
def test_the_advertisements_beside_the_sources_are_nowhere(answerer: Answerer, word: str) -> None:
    assert isinstance(answerer.decide(word, "de"), HandOver)


@pytest.mark.parametrize(("language", "question", "initiative"), FALSE_PREMISES)
def test_false_premises_are_not_confirmed(
    answerer: Answerer, language: str, question: str, initiative: str
) -> None:
    decision = answerer.decide(question, language)
    assert not (isinstance(decision, Answered) and decision.entry.startswith(f"{initiative}/"))


@pytest.mark.parametrize(
    "question", ["Скільки груп у мережі Engagierte Stadt?", "كم عدد المجموعات في شبكة Engagierte Stadt؟"]
)
def test_a_name_in_a_question_of_another_script_leads_to_a_choice(answerer: Answerer, question: str) -> None:
    decision = answerer.decide(question)
    assert isinstance(decision, Choose)
    assert decision.entries[0] == "engagierte-stadt/gruppen-anzahl"


def test_every_entry_is_found_by_its_own_heading(knowledge: Knowledge, answerer: Answerer) -> None:
    for key, entry in knowledge.entries.items():
        for language, version in entry.versions.items():
            assert list(shown(answerer.decide(version.question, language))) == [key], version.question
