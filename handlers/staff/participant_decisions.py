"""Coordinators decide on registrations, and change or cancel one for its person."""

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.changing import NoSeatForMore
from civic.moderation import Accepted, AlreadyDecided, accept, decline
from civic.participants import Part
from civic.registrations import MOST_PEOPLE, NothingToChange
from civic.staff_changes import AcceptedAll, ChangedForThem, accept_fitting, cancel_for, set_people
from handlers.services import Services, Visit
from handlers.staff.participants import person_of, roll_of, show_person, show_roll
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import participant as view
from handlers.views.welcome import old_button

router = Router(name="participant decisions")


@router.callback_query(Taps("p_accept", int))
async def accept_one(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Gives a pending registration its seats, or a place in the waiting list."""
    await _decide(args[0], out, visit, services, accepts=True)


@router.callback_query(Taps("p_decline", int))
async def decline_one(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Declines a pending registration."""
    await _decide(args[0], out, visit, services, accepts=False)


async def _decide(number: int, out: Out, visit: Visit, services: Services, *, accepts: bool) -> None:
    found = await person_of(number, out, visit, services)
    if found is None:
        return
    decision = accept if accepts else decline
    outcome = await decision(
        services.uow, services.clock, services.zone, number, visit.resident.id, visit.cause
    )
    match outcome:
        case AlreadyDecided():
            await out.toast(view.decided_before(visit.lang))
        case Accepted(position=position):
            await out.toast(view.accepted(visit.lang, position))
        case _:
            await out.toast(view.declined(visit.lang))
    await show_roll(found[1].event.id, Part.PENDING, 0, out, visit, services, redraw=True)


@router.callback_query(Taps("p_accept_all", int))
async def accept_all(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Accepts everybody who fits, in the order in which they came."""
    if await roll_of(args[0], out, visit, services) is None:
        return
    outcome = await accept_fitting(
        services.uow, services.clock, services.zone, args[0], visit.resident.id, visit.cause
    )
    match outcome:
        case AcceptedAll(accepted=accepted):
            await out.toast(view.accepted_all(visit.lang, accepted))
        case NothingToChange():
            await out.toast(view.decided_before(visit.lang))
    await show_roll(args[0], Part.PENDING, 0, out, visit, services, redraw=True)


@router.callback_query(Taps("p_cancel", int))
async def ask_cancel(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Asks once."""
    found = await person_of(args[0], out, visit, services)
    if found is not None:
        await out.say(view.ask_cancel(visit.lang, found[0]))


@router.callback_query(Taps("p_cancel_yes", int))
async def cancel(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Cancels for them; they hear of it."""
    if await person_of(args[0], out, visit, services) is None:
        return
    outcome = await cancel_for(
        services.uow, services.clock, services.zone, args[0], visit.resident.id, visit.cause
    )
    await _tell(outcome, args[0], out, visit, services)


@router.callback_query(Taps("p_fewer", int))
async def ask_fewer(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Asks how many come after all."""
    found = await person_of(args[0], out, visit, services)
    if found is not None:
        await out.say(view.fewer(visit.lang, found[0]))


@router.callback_query(Taps("p_people", int, int, int))
async def change_people(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int, int]
) -> None:
    """Sets how many come, from the number that was shown to another one."""
    number, was, people = args
    if not 1 <= people <= MOST_PEOPLE:
        await out.toast(old_button(visit.lang))
        return
    if await person_of(number, out, visit, services) is None:
        return
    outcome = await set_people(
        services.uow, services.clock, services.zone, number, visit.resident.id, was, people, visit.cause
    )
    await _tell(outcome, number, out, visit, services)


async def _tell(
    outcome: ChangedForThem | NoSeatForMore | NothingToChange,
    number: int,
    out: Out,
    visit: Visit,
    services: Services,
) -> None:
    match outcome:
        case ChangedForThem():
            await out.toast(view.done(visit.lang))
        case NoSeatForMore():
            await out.toast(view.no_seat(visit.lang))
        case NothingToChange():
            await out.toast(view.changed_before(visit.lang))
    await show_person(number, out, visit, services)
