"""From a notice's row to the screen that its reader gets, with the facts as they are now."""

from typing import assert_never

from civic.notices import Notice, NoticeKind
from civic.registrations import RegistrationStatus
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import notices as view


async def notice_screen(services: Services, notice: Notice) -> Screen | None:
    """The screen; None where the reason is gone (a seat given back, a question deleted)."""
    lang = services.catalogues[notice.language]
    match notice.kind:
        case NoticeKind.SEAT_FREED | NoticeKind.EVENT_CANCELLED:
            return await _about_registration(services, notice)
        case NoticeKind.QUESTION_ANSWERED | NoticeKind.QUESTION_ASKED:
            async with services.uow.reading() as r:
                question = await r.questions.get(notice.subject_id)
            if question is None:
                return None
            if notice.kind is NoticeKind.QUESTION_ASKED:
                return view.question_asked(lang, services, question)
            return view.question_answered(lang, question)
        case NoticeKind.ANNOUNCEMENT_DONE:
            async with services.uow.reading() as r:
                report = await r.deliveries.report(notice.subject_id)
            return view.announcement_done(lang, report)
        case _:
            assert_never(notice.kind)


async def _about_registration(services: Services, notice: Notice) -> Screen | None:
    lang = services.catalogues[notice.language]
    async with services.uow.reading() as r:
        registration = await r.registrations.get(notice.subject_id)
        one = await r.events.get(registration.event_id) if registration else None
    if registration is None or one is None:
        return None
    if notice.kind is NoticeKind.EVENT_CANCELLED:
        return view.event_cancelled(lang, services, one.event)
    if registration.status is not RegistrationStatus.CONFIRMED:
        return None
    return view.seat_freed(lang, services, registration, one.event)
