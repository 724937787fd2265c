"""A screen for whoever reads without buttons: no emoji, and what can be chosen as numbered text."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from civic.choices import Choice
from civic.people import utf16_length
from handlers.emoji import html_without_emoji, without_emoji, without_tick
from handlers.screen import Button, Link, Screen, Tap, lines, noted, paragraphs, plain
from locales import Language

# Of the 4096 units of a message, with some for the tags.
ROOM = 4000
_MARKS = re.compile("[\u2066-\u2069\u200e\u200f]")
_OWN_NUMBER = re.compile(r"(\d{1,2})\. (.+)")
_DIGITS = re.compile(r"\d{1,2}")


class Counting(Enum):
    """Which choices get numbers: every one, those to which the screen itself gives one, or none.

    What has no number is chosen by its words.
    """

    ALL = "all"
    OWN = "own"
    NONE = "none"


@dataclass(frozen=True)
class Numbered:
    """The messages of a screen, and what can be chosen under them."""

    parts: tuple[Screen, ...]
    choices: tuple[Choice, ...]


def in_numbers(screen: Screen, lang: Language, counting: Counting = Counting.ALL) -> Numbered:
    """The screen in this form. The list of choices comes last, as a message of its own where it has to."""
    screen = noted(screen)
    text = html_without_emoji(screen.text, lang.label("Yes"))
    buttons = [one for row in screen.buttons for one in row]
    own = _own_numbers(text)
    choices = _choices([one for one in buttons if isinstance(one, Tap)], own, lang, counting)
    text = _without(text, {(one.number, own.get(one.number, "")) for one in choices})
    listed = _list(choices, [one for one in buttons if isinstance(one, Link)], lang)
    return Numbered(tuple(_messages(replace(screen, text=text, buttons=()), listed)), choices)


def _choices(
    taps: Sequence[Tap], own: Mapping[int, str], lang: Language, counting: Counting
) -> tuple[Choice, ...]:
    bare = [_bare(without_tick(one.label)[0]) for one in taps]
    numbers = _numbers(bare, own, counting)
    return tuple(
        Choice(number, words if words == str(number) else _label(one, lang), one.data)
        for number, words, one in zip(numbers, bare, taps, strict=True)
    )


def _numbers(labels: Sequence[str], own: Mapping[int, str], counting: Counting) -> list[int]:
    if counting is Counting.NONE:
        return [0] * len(labels)
    numbers = [int(one) if _DIGITS.fullmatch(one) else _number_of(one, own) for one in labels]
    following = max([0, *numbers])
    # Behind "1, 2, 3 people" a four would be a number of people to whoever types it.
    if any(map(_DIGITS.fullmatch, labels)) or (counting is Counting.OWN and not following):
        return numbers
    for place, number in enumerate(numbers):
        if not number:
            following += 1
            numbers[place] = following
    return numbers


def _number_of(label: str, own: Mapping[int, str]) -> int:
    """The number that the text gives a label; labels may be cut short or have a count behind them."""
    for number, words in own.items():
        is_cut = label.endswith("…") and words.startswith(label[:-1])
        if label == words or label.startswith(f"{words} ·") or is_cut:
            return number
    return 0


def _label(one: Button, lang: Language) -> str:
    """What stands on a button, with a word for the tick that says it is chosen."""
    label, is_ticked = without_tick(one.label)
    shown = without_emoji(label).strip() or label
    return f"{shown} ({lang.label('Yes')})" if is_ticked else shown


def _bare(label: str) -> str:
    """The words of a label alone."""
    return _MARKS.sub("", without_emoji(label)).strip(" ★")


def _own_numbers(text: str) -> Mapping[int, str]:
    """The lines of a text that give choices their numbers: "1. Yes"."""
    found = (_OWN_NUMBER.fullmatch(_MARKS.sub("", line)) for line in plain(text).split("\n"))
    return {int(one[1]): one[2] for one in found if one}


def _without(text: str, shown: Iterable[tuple[int, str]]) -> str:
    """The text without the lines whose choices are listed below it."""
    listed = {f"{number}. {words}" for number, words in shown if words}
    kept = (one for one in text.split("\n") if _MARKS.sub("", plain(one)) not in listed)
    return re.sub("\n{3,}", "\n\n", "\n".join(kept)).strip("\n")


def _list(choices: Sequence[Choice], links: Sequence[Link], lang: Language) -> list[str]:
    """The list line by line: numbers and how to use them, then words, then addresses."""
    numbered = sorted((one for one in choices if one.number), key=lambda one: one.number)
    by_words = [one for one in choices if not one.number]
    made: list[str] = []
    for one in numbered:
        is_count = one.label == str(one.number)
        made.append(lang.isolate(one.label if is_count else f"{one.number}. {one.label}"))
    if numbered:
        made.append(lang.gettext("Please write a number."))
    if by_words:
        made += [lang.gettext("You can also write:"), *(lang.bullet(one.label) for one in by_words)]
    for link in links:
        # On a line of its own, so that no mark of direction becomes part of it.
        made.append(lines(lang.bullet(_label(link, lang)), lang.body(link.url)))
    return made


def _messages(screen: Screen, listed: Sequence[str]) -> Iterator[Screen]:
    together = paragraphs(screen.text, lines(*listed))
    alone = screen.file is None and screen.picture is None and screen.venue is None and screen.photo is None
    if alone and utf16_length(plain(together)) <= ROOM:
        yield replace(screen, text=together)
        return
    yield screen
    rest: list[str] = []
    for line in listed:
        if utf16_length(plain(lines(*rest, line))) > ROOM:
            yield Screen(lines(*rest))
            rest = []
        rest.append(line)
    if rest:
        yield Screen(lines(*rest))
