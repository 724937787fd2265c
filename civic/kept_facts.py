"""What a translation must not change: placeholders, addresses, telephone numbers, dates, times, figures.

A figure counts as kept however a language writes it: ٣ is 3, 1.000 is 1,000, 18 Uhr is 6 pm, and a month may
be a word. Where that leaves a doubt nothing is said: a warning too many is one that nobody reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from civic.time import to_ascii_digits

PLACEHOLDER = re.compile(r"\{[A-Za-z_][A-Za-z0-9_]*\}")
ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"“”„«»]*[^\s<>\"“”„«».,;:!?()\[\]…'’]"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"(?<![\w@.])@[A-Za-z]\w{2,}")
_PHONE = re.compile(r"(?<![\w.,:])(?:\+|\(?0)\d[\d \u00a0()/-]{4,}\d(?!\w)")
_DATE = re.compile(
    r"(?<!\d)(?:(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?:\s?(?P<year>\d{4}|\d{2})(?!\d))?"
    r"|(?P<iso>\d{4})-(?P<isom>\d{2})-(?P<isod>\d{2})|(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<slashed>\d{4}))"
)
_CLOCK = re.compile(
    r"(?<![\d.,])(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?(?=\s*(?:Uhr|h)\b)"
    r"|(?<![\d.,:])(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?![\d:])",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"(?<=\d)[.,'’\u00a0\u202f\u066c ](?=\d{3}(?!\d))")
_FIGURE = re.compile(r"\d+")
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u2066\u2067\u2068\u2069\u061c"))
_SEPARATORS = str.maketrans({"\u066b": ",", "\u066c": "."})


class FactKind(StrEnum):
    """What was changed."""

    PLACEHOLDER_LOST = "placeholder_lost"
    PLACEHOLDER_NEW = "placeholder_new"
    ADDRESS_LOST = "address_lost"
    PHONE_LOST = "phone_lost"
    DATE_LOST = "date_lost"
    FIGURE_LOST = "figure_lost"


@dataclass(frozen=True)
class ChangedFact:
    """One difference; `detail` is what stands in the original (of a new placeholder: in the translation)."""

    kind: FactKind
    detail: str


def changed_facts(original: str, translation: str) -> list[ChangedFact]:
    """What a translation lost, in the order of the original, each once; and placeholders that it invented."""
    first, other = _plain(original), _plain(translation)
    return list(dict.fromkeys([*_placeholders(first, other), *_lost(first, other)]))


def _plain(text: str) -> str:
    return to_ascii_digits(text.translate(_MARKS).translate(_SEPARATORS))


def _placeholders(first: str, other: str) -> Iterator[ChangedFact]:
    here, there = PLACEHOLDER.findall(first), PLACEHOLDER.findall(other)
    yield from (ChangedFact(FactKind.PLACEHOLDER_LOST, one) for one in here if one not in there)
    yield from (ChangedFact(FactKind.PLACEHOLDER_NEW, one) for one in there if one not in here)


def _lost(first: str, other: str) -> Iterator[ChangedFact]:
    first, other = PLACEHOLDER.sub(" ", first), PLACEHOLDER.sub(" ", other)
    for pattern in (ADDRESS, _ACCOUNT):
        there = {match[0].casefold() for match in pattern.finditer(other)}
        for match in pattern.finditer(first):
            if match[0].casefold() not in there:
                yield ChangedFact(FactKind.ADDRESS_LOST, match[0])
        first, other = pattern.sub(" ", first), pattern.sub(" ", other)
    digits_there = re.sub(r"[^\d\n]", "", other)
    for match in _PHONE.finditer(first):
        if re.sub(r"\D", "", match[0])[-6:] not in digits_there:
            yield ChangedFact(FactKind.PHONE_LOST, match[0].strip())
    first = _PHONE.sub(" ", first)
    figures_there = _figures(other)
    yield from _lost_dates(first, other, figures_there)
    yield from _lost_clocks(_DATE.sub(" ", first), figures_there)
    for figure in _FIGURE.findall(_THOUSANDS.sub("", _CLOCK.sub(" ", _DATE.sub(" ", first)))):
        if str(int(figure)) not in figures_there:
            yield ChangedFact(FactKind.FIGURE_LOST, figure)


def _lost_dates(first: str, other: str, figures_there: frozenset[str]) -> Iterator[ChangedFact]:
    """A month may be in words; where the same day stands with another month in digits it was changed."""
    numeric = [frozenset(_date_parts(match)) for match in _DATE.finditer(other)]
    for match in _DATE.finditer(first):
        day, month, year = _date_parts(match)
        there = day in figures_there and (not year or year in figures_there or year[-2:] in figures_there)
        same_day = [parts for parts in numeric if day in parts]
        if not there or (same_day and not any(month in parts for parts in same_day)):
            yield ChangedFact(FactKind.DATE_LOST, match[0])


def _date_parts(match: re.Match[str]) -> tuple[str, str, str]:
    """Day, month and year without leading zeros; of 03/04/2027 nobody knows which is which."""
    day = match["day"] or match["isod"] or match["first"]
    month = match["month"] or match["isom"] or match["second"]
    year = match["year"] or match["iso"] or match["slashed"] or ""
    return str(int(day)), str(int(month)), year.lstrip("0")


def _lost_clocks(first: str, figures_there: frozenset[str]) -> Iterator[ChangedFact]:
    for match in _CLOCK.finditer(first):
        hour, minute = int(match["hour"] or match["h"]), int(match["minute"] or match["m"] or 0)
        spoken = {str(hour), str(hour % 12 or 12), str(hour % 24)}
        if not spoken & figures_there or (minute and str(minute) not in figures_there):
            yield ChangedFact(FactKind.DATE_LOST, match[0])


def _figures(text: str) -> frozenset[str]:
    """Every number, also with its thousands joined."""
    both = [*_FIGURE.findall(text), *_FIGURE.findall(_THOUSANDS.sub("", text))]
    return frozenset(str(int(one)) for one in both)
