"""From a notice's row to the screen that its reader gets, with the facts as they are now."""

from collections.abc import Awaitable, Callable

from civic.confirmations import due_for_confirmation
from civic.notices import OF_STAFF, Notice, NoticeKind
from civic.questions import QuestionStatus
from civic.registrations import RegistrationStatus
from civic.staff_sessions import is_open
from handlers.alert_notices import KINDS as ALERT_KINDS
from handlers.alert_notices import alert_notice
from handlers.announcement_change_notices import KINDS as CHANGE_KINDS
from handlers.announcement_change_notices import announcement_changed
from handlers.announcement_event_notices import KINDS as ANNOUNCEMENT_EVENT_KINDS
from handlers.announcement_event_notices import announcement_event_notice
from handlers.announcement_notices import KINDS as ANNOUNCEMENT_KINDS
from handlers.announcement_notices import announcement_notice
from handlers.announcement_time_notices import KINDS as TIME_KINDS
from handlers.announcement_time_notices import announcement_time_notice
from handlers.digest import digest_screen
from handlers.entry_notices import KINDS as ENTRY_KINDS
from handlers.entry_notices import entry_notice
from handlers.event_notices import KINDS as EVENT_KINDS
from handlers.event_notices import event_notice
from handlers.news_notices import KINDS as NEWS_KINDS
from handlers.news_notices import news_notice
from handlers.participant_notices import KINDS as PARTICIPANT_KINDS
from handlers.participant_notices import participant_notice
from handlers.quoting import part_of
from handlers.registration_notices import KINDS as REGISTRATION_KINDS
from handlers.registration_notices import for_reader, registration_notice
from handlers.retention_notices import KINDS as RETENTION_KINDS
from handlers.retention_notices import retention_notice
from handlers.screen import Screen
from handlers.services import Services
from handlers.staff_notices import KINDS as STAFF_KINDS
from handlers.staff_notices import staff_notice
from handlers.text_notices import KINDS as TEXT_KINDS
from handlers.text_notices import text_notice
from handlers.views import (
    announcement_progress,
    answering,
    confirmations,
    door_person,
    event_texts,
    question_answers,
    question_pushes,
    question_waiting,
    staff_login,
)
from handlers.views import notices as view


async def notice_screen(services: Services, notice: Notice) -> Screen | None:
    """The screen; None where the reason is gone (a seat given back, a question deleted)."""
    screen = await _BUILT_BY.get(notice.kind, _about_question)(services, notice)
    if screen is not None and notice.kind in OF_STAFF and not await _may_read(services, notice):
        return staff_login.waiting(services.catalogues[notice.language])
    return screen


async def _may_read(services: Services, notice: Notice) -> bool:
    async with services.uow.reading() as r:
        return await is_open(r, notice.address, services.clock())


async def _announcement_done(services: Services, notice: Notice) -> Screen | None:
    async with services.uow.reading() as r:
        one = await r.announcements.get(notice.subject_id)
        parts = await r.delivery_reports.breakdown(notice.subject_id)
    return (
        announcement_progress.ended(services.catalogues[notice.language], services, one, parts)
        if one
        else None
    )


async def _to_confirm(services: Services, notice: Notice) -> Screen | None:
    found = await due_for_confirmation(services.uow, services.clock, services.knowledge, services.zone)
    lang = services.catalogues[notice.language]
    return confirmations.to_confirm(lang, services, found) if found else None


async def _digest(services: Services, notice: Notice) -> Screen | None:
    return await digest_screen(services, services.catalogues[notice.language], notice.resident_id)


async def _translation_done(services: Services, notice: Notice) -> Screen | None:
    async with services.uow.reading() as r:
        translation = await r.translations.get(notice.subject_id)
    lang = services.catalogues[notice.language]
    return answering.translation_done(lang, services, translation) if translation else None


