"""What people recognise in the bot's answers, in every language: sentences of the catalogues."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Self

from civic.residents import Channel
from handlers.views import plain, safety, welcome
from handlers.views.data_rights import goodbye
from locales import Catalogues, Language

_MARKS = re.compile("[\u2066-\u2069\u200e\u200f]")
_VALUE = "\ue000"
MARKER = re.compile(r"#S\d{4}")
"""What tells the announcements of a run apart, in each of their languages."""


def marker(number: int) -> str:
    """The sign of one announcement."""
    return f"#S{number:04d}"


class Told(Enum):
    """What somebody was told."""

    SEAT = auto()
    WAITS = auto()
    CANCELLED = auto()
    PASSED_ON = auto()
    FORGOTTEN = auto()
    SORRY = auto()
    TOO_MUCH = auto()
    NUMBERS = auto()
    BUTTONS = auto()


def _template(text: str) -> Callable[[Language], str]:
    """The longest part of a text between its values."""

    def part(lang: Language) -> str:
        return max(str(lang.gettext(text, title=_VALUE)).split(_VALUE), key=len)

    return part


_SENTENCES: Mapping[Told, Callable[[Language], str]] = {
    Told.SEAT: _template("You are registered. We look forward to seeing you!"),
    Told.WAITS: _template("There are not enough free seats. You are on the waiting list."),
    Told.CANCELLED: _template(
        "Your registration for “{title}” is cancelled. Thank you for telling us.",
    ),
    Told.PASSED_ON: _template("Thank you for telling us. The seat at “{title}” goes to the next person."),
    Told.FORGOTTEN: lambda lang: goodbye(lang, Channel.WEB).text.split("\n")[0],
    Told.SORRY: lambda lang: welcome.trouble(lang).text,
    Told.TOO_MUCH: lambda lang: safety.too_many(lang).text,
    Told.NUMBERS: lambda lang: plain.switched(lang, numbered=True).text,
    Told.BUTTONS: lambda lang: plain.switched(lang, numbered=False).text,
}


@dataclass(frozen=True)
class Words:
    """Looks for sentences in what was heard, whichever language it is in."""

    languages: Mapping[str, Language]
    sentences: Mapping[Told, frozenset[str]]

    @classmethod
    def load(cls) -> Self:
        """Of all languages."""
        languages = {one.code: one for one in Catalogues.load()}
        sentences = {
            told: frozenset(_plain(sentence(one)) for one in languages.values())
            for told, sentence in _SENTENCES.items()
        }
        return cls(languages, sentences)

    @property
    def codes(self) -> Sequence[str]:
        """The languages by their codes."""
        return list(self.languages)

    def told(self, what: Told, heard: str) -> bool:
        """Whether that was said."""
        return any(one in _plain(heard) for one in self.sentences[what])


def _plain(text: str) -> str:
    return _MARKS.sub("", text).strip()
