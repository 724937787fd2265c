"""Texts without emoji, for whoever listens to them or has a client that cannot show them."""

import re

from handlers.screen import split_tags

# Extended_Pictographic and Emoji_Presentation of Unicode 16 without ©, ®, ™ and ℹ, which are read as letters.
_PICTURES = (
    "\u203c\u2049\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u2388\u23cf\u23e9-\u23f3\u23f8-\u23fa\u24c2"
    "\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2712\u2716\u271d\u2721\u2728\u2733\u2734\u2744\u2747"
    "\u274c\u274e\u2753-\u2755\u2757\u2763-\u2767\u2795-\u2797\u27a1\u27b0\u27bf\u2934\u2935\u2b05-\u2b07"
    "\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff\U0001fc00-\U0001fffd"
)
# What only colours, joins or frames other signs.
_PARTS = "\ufe0e\ufe0f\u20e3\U000e0020-\U000e007f"
_EMOJI = re.compile(f"(?:[{_PICTURES}](?:[{_PARTS}]|\u200d(?=[{_PICTURES}]))*|[{_PARTS}])+")
_CLOSING = "\u2066-\u2069\u200e\u200f"
_AT_BEGINNING = re.compile(f"(?m)^([{_CLOSING}]*)(?:{_EMOJI.pattern})[ ]?")
_BEHIND = re.compile(f" ?(?:{_EMOJI.pattern})")
_TICKS = re.compile("[\u2713\u2714\u2705\u2611]\ufe0f?")
_TICK = re.compile(f"^([{_CLOSING}]*){_TICKS.pattern} ?")


def without_emoji(text: str) -> str:
    """A text without them; the space that stood beside one goes, too."""
    return _BEHIND.sub("", _AT_BEGINNING.sub(r"\1", text))


def html_without_emoji(html: str, tick: str) -> str:
    """The same of HTML, with a word for each tick; addresses in its tags stay as they are."""
    said = (one if one.startswith("<") else _TICKS.sub(tick, one) for one in split_tags(html))
    return "".join(one if one.startswith("<") else without_emoji(one) for one in said)


def without_tick(label: str) -> tuple[str, bool]:
    """A label without the tick in front that says it is chosen, and whether there was one."""
    found = _TICK.match(label)
    return (found[1] + label[found.end() :], True) if found else (label, False)
