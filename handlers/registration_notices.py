"""Notices about a registration: an offer, a decision, a draw, a draft that was forgotten."""

from dataclasses import replace

from civic.events import Event, why_closed
from civic.notices import Notice, NoticeKind
from civic.registrations import MAY_RETURN, Registration, RegistrationStatus
from handlers.screen import Screen, paragraphs
from handlers.services import Services
from handlers.views import offers as view

KINDS = (
    NoticeKind.SEAT_OFFERED,
    NoticeKind.OFFER_LAPSED,
    NoticeKind.ACCEPTED,
    NoticeKind.DECLINED,
    NoticeKind.DRAWN_OUT,
    NoticeKind.DRAFT_EXPIRED,
)


async def registration_notice(services: Services, notice: Notice) -> Screen | None:
    """The screen with the facts as they are now; None where the reason is gone."""
    if notice.kind is NoticeKind.DRAFT_EXPIRED:
        return await _draft_expired(services, notice)
    async with services.uow.reading() as r:
        registration = await r.registrations.get(notice.subject_id)
        one = await r.events.get(registration.event_id) if registration else None
        position = await r.registrations.position(registration) if registration else 0
    if registration is None or one is None:
        return None
    return for_reader(
        services, notice, registration, _screen(services, notice, registration, one.event, position)
    )


def for_reader(
    services: Services, notice: Notice, registration: Registration, screen: Screen | None
) -> Screen | None:
    """The same; a coordinator reads first which of the people it is about whom they entered."""
    if (
        screen is None
        or registration.resident_id is not None
        or notice.resident_id != registration.entered_by
    ):
        return screen
    whom = view.entered_by_you(services.catalogues[notice.language], registration)
    return replace(screen, text=paragraphs(whom, screen.text))


def _screen(
    services: Services, notice: Notice, registration: Registration, event: Event, position: int
) -> Screen | None:
    lang, status = services.catalogues[notice.language], registration.status
    match notice.kind:
        case NoticeKind.SEAT_OFFERED if status is RegistrationStatus.OFFERED:
            return view.offered(lang, services, registration, event)
        case NoticeKind.OFFER_LAPSED if status is RegistrationStatus.PASSED:
            return view.lapsed(lang, services, registration, event)
        case NoticeKind.ACCEPTED if status is RegistrationStatus.CONFIRMED:
            return view.accepted(lang, services, registration, event)
        case NoticeKind.ACCEPTED if status is RegistrationStatus.WAITING:
            return view.accepted_waiting(lang, services, registration, event, position)
        case NoticeKind.DECLINED if status is RegistrationStatus.DECLINED:
            return view.declined(lang, services, event)
        case NoticeKind.DRAWN_OUT if status is RegistrationStatus.WAITING:
            return view.drawn_out(lang, services, registration, event, position)
        case _:
            return None


async def _draft_expired(services: Services, notice: Notice) -> Screen | None:
    async with services.uow.reading() as r:
        one = await r.events.get(notice.subject_id)
        kept = await r.registrations.of(notice.subject_id, notice.resident_id)
    closed = why_closed(one.event if one else None, services.clock()) is not None
    if one is None or closed or (kept is not None and kept.status not in MAY_RETURN):
        return None
    return view.draft_expired(services.catalogues[notice.language], services, one.event)
