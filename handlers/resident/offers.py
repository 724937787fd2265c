"""Freed seats that were offered: take them, pass, or come back to the list."""

from typing import assert_never

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from civic.offers import Claimed, OfferGone, PassedOn, claim, pass_on, rejoin
from civic.registrations import Closed, InDraw, NothingToChange, PendingApproval, Registered, WaitListed
from handlers import forms
from handlers.resident import after_saving
from handlers.resident.standing import outcome_screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import changing
from handlers.views import offers as view

router = Router(name="offers")


@router.callback_query(Taps("claim", int))
async def claim_tapped(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int],
) -> None:
    """Takes the seats; whoever is too late hears where they wait now."""
    outcome = await claim(
        services.uow, services.clock, services.zone, args[0], visit.resident.id, visit.cause
    )
    match outcome:
        case Claimed(registration=registration, event=event):
            await out.say(view.claimed(visit, services, registration, event))
            if await state.get_state() is None:
                await after_saving.prepare(Registered(registration, event), visit, services, state)
                await forms.resume(out, visit, services, state)
        case OfferGone(registration=gone, event=about, position=position):
            await out.say(view.offer_gone(visit, services, gone, about, position))


@router.callback_query(Taps("pass", int))
async def pass_tapped(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Leaves the seats to the next."""
    outcome = await pass_on(
        services.uow, services.clock, services.zone, args[0], visit.resident.id, visit.cause
    )
    match outcome:
        case PassedOn(registration=registration, event=event):
            await out.redraw(view.passed_on(visit, services, registration, event))
        case OfferGone(registration=gone, event=about, position=position):
            await out.say(view.offer_gone(visit, services, gone, about, position))


@router.callback_query(Taps("rejoin", int))
async def rejoin_tapped(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Back to the end of the list."""
    outcome = await rejoin(
        services.uow, services.clock, services.zone, args[0], visit.resident.id, visit.cause
    )
    match outcome:
        case Registered() | WaitListed() | PendingApproval() | InDraw() | Closed():
            await out.say(await outcome_screen(visit, services, outcome))
        case NothingToChange():
            await out.say(changing.nothing_changed(visit.lang))
        case _:
            assert_never(outcome)
