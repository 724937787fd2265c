"""Notices about the review of an announcement, to its author and to those who may approve it."""

from civic.announcement_log import Did
from civic.announcements import Announcement, AnnouncementStatus
from civic.notices import Notice, NoticeKind
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import announcement_notices as view
from handlers.views import announcement_series

KINDS = (
    NoticeKind.ANNOUNCEMENT_REVIEW,
    NoticeKind.ANNOUNCEMENT_REVIEW_LATE,
    NoticeKind.ANNOUNCEMENT_SENT_BACK,
    NoticeKind.ANNOUNCEMENT_APPROVED,
    NoticeKind.ANNOUNCEMENT_HELD,
)


async def announcement_notice(services: Services, notice: Notice) -> Screen | None:
    """The screen; None where it is no longer true."""
    async with services.uow.reading() as r:
        one = await r.announcements.get(notice.subject_id)
        entries = await r.announcement_log.of(notice.subject_id)
    if one is None:
        return None
    lang = services.catalogues[notice.language]
    in_review = one.status is AnnouncementStatus.IN_REVIEW
    match notice.kind:
        case NoticeKind.ANNOUNCEMENT_REVIEW:
            return view.to_review(lang, one) if in_review else None
        case NoticeKind.ANNOUNCEMENT_REVIEW_LATE:
            return view.review_late(lang, one) if in_review else None
        case NoticeKind.ANNOUNCEMENT_HELD:
            return view.held(lang, one) if in_review else None
        case NoticeKind.ANNOUNCEMENT_SENT_BACK:
            why = next((e.note for e in reversed(entries) if e.what in (Did.SENT_BACK, Did.UNDONE)), "")
            return view.sent_back(lang, one, why) if one.status is AnnouncementStatus.DRAFT else None
        case NoticeKind.ANNOUNCEMENT_APPROVED:
            return _approved(services, notice, one)
        case _:
            raise AssertionError(notice.kind)


def _approved(services: Services, notice: Notice, one: Announcement) -> Screen | None:
    lang = services.catalogues[notice.language]
    if one.status is AnnouncementStatus.APPROVED and one.repeats:
        return announcement_series.approved(lang, one)
    if one.status is AnnouncementStatus.APPROVED:
        return view.approved_without_time(lang, one)
    on_its_way = (AnnouncementStatus.SCHEDULED, AnnouncementStatus.SENDING, AnnouncementStatus.SENT)
    if one.due_at is None or one.status not in on_its_way:
        return None
    return view.approved(lang, services, one, one.due_at)
