"""Taking over the dates of somebody else's calendar: what is new, changed, cancelled or gone; repeatable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from civic.calendar_items import CalendarDate, CalendarItem, CalendarRead
from civic.event_changes import call_off, change_event
from civic.events import UNKNOWN_COST, Event, EventStatus

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from civic.ports import UnitOfWork
    from civic.time import Clock

FEWEST = 4


@dataclass(frozen=True)
class ImportWishes:
    """How dates become events. `seats` None: they are only listed, with a link, and nobody registers here.

    `language` is the one that the calendar is written in.
    """

    language: str
    seats: int | None = None
    allow_shrink: bool = False


@dataclass(frozen=True)
class CalendarImported:
    """What an import did, by number; `kept` names dates that are gone from the calendar but not from here,
    since people may have registered."""

    added: int = 0
    changed: int = 0
    cancelled: int = 0
    unchanged: int = 0
    kept: tuple[str, ...] = ()


@dataclass(frozen=True)
class TooFewDates:
    """More than half of the dates to come are gone, which is more often a fault than the truth."""

    found: int
    before: int


CalendarOutcome = CalendarImported | TooFewDates
Step = Callable[[], None]


def no_step() -> None:
    """What happens after each date: nothing. Tests end the process here."""


async def import_calendar(
    uow: UnitOfWork,
    clock: Clock,
    zone: ZoneInfo,
    read: CalendarRead,
    wishes: ImportWishes,
    step: Step = no_step,
) -> CalendarOutcome:
    """Brings the events of a feed to what was read. Each date is a transaction of its own: whoever was
    interrupted begins again, and what was done stays done. People with a seat hear of changes as always."""
    now = clock()
    async with uow.reading() as r:
        known = {item.key: item for item in await r.calendar_items.of_feed(read.feed)}
    coming = [item for item in known.values() if item.starts_at > now and not item.cancelled]
    found = sum(date.starts_at > now and not date.cancelled for date in read.dates)
    if len(coming) >= FEWEST and found * 2 < len(coming) and not wishes.allow_shrink:
        return TooFewDates(found, len(coming))
    count, kept = Counter[str](), list[str]()
    importer = _Importer(uow, clock, zone, read.feed, wishes)
    for date in read.dates:
        count[await importer.take(date, known.get(date.key))] += 1
        step()
    keys = {date.key for date in read.dates}
    for item in coming:
        if item.key not in keys and item.uid not in read.refused_uids:
            left = await importer.gone(item, is_series=item.uid in read.uids)
            count["cancelled"] += not left
            kept += [left] if left else []
            step()
    async with uow.writing() as w:
        await w.calendar_items.set_checked(read.feed, now)
        await w.commit()
    return CalendarImported(
        count["added"], count["changed"], count["cancelled"], count["unchanged"], tuple(kept)
    )


@dataclass(frozen=True)
class _Importer:
    uow: UnitOfWork
    clock: Clock
    zone: ZoneInfo
    feed: str
    wishes: ImportWishes

    async def event(self, event_id: int) -> Event | None:
        async with self.uow.reading() as r:
            one = await r.events.get(event_id)
        return one.event if one else None

    async def take(self, date: CalendarDate, item: CalendarItem | None) -> str:
        """Takes over one date; returns which count it belongs to."""
        if item is None:
            return "unchanged" if date.cancelled or not await self._add(date) else "added"
        if item.fingerprint == date.fingerprint and item.cancelled == date.cancelled:
            return "unchanged"
        if date.cancelled:
            return "unchanged" if item.cancelled else await self.cancel(item, date.fingerprint)
        if item.cancelled:
            # People were told that it is off; a new event says that it takes place after all.
            return "added" if await self._add(date, item) else "unchanged"
        return await self._change(date, item)

    async def gone(self, item: CalendarItem, *, is_series: bool) -> str:
        """A date that is no longer there: what is only listed ends with its entry, and so does a date that
        its series gave up. The name of an event that stays, else empty."""
        event = await self.event(item.event_id)
        stays = event is not None and not event.listing_only and not is_series
        if event is not None and stays and event.status is EventStatus.PUBLISHED:
            return f"{next(iter(event.titles.values()), '')} ({event.starts_at:%Y-%m-%d})"
        await self.cancel(item, item.fingerprint)
        return ""

    async def cancel(self, item: CalendarItem, fingerprint: str) -> str:
        """Calls an event off, which tells everybody; one that is off already stays so."""
        await call_off(self.uow, self.clock, item.event_id)
        await self._remember(replace(item, fingerprint=fingerprint, cancelled=True))
        return "cancelled"

    async def _add(self, date: CalendarDate, before: CalendarItem | None = None) -> bool:
        async with self.uow.writing() as w:
            event = await w.events.add(self._made(date))
            item = self._item(date, event.id)
            if before is not None:
                await w.calendar_items.update(item)
            elif not await w.calendar_items.add(item):
                return False  # another import was faster, and the event goes with this transaction
            await w.commit()
            return True

    async def _change(self, date: CalendarDate, item: CalendarItem) -> str:
        event = await self.event(item.event_id)
        if event is None or event.status is EventStatus.CANCELLED or event.ends_at <= self.clock():
            await self._remember(self._item(date, item.event_id))
            return "unchanged"
        wanted = self._brought_up(event, date)
        if wanted != event and await change_event(self.uow, self.clock, self.zone, wanted) is None:
            return "unchanged"  # a coordinator edits it at this moment; the next import sees to it
        await self._remember(self._item(date, item.event_id))
        return "changed" if wanted != event else "unchanged"

    async def _remember(self, item: CalendarItem) -> None:
        async with self.uow.writing() as w:
            await w.calendar_items.update(item)
            await w.commit()

    def _item(self, date: CalendarDate, event_id: int) -> CalendarItem:
        return CalendarItem(self.feed, *date.key, event_id, date.fingerprint, date.starts_at, date.cancelled)

    def _made(self, date: CalendarDate) -> Event:
        seats = self.wishes.seats
        new = Event(
            id=0,
            titles={},
            starts_at=date.starts_at,
            ends_at=date.ends_at,
            deadline=date.starts_at,
            place="",
            seats=seats or 0,
            cost=UNKNOWN_COST,
            spoken=self.wishes.language,
            status=EventStatus.PUBLISHED,
            listing_only=seats is None,
        )
        return self._brought_up(new, date)

    def _brought_up(self, event: Event, date: CalendarDate) -> Event:
        """An event with what the calendar says. What a calendar does not say stays as coordinators set it."""
        language, said = (
            self.wishes.language,
            date.description or event.descriptions.get(self.wishes.language),
        )
        return replace(
            event,
            titles={**event.titles, language: date.title},
            descriptions={**event.descriptions, language: said} if said else event.descriptions,
            starts_at=date.starts_at,
            ends_at=date.ends_at,
            deadline=_deadline(event, date.starts_at),
            place=date.place,
            organiser=date.organiser or event.organiser,
            contact=date.contact or event.contact,
            link=date.link or event.link,
            latitude=event.latitude if date.latitude is None else date.latitude,
            longitude=event.longitude if date.longitude is None else date.longitude,
        )


def _deadline(event: Event, starts_at: datetime) -> datetime:
    """As long before the start as it was."""
    return starts_at - (event.starts_at - event.deadline)
