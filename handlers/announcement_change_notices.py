"""Notices about corrections and recalls: to those who may approve one, and to its author."""

from civic.announcement_changes import AnnouncementChange
from civic.announcements import Announcement
from civic.notices import Notice, NoticeKind
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import announcement_change_review as review
from handlers.views import announcement_changes as view
from handlers.views.announcement_log import short_name

KINDS = (
    NoticeKind.ANNOUNCEMENT_CHANGED,
    NoticeKind.CORRECTION_REVIEW,
    NoticeKind.CORRECTION_REVIEW_LATE,
    NoticeKind.CORRECTION_SENT_BACK,
    NoticeKind.CORRECTION_APPROVED,
)


async def announcement_changed(services: Services, notice: Notice) -> Screen | None:
    """The screen; None where its reason is gone."""
    async with services.uow.reading() as r:
        change = await r.changes.get(notice.subject_id)
        numbers = await r.changes.report(notice.subject_id)
        one = await r.announcements.get(change.announcement_id) if change is not None else None
    if change is None or one is None:
        return None
    if notice.kind is NoticeKind.ANNOUNCEMENT_CHANGED:
        return view.change_report(services.catalogues[notice.language], change, numbers)
    return await _reviewed(services, notice, one, change)


async def _reviewed(
    services: Services, notice: Notice, one: Announcement, change: AnnouncementChange
) -> Screen | None:
    lang = services.catalogues[notice.language]
    asked = change.asked_at is not None
    match notice.kind:
        case NoticeKind.CORRECTION_REVIEW if asked:
            return review.to_review(lang, services, one, change, await _name(services, change.by))
        case NoticeKind.CORRECTION_REVIEW_LATE if asked:
            return review.review_late(lang, services, one, change)
        case NoticeKind.CORRECTION_SENT_BACK if not asked and change.confirmed_at is None:
            return review.sent_back(lang, one, change)
        case NoticeKind.CORRECTION_APPROVED:
            return review.approved(lang, one, change)
        case _:
            return None


async def _name(services: Services, resident_id: int | None) -> str:
    if resident_id is None:
        return ""
    async with services.uow.reading() as r:
        try:
            return short_name((await r.residents.get(resident_id)).name)
        except KeyError:
            return ""
