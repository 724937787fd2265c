"""Coordinators say how urgent an announcement is, and what becomes of missing languages."""

from dataclasses import replace

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.announcements import WhereMissing
from civic.people import cleaned
from handlers import forms
from handlers.forms import TYPED, Data, WritingAnnouncement
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.announcement_cards import card_screen, keep, shown
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import announcement_options as view
from handlers.views.welcome import old_button, too_long

router = Router(name="announcement options")


@router.callback_query(Taps("a_urgent", int))
async def urgent(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Asks why it cannot wait; where it was urgent it no longer is."""
    draft = await shown(args[0], None, out, visit, services)
    if draft is None:
        return
    if not draft.urgent:
        await state.clear()
        entered = {"announcement_id": draft.id, "revision": draft.revision}
        await forms.go_to(state, WritingAnnouncement.urgent, out, visit, services, **entered)
        return
    saved = await keep(replace(draft, urgent=""), out, visit, services)
    if saved is not None:
        await out.redraw(await card_screen(saved.id, visit, services))


@forms.asks(WritingAnnouncement.urgent)
async def urgent_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Why it cannot wait."""
    return view.ask_urgent(visit.lang)


@router.message(WritingAnnouncement.urgent, TYPED)
async def urgent_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Keeps the reason."""
    reason = cleaned(message.text or "", view.REASON_LIMIT + 1)
    if len(reason) > view.REASON_LIMIT:
        await out.say(too_long(visit.lang, view.REASON_LIMIT))
        return
    if not reason:
        await forms.resume(out, visit, services, state)
        return
    data = await state.get_data()
    await state.clear()
    draft = await shown(data["announcement_id"], data["revision"], out, visit, services)
    saved = await keep(replace(draft, urgent=reason), out, visit, services) if draft else None
    if saved is not None:
        await out.say(await card_screen(saved.id, visit, services))


@router.callback_query(Taps("a_missing", int))
async def missing(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """What people get whose language is missing, with how many they are."""
    draft = await shown(args[0], None, out, visit, services)
    if draft is None:
        return
    async with services.uow.reading() as r:
        counts = await r.announcements.head_counts(draft.audience)
    await out.say(view.where_missing(visit.lang, services, draft, counts))


@router.callback_query(Taps("a_where", int, str))
async def where_missing(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str]
) -> None:
    """Keeps it."""
    if args[1] not in set(WhereMissing):
        await out.toast(old_button(visit.lang))
        return
    draft = await shown(args[0], None, out, visit, services)
    if draft is None:
        return
    saved = await keep(replace(draft, where_missing=WhereMissing(args[1])), out, visit, services)
    if saved is not None:
        await out.redraw(await card_screen(saved.id, visit, services))
