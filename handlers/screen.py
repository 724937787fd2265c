"""What a person sees: text, buttons, a file. Free of any bot framework, so that `ask` needs none."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from html import unescape
from typing import Generic, Protocol, TypeVar

from locales import Html, note_in, without_notes
from locales.direction import FSI, LRI, PDI

BUTTON_LIMIT = 40
DATA_LIMIT = 64
_TAG = re.compile(r"<[^>]*>")
_TAGS = re.compile(r"(<[^>]*>)")

T = TypeVar("T")


@dataclass(frozen=True)
class Tap:
    """A button that comes back to the bot with `data` (at most 64 bytes)."""

    label: str
    data: str


@dataclass(frozen=True)
class Link:
    """A button that opens an address."""

    label: str
    url: str


Button = Tap | Link
Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class File:
    """A document to download."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Venue:
    """A point on a map, in degrees, with what is there."""

    latitude: float
    longitude: float
    title: str
    address: str


class PhotoShelf(Protocol):
    """Where the pictures of announcements are, and what each bot's messenger calls their files."""

    def first(self, photo_id: int, bot_id: int) -> AbstractAsyncContextManager[None]:
        """Held by whoever sends a picture that has no name yet, so that it is sent up once."""

    async def name(self, photo_id: int, bot_id: int) -> str:
        """The name of its file; empty where it has none (any more)."""

    async def note(self, photo_id: int, bot_id: int, name: str) -> None:
        """Remembers the name; an empty one forgets it."""

    async def content(self, photo_id: int) -> bytes | None:
        """The picture itself, if it is still there."""


@dataclass(frozen=True)
class Photo:
    """A picture above the text, which becomes its caption (at most 1024 UTF-16 units)."""

    id: int
    shelf: PhotoShelf


@dataclass(frozen=True)
class Screen:
    """One message: Telegram's HTML subset, rows of buttons, perhaps a file, a PNG picture, a point on a map.

    With a `photo` the whole message is the picture with the text below. `continues`: another message
    follows, since the text is too long for one. `told`: what its reader knows of an event once they got it.
    """

    text: str
    buttons: Rows = ()
    file: File | None = None
    picture: bytes | None = None
    continues: bool = False
    venue: Venue | None = None
    told: Mapping[str, object] | None = None
    photo: Photo | None = None


def tap(name: str, *args: str | int) -> str:
    """The data of a button: a name and its arguments, `name:arg:arg`."""
    data = ":".join([name, *map(str, args)])
    if len(data.encode()) > DATA_LIMIT:
        raise ValueError(f"callback data over {DATA_LIMIT} bytes: {data}")
    return data


def paragraphs(*parts: str) -> Html:
    """The parts that are not empty, with a blank line between them."""
    return Html("\n\n".join(part for part in parts if part))


def lines(*parts: str) -> Html:
    """The parts that are not empty, one to a line."""
    return Html("\n".join(part for part in parts if part))


def noted(screen: Screen) -> Screen:
    """The screen as its reader gets it: where a part had no translation, that is said once, at the end."""
    note = note_in(screen.text)
    return replace(screen, text=paragraphs(without_notes(screen.text), note)) if note else screen


def shortened(label: str, limit: int = BUTTON_LIMIT) -> str:
    """A label that fits on a button of a phone; isolates that are cut open are closed again."""
    if len(label) <= limit:
        return label
    kept = label[: limit - 1 - _isolates(label)].rstrip()
    return f"{kept}…{PDI * (_isolates(kept) - kept.count(PDI))}"


def _isolates(label: str) -> int:
    return label.count(FSI) + label.count(LRI)


def split_tags(html: str) -> list[str]:
    """The text and the tags of a screen in their order."""
    return [one for one in _TAGS.split(html) if one]


def plain(html: str) -> str:
    """A screen's text without tags and entities."""
    return unescape(_TAG.sub("", html))


def columns(buttons: Iterable[Button], width: int = 2) -> Rows:
    """Buttons laid out in rows of `width`."""
    row = list(buttons)
    return tuple(tuple(row[i : i + width]) for i in range(0, len(row), width))


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a longer list; `number` and `last` count from 0."""

    items: Sequence[T]
    number: int
    last: int


def page_of(items: Sequence[T], number: int, size: int) -> Page[T]:
    """The page with this number, or the last one where the list has become shorter."""
    last = last_page(len(items), size)
    number = min(number, last)
    return Page(items[number * size : (number + 1) * size], number, last)


def last_page(total: int, size: int) -> int:
    """The number of the last page, from 0; an empty list has one empty page."""
    return max(0, (total - 1) // size)


def turning(number: int, last: int, name: str, *args: str | int) -> Rows:
    """Buttons to the pages before and after, each naming its page, counted from 1; none for a single page."""
    row = []
    if number > 0:
        row.append(Tap(f"◀ {number}/{last + 1}", tap(name, *args, number - 1)))
    if number < last:
        row.append(Tap(f"{number + 2}/{last + 1} ▶", tap(name, *args, number + 1)))
    return (tuple(row),) if row else ()
