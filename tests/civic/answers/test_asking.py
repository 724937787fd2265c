"""Searching and deciding on a small pack: answer when sure, offer a choice when not, else hand over."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Self

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.answers.asking import Answerer
from civic.answers.calibration import WORDS_ONLY, calibration_for
from civic.answers.embedding import Vector, Vectors
from civic.answers.knowledge import Knowledge, load
from civic.answers.outcomes import (
    Answered,
    Choose,
    Crisis,
    Decision,
    Doctor,
    Emergency,
    HandOver,
    Refused,
    SmallTalk,
    Unclear,
    Wish,
)
from civic.answers.retrieval import Found, Hit, HybridRetriever
from tests.civic.answers.packs import edit, write_pack
from tests.civic.answers.test_text import ANY_TEXT

OUTCOMES = Answered | Choose | HandOver | Emergency | Crisis | Doctor | Refused | SmallTalk | Unclear | Wish


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return load(write_pack(tmp_path_factory.mktemp("pack")))


@pytest.fixture(scope="module")
def answerer(knowledge: Knowledge) -> Answerer:
    return Answerer(knowledge)


class WithoutVectors:
    """What a retriever is that knows no vectors."""

    def with_vectors(self, vectors: Vectors | None, model: str) -> Self:
        return self


class Broken(WithoutVectors):
    """A retriever that must not be needed."""

    def search(self, question: str, vector: Vector | None = None, limit: int = 10) -> Found:
        raise ConnectionError(question)


class Everything(WithoutVectors):
    """A retriever that finds every entry alike, so that only the judgement decides."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._keys = list(knowledge.entries)

    def search(self, question: str, vector: Vector | None = None, limit: int = 10) -> Found:
        return Found(tuple(Hit(key, 0.1) for key in self._keys[:limit]))


def answer(decision: Decision) -> str | None:
    return decision.entry if isinstance(decision, Answered) else None


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("Wie viele Beete hat der Stadtgarten?", "garten/beete"),
        ("wieviele beete gibts im gemeinschaftsgarten", "garten/beete"),
        ("How many beds are there in the garden?", "garten/beete"),
        ("Wo ist der Gemeinschaftsgarten?", "garten/ort"),
        ("Adresse vom Stadtgarten?", "garten/ort"),
        ("Who takes care of the fruit trees?", "garten/obst"),
        ("Was kosten die Lesepaten?", "lesen/kosten"),
        ("Are the reading mentors free?", "lesen/kosten"),
        ("Gibt es zwölf Lesepaten?", "lesen/anzahl"),
        ("Gibt es 12 Lesepaten?", "lesen/anzahl"),
        ("Wer ist der Verein Streuobst?", "garten/obst"),
        ("Wer pflegt die Obstbeume?", "garten/obst"),
    ],
)
def test_answers_what_it_knows(answerer: Answerer, question: str, entry: str) -> None:
    decision = answerer.decide(question)
    assert answer(decision) == entry
    assert decision.alternatives[0][0] == entry


@pytest.mark.parametrize(
    "question",
    [
        "Wann wird das Altpapier abgeholt?",
        "Wie viele Einwohner hat Musterstadt?",
        "Where can I buy tiles?",
    ],
)
def test_hands_over_what_it_does_not_know(answerer: Answerer, question: str) -> None:
    decision = answerer.decide(question)
    assert isinstance(decision, HandOver)
    assert decision.reason == "unknown"


@pytest.mark.parametrize(
    "question",
    [
        "Stimmt es, dass die Lesepaten 40 Beete haben?",
        "Hat der Gemeinschaftsgarten 12 Beete?",
        "Are there 40 reading mentors?",
    ],
)
def test_confirms_no_false_premise(answerer: Answerer, question: str) -> None:
    assert not isinstance(answerer.decide(question), Answered)


def test_offers_at_most_three_and_ranks_at_most_ten(answerer: Answerer) -> None:
    decision = answerer.decide("Що таке Gemeinschaftsgarten")
    assert isinstance(decision, Choose)
    assert 1 <= len(decision.entries) <= 3
    assert {key.split("/")[0] for key in decision.entries} == {"garten"}
    scores = [score for _, score in decision.alternatives]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) <= 10
    assert all(0 <= score <= 1 for score in scores)


def test_a_fact_must_be_of_the_kind_that_was_asked(answerer: Answerer) -> None:
    assert answer(answerer.decide("Wer pflegt die Obstbäume?")) == "garten/obst"
    assert answer(answerer.decide("Was kostet die Pflege der Obstbäume?")) is None


@pytest.mark.parametrize(
    "question", ["What is the weather like tomorrow?", "Яка сьогодні погода?", "كيف الطقس غدا؟"]
)
def test_what_is_nobodys_business_here_is_said_to_be_so(answerer: Answerer, question: str) -> None:
    assert answerer.decide(question) == Refused("offtopic", answerer.decide(question).alternatives)


def test_what_may_be_no_emergency_gets_its_answer_too(answerer: Answerer) -> None:
    decision = answerer.decide("Feuer machen: Wer pflegt die Obstbäume?")
    assert isinstance(decision, Emergency)
    assert decision.also is not None
    assert answer(decision.also) == "garten/obst"


def test_who_looks_for_help_gets_the_helpline_and_the_answer(answerer: Answerer) -> None:
    decision = answerer.decide("Frauenhaus? Wer pflegt die Obstbäume?")
    assert isinstance(decision, Crisis)
    assert decision.sure
    assert decision.also is not None
    assert answer(decision.also) == "garten/obst"
    told = answerer.decide("Mein Mann schlägt mich")
    assert isinstance(told, Crisis)
    assert told.also is None


