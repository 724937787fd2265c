"""Coordinators choose the button below an announcement: an event, the news of a topic, a web address."""

from dataclasses import replace

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.announcements import Announcement, Button, ButtonKind
from civic.events import coming_events
from civic.web_addresses import read_web_address
from handlers import forms
from handlers.forms import TYPED, Data, WritingAnnouncement
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.announcement_cards import card_screen, keep, shown
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import announcement_buttons as view
from handlers.views.announcement_audience import choose_event
from handlers.views.welcome import old_button

router = Router(name="announcement buttons")


@router.callback_query(Taps("a_button", int))
async def choose(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Which kind of button."""
    draft = await shown(args[0], None, out, visit, services)
    if draft is not None:
        await out.say(view.choose_button(visit.lang, services, draft))


@router.callback_query(Taps("a_b_event", int))
async def events(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Which event."""
    draft = await shown(args[0], None, out, visit, services)
    if draft is not None:
        found = await coming_events(services.uow, services.clock)
        await out.say(choose_event(visit.lang, services, draft, found, "a_b_ev"))


@router.callback_query(Taps("a_b_ev", int, int))
async def event_chosen(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """Keeps it, if residents can see that event."""
    coming = await coming_events(services.uow, services.clock)
    if not any(one.event.id == args[1] for one in coming):
        await out.toast(old_button(visit.lang))
        return
    draft = await shown(args[0], None, out, visit, services)
    if draft is not None:
        await _keep(draft, Button(ButtonKind.EVENT, str(args[1])), out, visit, services)


@router.callback_query(Taps("a_b_topic", int))
async def topics(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Which topic."""
    draft = await shown(args[0], None, out, visit, services)
    if draft is not None:
        await out.say(view.choose_topic(visit.lang, services, draft))


@router.callback_query(Taps("a_b_on", int, str))
async def topic_chosen(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str]
) -> None:
    """Keeps it."""
    if not any(topic.slug == args[1] for topic in services.city.topics):
        await out.toast(old_button(visit.lang))
        return
    draft = await shown(args[0], None, out, visit, services)
    if draft is not None:
        await _keep(draft, Button(ButtonKind.TOPIC, args[1]), out, visit, services)


@router.callback_query(Taps("a_b_none", int))
async def none(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """No button."""
    draft = await shown(args[0], None, out, visit, services)
    if draft is not None:
        await _keep(draft, None, out, visit, services)


@router.callback_query(Taps("a_b_url", int))
async def ask_address(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Which address."""
    draft = await shown(args[0], None, out, visit, services)
    if draft is not None:
        await state.clear()
        entered = {"announcement_id": draft.id, "revision": draft.revision}
        await forms.go_to(state, WritingAnnouncement.address, out, visit, services, **entered)


@forms.asks(WritingAnnouncement.address)
async def address_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the web address."""
    return view.ask_address(visit.lang)


@router.message(WritingAnnouncement.address, TYPED)
async def address_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Keeps it, or says what it must look like."""
    address = read_web_address(message.text or "")
    if address is None:
        await out.say(view.bad_address(visit.lang))
        return
    data = await state.get_data()
    await state.clear()
    draft = await shown(data["announcement_id"], data["revision"], out, visit, services)
    if draft is not None:
        await _keep(draft, Button(ButtonKind.URL, address), out, visit, services)


async def _keep(
    draft: Announcement, button: Button | None, out: Out, visit: Visit, services: Services
) -> None:
    saved = await keep(replace(draft, button=button), out, visit, services)
    if saved is not None:
        await out.say(await card_screen(saved.id, visit, services))
