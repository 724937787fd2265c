"""What all conversations about announcements share: the card, and keeping an edited draft."""

from civic.announcement_drafts import ChangedMeanwhile, change_draft
from civic.announcements import Announcement
from handlers.screen import Screen, paragraphs
from handlers.services import Services, Visit
from handlers.telegram_out import Out
from handlers.views import staff_announcements as view


async def announcement(services: Services, announcement_id: int) -> Announcement | None:
    """One announcement as it is now."""
    async with services.uow.reading() as r:
        return await r.announcements.get(announcement_id)


async def card_screen(announcement_id: int, visit: Visit, services: Services, note: str = "") -> Screen:
    """The card as it is now, below a note where there is one."""
    async with services.uow.reading() as r:
        draft = await r.announcements.get(announcement_id)
        counts = await r.announcements.head_counts(draft.audience) if draft else {}
    if draft is None:
        return view.changed(visit.lang)
    card = view.card(visit.lang, services, draft, counts)
    return Screen(paragraphs(note, card.text), card.buttons)


async def shown(
    announcement_id: int, revision: int | None, out: Out, visit: Visit, services: Services
) -> Announcement | None:
    """An announcement in the version that was shown (any, without a revision); says so where it is not."""
    found = await announcement(services, announcement_id)
    if found is None or (revision is not None and found.revision != revision):
        await out.say(view.changed(visit.lang))
        return None
    return found


async def keep(edited: Announcement, out: Out, visit: Visit, services: Services) -> Announcement | None:
    """Keeps an edited draft; says so and returns None where somebody else was faster."""
    saved = await change_draft(services.uow, edited, visit.cause, by=visit.resident.id)
    if isinstance(saved, ChangedMeanwhile):
        await out.say(view.changed(visit.lang))
        return None
    return saved
