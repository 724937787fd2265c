"""Labelled phrases: stars, the longest at a place, and no overlaps."""

import time

import pytest

from civic.answers.lexicon import Lexicon, Mark

LEXICON = Lexicon(
    [
        ("weekend", "wochenende*"),
        ("next", "nächste* wochenende"),
        ("today", "*اليوم"),
        ("place", "findet * statt"),
        ("price", "co płatne"),
        ("hyphen", "week-end"),
    ]
)


def marks(text: str) -> list[Mark]:
    return list(LEXICON.marks(text.split()))


def test_the_longest_phrase_at_a_place_counts() -> None:
    assert marks("am wochenendes") == [Mark("weekend", 1, 2)]
    assert marks("am nachstes wochenende hier") == [Mark("next", 1, 3)]


def test_stars_stand_for_beginnings_ends_and_words() -> None:
    assert marks("لليوم باليوم") == [Mark("today", 1, 2)]
    assert marks("findet es statt") == [Mark("place", 0, 3)]
    assert marks("findet statt") == []


@pytest.mark.parametrize("phrase", ["* statt", "*mitt*"])
def test_a_phrase_that_cannot_be_found_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match="open on both sides"):
        Lexicon([("part", phrase)])


def test_a_hyphen_makes_two_words_and_polish_needs_no_stroke() -> None:
    assert marks("ce week end") == [Mark("hyphen", 1, 3)]
    assert marks("co płatne co platne") == [Mark("price", 0, 2), Mark("price", 2, 4)]


def test_ten_thousand_phrases_cost_no_more() -> None:
    big = Lexicon((str(number), f"wort{number} folgt*") for number in range(10_000))
    message = ["wort7", "folgte"] * 200
    began = time.process_time()
    assert len(list(big.marks(message))) == 200
    assert time.process_time() - began < 0.5
