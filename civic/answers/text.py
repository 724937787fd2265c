"""Making any message safe to search with, and the words and character groups that searching compares."""

import functools
import re
import unicodedata
from pathlib import Path

import Stemmer
import yaml

QUESTION_LIMIT = 400
MESSAGE_LIMIT = 4096
TEXT_LIMIT = 8000
_STEMMERS = {
    "latin": {
        "de": "german",
        "en": "english",
        "tr": "turkish",
        "ro": "romanian",
        "fr": "french",
        "pl": "polish",
    },
    "cyrillic": {"ru": "russian", "uk": "russian"},
    "arabic": {"ar": "arabic", "fa": "persian"},
}
_GENITIVE = re.compile(r"['’ʼ]s\b")
_APOSTROPHE = re.compile(r"(?<=[\u0400-\u04ff])['’ʼ`](?=[\u0400-\u04ff])")
_LATIN_GUESSES = ("de", "en")


def clean(text: str, limit: int = QUESTION_LIMIT) -> str:
    """The message without what could harm a library: no surrogates, NFKC, controls as spaces, at most
    `limit` characters."""
    raw = "".join(_harmless(char) for char in text[: 4 * limit])
    # One character may become 18 by NFKC, so the cap comes last.
    return " ".join(unicodedata.normalize("NFKC", raw).split())[:limit].strip()


def _harmless(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cs":
        return ""
    if category == "Cf":  # direction marks, zero-width joiners, soft hyphens: invisible, inside words
        return ""
    return " " if category in {"Cc", "Cn", "Co", "Zl", "Zp"} else char


def fold(text: str) -> str:
    """The text for comparing: lower case, no accents, digits as 0-9, Arabic letter variants as one."""
    plain = []
    for char in unicodedata.normalize("NFKD", text.casefold().replace("ı", "i")):
        if unicodedata.category(char) == "Mn":
            continue
        digit = unicodedata.decimal(char, None)
        plain.append(str(digit) if digit is not None else _VARIANTS.get(char, char))
    return "".join(plain)


_VARIANTS = {"ى": "ي", "ة": "ه", "ٱ": "ا", "ـ": "", "ی": "ي", "ک": "ك"}


def words(text: str) -> list[str]:
    """The folded words and numbers of a text, in order; `п'ять` is one word, `city's` is `city`."""
    joined = _APOSTROPHE.sub("", _GENITIVE.sub("", fold(text)))
    return "".join(char if char.isalnum() else " " for char in joined).split()


def grams(word: str, size: int = 4) -> list[str]:
    """The character groups of a word with its borders marked; a short word is one group."""
    padded = f"_{word}_"
    if len(padded) <= size:
        return [padded]
    return [padded[start : start + size] for start in range(len(padded) - size + 1)]


def script(word: str) -> str:
    """`latin`, `cyrillic`, `arabic`, or `other` by the first letter of the word."""
    for char in word:
        if char.isalpha():
            name = unicodedata.name(char, "").split(" ", 1)[0].lower()
            return name if name in _STEMMERS else "other"
    return "other"


@functools.lru_cache(maxsize=32)
def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(algorithm)


@functools.lru_cache(maxsize=50_000)
def stems(word: str, language: str = "") -> frozenset[str]:
    """The possible stems of a folded word: in its language, or, without one, in those its script suggests."""
    algorithms = _STEMMERS.get(script(word), {})
    if language in algorithms:
        return frozenset({fold(_stemmer(algorithms[language]).stemWord(word))})
    guesses = _LATIN_GUESSES if script(word) == "latin" else tuple(algorithms)
    if not algorithms:
        return frozenset({word})
    return frozenset(fold(_stemmer(algorithms[guess]).stemWord(word)) for guess in guesses)


@functools.cache
def word_lists(name: str) -> dict[str, dict[str, list[str]]]:
    """A data file beside this module (`phrases`, `intents`, `vocabulary`): kind -> language -> texts."""
    path = Path(__file__).with_name(f"{name}.yaml")
    # BaseLoader makes texts only: here `no`, `on` and `null` are words, not values. Its C form is ten times
    # as fast, where it was built.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    data: dict[str, dict[str, list[str]]] = yaml.load(
        path.read_text(encoding="utf-8"),
        Loader=loader,  # noqa: S506 - texts only
    )
    return data
