"""Notices about drafts that nobody of the staff wrote: news of others, and what came from a file."""

from civic.announcements import AnnouncementStatus
from civic.notices import Notice, NoticeKind
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import news_drafts

KINDS = (NoticeKind.NEWS_DRAFTED, NoticeKind.FILE_DRAFTED)


async def news_notice(services: Services, notice: Notice) -> Screen | None:
    """The drafts of that look that still are drafts; None where none is left."""
    async with services.uow.reading() as r:
        from_file = notice.kind is NoticeKind.FILE_DRAFTED
        numbers = [notice.subject_id] if from_file else await r.news_items.together_with(notice.subject_id)
        found = [await r.announcements.get(number) for number in numbers]
    drafts = [one for one in found if one is not None and one.status is AnnouncementStatus.DRAFT]
    lang = services.catalogues[notice.language]
    view = news_drafts.from_file if from_file else news_drafts.drafted
    return view(lang, drafts) if drafts else None
