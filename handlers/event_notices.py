"""From a notice about an event to the screen that its reader gets, with the facts as they are now."""

from dataclasses import replace

from civic.events import Event, EventStatus, takes_place
from civic.notices import Notice, NoticeKind
from civic.registrations import ENDED, Registration
from civic.reminders import may_remind
from civic.told import mailed
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import event_notices as view
from handlers.views import ratings

KINDS = (
    NoticeKind.EVENT_CHANGED,
    NoticeKind.EVENT_CANCELLED,
    NoticeKind.EVENT_REMINDER,
    NoticeKind.EVENT_THANKS,
)


async def event_notice(services: Services, notice: Notice) -> Screen | None:
    """The screen; None where it would be too late or is no longer true."""
    if notice.kind is NoticeKind.EVENT_REMINDER:
        return await _reminder(services, notice)
    found = await _found(services, notice.subject_id)
    if found is None:
        return None
    lang, channel, (registration, event) = services.catalogues[notice.language], notice.address.channel, found
    if notice.kind is NoticeKind.EVENT_THANKS:
        return ratings.thanks(lang, services, registration.id, event, by_mail=notice.by_mail)
    if notice.kind is NoticeKind.EVENT_CANCELLED:
        still = event.status is EventStatus.CANCELLED and event.ends_at > services.clock()
        return view.event_cancelled(lang, services, registration, event) if still else None
    if registration.status in ENDED or not takes_place(event, services.clock()):
        return None
    known = mailed(registration.told) if notice.by_mail else registration.told
    return view.changed(lang, services, replace(registration, told=known), event, channel)


async def _reminder(services: Services, notice: Notice) -> Screen | None:
    async with services.uow.reading() as r:
        reminder = await r.reminders.get(notice.subject_id)
    found = await _found(services, reminder.registration_id) if reminder else None
    if reminder is None or found is None:
        return None
    registration, event = found
    if not may_remind(reminder, registration, event, services.clock(), services.zone):
        return None
    lang = services.catalogues[notice.language]
    return view.reminder(lang, services, registration, event, notice.address.channel)


async def _found(services: Services, registration_id: int) -> tuple[Registration, Event] | None:
    async with services.uow.reading() as r:
        registration = await r.registrations.get(registration_id)
        one = await r.events.get(registration.event_id) if registration else None
    return (registration, one.event) if registration is not None and one is not None else None
