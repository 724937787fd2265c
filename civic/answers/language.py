"""Which language a message is written in, said only where it is clear.

Short messages, names, transliteration and mixtures mislead every detector, so what is told is right and
often nothing: a message needs three words of its own, and the detector must be sure of a language we speak.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
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
    """Tells languages apart: the likeliest (ISO 639-1) and whether that is sure, or None."""

    def __call__(self, text: str) -> tuple[str, bool] | None: ...


@dataclass(frozen=True)
class MessageLanguage:
    """Tells the language of messages."""

    detect: Detector

    def of(self, message: str, names: re.Pattern[str]) -> str | None:
        """The base code ("de", "ar", "hr") of a message's language; None where it is not clear.

        `names`: what stays the same in all languages, as `never_translated` has it.
        """
        words = _own_words(message, names)
        if len(words.split()) < LEAST_WORDS:
            return None
        found = self.detect(words)
        if found is None:
            return None
        language, is_sure = found
        return language if is_sure else None


def never_translated(names: Iterable[str]) -> re.Pattern[str]:
    """Matches names as whole words, in any case; of two that overlap the longer one."""
    ordered = sorted({name for name in names if name}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)" if ordered else "(?!)", re.I)


def _own_words(message: str, names: re.Pattern[str]) -> str:
    """Without names, numbers, commands and addresses, which are in no language."""
    text = names.sub(" ", _COMMAND.sub(" ", message))
    return _NO_LETTERS.sub(" ", text).strip()


@lru_cache(maxsize=4)
def best_detector(languages: frozenset[str]) -> Detector:
    """The compiled detector, or the one in pure Python on machines for which it is not built.

    `languages`: base codes of ours. What people here may write in besides is told, too, so that it is not
    taken for one of ours.
    """
    all_of_them = (*sorted(languages), *(code for code in OTHERS if code not in languages))
    try:
        return compiled_detector(all_of_them)
    except ImportError:
        return pure_detector(all_of_them)


def compiled_detector(languages: Iterable[str]) -> Detector:
    """The one in C: microseconds for each message. ImportError where it is not built for the machine."""
    import eldc

    eldc.init()
    instance = eldc.instance()
    instance.set_languages([code for code in languages if code in eldc.LANGUAGES])

    def detect(text: str) -> tuple[str, bool] | None:
        found = instance.detect_details(text)
        return None if found.language == "und" else (found.language, found.reliable)

    return detect


def pure_detector(languages: Iterable[str]) -> Detector:
    """The same method in pure Python, with a smaller table."""
    from eld import LanguageDetector

    detector = LanguageDetector()
    detector.dynamic_lang_subset(list(languages))

    def detect(text: str) -> tuple[str, bool] | None:
        found = detector.detect(text)
        return None if not found.language else (found.language, found.is_reliable())

    return detect
