"""Which open questions are proposed as the same."""

from dataclasses import replace

from civic.questions import Question
from civic.same_questions import same_questions
from tests.factories import NOW

ASKED = Question(1, 1, "de", "Wie kann ich meinen Reisepass verlängern?", NOW, "a/b", 0.5)


def other(number: int, text: str, *, entry: str = "", score: float = 0.0) -> Question:
    return Question(number, number, "de", text, NOW, entry, score)


def test_those_with_the_same_words_come_first() -> None:
    near = other(2, "Reisepass verlängern, wo?")
    same = other(3, ASKED.text)
    assert same_questions(ASKED, [near, other(4, "Wann fährt der Bus?"), same]) == [same, near]


def test_what_the_search_found_closest_counts_across_languages() -> None:
    found = other(2, "Як подовжити паспорт?", entry="a/b", score=0.4)
    unsure = replace(found, id=3, resident_id=3, score=0.1)
    elsewhere = replace(found, id=4, resident_id=4, entry="a/c")
    nothing = replace(found, id=5, resident_id=5, entry="")
    assert same_questions(ASKED, [unsure, found, elsewhere, nothing]) == [found]
    assert same_questions(replace(ASKED, entry=""), [nothing]) == []


def test_one_for_each_person_and_none_of_the_askers_own() -> None:
    own, first = replace(ASKED, id=2), other(3, ASKED.text)
    assert same_questions(ASKED, [own, first, replace(first, id=4)]) == [first]
