"""Typed answers in forms: yes and no in twelve languages, numbers, choices, "back"."""

import pytest

from civic.answers.text import word_lists
from civic.people import read_number, read_people
from civic.typed_answers import is_back, is_none, is_skipped, pick, pick_several, read_count, read_yes_no

LANGUAGES = {"de", "de-simple", "en", "uk", "ru", "ar", "tr", "fa", "fr", "pl", "ro", "bg"}
LABELS = ("Interpreter", "Sign language", "Step-free access")


def test_every_kind_has_words_in_every_language() -> None:
    lists = word_lists("typed")
    for kind in ("yes", "no", "back", "skip", "none"):
        assert set(lists[kind]) == LANGUAGES, kind
    for number in "123456":
        assert set(lists[number]) == LANGUAGES - {"de-simple"}, number


def test_no_word_says_two_things() -> None:
    lists = word_lists("typed")
    kinds = {kind: {word.casefold() for every in lists[kind].values() for word in every} for kind in lists}
    assert not kinds["yes"] & kinds["no"]
    for kind in ("yes", "no", "skip"):
        assert not kinds[kind] & kinds["back"], kind
    numbers = [kinds[number] for number in "123456"]
    assert sum(map(len, numbers)) == len(set.union(*numbers))


@pytest.mark.parametrize(
    "said", ["Ja!", "yes", "Так", "да", "نعم", "نعم.", "evet", "بله", "oui", "tak", "da", "JA", "1", "١"]
)
def test_yes(said: str) -> None:
    assert read_yes_no(said) is True


@pytest.mark.parametrize(
    "said", ["Nein", "no", "ні", "нет", "لا", "hayır", "نه", "non", "nie", "nu", "не", "2", "۲"]
)
def test_no(said: str) -> None:
    assert read_yes_no(said) is False


@pytest.mark.parametrize("said", ["", "vielleicht", "ja oder nein", "3", "-1", "0", "🙂", "\u202e", "Jana"])
def test_neither_yes_nor_no(said: str) -> None:
    assert read_yes_no(said) is None


@pytest.mark.parametrize("said", ["zurück", "Zurück!", "back", "назад", "رجوع", "geri", "بازگشت", "wstecz"])
def test_back(said: str) -> None:
    assert is_back(said)


@pytest.mark.parametrize("said", ["", "Rückert", "zurück in die Zukunft", "Backhaus", "رجوعي"])
def test_not_back(said: str) -> None:
    assert not is_back(said)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("zwei", 2),
        ("two", 2),
        ("дві", 2),
        ("п'ять", 5),
        ("اثنان", 2),
        ("شش", 6),
        ("٢", 2),
        ("۳", 3),
        ("6", 6),
        ("7", None),
        ("0", None),
        ("-1", None),
        ("− 2", None),
        ("viele", None),
        ("2.5", None),
        ("1e3", None),
    ],
)
def test_counts(said: str, number: int | None) -> None:
    assert read_count(said, 6) == number
    assert read_number(said, 6) == number


@pytest.mark.parametrize(
    ("said", "people"),
    [("2 Personen", 2), ("wir sind 3", 3), ("٤ أشخاص", 4), ("2 oder 3", None), ("im Haus 12", None)],
)
def test_people_in_a_few_words(said: str, people: int | None) -> None:
    assert read_people(said, 6) == people


def test_large_numbers_are_read_as_digits() -> None:
    assert read_number("100000", 100_000) == 100_000
    assert read_number("٢٥٠", 100_000) == 250


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("1", 0),
        ("٣", 2),
        ("sign language", 1),
        ("STEP FREE ACCESS", 2),
        ("zwei", 1),
        ("4", None),
        ("x", None),
    ],
)
def test_one_choice(said: str, place: int | None) -> None:
    assert pick(said, LABELS) == place


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("1, 3", [0, 2]),
        ("1 und 3", [0, 2]),
        ("1 3", [0, 2]),
        ("٣، ١", [2, 0]),
        ("١ و ٣", [0, 2]),
        ("1و3", [0, 2]),
        ("Sign language, 1", [1, 0]),
        ("2, 2", [1, 1]),
        ("1, 4", None),
        ("1.5", None),
        ("none of them", None),
        ("", None),
        (",,,", None),
    ],
)
def test_several_choices(said: str, places: list[int] | None) -> None:
    assert pick_several(said, LABELS) == places


def test_a_number_as_a_label_means_the_label() -> None:
    assert pick("3", ("3", "2", "1")) == 0


def test_none_and_skip() -> None:
    assert is_none("keine")
    assert is_none("Nein danke")
    assert is_none("0")
    assert not is_none("1")
    assert is_skipped("Überspringen")
    assert is_skipped("تخطي")
    assert not is_skipped("ja")
