"""One's own registrations: list, look, cancel."""

from dataclasses import replace

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.changing import Cancelled, NothingToCancel, PeopleCancelled, cancel, cancel_people, change_details
from civic.registrations import Registration
from handlers import forms
from handlers.resident.standing import own
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import mine as view

router = Router(name="mine")


@router.message(Command("my"))
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
    found = await own(visit, services, args[0])
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
    found = await own(visit, services, args[0])
    if found is None:
        await out.say(view.nothing_to_cancel(visit.lang))
        return
    await out.say(view.ask_cancel(visit, services, *found))


@router.callback_query(Taps("unreg_yes", int))
async def cancel_tap(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Cancels; whoever waits moves up."""
    outcome = await cancel(
        services.uow, services.clock, services.zone, args[0], visit.resident.id, visit.cause
    )
    match outcome:
        case Cancelled(event=event, registration=ended):
            await out.redraw(view.cancelled(visit, services, event, ended))
        case NothingToCancel():
            await out.say(view.nothing_to_cancel(visit.lang))


@router.callback_query(Taps("unreg_one", int, int, int))
async def one_does_not_come(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int, int]
) -> None:
    """Cancels one person; the others keep their seats. The number of people in the tap tells whether it was
    meant for the registration as it is now, so that a double tap takes nobody else off."""
    registration_id, people, place = args
    found = await own(visit, services, registration_id)
    if found is None or found[0].people != people:
        await out.say(view.nothing_to_cancel(visit.lang))
        return
    name, others = _without(found[0], place)
    outcome = await cancel_people(
        services.uow,
        services.clock,
        services.zone,
        registration_id,
        visit.resident.id,
        1,
        visit.cause,
        others=others,
    )
    match outcome:
        case PeopleCancelled(registration=registration, event=event):
            if name != registration.name:
                await change_details(
                    services.uow, services.clock, registration_id, visit.resident.id, name=name
                )
            shown = replace(registration, name=name)
            await out.redraw(view.fewer(visit, services, shown, event))
        case Cancelled(event=event, registration=ended):
            await out.redraw(view.cancelled(visit, services, event, ended))
        case NothingToCancel():
            await out.say(view.nothing_to_cancel(visit.lang))


def _without(registration: Registration, place: int) -> tuple[str, tuple[str, ...]]:
    """The name of the registration and the others after one person left it, counted from the first name."""
    if place == 0 and registration.others:
        return registration.others[0], registration.others[1:]
    return registration.name, registration.others[: max(0, place - 1)] + registration.others[place:]
