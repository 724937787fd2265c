"""News of others: what is new in a feed becomes a draft, once; what was there at the first look does not."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from civic.announcement_log import Did, note
from civic.announcements import TITLE_LIMIT, Announcement, Body, Button, ButtonKind
from civic.cutting import cut, message_length
from civic.notices import NewNotice, NoticeKind
from civic.staff_rights import may_write_announcements
from civic.web_addresses import web_address

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.time import Clock

MOST_DRAFTS = 5
# A reader's message is at most 4096 units; the rest is for the title, the footer and a note.
TEXT_ROOM = 3200


@dataclass(frozen=True)
class NewsEntry:
    """One item of a feed. `id` is what the feed calls it, else its address; `language` "" where unknown."""

    id: str
    title: str
    text: str
    link: str = ""
    language: str = ""

    @property
    def key(self) -> str:
        """32 hexadecimal digits by which an item is known again, however it was changed."""
        name = self.id or self.link or f"{self.title}\n{self.text}"
        return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:32]


@dataclass(frozen=True)
class NewsLook:
    """What came of a look. `waiting`: new items beyond the most drafts of one look, for the next ones."""

    drafted: tuple[int, ...] = ()
    waiting: int = 0
    first: bool = False


class NewsItems(Protocol):
    """Feeds, and which of their items are known."""

    async def looked_at(self, feed: str) -> datetime | None:
        """When a feed was last looked at; None for a new one."""

    async def set_looked(self, feed: str, at: datetime) -> None:
        """Notes that a feed was looked at."""

    async def known(self, feed: str) -> frozenset[str]:
        """The keys of its items that were seen before."""

    async def add(self, feed: str, keys: Sequence[str], at: datetime) -> list[str]:
        """Remembers items; returns those that nobody has remembered before or meanwhile."""

    async def set_draft(self, feed: str, key: str, announcement_id: int) -> None:
        """Notes which draft was made of an item."""

    async def together_with(self, announcement_id: int) -> list[int]:
        """The drafts of the same look at the same feed, in the order in which they were made."""


async def draft_news(
    uow: UnitOfWork, clock: Clock, feed: str, entries: Sequence[NewsEntry], languages: Sequence[str]
) -> NewsLook:
    """Drafts what is new, at most five at a time, and tells the staff once. Nothing is ever sent by this.

    `languages` are those on offer, the main one first: what is written in another one is taken for it.
    """
    now = clock()
    by_key = {one.key: one for one in reversed(entries)}
    async with uow.writing() as w:
        first = await w.news_items.looked_at(feed) is None
        known = await w.news_items.known(feed)
        new = [one.key for one in entries if one.key not in known and by_key[one.key] is one]
        taken = new if first else new[:MOST_DRAFTS]
        await w.news_items.set_looked(feed, now)
        fresh = await w.news_items.add(feed, taken, now)
        drafted = []
        for key in [] if first else fresh:
            draft = await w.announcements.add(_draft(by_key[key], languages, now))
            await note(w, draft, Did.FROM_FEED, None, note=feed)
            await w.news_items.set_draft(feed, key, draft.id)
            drafted.append(draft.id)
        if drafted:
            await _tell_staff(w, drafted[0], now)
        await w.commit()
        return NewsLook(tuple(drafted), len(new) - len(taken), first)


async def _tell_staff(w: Work, announcement_id: int, now: datetime) -> None:
    for member in filter(may_write_announcements, await w.staff.everybody()):
        await w.notices.add(NewNotice(member.resident_id, NoticeKind.NEWS_DRAFTED, announcement_id, now))


def _draft(entry: NewsEntry, languages: Sequence[str], now: datetime) -> Announcement:
    tags = (entry.language.lower(), entry.language.lower().partition("-")[0])
    language = next((tag for tag in tags if tag in languages), languages[0])
    title, text = entry.title, entry.text
    if message_length(title) > TITLE_LIMIT:
        # What does not fit into the title is not lost.
        text = text if title in text else f"{title}\n\n{text}".strip()
        title = _shortened(title, TITLE_LIMIT)
    body = Body(title, _shortened(text or title, TEXT_ROOM))
    link = web_address(entry.link)
    return Announcement(
        0,
        None,
        {language: body},
        created_at=now,
        language=language,
        button=Button(ButtonKind.URL, link) if link else None,
    )


def _shortened(text: str, limit: int) -> str:
    if message_length(text) <= limit:
        return text
    return f"{cut(text, limit - 1, message_length)[0]}…"
