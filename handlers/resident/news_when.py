"""Residents choose when they want announcements."""

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.residents import NewsWhen
from civic.waiting_copies import choose_news_when
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import news_when as view
from handlers.views.welcome import old_button

router = Router(name="news when")


@router.callback_query(Taps("news_when"))
async def ask(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """The question with the present choice."""
    async with services.uow.reading() as r:
        resident = await r.residents.get(visit.resident.id)
    await out.say(view.ask_when(visit.lang, resident.news_when))


@router.callback_query(Taps("news_when_is", str))
async def chosen(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str]) -> None:
    """Keeps the choice; what waits goes out by it."""
    if args[0] not in tuple(NewsWhen):
        await out.toast(old_button(visit.lang))
        return
    when = NewsWhen(args[0])
    await choose_news_when(
        services.uow, services.clock, visit.resident.id, when, services.news_rules, visit.cause
    )
    await out.redraw(view.chosen_when(visit.lang, when))
