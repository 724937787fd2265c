"""Cleaning and comparing text: nothing that anybody may send breaks it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.answers.phrases import Phrases
from civic.answers.text import PASSAGE_LIMIT, clean, fold, grams, script, stems, words

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=600)


@pytest.mark.parametrize(
    ("said", "cleaned"),
    [
        ("", ""),
        ("  Hallo \n\t Welt ", "Hallo Welt"),
        ("a\x00b\ud800c", "a bc"),
        ("ab\u202ec\u200bd\u00ade", "abcde"),
        ("\ufb01ne", "fine"),
        ("x" * 5000, "x" * 400),
        ("\ufdfa" * 300, clean("\ufdfa" * 300)),
    ],
)
def test_clean(said: str, cleaned: str) -> None:
    assert clean(said) == cleaned
    assert len(clean(said)) <= 400


@pytest.mark.parametrize(
    ("said", "cleaned"),
    [
        ("WO IST DAS FEST?", "wo ist das fest?"),
        ("ГДЕ ПРАЗДНИК ГОРОДА", "где праздник города"),
        ("WAS KOSTET DAS, Anna?", "was kostet das, anna?"),
        ("İSTANBUL'DA KAYIT NASIL YAPILIR", "istanbul'da kayıt nasıl yapılır"),
        ("GROSSE STRAẞE 93", "grosse straße 93"),
        ("ASZ?", "ASZ?"),
        ("Was macht die VHS in der EU?", "Was macht die VHS in der EU?"),
        ("أين المقهى", "أين المقهى"),
    ],
)
def test_shouting_is_calmed_and_names_are_not(said: str, cleaned: str) -> None:
    assert clean(said) == cleaned


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(said: str) -> None:
    assert clean(clean(said)) == clean(said)
    passage = clean(said, PASSAGE_LIMIT)
    assert clean(passage, PASSAGE_LIMIT) == passage


@given(ANY_TEXT)
def test_clean_text_is_harmless_whatever_comes_in(said: str) -> None:
    cleaned = clean(said)
    assert len(cleaned) <= 400
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert not any(unicodedata.category(char) in {"Cc", "Cs", "Cf"} for char in cleaned)
    for word in words(cleaned):
        assert word
        assert " " not in word
        assert grams(word)
        assert stems(word)


@pytest.mark.parametrize(
    ("said", "folded"),
    [
        ("Königstraße", "konigstrasse"),
        ("İstanbul ışık", "istanbul isik"),
        ("Pongrácz", "pongracz"),
        ("٢١ ۲۱ 21", "21 21 21"),
        ("أهلاً وسهلاً", "اهلا وسهلا"),
        ("مدرسة", "مدرسه"),
    ],
)
def test_fold(said: str, folded: str) -> None:
    assert fold(said) == folded


def test_words_keep_what_belongs_together() -> None:
    assert words("п'ять city's Demokratie-Café, don't!") == [
        "пять",
        "city",
        "demokratie",
        "cafe",
        "don",
        "t",
    ]


def test_grams_mark_the_borders() -> None:
    assert grams("rat") == ["_rat", "rat_"]
    assert grams("a") == ["_a_"]


@pytest.mark.parametrize(
    ("word", "found"),
    [("stadt", "latin"), ("місто", "cyrillic"), ("مدينه", "arabic"), ("城市", "other"), ("12", "other")],
)
def test_script(word: str, found: str) -> None:
    assert script(word) == found


def test_one_word_has_the_stems_of_the_languages_it_may_be_in() -> None:
    assert stems("gruppen", "de") == {"grupp"}
    assert "group" in stems("groups")
    assert stems("城市") == {"城市"}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Haus brennt", True),
        ("Das Haus der Nachbarn brennt", True),
        ("Das Haus da drüben ganz weit hinten links brennt", False),
        ("Bauhaus brennt", False),
        ("anmeldung", True),
        ("Die Anmeldungen", True),
        ("Ummeldung", False),
        ("Osterfeuer", True),
        ("feuerwerk", False),
    ],
)
def test_phrases(said: str, found: bool) -> None:
    assert Phrases(["haus * brennt", "anmeld*", "*feuer"]).found_in(words(said)) is found


def test_no_phrases_are_found_nowhere() -> None:
    assert not Phrases([]).found_in(["a"])
    assert not Phrases([]).is_whole([])


def test_the_words_of_a_phrase_are_placed() -> None:
    assert list(Phrases(["good morning"]).positions(words("Well, good morning all"))) == [1, 2]
