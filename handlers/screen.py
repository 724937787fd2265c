"""What a person sees: text, buttons, a file. Free of any bot framework, so that `ask` needs none."""

from collections.abc import Iterable
from dataclasses import dataclass

from locales import Html

BUTTON_LIMIT = 40
DATA_LIMIT = 64


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
class Screen:
    """One message: Telegram's HTML subset, rows of buttons, perhaps a file."""

    text: str
    buttons: Rows = ()
    file: File | None = None


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


def shortened(label: str, limit: int = BUTTON_LIMIT) -> str:
    """A label that fits on a button of a phone."""
    return label if len(label) <= limit else label[: limit - 1].rstrip() + "…"


def columns(buttons: Iterable[Button], width: int = 2) -> Rows:
    """Buttons laid out in rows of `width`."""
    row = list(buttons)
    return tuple(tuple(row[i : i + width]) for i in range(0, len(row), width))
