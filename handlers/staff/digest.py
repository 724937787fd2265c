"""Today at a glance, the gap report, and when the weekly digest is sent."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from civic.digests import DigestPlan, choose
from handlers.digest import digest_screen, gap_screen, missing_screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import digest as view
from handlers.views.welcome import old_button

router = Router(name="digest")


@router.message(Command("today"))
async def today_command(message: Message, out: Out, visit: Visit, services: Services) -> None:
    """How things stand."""
    await out.say(await digest_screen(services, visit.lang, visit.resident.id))


@router.callback_query(Taps("today"))
async def today_tap(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """The same from a button."""
    await out.say(await digest_screen(services, visit.lang, visit.resident.id))


@router.callback_query(Taps("gaps"))
async def gaps(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """What people ask in vain."""
    await out.say(await gap_screen(services, visit.lang))


@router.callback_query(Taps("digest_missing"))
async def missing(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """Translations that are missing."""
    await out.say(await missing_screen(services, visit.lang))


@router.callback_query(Taps("digest_when"))
async def when(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """On which day it is sent."""
    async with services.uow.reading() as r:
        plan = await r.digests.plan(visit.resident.id)
    await out.say(view.when(visit.lang, services, plan or DigestPlan(visit.resident.id)))


@router.callback_query(Taps("digest_day", int))
async def day(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """At which hour."""
    if args[0] > 6:
        await out.toast(old_button(visit.lang))
        return
    await out.redraw(view.hours(visit.lang, services, args[0]))


@router.callback_query(Taps("digest_at", int, int))
async def at(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]) -> None:
    """Keeps day and hour."""
    weekday, hour = args
    if weekday > 6 or hour > 23:
        await out.toast(old_button(visit.lang))
        return
    await _choose(DigestPlan(visit.resident.id, weekday, hour), out, visit, services)


@router.callback_query(Taps("digest_never"))
async def never(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """No weekly message."""
    await _choose(DigestPlan(visit.resident.id, None), out, visit, services)


async def _choose(plan: DigestPlan, out: Out, visit: Visit, services: Services) -> None:
    chosen = await choose(services.uow, services.clock, services.zone, plan, visit.cause)
    await out.redraw(view.when(visit.lang, services, chosen))
