"""Nobody guesses a link: every token is random and long, and every short code that people type is limited."""

import ast
import importlib
import math
import re
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from civic import link_codes, registration_codes, staff_login
from handlers.links import _PARTS, Target, read_link, write_link
from tests.architecture import LAYERS, sources

ROOT = Path(__file__).resolve().parent.parent
SECRET_BITS = 128
MAKERS = ("token_hex", "token_urlsafe", "token_bytes")
# What is long enough for what it does, and opens nothing.
NO_SECRETS = {
    "webchat/visits.py": "the number of a tap, which only our own bot on loopback answers to",
}
# Where letters are chosen one by one, for people to type: their number, how many there are, and the tests
# that show how trying them is limited.
SHORT: Mapping[str, tuple[int, str, Mapping[str, tuple[str, ...]]]] = {
    "civic/link_codes.py": (
        link_codes.CODE_LENGTH,
        link_codes._LETTERS,
        {
            "tests/civic/test_link_codes.py": (
                "test_after_five_wrong_codes_even_a_good_one_waits_ten_minutes",
                "test_all_people_together_have_a_limit_that_forgetting_somebody_does_not_lift",
            )
        },
    ),
    "civic/staff_login.py": (
        staff_login.CODE_LENGTH,
        staff_login.LETTERS,
        {
            "tests/civic/test_staff_login.py": (
                "test_five_wrong_codes_are_followed_by_a_pause_of_a_quarter_of_an_hour",
                "test_wrong_codes_at_the_same_moment_all_count",
                "test_a_hundred_wrong_codes_of_many_browsers_stop_wrong_ones_for_a_while",
            )
        },
    ),
    # It opens nothing: whoever is not on the staff of that event gets the same answer to every code.
    "civic/registration_codes.py": (
        registration_codes._CODE_LENGTH,
        registration_codes._CODE_LETTERS,
        {
            "tests/handlers/test_door_rights.py": ("test_codes_and_pictures_of_a_foreign_event",),
            "tests/bot/test_doorman.py": ("test_messages_and_taps_are_counted_apart_and_each_person_alone",),
        },
    ),
}
# Parts of deep links: those that let in whoever has them, and those that name what is public, or what rights
# are asked for.
TOKENS = {
    "staff": "civic/staff_invitations.py",
    "login": "civic/staff_login.py",
    "tr": "civic/translations.py",
    "et": "civic/event_translations.py",
}
PUBLIC = {"lang", "ev", "topic"}
ASKS_FOR_RIGHTS = {"q", "inbox", "door"}


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Every use of `secrets`: the file, the function, the call."""
    for source in sources(ROOT, LAYERS):
        for node in ast.walk(source.tree):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="secrets"), attr=name)):
                    yield source.path, name, node


CALLS = list(calls())


def bytes_of(path: str, call: ast.Call) -> int:
    """How many random bytes a call makes, by a number or by the name of one."""
    (size,) = call.args
    match size:
        case ast.Constant(value=int(number)):
            return number
        case ast.Name(id=name):
            module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
            return int(getattr(module, name))
    raise AssertionError(f"{path}:{call.lineno}: its size is not a plain number")


def test_every_token_is_random_and_long_enough() -> None:
    made = [(path, bytes_of(path, call) * 8) for path, name, call in CALLS if name in MAKERS]
    assert len(made) > 15
    assert {path for path, bits in made if bits < SECRET_BITS} == set(NO_SECRETS)
    assert {name for _, name, _ in CALLS} <= {*MAKERS, "choice", "compare_digest"}


def test_nothing_else_makes_chance() -> None:
    """`random` can be foretold; where lots are drawn with it, the seed is a token."""
    importing = {
        source.path
        for source in sources(ROOT, LAYERS)
        if re.search(r"^(import|from) random\b", (ROOT / source.path).read_text("utf-8"), re.M)
    }
    assert importing <= {"civic/draws.py"}


def test_every_short_code_has_tests_of_its_limit() -> None:
    assert {path for path, name, _ in CALLS if name == "choice"} == set(SHORT)
    for _, _, tests in SHORT.values():
        for file, names in tests.items():
            text = (ROOT / file).read_text("utf-8")
            assert [name for name in names if f"def {name}(" not in text] == [], file


def test_how_much_chance_is_in_short_codes() -> None:
    bits = {path: int(length * math.log2(len(set(letters)))) for path, (length, letters, _) in SHORT.items()}
    assert bits == {
        "civic/link_codes.py": 39,
        "civic/staff_login.py": 80,
        "civic/registration_codes.py": 29,
    }


def test_every_part_of_a_deep_link_is_a_token_or_opens_nothing() -> None:
    assert set(_PARTS) == set(TOKENS) | PUBLIC | ASKS_FOR_RIGHTS
    for kind, path in TOKENS.items():
        assert _PARTS[kind].fullmatch(secrets.token_hex(SECRET_BITS // 8))
        assert any(where == path and name == "token_hex" for where, name, _ in CALLS), path


@pytest.mark.parametrize("kind", TOKENS)
@pytest.mark.parametrize("token", ["", "0" * 31, "0" * 33, "A" * 32, "0" * 31 + "٣", "0" * 32 + "\n"])
def test_what_is_no_whole_token_is_not_even_looked_up(kind: str, token: str) -> None:
    assert read_link(f"{kind}_{token}") == Target()
    whole = secrets.token_hex(16)
    found = read_link(f"{kind}_{whole}")
    assert found != Target()
    assert write_link(found) == f"{kind}_{whole}"
