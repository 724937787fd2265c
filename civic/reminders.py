"""Reminders of events: rows that follow event and registration, handed to the sender once when due."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from civic.events import Event, EventStatus
from civic.notices import NewNotice, NoticeKind
from civic.quiet_hours import is_quiet
from civic.registrations import ENDED, Registration, RegistrationStatus
from civic.reminder_times import reminder_due
from civic.waiting_list import locked

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock

# Later than this after it was due, a reminder would be a surprise.
LATE = timedelta(minutes=60)
MOST_REMINDERS = 3
LONGEST_HOURS = 14 * 24
_BATCH = 500


class ReminderStatus(StrEnum):
    """A sent one was handed to the sender once; a missed one came too late, a dropped one was needless."""

    OPEN = "open"
    SENT = "sent"
    MISSED = "missed"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Reminder:
    """One reminder of one registration, so many hours before the start."""

    id: int
    registration_id: int
    hours: int
    due_at: datetime
    status: ReminderStatus = ReminderStatus.OPEN


@dataclass(frozen=True)
class RemindersSet:
    """When this person will be reminded from now on: hours before the start, none where it is empty."""

    registration: Registration
    event: Event


@dataclass(frozen=True)
class NothingToSet:
    """No such registration of this resident (any more), or hours that make no sense."""


def hours_for(registration: Registration, event: Event) -> tuple[int, ...]:
    """How many hours before the start somebody is reminded: as they chose, else as the event says."""
    return event.reminders if registration.reminders is None else registration.reminders


def has_seat(registration: Registration, event: Event) -> bool:
    """Whether there is anything to remind of."""
    return registration.status is RegistrationStatus.CONFIRMED and event.status is EventStatus.PUBLISHED


def due_times(registration: Registration, event: Event, zone: ZoneInfo) -> dict[int, datetime]:
    """When each reminder is due, by its hours. Of two that would come together, only the nearer one."""
    times: dict[datetime, int] = {}
    for hours in sorted(hours_for(registration, event), reverse=True):
        times[reminder_due(event.starts_at, hours, zone)] = hours
    return {hours: due for due, hours in times.items()}


async def settle_reminders(
    w: Work, registration: Registration, event: Event, now: datetime, zone: ZoneInfo
) -> None:
    """Makes the rows of a registration match its event as it is now; repeating it changes nothing.

    What would be due already is not created, and what was sent for this very time is not sent again.
    """
    reminded = has_seat(registration, event) and registration.resident_id is not None
    wanted = due_times(registration, event, zone) if reminded and event.starts_at > now else {}
    for one in await w.reminders.of(registration.id):
        due = wanted.pop(one.hours, None)
        if due is not None and due > now:
            await w.reminders.set(replace(one, due_at=due, status=ReminderStatus.OPEN))
        elif one.status is ReminderStatus.OPEN and due != one.due_at:
            await w.reminders.set(replace(one, status=ReminderStatus.DROPPED))
    for hours, due in wanted.items():
        if due > now:
            await w.reminders.add(Reminder(0, registration.id, hours, due))
    await w.reminders.plan(registration.id, event.starts_at, hours_for(registration, event))


async def reminders_due(uow: UnitOfWork, clock: Clock, zone: ZoneInfo) -> int:
    """Settles what changed and hands over what is due, each once; returns how many. Can be repeated."""
    now = clock()
    async with uow.reading() as r:
        if not await r.reminders.is_due(now):
            return 0
    async with uow.writing() as w:
        for registration, event in await w.reminders.unsettled(now, _BATCH):
            await settle_reminders(w, registration, event, now, zone)
        sent = 0
        for reminder, registration, event in await w.reminders.lock_due(now, _BATCH):
            status = _outcome(reminder, registration, event, now, zone)
            await w.reminders.set(replace(reminder, status=status))
            if status is ReminderStatus.SENT and registration.resident_id is not None:
                kind = NoticeKind.EVENT_REMINDER
                whom, about = registration.resident_id, registration.id
                await w.notices.add(NewNotice(whom, kind, reminder.id, now, about=about))
                sent += 1
        await w.commit()
    return sent


def may_remind(
    reminder: Reminder, registration: Registration, event: Event, now: datetime, zone: ZoneInfo
) -> bool:
    """Whether a reminder that was handed over is still in time when it is about to leave."""
    return _outcome(reminder, registration, event, now, zone) is ReminderStatus.SENT


def _outcome(
    reminder: Reminder, registration: Registration, event: Event, now: datetime, zone: ZoneInfo
) -> ReminderStatus:
    if not has_seat(registration, event):
        return ReminderStatus.DROPPED
    if event.starts_at <= now or now > reminder.due_at + LATE or is_quiet(now, zone):
        return ReminderStatus.MISSED
    return ReminderStatus.SENT


async def set_reminders(
    uow: UnitOfWork,
    clock: Clock,
    registration_id: int,
    resident_id: int,
    hours: Collection[int] | None,
    cause: Cause | None = None,
) -> RemindersSet | NothingToSet:
    """Changes when one person is reminded; None goes back to what the event says."""
    if hours is not None and not _make_sense(hours):
        return NothingToSet()
    async with uow.writing(cause) as w:
        found, event = await locked(w, registration_id) or (None, None)
        if event is None or found is None or found.resident_id != resident_id or found.status in ENDED:
            return NothingToSet()
        if event.starts_at <= clock():
            return NothingToSet()
        chosen = None if hours is None else tuple(sorted(set(hours), reverse=True))
        changed = replace(found, reminders=chosen)
        await w.registrations.update(changed)
        await w.commit()
        return RemindersSet(changed, event)


def _make_sense(hours: Collection[int]) -> bool:
    return len(set(hours)) <= MOST_REMINDERS and all(1 <= one <= LONGEST_HOURS for one in hours)
