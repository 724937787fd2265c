"""One's own registrations: list, look, cancel."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.events import Event
from civic.registrations import Cancelled, NothingToCancel, Registration, RegistrationStatus, cancel
from handlers import forms
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import registration as view

router = Router(name="mine")


@router.message(Command("my", "abmelden"))
async def my_command(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """The registrations of this person."""
    await out.say(await mine_screen(visit, services))
    await forms.resume(out, visit, services, state)


@router.callback_query(Taps("my"))
async def my_tap(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """The same from a button."""
    await out.say(await mine_screen(visit, services))


async def mine_screen(visit: Visit, services: Services) -> Screen:
    """The list of registrations."""
    async with services.uow.reading() as r:
        found = await r.registrations.of_resident(visit.resident.id, services.clock())
    return view.mine(visit, services, found)


@router.callback_query(Taps("reg", int))
async def one_of_mine(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """One registration; somebody else's looks as if it did not exist."""
    found = await _own(visit, services, args[0])
    if found is None:
        await out.say(view.nothing_to_cancel(visit.lang))
        return
    registration, event = found
    async with services.uow.reading() as r:
        position = await r.registrations.position(registration)
    await out.say(view.one_of_mine(visit, services, registration, event, position))


@router.callback_query(Taps("unreg", int))
async def ask_cancel(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Asks once."""
    found = await _own(visit, services, args[0])
    if found is None:
        await out.say(view.nothing_to_cancel(visit.lang))
        return
    await out.say(view.ask_cancel(visit, services, *found))


@router.callback_query(Taps("unreg_yes", int))
async def cancel_tap(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Cancels; whoever waits moves up."""
    outcome = await cancel(services.uow, services.clock, args[0], visit.resident.id, visit.cause)
    match outcome:
        case Cancelled(event=event):
            await out.redraw(view.cancelled(visit, services, event))
        case NothingToCancel():
            await out.say(view.nothing_to_cancel(visit.lang))


async def _own(visit: Visit, services: Services, registration_id: int) -> tuple[Registration, Event] | None:
    async with services.uow.reading() as r:
        registration = await r.registrations.get(registration_id)
        one = await r.events.get(registration.event_id) if registration else None
    if registration is None or one is None or registration.resident_id != visit.resident.id:
        return None
    if registration.status is RegistrationStatus.CANCELLED:
        return None
    return registration, one.event
