"""Answers that staff say are still correct."""

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.confirmations import Confirmed, TextChanged, confirm, due_for_confirmation
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import confirmations as view

router = Router(name="confirming")


@router.callback_query(Taps("still", str))
async def still_correct(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str]
) -> None:
    """Confirms the text that the button was made for, and shows what is left."""
    knowledge = services.knowledge
    outcome = await confirm(services.uow, services.clock, knowledge, args[0], visit.resident.id, visit.cause)
    match outcome:
        case Confirmed():
            await out.toast(view.confirmed(visit.lang))
        case TextChanged():
            await out.toast(view.text_changed(visit.lang))
    left = await due_for_confirmation(services.uow, services.clock, knowledge, services.zone)
    await out.redraw(view.to_confirm(visit.lang, services, left))
