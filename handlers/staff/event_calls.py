"""Coordinators see whom to call about an event, and what people said after it."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from civic.calls import called, to_call
from civic.events import Event
from civic.ratings import rated_events, ratings
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.participants import coordinates
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import calls as view
from handlers.views import ratings as ratings_view
from handlers.views.welcome import old_button

router = Router(name="event calls")


@router.callback_query(Taps("calls_of", int))
async def calls_of(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Who could not be reached."""
    if await coordinates(args[0], out, visit, services):
        await _show(await _calls(args[0], 0, visit, services), out, visit)


@router.callback_query(Taps("calls_page", int, int))
async def calls_page(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """Turns the page."""
    if await coordinates(args[0], out, visit, services):
        await _show(await _calls(*args, visit, services), out, visit, redraw=True)


@router.callback_query(Taps("called", int, int))
async def was_called(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """Somebody knows by now."""
    if not await coordinates(args[0], out, visit, services):
        return
    found = await called(services.uow, services.clock, args[1], visit.resident.id, visit.cause)
    screen = await _calls(args[0], 0, visit, services) if found is not None else None
    await _show(screen, out, visit, redraw=True)


@router.message(Command("feedback"))
async def feedback_command(message: Message, out: Out, visit: Visit, services: Services) -> None:
    """Events that people rated."""
    await out.say(ratings_view.rated_events(visit.lang, services, await _rated(services)))


@router.callback_query(Taps("feedback"))
async def feedback(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """The same from a button."""
    await out.say(ratings_view.rated_events(visit.lang, services, await _rated(services)))


@router.callback_query(Taps("feedback_page", int))
async def feedback_page(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Turns the page."""
    await out.redraw(ratings_view.rated_events(visit.lang, services, await _rated(services), args[0]))


@router.callback_query(Taps("ratings_of", int))
async def ratings_of(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """What people said about one event."""
    await _show(await _ratings(args[0], 0, visit, services), out, visit)


@router.callback_query(Taps("ratings_page", int, int))
async def ratings_page(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """Turns the page."""
    await _show(await _ratings(*args, visit, services), out, visit, redraw=True)


async def _show(screen: Screen | None, out: Out, visit: Visit, *, redraw: bool = False) -> None:
    if screen is None:
        await out.toast(old_button(visit.lang))
    else:
        await (out.redraw(screen) if redraw else out.say(screen))


async def _rated(services: Services) -> list[Event]:
    return await rated_events(services.uow, services.clock)


async def _calls(event_id: int, page: int, visit: Visit, services: Services) -> Screen | None:
    async with services.uow.reading() as r:
        one = await r.events.get(event_id)
    if one is None:
        return None
    found = await to_call(services.uow, services.clock, event_id)
    return view.call_list(visit.lang, services, one.event, found, page)


async def _ratings(event_id: int, page: int, visit: Visit, services: Services) -> Screen | None:
    async with services.uow.reading() as r:
        one = await r.events.get(event_id)
    if one is None:
        return None
    found = await ratings(services.uow, event_id, visit.resident.id)
    return ratings_view.ratings_of(visit.lang, services, one.event, found, page)
