"""Showing the card of an event to a coordinator."""

from civic.events import EventWithSeats
from handlers.screen import Screen, paragraphs
from handlers.services import Services, Visit
from handlers.telegram_out import Out
from handlers.views import staff_events as view
from handlers.views.welcome import old_button


async def show_card(
    event_id: int, out: Out, visit: Visit, services: Services, note: str = "", *, redraw: bool = False
) -> None:
    """Sends the card of an event, after a note where there is one."""
    one = await event_with_seats(services, event_id)
    if one is None:
        await out.toast(old_button(visit.lang))
        return
    async with services.uow.reading() as r:
        waiting = await r.event_texts.waiting(event_id)
    drafts = [services.catalogues[draft.target] for draft in waiting]
    screen = view.card(visit.lang, services, one, drafts)
    screen = Screen(paragraphs(note, screen.text), screen.buttons)
    await (out.redraw(screen) if redraw else out.say(screen))


async def event_with_seats(services: Services, event_id: int) -> EventWithSeats | None:
    """An event as it is now."""
    async with services.uow.reading() as r:
        return await r.events.get(event_id)
