"""Coordinators run events: list, card, publish, cancelling."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from civic.event_changes import call_off
from civic.event_drafts import concerned, throw_away
from civic.event_rules import flaws
from civic.events import EventStatus, publish_event
from handlers.links import Target, write_link
from handlers.services import Services, Visit
from handlers.staff.event_cards import event_with_seats, show_card
from handlers.staff.event_saving import open_event, set_field
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import event_settings
from handlers.views import staff_events as view
from handlers.views.event_forms import not_ready
from handlers.views.welcome import old_button

router = Router(name="staff events")


@router.callback_query(Taps("staff_events"))
async def list_events(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """Drafts and events to come."""
    await _show_list(0, out, visit, services)


@router.callback_query(Taps("staff_events_page", int))
async def more_events(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Later ones."""
    await _show_list(args[0], out, visit, services)


async def _show_list(page: int, out: Out, visit: Visit, services: Services) -> None:
    async with services.uow.reading() as r:
        found = await r.events.of_staff(services.clock())
        drafts = await r.events.drafts()
    shown = [one for one in found if one.event.status is not EventStatus.DRAFT]
    await out.say(view.staff_list(visit.lang, services, shown, page, len(drafts)))


@router.callback_query(Taps("card", int))
async def card(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """One event with everything that can be changed."""
    await open_event(args[0], out, visit, services, state)


@router.callback_query(Taps("ev_drafts"))
async def list_drafts(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """What is not published yet, unfinished ones among them."""
    async with services.uow.reading() as r:
        found = await r.events.drafts()
    await out.say(view.some_events(visit.lang, services, found, "card", drafts=True))


@router.callback_query(Taps("ev_throw", int))
async def throw_draft_away(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Deletes a draft, which nobody has seen."""
    if not await throw_away(services.uow, args[0], visit.cause):
        await out.toast(old_button(visit.lang))
        return
    await _show_list(0, out, visit, services)


@router.callback_query(Taps("ev_settings", int))
async def settings(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """How people register for an event, and what happens around it."""
    one = await event_with_seats(services, args[0])
    if one is None:
        await out.toast(old_button(visit.lang))
        return
    await out.say(event_settings.settings_card(visit.lang, services, one.event))


@router.callback_query(Taps("step_free", int))
async def step_free(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Unknown, yes, no, unknown …"""
    following = {None: "yes", True: "no", False: "unknown"}
    one = await event_with_seats(services, args[0])
    value = following[one.event.step_free] if one is not None else ""
    await set_field(args[0], "step_free", value, out, visit, services, state)


@router.callback_query(Taps("spoken", int))
async def choose_spoken(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Which language is spoken."""
    one = await event_with_seats(services, args[0])
    if one is not None:
        await out.say(view.languages(visit.lang, services, one.event, "spoken_is"))


@router.callback_query(Taps("spoken_is", int, str))
async def spoken(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int, str]
) -> None:
    """Stores it."""
    if args[1] not in services.catalogues:
        await out.toast(old_button(visit.lang))
        return
    await set_field(args[0], "spoken", args[1], out, visit, services, state)


@router.callback_query(Taps("ev_way", int))
async def choose_way(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """How seats are given."""
    await out.say(event_settings.ways(visit.lang, args[0]))


@router.callback_query(Taps("ev_way_is", int, str))
async def way(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int, str]
) -> None:
    """Stores it."""
    await set_field(args[0], "way", args[1], out, visit, services, state)


@router.callback_query(Taps("ev_photos", int))
async def photos(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Whether people are asked if they may be photographed."""
    one = await event_with_seats(services, args[0])
    value = "no" if one is not None and one.event.photos else "yes"
    await set_field(args[0], "photos", value, out, visit, services, state)


@router.callback_query(Taps("publish", int))
async def publish(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Makes a draft visible and gives its link, unless something is missing or contradicts itself."""
    one = await event_with_seats(services, args[0])
    wrong = flaws(one.event, services.clock()) if one and one.event.status is EventStatus.DRAFT else ()
    if wrong:
        await show_card(args[0], out, visit, services, not_ready(visit.lang, wrong), redraw=True)
        return
    event = await publish_event(services.uow, services.clock, args[0], visit.cause)
    if event is None:
        await out.toast(old_button(visit.lang))
        return
    payload = write_link(Target(event_id=event.id))
    note = "\n".join(view.published(visit.lang, url) for _, url in services.deep_links(payload))
    await show_card(event.id, out, visit, services, note, redraw=True)


@router.callback_query(Taps("call_off", int))
async def ask_call_off(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Asks once."""
    one = await event_with_seats(services, args[0])
    if one is not None:
        hears = await concerned(services.uow, args[0])
        await out.say(view.confirm_call_off(visit.lang, services, one, hears))


@router.callback_query(Taps("call_off_yes", int))
async def call_off_event(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Cancels the event; everybody concerned is told."""
    event = await call_off(services.uow, services.clock, args[0], visit.cause)
    if event is None:
        await out.toast(old_button(visit.lang))
        return
    await show_card(event.id, out, visit, services, redraw=True)
