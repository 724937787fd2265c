"""Other people's words in our messages: set off, never too long, in as many messages as they take."""

from collections.abc import Callable, Iterable, Sequence

from civic.cutting import cut, message_length, pieces
from civic.people import utf16_length
from handlers.screen import Rows, Screen, paragraphs, plain
from locales import Html, Language

MESSAGE_LIMIT = 4096
# UTF-16 units: a whole question, whatever it is made of, and most of an answer.
WHOLE = 3000
# For a question that is only recalled.
QUOTE = 300
_ROOM = 200


def quoted(lang: Language, text: str, limit: int = WHOLE) -> Html:
    """Somebody's words, set off from ours; what takes more than `limit` UTF-16 units is cut."""
    shown, rest = cut(text, limit, message_length)
    return Html(f"<blockquote>{lang.isolate(f'{shown} …' if rest else shown)}</blockquote>")


def framed(
    frame: Html, text: str, show: Callable[[str], Html], last: Html | None = None, buttons: Rows = ()
) -> Sequence[Screen]:
    """A text of any length below its frame, in as many messages as it takes; `last` and the buttons stand
    below its end."""
    last = last or Html()
    room = MESSAGE_LIMIT - _ROOM - length_of(last)
    shown = [show(part) for part in pieces(text, room, room - length_of(frame), message_length)] or [Html()]
    texts = [paragraphs(frame, shown[0]), *shown[1:]]
    end = Screen(paragraphs(texts.pop(), last), buttons)
    return [*(Screen(text, continues=True) for text in texts), end]


def part_of(messages: Sequence[Screen], part: int) -> Screen:
    """One of several messages, counted from 0; the last one where they have become fewer."""
    return messages[min(part, len(messages) - 1)]


def packed(parts: Iterable[Html], buttons: Rows = ()) -> Sequence[Screen]:
    """Parts in as few messages as they fit into, in order; the buttons are below the last."""
    texts: list[Html] = []
    for part in parts:
        together = paragraphs(*texts[-1:], part)
        if texts and length_of(together) <= MESSAGE_LIMIT - _ROOM:
            texts[-1] = together
        elif part:
            texts.append(part)
    return [*(Screen(text) for text in texts[:-1]), Screen(texts[-1], buttons)]


def length_of(text: str) -> int:
    """UTF-16 units of what is visible of a screen's text, as messengers count it."""
    return utf16_length(plain(text))
