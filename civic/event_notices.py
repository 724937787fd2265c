"""Who is told that an event changed or does not take place, and what is noted once they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from civic.announcements import DeliveryStatus
from civic.events import Event, EventStatus, takes_place
from civic.notices import NewNotice, Notice, NoticeKind
from civic.registrations import Registration, RegistrationStatus
from civic.reminders import ReminderStatus, has_seat
from civic.told import Told, differs, heard, mailed, snapshot, with_mailed

if TYPE_CHECKING:
    from civic.ports import Work

# Of an event that does not take place.
_NO_LONGER_TRUE = (
    NoticeKind.EVENT_CHANGED,
    NoticeKind.SEAT_OFFERED,
    NoticeKind.SEAT_FREED,
    NoticeKind.ACCEPTED,
    NoticeKind.DRAWN_OUT,
)


def newly_told(before: Event, event: Event) -> Event:
    """The changed event; with the next number for calendars where its time, place or title changed."""
    if not differs(snapshot(before), event):
        return event
    return replace(event, sequence=before.sequence + 1)


async def tell_of_change(w: Work, before: Event, event: Event, now: datetime) -> None:
    """Lets everybody concerned hear of a change of a published event that has not begun, in the transaction
    that changes it. Several changes before anything was sent are one message."""
    if before.status is not EventStatus.PUBLISHED or not takes_place(event, now):
        return
    if not differs(snapshot(before), event):
        return
    for registration in await w.registrations.of_event(event.id):
        await tell_news(w, await _with_memory(w, registration, before), event, now)


async def tell_news(w: Work, registration: Registration, event: Event, now: datetime) -> None:
    """Lets one person hear what is different from what they heard, in the chat or by mail; an earlier
    message about it is void."""
    await w.notices.skip_open(NoticeKind.EVENT_CHANGED, registration.id)
    if differs(registration.told, event) or differs(mailed(registration.told), event):
        notice = NewNotice(registration.resident_id, NoticeKind.EVENT_CHANGED, registration.id, now)
        await w.notices.add(notice)


async def _with_memory(w: Work, registration: Registration, before: Event) -> Registration:
    """The registration with what its person knows: what nobody kept was as the event was until now."""
    told: Told = registration.told
    if heard(told) is None:
        told = {**told, **snapshot(before)}
    if mailed(told) is told and await w.mails.address(registration.id) is not None:
        told = with_mailed(told, snapshot(before))
    if told is registration.told:
        return registration
    known = replace(registration, told=told)
    await w.registrations.update(known)
    return known


async def tell_of_cancelling(w: Work, event: Event, now: datetime) -> None:
    """Lets everybody concerned hear that an event does not take place, ends the waiting for seats and the
    reminders. Those with a seat keep their registration, so that they find the event among theirs."""
    for registration in await w.registrations.of_event(event.id):
        if registration.resident_id is None:  # nobody can write to them
            told = {**registration.told, "call": NoticeKind.EVENT_CANCELLED.value}
            registration = replace(registration, told=told)
        for kind in _NO_LONGER_TRUE:
            await w.notices.skip_open(kind, registration.id)
        notice = NewNotice(registration.resident_id, NoticeKind.EVENT_CANCELLED, registration.id, now)
        await w.notices.add(notice)
        await w.registrations.update(_closed(registration))
    await w.reminders.drop_of(event.id)


def _closed(registration: Registration) -> Registration:
    if registration.status is RegistrationStatus.CONFIRMED:
        return registration
    return replace(registration, status=RegistrationStatus.PASSED, offered=0, offer_until=None)


async def note_delivery(w: Work, notice: Notice, status: DeliveryStatus, told: Told | None) -> None:
    """What follows from the outcome of a message, in the transaction that records it. `told` is what it
    said of the event: not what the event has become since."""
    if notice.kind is NoticeKind.EVENT_REMINDER and status is DeliveryStatus.SKIPPED:
        await _reminder_missed(w, notice.subject_id)
    elif told is not None and status is DeliveryStatus.SENT:
        await _heard(w, notice.subject_id, told)


async def note_mailed(w: Work, registration_id: int, said: Told) -> None:
    """Keeps what a mail said of the event, in the transaction that records that it was sent."""
    await _heard(w, registration_id, with_mailed({}, said))


async def _heard(w: Work, registration_id: int, told: Told) -> None:
    registration = await w.registrations.get(registration_id)
    if registration is None:
        return
    # The event's lock is what everybody takes who changes registrations.
    await w.events.lock(registration.event_id)
    registration = await w.registrations.get(registration_id)
    if registration is not None:
        await w.registrations.update(replace(registration, told={**registration.told, **told}))


async def _reminder_missed(w: Work, reminder_id: int) -> None:
    reminder = await w.reminders.get(reminder_id)
    registration = await w.registrations.get(reminder.registration_id) if reminder else None
    one = await w.events.get(registration.event_id) if registration else None
    if reminder is None or registration is None or one is None:
        return
    seated = has_seat(registration, one.event)
    status = ReminderStatus.MISSED if seated else ReminderStatus.DROPPED
    await w.reminders.set(replace(reminder, status=status))
