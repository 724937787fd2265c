"""Events: what residents can register for, and what coordinators may do with one."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from civic.extra_questions import ExtraQuestion
from civic.staff_log import Noted, note_acting
from civic.staff_rights import Right, demand

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Cause
    from civic.time import Clock

TITLE_LIMIT = 100
DESCRIPTION_LIMIT = 1000
PLACE_LIMIT = 200
SHORT_LIMIT = 120
SEATS_LIMIT = 100_000


class EventStatus(StrEnum):
    """A draft is seen by staff only; a cancelled event stays visible to those who registered."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Way(StrEnum):
    """How seats are given: in the order of registration, by a coordinator's decision, or by a draw."""

    FIRST_COME = "first_come"
    MODERATED = "moderated"
    DRAW = "draw"


UNKNOWN_COST = "?"
DEFAULT_REMINDERS = (48, 3)
DEFAULT_OFFER_HOURS = 24


@dataclass(frozen=True)
class Event:
    """One date at one place. Times are instants in UTC; texts are keyed by language code.

    `cost` empty means free of charge, `UNKNOWN_COST` that nobody knows; an unknown end is the same as the
    start; `step_free` None means unknown; `seats` counts people; `opens_at` None means that registration is
    open at once. `reminders` are hours before the start, `offer_hours` how long a freed seat is held for
    whoever it is offered to, `release_after` minutes after the start until seats of people who did not come
    are given away. `text_states` holds for each translation what it was made of. A listing only event takes
    no registrations here; `link` leads to where it does.
    """

    id: int
    titles: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime
    deadline: datetime
    place: str
    seats: int
    descriptions: Mapping[str, str] = field(default_factory=dict)
    cost: str = ""
    organiser: str = ""
    contact: str = ""
    step_free: bool | None = None
    spoken: str = "de"
    status: EventStatus = EventStatus.DRAFT
    example: bool = False
    created_by: int | None = None
    revision: int = 0
    opens_at: datetime | None = None
    way: Way = Way.FIRST_COME
    draw_at: datetime | None = None
    draw_seed: str = ""
    drawn_at: datetime | None = None
    questions: tuple[ExtraQuestion, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    photos: bool = False
    offer_hours: int = DEFAULT_OFFER_HOURS
    reminders: tuple[int, ...] = DEFAULT_REMINDERS
    release_after: int | None = None
    series: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    sequence: int = 0
    listing_only: bool = False
    link: str = ""
    text_states: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class EventWithSeats:
    """An event, how many people have a seat, how many wait, and how many seats are offered to such people."""

    event: Event
    taken: int
    waiting: int
    offered: int = 0

    @property
    def free(self) -> int:
        """Seats for newcomers: none while people wait in a list, and never fewer than none."""
        if self.waiting and not awaits_draw(self.event):
            return 0
        return max(0, self.event.seats - self.taken - self.offered)


@dataclass(frozen=True)
class Localised:
    """A text and the language it is in, which may differ from the one that was asked for."""

    text: str
    language: str


def in_language(texts: Mapping[str, str], language: str, fallbacks: tuple[str, ...]) -> Localised | None:
    """The text in a language, else in the first fallback that has one, else in any; None if empty."""
    for code in (language, *fallbacks, *texts):
        if texts.get(code):
            return Localised(texts[code], code)
    return None


class Closing(StrEnum):
    """Why nobody can register (any more)."""

    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    OVER = "over"
    DEADLINE = "deadline"
    NOT_YET = "not_yet"
    LISTING_ONLY = "listing_only"
    # It is not the event: whoever wants to register is being forgotten.
    LEAVING = "leaving"


def why_closed(event: Event | None, now: datetime) -> Closing | None:
    """Why an event takes no registrations at this instant; None where it does."""
    if event is None or event.status is EventStatus.DRAFT:
        return Closing.UNKNOWN
    if event.status is EventStatus.CANCELLED:
        return Closing.CANCELLED
    if event.starts_at <= now:
        return Closing.OVER
    if event.listing_only:
        return Closing.LISTING_ONLY
    if event.opens_at is not None and event.opens_at > now:
        return Closing.NOT_YET
    return Closing.DEADLINE if event.deadline <= now else None


def takes_place(event: Event, now: datetime) -> bool:
    """Whether an event is published and yet to begin: freed seats still go to those who wait."""
    return event.status is EventStatus.PUBLISHED and event.starts_at > now


def awaits_draw(event: Event) -> bool:
    """Whether the seats of an event are still to be drawn: nobody has a place in its list yet."""
    return event.way is Way.DRAW and event.drawn_at is None


def with_seed(event: Event) -> Event:
    """The same event; one whose seats are drawn has a secret seed from the day it is published."""
    if event.way is not Way.DRAW or event.draw_seed:
        return event
    return replace(event, draw_seed=secrets.token_hex(16))


async def create_event(uow: UnitOfWork, draft: Event, cause: Cause | None = None) -> Event:
    """Keeps a new draft; residents see it only after `publish_event`."""
    async with uow.writing(cause) as w:
        event = await w.events.add(draft)
        await w.commit()
        return event


async def publish_event(
    uow: UnitOfWork, clock: Clock, event_id: int, cause: Cause | None = None
) -> Event | None:
    """Makes a draft visible. None where it is unknown, over, or was cancelled."""
    async with uow.writing(cause) as w:
        event = await w.events.lock(event_id)
        if event is None or event.status is EventStatus.CANCELLED or event.starts_at <= clock():
            return None
        demand(w, Right.PUBLISH_EVENTS)
        seeded = with_seed(event)
        published = replace(seeded, status=EventStatus.PUBLISHED, revision=event.revision + 1)
        await w.events.update(published)
        await note_acting(w, clock(), Noted.EVENT_PUBLISHED, event_id=event_id)
        await w.commit()
        return published


async def coming_events(uow: UnitOfWork, clock: Clock) -> list[EventWithSeats]:
    """Published events that have not started, soonest first."""
    async with uow.reading() as r:
        return await r.events.coming(clock())


async def remove_examples(uow: UnitOfWork) -> int:
    """Deletes the sample events and everything registered for them; returns how many events."""
    async with uow.writing() as w:
        removed = await w.events.remove_examples()
        await w.commit()
        return removed
