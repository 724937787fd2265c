"""The private calendar feed of one's registrations: make an address, change it, switch it off."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.feeds import end_feed, feed_since, new_feed_token
from handlers import forms
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import feed as view

router = Router(name="feed")


@router.message(Command("calendar"))
async def feed_command(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """What the feed is, and whether there is one."""
    await out.say(await _screen(visit, services))
    await forms.resume(out, visit, services, state)


@router.callback_query(Taps("feed"))
async def feed_tap(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """The same from a button."""
    await out.say(await _screen(visit, services))


@router.callback_query(Taps("feed_new"))
async def new_address(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """Makes an address and shows it this once; the one before ends."""
    token = await new_feed_token(services.uow, services.clock, visit.resident.id, visit.cause)
    await out.redraw(view.address(visit.lang, f"{services.office.public_url}/feed/{token}.ics"))


@router.callback_query(Taps("feed_off"))
async def switch_off(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """Ends the address."""
    await end_feed(services.uow, visit.resident.id, visit.cause)
    await out.redraw(view.switched_off(visit.lang))


async def _screen(visit: Visit, services: Services) -> Screen:
    return view.feed(visit, services, await feed_since(services.uow, visit.resident.id))
