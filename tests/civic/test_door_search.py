"""Finding people at the door: codes, names spelt and written in other ways, and nobody else."""

from dataclasses import replace

import pytest

from civic.door_search import find
from civic.registrations import Registration, RegistrationStatus
from tests.factories import NOW

NAMES = [
    "Jürgen Müller",
    "Şahin Öztürk",
    "Олена Шевченко",
    "محمد الحسن",
    "فاطمة زهراء",
    "Mira Schmidt",
    "Ada Lovelace",
    "Ștefan Ionescu",
]


def on_the_list(number: int, name: str, code: str = "") -> Registration:
    return Registration(
        number, 1, number, code or f"AAA{number:03}", name, 1, RegistrationStatus.CONFIRMED, 1, NOW
    )


LIST = [on_the_list(number, name) for number, name in enumerate(NAMES, start=1)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("müller", "Jürgen Müller"),
        ("MUELLER", "Jürgen Müller"),
        ("Muller Jurgen", "Jürgen Müller"),
        ("Mülle", "Jürgen Müller"),
        ("Sahin", "Şahin Öztürk"),
        ("Ozturk", "Şahin Öztürk"),
        ("Oztürc", "Şahin Öztürk"),
        ("Olena", "Олена Шевченко"),
        ("олена", "Олена Шевченко"),
        ("Schewtschenko", "Олена Шевченко"),
        ("Mohammed", "محمد الحسن"),
        ("مُحَمَّد", "محمد الحسن"),
        ("\u202bمحمد\u202c", "محمد الحسن"),
        ("Fatima", "فاطمة زهراء"),
        ("فاطمه", "فاطمة زهراء"),
        ("Schmitt", "Mira Schmidt"),
        ("Lovelase", "Ada Lovelace"),
        ("Stefan", "Ștefan Ionescu"),
    ],
)
def test_a_name_is_found_however_it_is_spelt(said: str, meant: str) -> None:
    assert [one.name for one in find(LIST, said)][:1] == [meant]


@pytest.mark.parametrize(
    "said", ["", " ", "?", "Xaver", "Ada Müller", "<b>", "😀", "'; DROP TABLE", "\u202e", "x" * 5000]
)
def test_nobody_is_found_who_is_not_meant(said: str) -> None:
    assert find(LIST, said) == []


@pytest.mark.parametrize("said", ["K7M2QX", "k7m2qx", " K7M 2QX ", "k7m-2qx", "K7M.2QX"])
def test_a_code_finds_exactly_one(said: str) -> None:
    coded = on_the_list(99, "Somebody Else", "K7M2QX")
    assert find([*LIST, coded], said) == [coded]


def test_further_people_of_a_registration_are_found_too() -> None:
    family = replace(LIST[6], others=("Byron Lovelace", "Annabella"))
    assert find([family, *LIST[:3]], "annabela") == [family]


def test_the_best_comes_first() -> None:
    people = [on_the_list(1, "Hanna Mayer"), on_the_list(2, "Anna Maier"), on_the_list(3, "Annabell Kurz")]
    assert [one.id for one in find(people, "Anna")] == [2, 3, 1]
