"""Coordinators run events: list, card, publish, participants, cancelling."""

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.event_changes import call_off, change_event
from civic.events import Event, EventWithSeats, publish_event
from handlers.links import Target, write_link
from handlers.screen import Screen, paragraphs
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import staff_events as view
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
    await out.say(view.staff_list(visit.lang, services, found, page))


@router.callback_query(Taps("card", int))
async def card(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """One event with everything that can be changed."""
    await show_card(args[0], out, visit, services)


async def show_card(
    event_id: int, out: Out, visit: Visit, services: Services, note: str = "", *, redraw: bool = False
) -> None:
    """Sends the card of an event, after a note where there is one."""
    one = await _event(services, event_id)
    if one is None:
        await out.toast(old_button(visit.lang))
        return
    screen = view.card(visit.lang, services, one)
    screen = Screen(paragraphs(note, screen.text), screen.buttons)
    await (out.redraw(screen) if redraw else out.say(screen))


@router.callback_query(Taps("step_free", int))
async def step_free(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Unknown, yes, no, unknown …"""
    following = {None: True, True: False, False: None}
    one = await _event(services, args[0])
    if one is None:
        await out.toast(old_button(visit.lang))
        return
    await _save(replace(one.event, step_free=following[one.event.step_free]), out, visit, services)


@router.callback_query(Taps("spoken", int))
async def choose_spoken(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Which language is spoken."""
    one = await _event(services, args[0])
    if one is not None:
        await out.say(view.languages(visit.lang, services, one.event, "spoken_is"))


@router.callback_query(Taps("spoken_is", int, str))
async def spoken(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str]
) -> None:
    """Stores it."""
    one = await _event(services, args[0])
    if one is None or args[1] not in services.catalogues:
        await out.toast(old_button(visit.lang))
        return
    await _save(replace(one.event, spoken=args[1]), out, visit, services)


async def _save(event: Event, out: Out, visit: Visit, services: Services) -> None:
    changed = await change_event(services.uow, services.clock, event, visit.cause)
    note = "" if changed is not None else view.changed_meanwhile(visit.lang)
    await show_card(event.id, out, visit, services, note, redraw=True)


@router.callback_query(Taps("publish", int))
async def publish(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Makes a draft visible and gives its link."""
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
    one = await _event(services, args[0])
    if one is not None:
        await out.say(view.confirm_call_off(visit.lang, services, one))


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


@router.callback_query(Taps("people_of", int))
async def participants(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Who comes and who waits."""
    screen = await _participants(args[0], 0, visit, services)
    if screen is not None:
        await out.say(screen)


@router.callback_query(Taps("people_page", int, int))
async def other_participants(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """Turns the page."""
    screen = await _participants(*args, visit, services)
    if screen is not None:
        await out.redraw(screen)


async def _participants(event_id: int, page: int, visit: Visit, services: Services) -> Screen | None:
    async with services.uow.reading() as r:
        one = await r.events.get(event_id)
        people = await r.registrations.of_event(event_id)
    return view.participants(visit.lang, services, one, people, page) if one is not None else None


async def _event(services: Services, event_id: int) -> EventWithSeats | None:
    async with services.uow.reading() as r:
        return await r.events.get(event_id)
