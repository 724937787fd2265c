"""Coordinators review a correction of somebody else: read what is different, approve it or send it back."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.announcement_changes import DraftAgain
from civic.announcement_correction_review import (
    note_correction_shown,
    send_correction_back,
    take_request_back,
)
from civic.announcement_drafts import ChangedMeanwhile
from civic.announcement_outcomes import NotAllowed
from handlers import forms
from handlers.forms import ChangingAnnouncement, Data
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.announcement_changes import draft_of, show_card
from handlers.staff.announcement_correcting import go_on
from handlers.staff.announcement_review import typed_reason
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import announcement_change_review as view
from handlers.views import announcement_review
from handlers.views.announcement_previews import preview
from handlers.views.staff_announcements import changed

router = Router(name="announcement change review")


@router.callback_query(Taps("a_fix_read", int))
async def read(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """What stood there, what will stand there in each language, and what can be decided."""
    change, shown, reach = await draft_of(args[0], services)
    async with services.uow.reading() as r:
        before = await r.announcements.get(change.announcement_id) if change is not None else None
    if change is None or shown is None or before is None or change.asked_at is None:
        await out.say(view.not_waiting(visit.lang))
        return
    different = view.changed_languages(before, change)
    for code in sorted({*different, *reach.languages}):
        if code in different and code in before.bodies:
            await out.say(view.until_now(visit.lang, services.catalogues[code], before.bodies[code]))
        readers = reach.languages.get(code, 0)
        await out.say(preview(visit.lang, services, shown, services.catalogues[code], readers))
    own = change.by == visit.resident.id
    await out.say(view.decide(visit.lang, services, shown, change, reach, own=own))
    # Only now: nobody approves what did not reach their screen.
    await note_correction_shown(services.uow, change, visit.resident.id, visit.cause)


@router.callback_query(Taps("a_fix_ok", int, int))
async def approve(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, int],
) -> None:
    """Approves by a tap, or asks for the number where many people see it."""
    entered = {"change_id": args[0], "revision": args[1], "approved": True}
    await go_on(entered, None, out, visit, services, state)


@router.callback_query(Taps("a_fix_back", int, int))
async def ask_why(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, int],
) -> None:
    """What the author shall change."""
    change, _, _ = await draft_of(args[0], services)
    if change is None or change.revision != args[1]:
        await out.say(changed(visit.lang))
        return
    await state.clear()
    entered = {"change_id": args[0], "revision": args[1]}
    await forms.go_to(state, ChangingAnnouncement.send_back, out, visit, services, **entered)


@forms.asks(ChangingAnnouncement.send_back)
async def why_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the reason."""
    return announcement_review.ask_why(visit.lang)


@router.message(ChangingAnnouncement.send_back, forms.TYPED)
async def why_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Gives it back to its author, who reads the reason."""
    why = await typed_reason(message, out, visit, services, state)
    if why is None:
        return
    data = await state.get_data()
    await state.clear()
    change, _, _ = await draft_of(data["change_id"], services)
    if change is None or change.revision != data["revision"]:
        await out.say(changed(visit.lang))
        return
    by = visit.resident.id
    outcome = await send_correction_back(services.uow, services.clock, change, by, why, visit.cause)
    match outcome:
        case DraftAgain():
            await out.say(announcement_review.sent_back(visit.lang))
        case NotAllowed(reason=reason):
            await out.say(view.not_allowed(visit.lang, reason))
        case ChangedMeanwhile():
            await out.say(changed(visit.lang))


@router.callback_query(Taps("a_fix_undo", int))
async def take_back(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """A draft again, for which nobody is asked."""
    change, _, _ = await draft_of(args[0], services)
    if change is None:
        await out.say(changed(visit.lang))
        return
    outcome = await take_request_back(services.uow, services.clock, change, visit.resident.id, visit.cause)
    match outcome:
        case DraftAgain():
            await show_card(args[0], out, visit, services)
        case NotAllowed(reason=reason):
            await out.say(view.not_allowed(visit.lang, reason))
        case ChangedMeanwhile():
            await out.say(view.not_waiting(visit.lang))
