"""Notices about an event's people: to them from their coordinators, and to coordinators about them."""

from civic.needs import totals
from civic.notices import Notice, NoticeKind
from civic.participants import Part, Roll, in_order
from civic.registrations import ENDED, RegistrationStatus
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import event_needs, participant, participant_messages, participants

KINDS = (
    NoticeKind.PARTICIPANT_MESSAGE,
    NoticeKind.CHANGED_BY_STAFF,
    NoticeKind.NEED_ALERT,
    NoticeKind.REGISTRATIONS_PENDING,
)


async def participant_notice(services: Services, notice: Notice) -> Screen | None:
    """The screen; None where its reason is gone."""
    match notice.kind:
        case NoticeKind.PARTICIPANT_MESSAGE:
            return await _message(services, notice)
        case NoticeKind.CHANGED_BY_STAFF:
            return await _changed(services, notice)
        case NoticeKind.NEED_ALERT:
            return await _need(services, notice)
        case NoticeKind.REGISTRATIONS_PENDING:
            return await _pending(services, notice)
        case _:
            raise AssertionError(notice.kind)


async def _message(services: Services, notice: Notice) -> Screen | None:
    async with services.uow.reading() as r:
        message = await r.participant_messages.of_copy(notice.subject_id)
        one = await r.events.get(message.event_id) if message is not None else None
    if message is None or one is None:
        return None
    lang = services.catalogues[notice.language]
    return participant_messages.message_screen(lang, services, message, one.event)


async def _changed(services: Services, notice: Notice) -> Screen | None:
    async with services.uow.reading() as r:
        registration = await r.registrations.get(notice.subject_id)
        one = await r.events.get(registration.event_id) if registration is not None else None
    if registration is None or one is None:
        return None
    if registration.status in ENDED and registration.status is not RegistrationStatus.CANCELLED:
        return None
    lang = services.catalogues[notice.language]
    return participant.changed_by_staff(lang, services, registration, one.event)


async def _need(services: Services, notice: Notice) -> Screen | None:
    async with services.uow.reading() as r:
        alert = await r.need_alerts.get(notice.subject_id)
        one = await r.events.get(alert.event_id) if alert is not None else None
        people = await r.participants.of_event(alert.event_id) if alert is not None else []
    if alert is None or one is None:
        return None
    lang = services.catalogues[notice.language]
    return event_needs.need_alert(lang, services, one.event, alert, totals(people))


async def _pending(services: Services, notice: Notice) -> Screen | None:
    async with services.uow.reading() as r:
        one = await r.events.get(notice.subject_id)
        people = await r.participants.of_event(notice.subject_id) if one is not None else []
    if one is None:
        return None
    found = Roll(one, in_order(people))
    if not found.part(Part.PENDING):
        return None
    return participants.pending(services.catalogues[notice.language], services, found)
