"""The content that ships: it has no faults, answers what its sources say and nothing else."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from civic.answers.asking import Answerer
from civic.answers.content_check import check
from civic.answers.knowledge import load
from civic.answers.library import Library
from civic.answers.outcomes import Answered, Choose, Decision, HandOver, Refused
from tests.civic.answers.asked import (
    ANSWERABLE,
    FALSE_PREMISES,
    HARDER,
    HARDER_UNANSWERABLE,
    UNANSWERABLE,
)
from tests.civic.answers.conftest import PACK

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    """By words alone, as long as there is no model."""
    return Answerer(load(PACK))


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
async def test_the_figure_everybody_asks_for(
    shipped: Library, answerer: Answerer, language: str, question: str
) -> None:
    for decision in (await shipped.ask(question, language), answerer.decide(question, language)):
        assert isinstance(decision, Answered)
        entry = shipped.knowledge.entries[decision.entry]
        assert entry.initiative == "engagierte-stadt"
        assert "112" in shipped.knowledge.version(entry, language).text


@pytest.mark.parametrize("questions", [ANSWERABLE, HARDER])
async def test_the_right_initiative_is_shown(
    shipped: Library, questions: list[tuple[str, str, frozenset[str]]]
) -> None:
    right = missed = wrong = direct = 0
    for language, question, initiatives in questions:
        decision = await shipped.ask(question, language)
        found = {key.split("/")[0] for key in shown(decision)}
        right += bool(found & initiatives)
        missed += not found & initiatives
        direct += isinstance(decision, Answered)
        wrong += isinstance(decision, Answered) and not found <= initiatives
    assert right >= 0.9 * len(questions), missed
    assert direct >= 0.5 * len(questions)
    assert wrong <= 0.03 * direct


@pytest.mark.parametrize("questions", [UNANSWERABLE, HARDER_UNANSWERABLE])
async def test_what_the_sources_do_not_say_is_handed_over(
    shipped: Library, questions: list[tuple[str, str]]
) -> None:
    decisions = [await shipped.ask(question, language) for language, question in questions]
    answered = [decision for decision in decisions if isinstance(decision, Answered)]
    assert len(answered) <= 0.12 * len(questions)
    handed = [one for one in decisions if isinstance(one, HandOver | Refused)]
    assert len(handed) >= 0.4 * len(questions)


@pytest.mark.parametrize(
    "word", ["Altpapier", "Fliesen", "Wandertour", "Rock Rising", "unverpackt einkaufen"]
)
async def test_the_advertisements_beside_the_sources_are_nowhere(
    shipped: Library, answerer: Answerer, word: str
) -> None:
    assert isinstance(await shipped.ask(word, "de"), HandOver)
    assert isinstance(answerer.decide(word, "de"), HandOver)


@pytest.mark.parametrize(("language", "question", "initiative"), FALSE_PREMISES)
async def test_false_premises_are_not_confirmed(
    shipped: Library, answerer: Answerer, language: str, question: str, initiative: str
) -> None:
    for decision in (await shipped.ask(question, language), answerer.decide(question, language)):
        assert not (isinstance(decision, Answered) and decision.entry.startswith(f"{initiative}/"))


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("uk", "Скільки груп у мережі Engagierte Stadt?"),
        ("ar", "كم عدد المجموعات في شبكة Engagierte Stadt؟"),
        ("tr", "Engagierte Stadt ağında kaç grup var?"),
    ],
)
async def test_another_language_finds_the_german_entry(
    shipped: Library, language: str, question: str
) -> None:
    decision = await shipped.ask(question, language)
    assert isinstance(decision, Answered)
    assert decision.entry == "engagierte-stadt/gruppen-anzahl"


async def test_every_entry_is_found_by_its_own_heading(shipped: Library, answerer: Answerer) -> None:
    for key, entry in shipped.knowledge.entries.items():
        for language, version in entry.versions.items():
            assert next(iter(shown(await shipped.ask(version.question, language)))) == key, version.question
            assert next(iter(shown(answerer.decide(version.question, language)))) == key, version.question
