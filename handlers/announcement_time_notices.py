"""Notices about the time of an announcement: one that was missed, and the next of a series."""

from datetime import date

from civic.announcements import Announcement, AnnouncementStatus
from civic.notices import Notice, NoticeKind
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import announcement_series, announcement_times

KINDS = (NoticeKind.ANNOUNCEMENT_MISSED, NoticeKind.ANNOUNCEMENT_COMING)


async def announcement_time_notice(services: Services, notice: Notice) -> Screen | None:
    """The screen; None where it is no longer true."""
    async with services.uow.reading() as r:
        one = await r.announcements.get(notice.subject_id)
    if one is None:
        return None
    match notice.kind:
        case NoticeKind.ANNOUNCEMENT_MISSED:
            lang, missed = services.catalogues[notice.language], one.status is AnnouncementStatus.MISSED
            return announcement_times.missed(lang, services, one) if missed else None
        case NoticeKind.ANNOUNCEMENT_COMING:
            return await _coming(services, notice, one)
        case _:
            raise AssertionError(notice.kind)


async def _coming(services: Services, notice: Notice, one: Announcement) -> Screen | None:
    if one.status is not AnnouncementStatus.SCHEDULED or one.series_id is None or one.due_at is None:
        return None
    async with services.uow.reading() as r:
        counts = await r.announcements.head_counts(one.audience)
    lang = services.catalogues[notice.language]
    day = date.fromisoformat(one.series_day)
    recipients = sum(counts.values())
    return announcement_series.coming(lang, services, one, one.series_id, day, one.due_at, recipients)
