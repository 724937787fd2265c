"""The texts of a city's knowledge that questions are compared with."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from civic.answers.entries import Entry, Version
from civic.answers.knowledge import Knowledge
from civic.cutting import pieces

PIECE = 450


class Kind(StrEnum):
    """What a passage is of its entry."""

    WHOLE = "whole"
    """The question with the whole answer."""
    PIECE = "piece"
    """The question with a part of a long answer."""
    ASKED = "asked"
    """The question alone, as it is written or in other words."""
    ELSEWHERE = "elsewhere"
    """A question about something that is not the city's matter here; its entry is the subject's name."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One text, in one language, of the entry with that key."""

    entry: str
    language: str
    kind: Kind
    text: str


def passages_of(knowledge: Knowledge) -> list[Passage]:
    """All passages, those of an entry one after another and by language within it."""
    found = [passage for entry in knowledge.entries.values() for passage in _of_entry(entry)]
    for subject, languages in knowledge.elsewhere.items():
        for language, questions in languages.items():
            found += [Passage(subject, language, Kind.ELSEWHERE, question) for question in questions]
    return found


def _of_entry(entry: Entry) -> Iterator[Passage]:
    for language, version in entry.versions.items():
        title = f"{version.context} {version.question}".strip()
        yield Passage(entry.key, language, Kind.WHOLE, f"{title} {_body(version)}")
        parts = pieces(_body(version), PIECE)
        if len(parts) > 1:
            for piece in parts:
                yield Passage(entry.key, language, Kind.PIECE, f"{version.question}: {piece}")
        yield Passage(entry.key, language, Kind.ASKED, title)
    for language, questions in entry.asked.items():
        for question in questions:
            yield Passage(entry.key, language, Kind.ASKED, question)


def _body(version: Version) -> str:
    return f"{version.text} {version.more or ''}".strip()
