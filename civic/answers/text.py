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
PASSAGE_LIMIT = 2000
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
_WORD = re.compile(r"[^\W_]+")
_LATIN_GUESSES = ("de", "en")
_SHOUTED_LETTERS, _SHOUTED_SHARE = 8, 0.6  # a short word in capitals is rather a name: ASZ, VHS


def clean(text: str, limit: int = QUESTION_LIMIT) -> str:
    """The message without what could harm a library: no surrogates, NFKC, controls as spaces, at most
    `limit` characters; in small letters if it shouts."""
    start = text[: 4 * limit]
    raw = start if start.isprintable() else "".join(map(_harmless, start))  # such characters are harmless
    # One character may become 18 by NFKC, so the cap comes last.
    return _calm(" ".join(unicodedata.normalize("NFKC", raw).split())[:limit].strip())


def _calm(text: str) -> str:
    """In small letters what is mostly in capitals, which models of language have hardly seen."""
    capitals = sum(map(str.isupper, text))
    if capitals < max(_SHOUTED_LETTERS, _SHOUTED_SHARE * (capitals + sum(map(str.islower, text)))):
        return text
    if "İ" in text:  # Turkish: both its letters i keep their dots, or their lack of one
        text = text.replace("İ", "i").replace("I", "ı")
    return text.lower()


@functools.lru_cache(maxsize=4096)
def _harmless(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cs":
        return ""
    if category == "Cf":  # direction marks, zero-width joiners, soft hyphens: invisible, inside words
        return ""
    return " " if category in {"Cc", "Cn", "Co", "Zl", "Zp"} else char


def fold(text: str) -> str:
    """The text for comparing: lower case, no accents, digits as 0-9, Arabic letter variants as one."""
    return unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)


class _Plain(dict[int, str]):
    """What stands for a character in comparing, found out once for each: thousands of phrases are folded."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        digit = unicodedata.decimal(char, None)
        plain = "" if unicodedata.category(char) == "Mn" else char if digit is None else str(digit)
        self[code] = plain
        return plain


_PLAIN = _Plain(
    {ord("ى"): "ي", ord("ة"): "ه", ord("ٱ"): "ا", ord("ـ"): "", ord("ی"): "ي", ord("ک"): "ك", ord("ı"): "i"}
    | {ord("ł"): "l"}
)


def words(text: str) -> list[str]:
    """The folded words and numbers of a text, in order; `п'ять` is one word, `city's` is `city`."""
    return _WORD.findall(without_apostrophes(fold(text)))


def without_apostrophes(folded: str) -> str:
    """`п'ять` is one word, `city's` is `city`."""
    return _APOSTROPHE.sub("", _GENITIVE.sub("", folded))


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
    data: dict[str, dict[str, list[str] | str]] = yaml.load(
        path.read_text(encoding="utf-8"),
        Loader=loader,  # noqa: S506 - texts only
    )
    return {
        kind: {language: _listed(texts) for language, texts in by_language.items()}
        for kind, by_language in data.items()
    }


def _listed(texts: list[str] | str) -> list[str]:
    """One text with commas is read many times faster than a list."""
    return texts if isinstance(texts, list) else [text.strip() for text in texts.split(",")]
