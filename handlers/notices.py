"""From a notice's row to the screen that its reader gets, with the facts as they are now."""

from civic.confirmations import due_for_confirmation
from civic.notices import Notice, NoticeKind
from civic.questions import QuestionStatus
from civic.registrations import RegistrationStatus
from handlers.digest import digest_screen
from handlers.entry_notices import entry_notice
from handlers.quoting import part_of
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import answering, confirmations, question_answers, question_pushes, question_waiting
from handlers.views import notices as view


async def notice_screen(services: Services, notice: Notice) -> Screen | None:
    """The screen; None where the reason is gone (a seat given back, a question deleted)."""
    lang = services.catalogues[notice.language]
    match notice.kind:
        case NoticeKind.SEAT_FREED | NoticeKind.EVENT_CANCELLED:
            return await _about_registration(services, notice)
        case NoticeKind.ANNOUNCEMENT_DONE:
            async with services.uow.reading() as r:
                report = await r.deliveries.report(notice.subject_id)
            return view.announcement_done(lang, report)
        case NoticeKind.ENTRIES_TO_CONFIRM:
            found = await due_for_confirmation(
                services.uow, services.clock, services.knowledge, services.zone
            )
            return confirmations.to_confirm(lang, services, found) if found else None
        case NoticeKind.DIGEST:
            return await digest_screen(services, lang, notice.resident_id)
        case (
            NoticeKind.ENTRY_ANSWER
            | NoticeKind.ENTRY_TAKEN_BACK
            | NoticeKind.ENTRY_WAITING
            | NoticeKind.ENTRY_WITHDRAWN
        ):
            return await entry_notice(services, notice)
        case NoticeKind.TRANSLATION_DONE:
            async with services.uow.reading() as r:
                translation = await r.translations.get(notice.subject_id)
            return answering.translation_done(lang, services, translation) if translation else None
        case _:
            return await _about_question(services, notice)


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
    if notice.kind is NoticeKind.EVENT_CANCELLED:
        return view.event_cancelled(lang, services, one.event)
    if registration.status is not RegistrationStatus.CONFIRMED:
        return None
    return view.seat_freed(lang, services, registration, one.event)
