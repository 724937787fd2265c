"""Listing events and looking at one."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.events import Closing, EventStatus, coming_events
from civic.registrations import MAY_RETURN, Closed
from handlers import forms
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import events as view
from handlers.views import registration as registration_view

router = Router(name="events")


@router.message(Command("events"))
async def events_command(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """What is coming up."""
    await out.say(await list_screen(visit, services))
    await forms.resume(out, visit, services, state)


@router.callback_query(Taps("events"))
async def events_tap(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """The same from a button."""
    await out.say(await list_screen(visit, services))


@router.callback_query(Taps("events_page", int))
async def more_events(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Later events."""
    await out.say(await list_screen(visit, services, args[0]))


@router.callback_query(Taps("event", int))
async def event_tap(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """One event."""
    await out.say(await event_screen_for(visit, services, args[0]))


async def list_screen(visit: Visit, services: Services, page: int = 0) -> Screen:
    """The coming events, a page of them, counted from 0."""
    return view.event_list(visit, services, await coming_events(services.uow, services.clock), page)


async def event_screen_for(visit: Visit, services: Services, event_id: int) -> Screen:
    """An event with the button that fits this person; unknown ones and drafts look the same."""
    async with services.uow.reading() as r:
        one = await r.events.get(event_id)
        registration = await r.registrations.of(event_id, visit.resident.id)
    if one is None or one.event.status is EventStatus.DRAFT:
        return registration_view.closed(visit.lang, Closed(Closing.UNKNOWN))
    registered = registration is not None and registration.status not in MAY_RETURN
    return view.event_screen(visit, services, one, registered=registered)