def test_a_broken_search_does_not_hold_up_the_number(knowledge: Knowledge) -> None:
    class Shaky(WithoutVectors):
        broken = False

        def search(self, question: str, vector: Vector | None = None, limit: int = 10) -> Found:
            if self.broken:
                raise OSError("the index is gone")
            return Found()

    retriever = Shaky()
    answerer = Answerer(knowledge, retriever=retriever)
    retriever.broken = True
    assert answerer.decide("Es brennt!") == Emergency("fire")
    assert answerer.decide("Was mache ich bei Feuer im Haus?") == Emergency("fire")
    assert answerer.decide("Bei uns war Feuer, wer weiß etwas?") == Emergency("fire")
    assert answerer.decide("Mein Kind hat Fieber") == Doctor()


@pytest.mark.parametrize(("said", "wish"), [("Hilfe", "help"), ("stop", "unsubscribe")])
def test_a_plain_word_is_a_wish(answerer: Answerer, said: str, wish: str) -> None:
    decision = answerer.decide(said)
    assert isinstance(decision, Wish)
    assert decision.intent == wish


@pytest.mark.parametrize("question", ["Und wo ist das?", "Was?", "wann"])
def test_asks_again_when_nothing_was_said(answerer: Answerer, question: str) -> None:
    assert isinstance(answerer.decide(question), Unclear)


def test_a_wish_for_a_person_is_understood(answerer: Answerer) -> None:
    for said in ("Mensch", "Ich will wirklich jetzt sofort mit einem Menschen sprechen"):
        decision = answerer.decide(said)
        assert isinstance(decision, HandOver)
        assert decision.reason == "human"


def test_expired_entries_answer_nothing(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    edit(pack / "garten/en.md", "{#ort}", "{#ort}\n:valid_until: 2026-06-30")
    answerer = Answerer(load(pack))
    question = "Wo liegt der Gemeinschaftsgarten?"
    assert answer(answerer.decide(question, "de", date(2026, 12, 31))) == "garten/ort"
    late = answerer.decide(question, "de", date(2027, 1, 1))
    assert "garten/ort" not in dict(late.alternatives)
    assert answer(answerer.decide(question)) == "garten/ort"


def test_a_changed_number_changes_the_answer(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    edit(pack / "garten/de.md", "40 Beete", "41 Beete")
    edit(pack / "garten/en.md", "40 beds", "41 beds")
    answerer = Answerer(load(pack))
    assert answer(answerer.decide("Hat der Gemeinschaftsgarten 41 Beete?")) == "garten/beete"
    assert answer(answerer.decide("Hat der Gemeinschaftsgarten 40 Beete?")) is None


def test_emergencies_need_no_search(knowledge: Knowledge) -> None:
    answerer = Answerer(knowledge)
    answerer._retriever = Broken()
    assert answerer.decide("Es brennt im Haus!") == Emergency("fire")
    assert answerer.decide("Ich will nicht mehr leben") == Crisis("suicide")
    with pytest.raises(ConnectionError):
        answerer.decide("Wo liegt der Gemeinschaftsgarten?")


def test_the_judgement_works_with_any_retriever(knowledge: Knowledge) -> None:
    answerer = Answerer(knowledge, retriever=Everything(knowledge))
    assert answer(answerer.decide("Wie viele Lesepaten gibt es?")) == "lesen/anzahl"
    assert isinstance(answerer.decide("Wo ist das Schwimmbad?"), HandOver)


def test_thresholds_decide_how_bold_it_is(knowledge: Knowledge) -> None:
    question = "Was macht der Verein Streuobst?"
    learned = calibration_for(WORDS_ONLY)
    careful = replace(learned, answer=1.0, choose=0.1)
    assert isinstance(Answerer(knowledge, calibration=careful).decide(question), Choose)
    timid = replace(learned, answer=1.0, choose=1.0)
    assert isinstance(Answerer(knowledge, calibration=timid).decide(question), HandOver)


def test_search_scores_are_ordered_and_limited(knowledge: Knowledge) -> None:
    found = HybridRetriever(knowledge).search("Wie viele Beete hat der Gemeinschaftsgarten?", None, 3)
    hits = found.hits
    assert hits[0].entry == "garten/beete"
    assert len(hits) == 3
    assert 1 >= hits[0].score >= hits[1].score >= hits[2].score > 0
    assert len({hit.entry for hit in hits}) == 3


def test_a_pack_without_entries_finds_nothing(knowledge: Knowledge) -> None:
    empty = Knowledge(knowledge.city, [], [])
    assert HybridRetriever(empty).search("Garten") == Found()
    assert Answerer(empty).decide("Garten?") == HandOver()


@pytest.mark.parametrize(
    "question",
    ["", " ", "x" * 4096, "😀", "\x00", "\ud800", "<b>&lt;</b>", "'; DROP TABLE x;--", "\u202e", "ﷺ" * 4096],
)
def test_hostile_text_is_only_text(answerer: Answerer, question: str) -> None:
    assert isinstance(answerer.decide(question), Unclear | HandOver)
    assert isinstance(answerer._retriever.search(question), Found)


@given(
    ANY_TEXT
    | st.lists(st.sampled_from(["wie", "viele", "beete", "lesepaten", "wo", "40", "kostet", "garten"])).map(
        " ".join
    )
)
def test_every_message_has_a_decision(answerer: Answerer, said: str) -> None:
    decision = answerer.decide(said)
    assert isinstance(decision, OUTCOMES)
    assert len(decision.alternatives) <= 10
    assert all(0 <= score <= 1 for _, score in decision.alternatives)
    if isinstance(decision, Answered):
        assert decision.alternatives[0] == (decision.entry, decision.score)
    if isinstance(decision, Choose):
        assert decision.entries == tuple(key for key, _ in decision.alternatives[: len(decision.entries)])
