"""From an event to its announcement in one tap."""

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.announcement_copies import keep_new
from civic.announcement_events import why_no_longer
from civic.announcement_texts import with_body
from civic.announcements import Announcement, AnnouncementStatus, Audience, Button, ButtonKind, EventNews
from civic.event_texts import source_language
from civic.events import EventStatus, EventWithSeats
from handlers.services import Services, Visit
from handlers.staff.announcement_cards import card_screen
from handlers.staff.event_cards import event_with_seats
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import announcement_from_event as view
from handlers.views.announcement_audience import audience
from handlers.views.welcome import old_button

router = Router(name="announcement from event")
_TOLD = (AnnouncementStatus.SENDING, AnnouncementStatus.SENT, AnnouncementStatus.STOPPED)


@router.callback_query(Taps("ev_announce", int))
async def announce(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Drafts the announcement at once, unless there is something to be said first."""
    found = await _published(args[0], out, visit, services)
    if found is None:
        return
    one, earlier = found
    unfit = why_no_longer(EventNews.INVITATION, one, services.clock())
    if earlier or unfit is not None:
        await out.say(view.announced(visit.lang, services, one, earlier, unfit))
    else:
        await _draft(one, EventNews.INVITATION, [], out, visit, services)


@router.callback_query(Taps("a_from", int, str))
async def announce_news(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str]
) -> None:
    """The news that was chosen, if it is true of the event."""
    found = await _published(args[0], out, visit, services)
    if found is None:
        return
    one, earlier = found
    cancelled = one.event.status is EventStatus.CANCELLED
    if args[1] not in set(EventNews) or cancelled is not (args[1] == EventNews.CANCELLED.value):
        await out.toast(old_button(visit.lang))
        return
    await _draft(one, EventNews(args[1]), earlier, out, visit, services)


async def _published(
    event_id: int, out: Out, visit: Visit, services: Services
) -> tuple[EventWithSeats, list[Announcement]] | None:
    one = await event_with_seats(services, event_id)
    if one is None or one.event.status is EventStatus.DRAFT:
        await out.toast(old_button(visit.lang))
        return None
    async with services.uow.reading() as r:
        return one, await r.announcements.of_event(event_id)


async def _draft(
    one: EventWithSeats,
    news: EventNews,
    earlier: list[Announcement],
    out: Out,
    visit: Visit,
    services: Services,
) -> None:
    made = await keep_new(services.uow, _made(one, news, earlier, visit, services), visit.cause)
    if made.audience.topics:
        await out.say(await card_screen(made.id, visit, services))
    else:
        await out.say(audience(visit.lang, services, made))


def _made(
    one: EventWithSeats, news: EventNews, earlier: list[Announcement], visit: Visit, services: Services
) -> Announcement:
    """A body in each language that the event has, for those who were told of it before."""
    event = one.event
    codes = view.languages_of(event, services) or [visit.lang.code]
    main = next(code for code in (visit.lang.code, source_language(event), *codes) if code in codes)
    told = next((each for each in earlier if each.status in _TOLD), None)
    topics = told.audience.topics if told is not None else ()
    draft = Announcement(
        id=0,
        author_id=visit.resident.id,
        bodies={},
        audience=told.audience if told is not None else Audience(topics=topics),
        created_at=services.clock(),
        language=main,
        button=None if news is EventNews.CANCELLED else Button(ButtonKind.EVENT, str(event.id)),
        event_id=event.id,
        event_news=news,
    )
    for code in (main, *(code for code in codes if code != main)):
        draft = with_body(draft, code, view.drafted(services.catalogues[code], services, event, news))
    return replace(draft, expires_at=event.starts_at if news is EventNews.INVITATION else None)
