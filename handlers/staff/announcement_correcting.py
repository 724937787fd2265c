"""Coordinators correct what was sent, in place and with a second person, or take it back."""

from typing import assert_never

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from civic.announcement_changes import (
    RECALL_WITHIN,
    ApproveChangeOutcome,
    Asked,
    Begun,
    NotChangeable,
    NothingNew,
    Reach,
)
from civic.announcement_correcting import correct, is_changeable, may_correct_alone, recall
from civic.announcement_correction_review import approve_correction, ask_to_correct
from civic.announcement_drafts import ChangedMeanwhile
from civic.announcement_outcomes import NotAllowed, NotShown, Refusal, WrongNumber
from civic.announcement_readiness import TYPED_ABOVE
from handlers import forms
from handlers.forms import ChangingAnnouncement, Data
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.announcement_changes import draft_of
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import announcement_change_review as review
from handlers.views import announcement_changes as view
from handlers.views import announcement_sending, news
from handlers.views.staff_announcements import changed

router = Router(name="announcement correcting")


@router.callback_query(Taps("a_fix_go", int, int))
async def ask_correction(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, int],
) -> None:
    """Asks somebody else to read it; whoever needs nobody confirms it: a tap for few, the number for many."""
    change, shown, reach = await draft_of(args[0], services)
    if change is None or shown is None or change.revision != args[1]:
        await out.say(changed(visit.lang))
        return
    long = list(news.too_long(services, shown))
    if long:
        await out.say(view.does_not_fit(visit.lang, services, long, shown.limit))
        return
    uow, clock, by = services.uow, services.clock, visit.resident.id
    entered = {"change_id": change.id, "revision": change.revision}
    alone = await may_correct_alone(uow, clock, change, by)
    if isinstance(alone, NotAllowed) and alone.reason is Refusal.SECOND_NEEDED:
        asked = await ask_to_correct(uow, clock, change, by, visit.cause)
        await out.say(outcome_screen(entered, asked, visit))
    elif isinstance(alone, NotAllowed):
        await out.say(review.not_allowed(visit.lang, alone.reason))
    elif reach.total > TYPED_ABOVE:
        await _ask_number(entered, reach, out, visit, services, state)
    else:
        await out.say(view.confirm_correction(visit.lang, change, reach))


@router.callback_query(Taps("a_fix_yes", int, int))
async def confirmed(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, int],
) -> None:
    """Corrects exactly the version that was shown."""
    entered = {"change_id": args[0], "revision": args[1]}
    await go_on(entered, None, out, visit, services, state)


@router.callback_query(Taps("a_recall", int))
async def ask_recall(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Asks once: a tap for few people, the number for many."""
    async with services.uow.reading() as r:
        one = await r.announcements.get(args[0])
        may = one is not None and await is_changeable(r, one)
    reach = await _reach(args[0], services)
    if one is None or not may:
        await out.say(view.not_changeable(visit.lang))
    elif reach.total > TYPED_ABOVE:
        await _ask_number({"recalled": one.id}, reach, out, visit, services, state)
    else:
        await out.say(view.confirm_recall(visit.lang, one, reach))


@router.callback_query(Taps("a_recall_yes", int))
async def recalled(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Takes it back."""
    await go_on({"recalled": args[0]}, None, out, visit, services, state)


async def go_on(
    entered: Data, typed: int | None, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Does what was confirmed and says so. Asks for the number where it has become more people than a tap is
    enough for, or other people than were told."""
    outcome = await _do(entered, typed, visit, services)
    if isinstance(outcome, WrongNumber):
        reach = await _reach(await _announcement_of(entered, services), services)
        await _ask_number(entered, reach, out, visit, services, state)
        return
    await state.clear()
    await out.say(outcome_screen(entered, outcome, visit))


async def _do(entered: Data, typed: int | None, visit: Visit, services: Services) -> ApproveChangeOutcome:
    uow, clock, by = services.uow, services.clock, visit.resident.id
    if "recalled" in entered:
        return await recall(uow, clock, entered["recalled"], by, typed, visit.cause)
    change, _, _ = await draft_of(entered["change_id"], services)
    if change is None or change.revision != entered["revision"]:
        return ChangedMeanwhile()
    do = approve_correction if "approved" in entered else correct
    return await do(uow, clock, change, by, typed, visit.cause)


async def _announcement_of(entered: Data, services: Services) -> int:
    if "recalled" in entered:
        return int(entered["recalled"])
    change, _, _ = await draft_of(entered["change_id"], services)
    return change.announcement_id if change is not None else 0


async def _reach(announcement_id: int, services: Services) -> Reach:
    async with services.uow.reading() as r:
        return await r.changes.reach(announcement_id, services.clock() - RECALL_WITHIN)


async def _ask_number(
    entered: Data, reach: Reach, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    await state.clear()
    numbers = {"number": reach.total, "old": reach.old}
    await forms.go_to(state, ChangingAnnouncement.number, out, visit, services, **{**entered, **numbers})


def outcome_screen(entered: Data, outcome: ApproveChangeOutcome | Asked, visit: Visit) -> Screen:
    """The screen of any outcome."""
    lang = visit.lang
    match outcome:
        case Begun(change=change, copies=copies):
            return view.begun(lang, change, copies)
        case Asked(change=change, asked=asked):
            return review.asked(lang, change, asked)
        case NotChangeable():
            return view.not_changeable(lang)
        case NothingNew():
            return view.nothing_new(lang, entered["change_id"])
        case NotShown():
            return review.read_first(lang, entered["change_id"])
        case NotAllowed(reason=reason):
            return review.not_allowed(lang, reason)
        case WrongNumber(recipients=recipients):
            return announcement_sending.wrong_number(lang, recipients)
        case ChangedMeanwhile():
            return changed(lang)
        case _:
            assert_never(outcome)
