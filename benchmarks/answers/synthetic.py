"""Knowledge of any size: the shipped content, cut short, or with imported pages that nobody wrote."""

import random
from collections.abc import Iterator
from itertools import accumulate
from types import MappingProxyType

from civic.answers.entries import Entry, SourceDate, Version
from civic.answers.imports import Collected, entry_of, joined
from civic.answers.knowledge import Knowledge
from civic.answers.passages import passages_of

SOURCE = "integreat/synthetic"
LANGUAGES = ("de", "en")
WORDS = 30_000  # different stems in each language, as in a large handbook; the common ones far oftener
SENTENCES, SENTENCE_WORDS = (6, 26), (6, 16)
_ONSETS = (
    "b",
    "br",
    "d",
    "dr",
    "f",
    "g",
    "gr",
    "h",
    "k",
    "kl",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "sch",
    "t",
    "v",
    "w",
)
_VOWELS = ("a", "au", "e", "ei", "eu", "i", "ie", "o", "u", "ä", "ö", "ü")
_ENDS = {"de": ("ung", "keit", "er", "en", "e"), "en": ("ing", "ness", "er", "s", "tion")}


def of_size(knowledge: Knowledge, passages: int) -> Knowledge:
    """At least that many passages, and hardly more."""
    enough = len(passages_of(knowledge)) >= passages
    return cut_to(knowledge, passages) if enough else grown_to(knowledge, passages)


def cut_to(knowledge: Knowledge, passages: int) -> Knowledge:
    """The first entries that together have at least that many passages, without foreign subjects."""
    entries: list[Entry] = []
    total = 0
    for entry in knowledge.entries.values():
        if total >= passages:
            break
        entries.append(entry)
        total += len(passages_of(Knowledge(knowledge.city, (), [entry])))
    return Knowledge(knowledge.city, knowledge.initiatives.values(), entries)


def grown_to(knowledge: Knowledge, passages: int, seed: int = 1) -> Knowledge:
    """The knowledge with pages until it has at least that many passages; the same for the same seed."""
    chance = random.Random(seed)
    missing = passages - len(passages_of(knowledge))
    voices = [_Voice(language, chance) for language in LANGUAGES]
    pages: list[Entry] = []
    while missing > 0:
        page = _page(f"{SOURCE}/{len(pages) + 1}", voices, chance)
        pages.append(page)
        missing -= len(passages_of(Knowledge(knowledge.city, (), [page])))
    return joined(knowledge, [Collected(SOURCE, "Handbuch", tuple(pages))]) if pages else knowledge


class _Voice:
    """Speaks in one language: words by their rank as in real texts, the second half as often as the tenth."""

    def __init__(self, language: str, chance: random.Random) -> None:
        self.language = language
        self._chance = chance
        self._words = list(dict.fromkeys(self._word() for _ in range(WORDS)))
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(self._words))))

    def sentence(self, least: int, most: int) -> str:
        """So many words."""
        words = self._chance.choices(
            self._words, cum_weights=self._weights, k=self._chance.randint(least, most)
        )
        return f"{words[0].capitalize()} {' '.join(words[1:])}"

    def _word(self) -> str:
        chance = self._chance
        syllables = (chance.choice(_ONSETS) + chance.choice(_VOWELS) for _ in range(chance.randint(1, 4)))
        return "".join(syllables) + chance.choice(_ENDS[self.language])


def _page(key: str, voices: list[_Voice], chance: random.Random) -> Entry:
    return entry_of(key, MappingProxyType({voice.language: _version(voice, chance) for voice in voices}))


def _version(voice: _Voice, chance: random.Random) -> Version:
    text, more = _text(voice, chance), _text(voice, chance)
    return Version(
        language=voice.language,
        question=voice.sentence(2, 6),
        text=text,
        more=more,
        source="Handbuch",
        source_url=None,
        source_date=SourceDate(2025),
        valid_until=None,
        context=voice.sentence(1, 3),
    )


def _text(voice: _Voice, chance: random.Random) -> str:
    return " ".join(_sentences(voice, chance.randint(*SENTENCES)))


def _sentences(voice: _Voice, count: int) -> Iterator[str]:
    for _ in range(count):
        yield f"{voice.sentence(*SENTENCE_WORDS)}."
