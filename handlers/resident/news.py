"""Subscribing to topics, choosing a part of town, and ending it all with one tap."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.residents import choose_district, subscribe, toggle_topic, unsubscribe_all
from handlers import forms
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import age
from handlers.views import news as view
from handlers.views.welcome import old_button

router = Router(name="news")
TICK, LINK = "tick", "link"
"""Where somebody came from who is asked for their age."""


@router.message(Command("news"))
async def news_command(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """The screen of ticks."""
    await out.say(await topics_screen(visit, services))
    await forms.resume(out, visit, services, state)


@router.message(Command("stop"))
async def stop_command(message: Message, out: Out, visit: Visit, services: Services) -> None:
    """Ends all subscriptions."""
    await end_all(out, visit, services)


@router.callback_query(Taps("news"))
async def news_tap(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """The same from a button."""
    await out.say(await topics_screen(visit, services))


async def topics_screen(visit: Visit, services: Services) -> Screen:
    """Topics with ticks, as they are now."""
    async with services.uow.reading() as r:
        chosen = await r.residents.topics(visit.resident.id)
        resident = await r.residents.get(visit.resident.id)
    return view.topics(visit.lang, services, chosen, resident.district)


@router.callback_query(Taps("topic", str))
async def topic_ticked(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str]
) -> None:
    """Subscribes or unsubscribes; before the first topic the age is asked for."""
    if not any(topic.slug == args[0] for topic in services.city.topics):
        await out.toast(old_button(visit.lang))
        return
    if await toggle_topic(services.uow, visit.resident.id, args[0], None, visit.cause) is None:
        await out.redraw(age.question(visit.lang, args[0], TICK))
        return
    await out.redraw(await topics_screen(visit, services))


@router.callback_query(Taps("subscribe", str))
async def subscribe_tap(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str]
) -> None:
    """The confirming tap after a link."""
    topic = next((one for one in services.city.topics if one.slug == args[0]), None)
    if topic is None:
        await out.toast(old_button(visit.lang))
        return
    if await subscribe(services.uow, visit.resident.id, topic.slug, None) is None:
        await out.redraw(age.question(visit.lang, topic.slug, LINK))
        return
    await out.redraw(view.subscribed(visit.lang, services, topic))


@router.callback_query(Taps("unsubscribe"))
async def unsubscribe_tap(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """One tap below every announcement."""
    await end_all(out, visit, services)


async def end_all(out: Out, visit: Visit, services: Services) -> None:
    """Ends every subscription and says so."""
    had_any = await unsubscribe_all(services.uow, visit.resident.id)
    await out.say(view.unsubscribed(visit.lang, had_any=had_any))


@router.callback_query(Taps("districts"))
async def districts(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """Parts of town."""
    await out.redraw(view.districts(visit.lang, services, visit.resident.district))


@router.callback_query(Taps("district", str))
async def district_chosen(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str]
) -> None:
    """Stores the part of town; an empty one forgets it."""
    if args[0] and not any(one.slug == args[0] for one in services.city.districts):
        await out.toast(old_button(visit.lang))
        return
    await choose_district(services.uow, visit.resident.id, args[0])
    await out.redraw(await topics_screen(visit, services))
