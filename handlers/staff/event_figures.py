"""Coordinators look at needs and figures, set alerts, and say which colleagues see the list."""

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.event_numbers import event_numbers
from civic.event_teams import colleagues, take_over, toggle_colleague
from civic.needs import set_threshold, totals
from civic.participants import Part
from civic.registrations import Need
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.participants import roll_of, show_roll
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import event_figures, event_needs, event_teams
from handlers.views.welcome import old_button

router = Router(name="event figures")


@router.callback_query(Taps("needs_of", int))
async def needs(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Totals of needs, and from when on there is an alert."""
    await _show_needs(args[0], out, visit, services)


async def _show_needs(event_id: int, out: Out, visit: Visit, services: Services) -> None:
    found = await roll_of(event_id, out, visit, services)
    if found is None:
        return
    async with services.uow.reading() as r:
        chosen = await r.need_alerts.thresholds(event_id)
    await out.say(event_needs.thresholds(visit.lang, services, found, totals(found.people), chosen))


@router.callback_query(Taps("need_at", int, str))
async def ask_threshold(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str]
) -> None:
    """Asks from how many people on."""
    if args[1] not in set(Need):
        await out.toast(old_button(visit.lang))
        return
    found = await roll_of(args[0], out, visit, services)
    if found is not None:
        await out.say(event_needs.ask_threshold(visit.lang, found.event, Need(args[1])))


@router.callback_query(Taps("need_set", int, str, int))
async def set_alert(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str, int]
) -> None:
    """Stores it."""
    event_id, need, least = args
    done = need in set(Need) and await set_threshold(
        services.uow, services.clock, event_id, visit.resident.id, Need(need), least, visit.cause
    )
    if not done:
        await out.toast(old_button(visit.lang))
        return
    await _show_needs(event_id, out, visit, services)


@router.callback_query(Taps("past_events"))
async def past_events(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """Events that are over, each with its figures."""
    async with services.uow.reading() as r:
        found = await r.participants.ended(services.clock(), event_figures.PAST)
    await out.say(event_figures.past(visit.lang, services, found))


@router.callback_query(Taps("numbers_of", int))
async def figures(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """How many registered and came."""
    found = await event_numbers(services.uow, args[0])
    if found is None:
        await out.toast(old_button(visit.lang))
        return
    await out.say(event_figures.figures(visit.lang, services, found[0].event, found[1]))


@router.callback_query(Taps("numbers_csv", int))
async def figures_as_table(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """The same for a spreadsheet."""
    found = await event_numbers(services.uow, args[0])
    if found is None:
        await out.toast(old_button(visit.lang))
        return
    screen = event_figures.figures(visit.lang, services, found[0].event, found[1])
    file = event_figures.figures_table(visit.lang, services, found[0].event, found[1])
    await out.say(Screen(screen.text, screen.buttons[1:], file))


@router.callback_query(Taps("team", int))
async def team(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Who sees the list."""
    await _show_team(args[0], out, visit, services, redraw=False)


@router.callback_query(Taps("team_toggle", int, int))
async def toggle(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """Puts a colleague on the team, or takes them off it."""
    done = await toggle_colleague(
        services.uow, services.clock, args[0], visit.resident.id, args[1], visit.cause
    )
    if not done:
        await out.toast(old_button(visit.lang))
        return
    await _show_team(args[0], out, visit, services, redraw=True)


async def _show_team(event_id: int, out: Out, visit: Visit, services: Services, *, redraw: bool) -> None:
    staff = await colleagues(services.uow, event_id, visit.resident.id)
    async with services.uow.reading() as r:
        one = await r.events.get(event_id)
    if staff is None or one is None:
        await out.toast(old_button(visit.lang))
        return
    screen = event_teams.team(visit.lang, services, one.event, staff)
    await (out.redraw(screen) if redraw else out.say(screen))


@router.callback_query(Taps("team_take", int))
async def take(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Looks after an event that nobody looks after."""
    if not await take_over(services.uow, services.clock, args[0], visit.resident.id, visit.cause):
        await out.toast(old_button(visit.lang))
        return
    await show_roll(args[0], Part.ALL, 0, out, visit, services)
