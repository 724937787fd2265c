"""The shipped content with its golden questions, by the models that ship; `make answers` shows more."""

import pytest

from civic.answers.embedding import passage_hash
from civic.answers.golden import FILE, Measured, Result, measure, read_golden
from civic.answers.knowledge import load
from civic.answers.library import Library
from civic.answers.passages import passages_of
from civic.answers.shipped_vectors import FILE as VECTORS
from civic.answers.shipped_vectors import read_shipped, shipped_model
from tests.civic.answers.conftest import PACK

# Some five hundred questions are embedded one by one.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
async def measured(shipped: Library) -> Measured:
    questions, faults = read_golden(PACK / FILE)
    assert not faults
    return await measure(shipped, questions)


def test_every_text_of_the_pack_has_a_vector() -> None:
    known = read_shipped(PACK / VECTORS, shipped_model(PACK / VECTORS))
    missing = [one.text for one in passages_of(load(PACK)) if passage_hash(one.text) not in known]
    assert not missing, "run `stadtbote content vectors`"


def test_what_can_be_answered_is_shown(measured: Measured) -> None:
    assert len(measured.judged) >= 300
    assert measured.found >= 0.95
    count = measured.count(answerable=True)
    direct = count[Result.RIGHT] + count[Result.WRONG]
    assert direct >= 0.65 * sum(count.values())
    assert count[Result.WRONG] <= 0.04 * direct


def test_what_cannot_be_answered_is_handed_over(measured: Measured) -> None:
    count = measured.count(answerable=False)
    total = sum(count.values())
    assert total >= 0.3 * len(measured.judged)
    assert count[Result.WRONG] <= 0.05 * total
    assert count[Result.HANDED] >= 0.6 * total


@pytest.mark.parametrize("language", ["de", "en", "ar", "uk", "ru", "tr", "ro", "fa", "bg", "fr", "pl"])
def test_every_language_finds_its_answers(measured: Measured, language: str) -> None:
    mine = Measured([one for one in measured.judged if one.golden.language == language])
    assert mine.found >= 0.88