async def _event_texts_done(services: Services, notice: Notice) -> Screen | None:
    async with services.uow.reading() as r:
        work = await r.event_texts.get(notice.subject_id)
    lang = services.catalogues[notice.language]
    return event_texts.draft(lang, services, work) if work and work.waits else None


async def _about_question(services: Services, notice: Notice) -> Screen | None:
    lang = services.catalogues[notice.language]
    async with services.uow.reading() as r:
        question = await r.questions.get(notice.subject_id)
        others = await r.questions.open(None)
    if question is None or not question.text:
        return None
    match notice.kind:
        case NoticeKind.QUESTION_ANSWERED:
            answered = question.status is QuestionStatus.ANSWERED
            messages = question_answers.answer_messages(lang, services, question)
            return part_of(messages, notice.part) if answered else None
        case NoticeKind.QUESTION_EXPIRED:
            return question_waiting.question_expired(lang, services.office, question)
        case NoticeKind.QUESTION_UNREACHABLE:
            return question_pushes.asker_gone(lang, question)
        case _ if question.status is not QuestionStatus.OPEN:
            return None
        case NoticeKind.QUESTION_ASKED:
            return question_pushes.new_question(lang, services, question)
        case NoticeKind.QUESTION_DELAYED:
            return question_waiting.question_delayed(lang, services.office, question)
        case NoticeKind.QUESTION_REMINDER:
            late = sum(one.reminded_at is not None for one in others)
            return question_pushes.reminder(lang, question, late)
        case NoticeKind.QUESTION_ESCALATED:
            late = sum(one.escalated_at is not None for one in others)
            return question_pushes.escalation(lang, question, late)
        case _:
            raise AssertionError(notice.kind)


async def _about_registration(services: Services, notice: Notice) -> Screen | None:
    lang = services.catalogues[notice.language]
    async with services.uow.reading() as r:
        registration = await r.registrations.get(notice.subject_id)
        one = await r.events.get(registration.event_id) if registration else None
    if registration is None or one is None:
        return None
    if notice.kind is NoticeKind.SEAT_RELEASED:
        released = registration.status is RegistrationStatus.RELEASED
        return door_person.seat_released(lang, services, one.event) if released else None
    if registration.status is not RegistrationStatus.CONFIRMED:
        return None
    screen = view.seat_freed(lang, services, registration, one.event, notice.address.channel)
    return for_reader(services, notice, registration, screen)


_Builder = Callable[[Services, Notice], Awaitable[Screen | None]]
_BUILT_BY: dict[NoticeKind, _Builder] = {
    **dict.fromkeys(EVENT_KINDS, event_notice),
    **dict.fromkeys(REGISTRATION_KINDS, registration_notice),
    **dict.fromkeys(PARTICIPANT_KINDS, participant_notice),
    **dict.fromkeys(ANNOUNCEMENT_KINDS, announcement_notice),
    **dict.fromkeys(ENTRY_KINDS, entry_notice),
    **dict.fromkeys(TIME_KINDS, announcement_time_notice),
    **dict.fromkeys(NEWS_KINDS, news_notice),
    **dict.fromkeys(ANNOUNCEMENT_EVENT_KINDS, announcement_event_notice),
    **dict.fromkeys(CHANGE_KINDS, announcement_changed),
    **dict.fromkeys(TEXT_KINDS, text_notice),
    **dict.fromkeys(STAFF_KINDS, staff_notice),
    **dict.fromkeys(RETENTION_KINDS, retention_notice),
    **dict.fromkeys(ALERT_KINDS, alert_notice),
    NoticeKind.SEAT_FREED: _about_registration,
    NoticeKind.SEAT_RELEASED: _about_registration,
    NoticeKind.ANNOUNCEMENT_DONE: _announcement_done,
    NoticeKind.ENTRIES_TO_CONFIRM: _to_confirm,
    NoticeKind.DIGEST: _digest,
    NoticeKind.TRANSLATION_DONE: _translation_done,
    NoticeKind.EVENT_TEXTS_DONE: _event_texts_done,
}
