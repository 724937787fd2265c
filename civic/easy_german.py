"""Rules of easy-to-read German that a program can check, after Leichte Sprache and DIN SPEC 33429.

`strict` rules are kept by all texts that ship; the others are hints for whoever writes. Neither replaces
readers of the target group, who are part of what "Leichte Sprache" means.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

LONGEST_SENTENCE, LONG_SENTENCE = 12, 8  # words: more is a fault, more is a hint
LONGEST_WORD = 13  # letters


class EasyRule(Enum):
    """The rules by what they ask for."""

    SHORT_SENTENCES = "short_sentences"
    ONE_SENTENCE_A_LINE = "one_sentence_a_line"
    ONE_STATEMENT = "one_statement"
    SHORT_WORDS = "short_words"
    NO_ABBREVIATIONS = "no_abbreviations"
    PLAIN_VERBS = "plain_verbs"
    NO_NEGATION = "no_negation"
    DIGITS = "digits"
    NO_SIGNS = "no_signs"
    PLAIN_TIMES = "plain_times"


@dataclass(frozen=True, slots=True)
class Hint:
    """What is hard to read in a line (counted from 1); `found` is the place itself."""

    line: int
    rule: EasyRule
    found: str
    is_fault: bool


# What is no word to be read: what stands in its place counts as one word.
_NOT_READ = re.compile(
    r"<[^>]+>|\{\w+\}|https?://\S+|(?<!\w)/[a-z_]+\b|[\w.+-]+@[\w-]+\.\w+|\b[\w-]+(?:\.[\w-]+)+(?:/\S*)?"
)
_QUOTED = re.compile("„[^“”]*[“”]")  # how others call something
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"“”»«]?\s+(?=[\"„»«]?[A-ZÄÖÜ0-9])")
_DAY = re.compile(r"\b(\d{1,2})\. (?=[A-ZÄÖÜ])")  # "3. Mai" ends no sentence
_WORD = re.compile(r"[\w]+(?:[-·’'][\w]+)*")
_PART = re.compile(r"[A-Za-zÄÖÜäöüß]+")
_ABBREVIATION = re.compile(
    r"\b(?:z\. ?B|d\. ?h|u\. ?a|u\. ?U|o\. ?ä|usw|bzw|ca|evtl|ggf|inkl|Nr|Std|Min|Tel|Str)\.", re.IGNORECASE
)
# Names of things that people know by these letters, and of places in the city.
_KNOWN = frozenset(
    ("PDF", "CSV", "ICS", "SMS", "WC", "QR", "DSGVO", "YAML", "ASZ", "GB", "MB", "OK", "JPEG", "PNG")
)
_NAMES = frozenset({"Kaiserslautern", "Kaiserslauterns"})
_SPELLED = re.compile(r"\b(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)\b", re.IGNORECASE)
_ROMAN = re.compile(r"\b(?=[IVX]{2,})X{0,3}(?:IX|IV|V?I{0,3})\b")
_SIGN = re.compile(r"[&%§/()\[\];¹²³]|\bsiehe\b", re.IGNORECASE)
_TIME = re.compile(r"\b\d{1,2}:\d{2}\b|\d ?[–-] ?\d")
_JOINED = re.compile(
    r",\s*(?:dass|weil|wenn|ob|damit|obwohl|nachdem|bevor|während|denn|sondern"
    r"|der|die|das|den|dem|deren|dessen)\b(?! \d)"
)
_HARD_VERB = re.compile(
    r"\b(?:würden?|könnten?|müssten?|sollten?|dürften?|hätten?|wären?)\b"
    r"|\b(?:wird|werden|wurden?|worden)\b(?=.*\b\w*ge\w+(?:t|en)\b)",
    re.IGNORECASE,
)
_NEGATION = re.compile(r"\b(?:nicht|nie|niemals|kein(?:e[mnrs]?)?)\b", re.IGNORECASE)


def easy_hints(text: str, names: Iterable[str] = ()) -> list[Hint]:
    """Everything in a text that is harder to read than it should be, line by line; faults and hints.

    `names` of places and offices stay as they are, however long.
    """
    readable = _readable(names)
    lines = enumerate(text.split("\n"), 1)
    return [hint for number, line in lines for hint in _of_line(number, readable(line))]


def easy_faults(text: str, names: Iterable[str] = ()) -> list[Hint]:
    """Only what breaks a strict rule."""
    return [hint for hint in easy_hints(text, names) if hint.is_fault]


def _readable(names: Iterable[str]) -> Callable[[str], str]:
    ordered = sorted({*names, *_NAMES}, key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})(?!\w)")
    return lambda line: pattern.sub("Name", _QUOTED.sub("„Name“", _NOT_READ.sub("Wert", line)))


def _of_line(number: int, line: str) -> Iterator[Hint]:
    sentences = [one for one in _SENTENCE_END.split(_without_dots(line)) if one]
    if len(sentences) > 1:
        yield Hint(number, EasyRule.ONE_SENTENCE_A_LINE, sentences[1], is_fault=True)
    for sentence in sentences:
        length = len(_WORD.findall(sentence))
        if length > LONG_SENTENCE:
            yield Hint(number, EasyRule.SHORT_SENTENCES, sentence, is_fault=length > LONGEST_SENTENCE)
    for rule, find, is_fault in _CHECKS:
        for found in find(line):
            yield Hint(number, rule, found, is_fault)


def _without_dots(line: str) -> str:
    """Without those that end no sentence."""
    return _ABBREVIATION.sub(lambda found: found[0].replace(".", ""), _DAY.sub(r"\1 ", line)).strip()


def _matches(pattern: re.Pattern[str]) -> Callable[[str], Iterator[str]]:
    return lambda line: (found[0].strip(" ,") for found in pattern.finditer(line))


def _long_words(line: str) -> Iterator[str]:
    return (word for word in _PART.findall(line) if len(word) > LONGEST_WORD)


def _abbreviations(line: str) -> Iterator[str]:
    yield from _ABBREVIATION.findall(line)
    for word in _PART.findall(line):
        if len(word) > 1 and word.isupper() and word not in _KNOWN and not _ROMAN.fullmatch(word):
            yield word


_CHECKS: tuple[tuple[EasyRule, Callable[[str], Iterator[str]], bool], ...] = (
    (EasyRule.ONE_STATEMENT, _matches(_JOINED), False),
    (EasyRule.SHORT_WORDS, _long_words, True),
    (EasyRule.NO_ABBREVIATIONS, _abbreviations, True),
    (EasyRule.PLAIN_VERBS, _matches(_HARD_VERB), False),
    (EasyRule.NO_NEGATION, _matches(_NEGATION), False),
    (EasyRule.DIGITS, _matches(_SPELLED), True),
    (EasyRule.DIGITS, _matches(_ROMAN), True),
    (EasyRule.NO_SIGNS, _matches(_SIGN), True),
    (EasyRule.PLAIN_TIMES, _matches(_TIME), True),
)
