"""Ticks for the initiatives that a member of staff answers for."""

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.pushes import toggle_topic
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import answering as view
from handlers.views.welcome import old_button

router = Router(name="my topics")


@router.callback_query(Taps("my_topics"))
async def show_topics(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """All initiatives."""
    await out.say(view.my_topics(visit.lang, services, await _chosen(visit, services)))


@router.callback_query(Taps("my_topics_page", int))
async def turn(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Another page of them."""
    await out.redraw(view.my_topics(visit.lang, services, await _chosen(visit, services), args[0]))


@router.callback_query(Taps("my_topic", str, int))
async def tick(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str, int]
) -> None:
    """Chooses one, or no longer."""
    if args[0] not in services.knowledge.initiatives:
        await out.toast(old_button(visit.lang))
        return
    chosen = await toggle_topic(services.uow, visit.resident.id, args[0], visit.cause)
    await out.redraw(view.my_topics(visit.lang, services, chosen, args[1]))


async def _chosen(visit: Visit, services: Services) -> frozenset[str]:
    async with services.uow.reading() as r:
        return (await r.routing.choices()).get(visit.resident.id, frozenset())
