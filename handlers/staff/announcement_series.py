"""Coordinators see what repeats; they leave a date out, pause a series, let it go on, and end it."""

from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.announcement_drafts import ChangedMeanwhile
from civic.announcement_occurrences import is_approved
from civic.announcement_series import Series, Skipped, TooLate, end, pause, resume, skip_day
from civic.announcements import AnnouncementStatus
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import announcement_series as view

router = Router(name="announcement series")


@router.callback_query(Taps("s_list"))
async def running(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """What repeats."""
    async with services.uow.reading() as r:
        found = await r.announcement_series.running()
        templates = [await r.announcements.get(series.template_id) for series in found]
    pairs = [(one, text) for one, text in zip(found, templates, strict=True) if text is not None]
    await out.say(view.running(visit.lang, pairs))


@router.callback_query(Taps("s_card", int))
async def card(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """One series."""
    await out.say(await _card_screen(args[0], visit, services))


async def _card_screen(series_id: int, visit: Visit, services: Services) -> Screen:
    now = services.clock()
    async with services.uow.reading() as r:
        series = await r.announcement_series.get(series_id)
        template = await r.announcements.get(series.template_id) if series else None
        made = await r.announcement_series.announcements(series_id)
    if series is None or template is None:
        return view.changed(visit.lang)
    waiting = {
        date.fromisoformat(one.series_day) for one in made if one.status is AnnouncementStatus.SCHEDULED
    }
    coming = series.days_from(series.next_day, view.NEXT_SHOWN) if series.next_day else []
    days = sorted(waiting | {day for day in coming if series.instant(day) > now})[: view.NEXT_SHOWN]
    return view.card(visit.lang, services, series, template, days, is_approved(template))


@router.callback_query(Taps("s_skip", int, int))
async def skip(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """Leaves one date out."""
    try:
        day = date.fromisoformat(str(args[1]))
    except ValueError:
        await out.say(view.changed(visit.lang))
        return
    by = visit.resident.id
    match await skip_day(services.uow, services.clock, args[0], day, by, visit.cause):
        case Skipped():
            await out.say(await _card_screen(args[0], visit, services))
        case TooLate():
            await out.say(Screen(view.too_late(visit.lang)))
        case ChangedMeanwhile():
            await out.say(view.changed(visit.lang))


@router.callback_query(Taps("s_pause", int))
async def pause_tap(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Nothing goes out until it goes on."""
    paused = await pause(services.uow, services.clock, args[0], visit.resident.id, visit.cause)
    await _after(paused, out, visit, services)


@router.callback_query(Taps("s_resume", int))
async def resume_tap(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """It goes on with the next date to come."""
    await _after(await resume(services.uow, services.clock, args[0], visit.cause), out, visit, services)


@router.callback_query(Taps("s_end", int))
async def ask_end(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Asks once."""
    async with services.uow.reading() as r:
        series = await r.announcement_series.get(args[0])
    await out.say(view.ask_end(visit.lang, series) if series else view.changed(visit.lang))


@router.callback_query(Taps("s_end_yes", int))
async def end_tap(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Ends it for good."""
    ended = await end(services.uow, services.clock, args[0], visit.resident.id, visit.cause)
    await _after(ended, out, visit, services)


async def _after(changed: Series | ChangedMeanwhile, out: Out, visit: Visit, services: Services) -> None:
    if isinstance(changed, ChangedMeanwhile):
        await out.say(view.changed(visit.lang))
    else:
        await out.say(await _card_screen(changed.id, visit, services))
