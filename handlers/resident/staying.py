"""Whoever was silent for long wants to stay; that they tapped is the sign of it."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.services import Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import retention as view

router = Router(name="staying")


@router.callback_query(Taps("stay"))
async def stay(query: CallbackQuery, out: Out, visit: Visit) -> None:
    """Says that nothing is deleted."""
    await out.redraw(view.staying(visit.lang))
