"""Owners read what the staff decided, and carry it away as a table."""

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.staff_log import LogPart, export_log, read_log
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import staff_log as view
from handlers.views.welcome import old_button

router = Router(name="staff log")


@router.callback_query(Taps("log", str, int))
async def log(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str, int]
) -> None:
    """A page of it."""
    part, number = args
    if part not in set(LogPart):
        await out.toast(old_button(visit.lang))
        return
    found = await read_log(services.uow, LogPart(part), number)
    await out.redraw(view.log(visit.lang, services, found))


@router.callback_query(Taps("log_csv"))
async def as_table(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """All of it."""
    found = await export_log(services.uow, services.clock, visit.resident.id, visit.cause)
    await out.say(view.log_table(visit.lang, services, found))
