"""A digest: what waited for one reader, as few messages as it takes, each item whole and once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from civic.announcements import MESSAGE_LIMIT, Announcement
from handlers.quoting import length_of
from handlers.screen import Button, Rows, Screen, Tap, paragraphs, shortened, tap
from handlers.services import Services
from handlers.views import news
from handlers.views.announcement_message import written
from locales import Html, Language

MOST_ITEMS = 8
"""Items in one message, each with a row of buttons: more are not found on a phone."""


@dataclass(frozen=True)
class Part:
    """One message of a digest, and the places of the announcements that it holds."""

    screen: Screen
    holds: tuple[int, ...]


def parts(lang: Language, services: Services, waiting: Sequence[Announcement]) -> list[Part]:
    """The messages, in the order of what waited. An item that is more than text gets a message of its own."""
    items = [_Item(news.announcement(lang, services, one), written(lang, services, one)) for one in waiting]
    groups: list[list[int]] = []
    for place in range(len(items)):
        together = [*groups[-1], place] if groups else []
        if together and _fits(lang, [items[one] for one in together]):
            groups[-1] = together
        else:
            groups.append([place])
    return [Part(_message(lang, [items[one] for one in group]), tuple(group)) for group in groups]


def again(lang: Language, services: Services, held: Sequence[Announcement]) -> Screen | None:
    """A message of a digest as it would be now, to be put in its place; None where it fits no more."""
    made = parts(lang, services, held)
    return made[0].screen if len(made) == 1 else None


@dataclass(frozen=True)
class _Item:
    """An announcement as it would go out alone, and its text without why one gets it."""

    alone: Screen
    text: Html


def _fits(lang: Language, items: Sequence[_Item]) -> bool:
    if any(replace(item.alone, text="", buttons=()) != Screen("") for item in items):
        return False
    merged = _message(lang, items)
    return length_of(merged.text) <= MESSAGE_LIMIT and len(items) <= MOST_ITEMS


def _message(lang: Language, items: Sequence[_Item]) -> Screen:
    if len(items) == 1:
        return items[0].alone
    heading = lang.ngettext("{n} piece of news for you:", "{n} pieces of news for you:", len(items))
    blocks: list[Html | str] = [heading]
    rows: list[tuple[Button, ...]] = []
    for number, item in enumerate(items, 1):
        blocks += [lang.isolate(f"— {number} —"), item.text]
        rows.append(tuple(_numbered(number, one) for row in _own(item.alone) for one in row))
    footer = (
        Tap(lang.label("When I get news"), tap("news_when")),
        Tap(lang.label("No more news"), tap("unsubscribe")),
    )
    return Screen(paragraphs(*blocks), (*rows, footer))


def _own(item: Screen) -> Rows:
    """Its rows of buttons but for the one below every announcement."""
    footer = tap("unsubscribe")
    kept = (tuple(one for one in row if getattr(one, "data", "") != footer) for row in item.buttons)
    return tuple(row for row in kept if row)


def _numbered(number: int, button: Button) -> Button:
    return replace(button, label=shortened(f"{number} · {button.label}"))
