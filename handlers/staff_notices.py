"""From a notice about somebody's place on the staff to its screen, as it is when it is delivered."""

from civic.notices import Notice, NoticeKind
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import staff_members as view

KINDS = (NoticeKind.STAFF_ROLE,)


async def staff_notice(services: Services, notice: Notice) -> Screen:
    """Another role, or none any more."""
    async with services.uow.reading() as r:
        member = await r.staff.member(notice.resident_id)
    lang = services.catalogues[notice.language]
    return view.role_changed(lang, member.role) if member is not None else view.removed(lang)
