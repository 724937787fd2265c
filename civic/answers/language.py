"""Which language a message is written in, said only where it is clear.

Short messages, names, transliteration and mixtures mislead every detector, so what is told is right and
often nothing: a message needs three words of its own, and the detector must be sure of a language we speak.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

LEAST_WORDS = 3
# Languages that people here may write in and that have no catalogue: a detector that must choose among ours
# alone takes Croatian for Polish.
OTHERS = (
    *(
        "az",
        "be",
        "cs",
        "el",
        "es",
        "hi",
        "hr",
        "hu",
        "hy",
        "it",
        "ka",
        "ku",
        "nl",
        "ps",
        "pt",
        "sk",
        "sq",
        "sr",
    ),
    *("ur", "vi", "zh"),
)
_NO_LETTERS = re.compile(r"[\W\d_]+")
_COMMAND = re.compile(r"(?<!\S)/\w+|https?://\S+|\S+@\S+")


class Detector(Protocol):
    """What tells languages apart: the likeliest (ISO 639-1) and whether it is sure; None where it knows none."""

    def __call__(self, text: str) -> tuple[str, bool] | None: ...


@dataclass(frozen=True)
class MessageLanguage:
    """Tells the language of messages. `spoken`: base codes of ours; `names`: what stays the same in all of them."""

    detect: Detector
    spoken: frozenset[str]
    names: Iterable[str] = field(default=(), repr=False)

    def of(self, message: str) -> str | None:
        """The base code ("de", "ar") of a message's language; None where it is not clear, or none of ours."""
        words = self._own_words(message)
        if len(words.split()) < LEAST_WORDS:
            return None
        found = self.detect(words)
        if found is None:
            return None
        language, is_sure = found
        return language if is_sure and language in self.spoken else None

    def _own_words(self, message: str) -> str:
        """Without names, numbers, commands and addresses, which are in no language."""
        text = _COMMAND.sub(" ", message)
        return _NO_LETTERS.sub(" ", self._names.sub(" ", text)).strip()

    @cached_property
    def _names(self) -> re.Pattern[str]:
        ordered = sorted({*self.names}, key=len, reverse=True)
        return re.compile(
            rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)" if ordered else r"(?!)", re.I
        )


def best_detector(languages: Iterable[str]) -> Detector:
    """The compiled detector, or the one in pure Python on machines for which it is not built.

    `languages`: base codes that a message may be in; both know more and leave them out.
    """
    try:
        return _compiled(languages)
    except ImportError:
        return _pure(languages)


def _compiled(languages: Iterable[str]) -> Detector:
    import eldc

    eldc.init()
    instance = eldc.instance()
    instance.set_languages([code for code in languages if code in eldc.LANGUAGES])

    def detect(text: str) -> tuple[str, bool] | None:
        found = instance.detect_details(text)
        return None if found.language == "und" else (found.language, found.reliable)

    return detect


def _pure(languages: Iterable[str]) -> Detector:
    from eld import LanguageDetector

    detector = LanguageDetector()
    detector.dynamic_lang_subset(list(languages))

    def detect(text: str) -> tuple[str, bool] | None:
        found = detector.detect(text)
        return None if not found.language else (found.language, found.is_reliable())

    return detect
