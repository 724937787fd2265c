"""Coordinators review what somebody else wrote: read it in all languages, approve it or send it back."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.announcement_drafts import ChangedMeanwhile
from civic.announcement_outcomes import BackToAuthor, NotAllowed, WrongNumber
from civic.announcement_readiness import TYPED_ABOVE
from civic.announcement_review import WHY_LIMIT, approve, note_shown, release, send_back
from civic.announcements import AnnouncementStatus, content_hash
from civic.people import cleaned_lines
from handlers import forms
from handlers.announcement_rules import review_rules
from handlers.forms import TYPED, Data, WritingAnnouncement
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.announcement_cards import shown
from handlers.staff.announcement_outcomes import outcome_screen
from handlers.staff.announcement_previews import show_all
from handlers.staff.announcement_sending import read_typed, recipients_of
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import announcement_review as view
from handlers.views import announcement_sending
from handlers.views import staff_announcements as cards
from handlers.views.welcome import too_long

router = Router(name="announcement review")


@router.callback_query(Taps("a_review", int))
async def read(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Every language as its readers will see it, then who gets it and what can be decided."""
    one = await shown(args[0], None, out, visit, services)
    if one is None:
        return
    if one.status is not AnnouncementStatus.IN_REVIEW:
        await out.say(view.not_waiting(visit.lang, one))
        return
    await show_all(one, out, visit, services)
    async with services.uow.reading() as r:
        counts = await r.announcements.head_counts(one.audience)
    own = one.author_id == visit.resident.id
    await out.say(view.decide(visit.lang, services, one, counts, own=own))
    # Only now: nobody approves what did not reach their screen.
    await note_shown(services.uow, one.id, visit.resident.id, content_hash(one), visit.cause)


@router.callback_query(Taps("a_ok", int, int))
async def approve_tap(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, int],
) -> None:
    """Approves by a tap, or asks for the number where many people get it."""
    one = await shown(args[0], args[1], out, visit, services)
    if one is None:
        return
    await state.clear()
    own = one.author_id == visit.resident.id
    if not own and await recipients_of(one, services) > TYPED_ABOVE:
        await _ask_number(one.id, one.revision, out, visit, services, state)
        return
    outcome = await approve(
        services.uow,
        services.clock,
        review_rules(services),
        one.id,
        content_hash(one),
        visit.resident.id,
        None,
        visit.cause,
    )
    if isinstance(outcome, WrongNumber):
        await _ask_number(one.id, one.revision, out, visit, services, state)
        return
    await out.say(outcome_screen(one.id, outcome, visit, services))


async def _ask_number(
    announcement_id: int, revision: int, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    entered = {"announcement_id": announcement_id, "revision": revision}
    await forms.go_to(state, WritingAnnouncement.number, out, visit, services, **entered)


@router.message(WritingAnnouncement.number, TYPED)
async def number_typed(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """The confirmation of a reviewer, or of an author who needs none; another number is asked again."""
    data = await state.get_data()
    one = await shown(data["announcement_id"], data["revision"], out, visit, services)
    if one is None:
        await state.clear()
        return
    typed = read_typed(message.text or "")
    if typed is None:
        await out.say(announcement_sending.wrong_number(visit.lang, await recipients_of(one, services)))
        return
    uow, clock, rules, by = services.uow, services.clock, review_rules(services), visit.resident.id
    if one.status is AnnouncementStatus.IN_REVIEW:
        outcome = await approve(uow, clock, rules, one.id, content_hash(one), by, typed, visit.cause)
    else:
        outcome = await release(uow, clock, rules, one, by, typed, visit.cause)
    if not isinstance(outcome, WrongNumber):
        await state.clear()
    await out.say(outcome_screen(one.id, outcome, visit, services))


@router.callback_query(Taps("a_back", int, int))
async def ask_why(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, int],
) -> None:
    """What the author shall change."""
    one = await shown(args[0], args[1], out, visit, services)
    if one is not None:
        await state.clear()
        entered = {"announcement_id": args[0], "revision": args[1]}
        await forms.go_to(state, WritingAnnouncement.send_back, out, visit, services, **entered)


@forms.asks(WritingAnnouncement.send_back)
async def why_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the reason."""
    return view.ask_why(visit.lang)


@router.message(WritingAnnouncement.send_back, TYPED)
async def why_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Gives it back to its author, who reads the reason."""
    why = await typed_reason(message, out, visit, services, state)
    if why is None:
        return
    data = await state.get_data()
    await state.clear()
    number, revision, by = data["announcement_id"], data["revision"], visit.resident.id
    outcome = await send_back(services.uow, services.clock, number, revision, by, why, visit.cause)
    match outcome:
        case BackToAuthor():
            await out.say(view.sent_back(visit.lang))
        case NotAllowed(reason=reason):
            await out.say(announcement_sending.not_allowed(visit.lang, reason))
        case ChangedMeanwhile():
            await out.say(cards.changed(visit.lang))


async def typed_reason(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> str | None:
    """The reason that was typed; None where it is too long or empty, which has been said."""
    why = cleaned_lines(message.text or "", WHY_LIMIT + 1)
    if len(why) > WHY_LIMIT:
        await out.say(too_long(visit.lang, WHY_LIMIT))
        return None
    if not why:
        await forms.resume(out, visit, services, state)
        return None
    return why
