"""By what a line of the staff's chats is known to tell of somebody: its buttons, its text, what it quotes."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# They stand below what quotes a question, or are themselves labelled with it; its number follows.
_OF_QUESTION = ("answer", "question", "take_over")
# These stand below one question, whose words are the ones that are quoted.
_OF_ONE_QUESTION = ("answer", "take_over")
# They name one registration by its number, or by the number of its event and its own.
_OF_PERSON = ("p_accept", "p_cancel", "p_cancel_yes", "p_decline", "p_fewer", "p_people", "person")
_AT_EVENT = ("called", "door_in", "door_let", "door_n", "door_undo", "door_who")
# They stand below what names people of an event; the number of the event follows.
_OF_EVENT = re.compile(r"card|call.*|door_.*|people_.*")
# So an owner looks for somebody: the code may be typed in small letters, the chat is in no other row.
_LOOKED_FOR = ("/data ", "/daten ")
_BLOCK = "blockquote"
_CUT = " …"
_MARKS = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u2066\u2067\u2068\u2069"))
_OPENING = ("“", "„", "«")


@dataclass(frozen=True)
class Seat:
    """A registration. `names`: all that its screens show in words, the number of a telephone, too."""

    event_id: int
    number: int
    code: str
    names: frozenset[str]

    def is_on(self, button: tuple[str, ...]) -> bool:
        """Whether a button is about this registration and no other."""
        own, at_event = (str(self.number),), (str(self.event_id), str(self.number))
        return (button[0] in _OF_PERSON and button[1:2] == own) or (
            button[0] in _AT_EVENT and button[1:3] == at_event
        )

    def is_near(self, button: tuple[str, ...]) -> bool:
        """Whether a button is about the people of this event."""
        return button[1:2] == (str(self.event_id),) and _OF_EVENT.fullmatch(button[0]) is not None


@dataclass(frozen=True)
class Traces:
    """What to look for. `buttons` are the beginnings of their data, `quoted` is set off from our words."""

    seats: tuple[Seat, ...] = ()
    buttons: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    questions: frozenset[int] = frozenset()
    quoted: frozenset[str] = frozenset()
    sentences: frozenset[str] = frozenset()
    looked_for: bool = False

    def clues(self) -> set[str]:
        """Pieces of JSON: a line with none of them tells nothing. Few, so that a question more costs none."""
        found = {f'"{one}{end}' for one in self.buttons for end in ('"', ":")}
        found |= {f":{one.number}{end}" for one in self.seats for end in ('"', ":")}
        names = {name for one in self.seats for name in one.names}
        # Whoever looks for somebody types in small letters.
        typed = {word.lower() for word in names | self.codes}
        for word in names | self.codes | typed | self.sentences:
            found |= {json.dumps(word, ensure_ascii=ascii_)[1:-1] for ascii_ in (True, False)}
        if self.questions or self.quoted:
            found |= {f'"{_BLOCK}"', *(f'"{name}:' for name in _OF_QUESTION)}
        return found | ({f'"text":"{one}' for one in _LOOKED_FOR} if self.looked_for else set())


def bare(text: str) -> str:
    """A text as it is compared: without marks of direction, its lines and blanks as one blank each."""
    return " ".join(text.translate(_MARKS).split())


def tells_of(body: str, traces: Traces) -> bool:
    """Whether a line, or the one it replies to, tells of them. `body` is a Telegram Message as JSON."""
    message: Mapping[str, Any] | None = json.loads(body)
    while message:
        if _tells(message, traces):
            return True
        message = message.get("reply_to_message")
    return False


def _tells(message: Mapping[str, Any], traces: Traces) -> bool:
    text = str(message.get("text") or message.get("caption") or "")
    buttons = list(_buttons(message))
    if any(one.is_on(button) for one in traces.seats for button in buttons):
        return True
    if any(_begins(button, one) for one in traces.buttons for button in buttons):
        return True
    if any(_has_word(text, code, re.IGNORECASE) for code in traces.codes):
        return True
    return (
        _names_one(message, bare(text), buttons, traces)
        or _quotes_question(message, text, buttons, traces)
        or any(_sentence(part) in traces.sentences for part in text.split("\n\n"))
        or (traces.looked_for and text.startswith(_LOOKED_FOR))
    )


def _names_one(message: Mapping[str, Any], text: str, buttons: list[tuple[str, ...]], traces: Traces) -> bool:
    """By a name that may be any word: ours name people only above the buttons of their event."""
    if message.get("from", {}).get("is_bot"):
        near = [one for one in traces.seats if any(one.is_near(button) for button in buttons)]
        return any(_has_word(text, name) for one in near for name in one.names)
    names = {name for one in traces.seats for name in one.names}
    whole = {name for name in names if " " in name}
    return text.casefold() in map(str.casefold, names) or any(_has_word(text, name) for name in whole)


def _quotes_question(
    message: Mapping[str, Any], text: str, buttons: list[tuple[str, ...]], traces: Traces
) -> bool:
    """By its number, or by a quotation of all its words or their beginning, unless somebody else's are."""
    numbers = {int(one[1]) for one in buttons if one[0] in _OF_QUESTION and one[1:2] and one[1].isdigit()}
    if numbers & traces.questions:
        return True
    if any(one[0] in _OF_ONE_QUESTION for one in buttons):
        return False
    return any(_is_quoted(block, traces.quoted) for block in _blocks(message, text))


def _is_quoted(block: str, quoted: frozenset[str]) -> bool:
    if block in quoted:
        return True
    beginning = block.removesuffix(_CUT)
    return beginning != block and any(one.startswith(beginning) for one in quoted)


def _blocks(message: Mapping[str, Any], text: str) -> Iterator[str]:
    """What a message sets off; Telegram counts in UTF-16 units."""
    units = text.encode("utf-16-le")
    for one in message.get("entities") or message.get("caption_entities") or ():
        if one["type"] == _BLOCK:
            begin = 2 * one["offset"]
            yield bare(units[begin : begin + 2 * one["length"]].decode("utf-16-le", "replace"))


def _buttons(message: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """What the buttons say when they are tapped, in its parts."""
    rows: Iterable[Iterable[Mapping[str, Any]]]
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    for row in rows:
        yield from (tuple(one["callback_data"].split(":")) for one in row if "callback_data" in one)


def _begins(button: tuple[str, ...], beginning: str) -> bool:
    parts = tuple(beginning.split(":"))
    return button[: len(parts)] == parts


def _has_word(text: str, word: str, flags: int = 0) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, flags) is not None


def _sentence(part: str) -> str:
    """What stands between quotation marks and fills a paragraph; nothing where they do not."""
    text = bare(part)
    return text[1:-1].strip() if text.startswith(_OPENING) else ""
