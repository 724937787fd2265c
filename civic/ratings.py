"""After an event: one thank-you to whoever was there, a rating from 1 to 5, and one sentence if they like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from civic.event_teams import is_on_team
from civic.events import Event
from civic.notices import NewNotice, NoticeKind
from civic.people import cleaned_lines
from civic.quiet_hours import is_quiet
from civic.reminder_times import THANKS_AFTER, thanks_due
from civic.small_counts import SMALL

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock

SENTENCE_LIMIT = 300
BEST = 5
# After an outage of days nobody is thanked for what is long over.
TOO_LATE = timedelta(days=2)
_BATCH = 500
LOOK_BACK = timedelta(days=60)


@dataclass(frozen=True)
class Rating:
    """What one person said: `stars` from 1 to 5, None before they chose; `text` at most 300 characters."""

    registration_id: int
    event_id: int
    stars: int | None
    text: str
    asked_at: datetime


@dataclass(frozen=True)
class Ratings:
    """What everybody said about an event; `counts` by stars, the sentences without names.

    `withheld` where there are sentences, and they are not for whoever asked.
    """

    asked: int
    counts: Mapping[int, int]
    sentences: tuple[str, ...]
    withheld: bool = False

    @property
    def given(self) -> int:
        """How many people chose stars."""
        return sum(self.counts.values())

    @property
    def average(self) -> float | None:
        """The mean; None where fewer than five have rated, of whom it would tell too much."""
        if self.given < SMALL:
            return None
        return sum(stars * n for stars, n in self.counts.items()) / self.given


@dataclass(frozen=True)
class Rated:
    """It is kept; the person may change it by rating again."""

    rating: Rating
    event: Event


@dataclass(frozen=True)
class NothingToRate:
    """No such registration of this resident, or they were never asked."""


@dataclass(frozen=True)
class TooLong:
    """The sentence has more than 300 characters, by `over`."""

    over: int


async def thanks_to_send(uow: UnitOfWork, clock: Clock, zone: ZoneInfo) -> int:
    """Thanks everybody whose event ended some time ago, each once; returns how many. Repeatable."""
    now = clock()
    if is_quiet(now, zone):
        return 0
    since = now - THANKS_AFTER - TOO_LATE - timedelta(days=1)
    async with uow.reading() as r:
        if not await r.event_ratings.to_thank(since, now - THANKS_AFTER):
            return 0
    thanked = 0
    async with uow.writing() as w:
        ended = await w.event_ratings.to_thank(since, now - THANKS_AFTER)
        due = [(number, event) for number, event in ended if _is_time(event, now, zone)]
        # Others want to write too: the rest is for the next rounds.
        for registration_id, event in due[:_BATCH]:
            if await w.event_ratings.thank(registration_id, event.id, now):
                thanked += await _thank(w, registration_id, now)
        await w.commit()
    return thanked


def _is_time(event: Event, now: datetime, zone: ZoneInfo) -> bool:
    due = thanks_due(event.ends_at, zone)
    return due <= now <= due + TOO_LATE


async def _thank(w: Work, registration_id: int, now: datetime) -> int:
    registration = await w.registrations.get(registration_id)
    if registration is None or registration.resident_id is None:
        return 0
    await w.notices.add(NewNotice(registration.resident_id, NoticeKind.EVENT_THANKS, registration_id, now))
    return 1


async def rate_event(
    uow: UnitOfWork, registration_id: int, resident_id: int, stars: int, cause: Cause | None = None
) -> Rated | NothingToRate:
    """Keeps from 1 to 5 stars; a second time replaces the first."""
    if not 1 <= stars <= BEST:
        return NothingToRate()
    async with uow.writing(cause) as w:
        found = await _asked(w, registration_id, resident_id)
        if found is None:
            return NothingToRate()
        rated = Rated(replace(found.rating, stars=stars), found.event)
        await w.event_ratings.update(rated.rating)
        await w.commit()
        return rated


async def say_more(
    uow: UnitOfWork, registration_id: int, resident_id: int, sentence: str, cause: Cause | None = None
) -> Rated | NothingToRate | TooLong:
    """Keeps the sentence that somebody adds to their rating."""
    text = " ".join(cleaned_lines(sentence, len(sentence)).split())
    if len(text) > SENTENCE_LIMIT:
        return TooLong(len(text) - SENTENCE_LIMIT)
    async with uow.writing(cause) as w:
        found = await _asked(w, registration_id, resident_id)
        if found is None or not text:
            return NothingToRate()
        rated = Rated(replace(found.rating, text=text), found.event)
        await w.event_ratings.update(rated.rating)
        await w.commit()
        return rated


async def _asked(w: Work, registration_id: int, resident_id: int) -> Rated | None:
    registration = await w.registrations.get(registration_id)
    if registration is None or registration.resident_id != resident_id:
        return None
    # Locked, so that stars and a sentence do not undo each other.
    event = await w.events.lock(registration.event_id)
    rating = await w.event_ratings.get(registration_id)
    return Rated(rating, event) if rating is not None and event is not None else None


async def ratings(uow: UnitOfWork, event_id: int, staff_id: int) -> Ratings:
    """What people said about an event; its coordinators alone read the sentences."""
    async with uow.reading() as r:
        found = await r.event_ratings.of_event(event_id)
        one = await r.events.get(event_id)
        is_theirs = one is not None and await is_on_team(r, one.event, staff_id)
    return found if is_theirs else replace(found, sentences=(), withheld=bool(found.sentences))


async def rated_events(uow: UnitOfWork, clock: Clock) -> list[Event]:
    """Events of the last 60 days that people rated, the newest first."""
    async with uow.reading() as r:
        return await r.event_ratings.rated_events(clock() - LOOK_BACK)
