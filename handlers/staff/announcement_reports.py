"""Coordinators follow an announcement that was released: report, stopping, going on."""

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.announcement_resuming import Resumed, resume
from civic.announcement_sending import stop
from handlers.services import Services, Visit
from handlers.staff.announcement_cards import shown
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import announcement_reports as view

router = Router(name="announcement reports")


@router.callback_query(Taps("a_report", int))
async def report(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """The figures as they are now."""
    found = await shown(args[0], None, out, visit, services)
    if found is None:
        return
    async with services.uow.reading() as r:
        parts = await r.delivery_reports.breakdown(args[0])
        replies = await r.replies.count(args[0])
        waiting = [change for change in await r.changes.of(args[0]) if change.asked_at is not None]
    newest = waiting[-1] if waiting else None
    await out.redraw(view.report(visit.lang, services, found, parts, replies, newest))


@router.callback_query(Taps("a_stop", int))
async def ask_stop(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Asks once."""
    found = await shown(args[0], None, out, visit, services)
    if found is None:
        return
    async with services.uow.reading() as r:
        numbers = await r.deliveries.report(args[0])
    await out.say(view.ask_stop(visit.lang, found, numbers.open))


@router.callback_query(Taps("a_stop_yes", int))
async def stop_it(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Stops it; what is not sent stays unsent."""
    in_time = await stop(services.uow, services.clock, args[0], visit.cause, by=visit.resident.id)
    await out.redraw(view.stopped(visit.lang, args[0], in_time=in_time))


@router.callback_query(Taps("a_resume", int))
async def go_on(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Sends what a stop left unsent."""
    by, rules = visit.resident.id, services.news_rules
    outcome = await resume(services.uow, services.clock, args[0], visit.cause, by=by, rules=rules)
    waiting = outcome.waiting if isinstance(outcome, Resumed) else None
    await out.redraw(view.resumed(visit.lang, args[0], waiting))
