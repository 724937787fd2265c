"""The button below an announcement that leads to the news of a topic."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import announcement_message as view
from handlers.views import news
from handlers.views.welcome import old_button

router = Router(name="announcement taps")


@router.callback_query(Taps("news_on", str))
async def news_on(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str]) -> None:
    """Asks before it subscribes; the announcement itself stays where it is."""
    topic = next((one for one in services.city.topics if one.slug == args[0]), None)
    if topic is None:
        await out.toast(old_button(visit.lang))
        return
    async with services.uow.reading() as r:
        chosen = await r.residents.topics(visit.resident.id)
    if topic.slug in chosen:
        await out.say(view.has_topic(visit.lang, services, topic))
    else:
        await out.say(news.confirm_topic(visit.lang, services, topic))
