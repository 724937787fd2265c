"""Finding somebody by what is heard at the door: a code, or a name in whatever spelling or script."""

import difflib
import re
from collections.abc import Iterable

from anyascii import anyascii

from civic.answers.text import clean, fold, script, words
from civic.registrations import Registration

_CODE_MARKS = re.compile(r"[\s.\-]+")
_UMLAUTS = re.compile(r"(?<=[aou])e")
_VOWELS = re.compile(r"[aeiouyvw'`]|h$")
_SPELLINGS = (("dsch", "j"), ("tsch", "ch"), ("sch", "sh"))
_TWICE = re.compile(r"(.)\1+")
_ALIKE = 0.8


def find(registrations: Iterable[Registration], said: str) -> list[Registration]:
    """Whoever has this code, else those whose names fit, the best first; "Mueller" finds "Müller"."""
    every = list(registrations)
    code = _CODE_MARKS.sub("", clean(said)).upper()
    by_code = [one for one in every if one.code == code]
    if by_code:
        return by_code
    wanted = words(clean(said))
    ranked = [(rank, one) for one in every if (rank := _rank(one, wanted)) is not None]
    return [one for _, one in sorted(ranked, key=lambda pair: (pair[0], fold(pair[1].name), pair[1].id))]


def _rank(one: Registration, wanted: list[str]) -> int | None:
    """How far the worst of the words is from the names; None where one of them is in no name."""
    named = [word for name in (one.name, *one.others) for word in words(name)]
    if not wanted or not named:
        return None
    distances = [min(_distance(word, each) for each in named) for word in wanted]
    return None if max(distances) > 3 else max(distances)


def _distance(word: str, named: str) -> int:
    """0 the same, 1 begins so, 2 spelt a little differently, 3 sounds alike, 4 somebody else."""
    heard, written = _latin(word), _latin(named)
    if word == named or heard == written:
        return 0
    if named.startswith(word) or (heard and written.startswith(heard)):
        return 1
    if len(heard) > 3 and difflib.SequenceMatcher(None, heard, written).ratio() >= _ALIKE:
        return 2
    enough = 2 if script(word) != script(named) else 3
    bones = _consonants(heard)
    return 3 if len(bones) >= enough and bones == _consonants(written) else 4


def _latin(word: str) -> str:
    letters = re.sub(r"[^a-z0-9'`]", "", anyascii(word).casefold())
    return _UMLAUTS.sub("", letters)


def _consonants(latin: str) -> str:
    """Arabic writes hardly any vowels, and names are heard with others than they are written with."""
    for german, usual in _SPELLINGS:
        latin = latin.replace(german, usual)
    return _TWICE.sub(r"\1", _VOWELS.sub("", latin))
