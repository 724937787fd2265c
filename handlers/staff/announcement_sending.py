"""Coordinators release an announcement: now or later, alone or by asking somebody else; and take it back."""

from dataclasses import replace

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from civic.announcement_outcomes import BackToAuthor, NotAllowed, Refusal, TooLate, WrongNumber
from civic.announcement_readiness import TYPED_ABOVE
from civic.announcement_review import give_time, release, submit, undo
from civic.announcement_reviewers import may_go_alone
from civic.announcement_texts import reached
from civic.announcements import Announcement, AnnouncementStatus
from civic.people import cleaned
from civic.time import to_ascii_digits
from handlers import forms
from handlers.announcement_rules import review_rules
from handlers.forms import Data, WritingAnnouncement
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.announcement_cards import card_screen, keep, shown
from handlers.staff.announcement_outcomes import outcome_screen
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import announcement_sending as view
from handlers.views import staff_announcements as cards

router = Router(name="announcement sending")
_TIMELESS = (AnnouncementStatus.APPROVED, AnnouncementStatus.SCHEDULED, AnnouncementStatus.MISSED)


@router.callback_query(Taps("a_now", int, int))
async def send_now(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, int],
) -> None:
    """As soon as possible."""
    await state.clear()
    draft = await shown(args[0], args[1], out, visit, services)
    if draft is not None:
        at_once = replace(draft, due_at=None, local_time="", zone="")
        await _go_on(draft, at_once, out, visit, services, state)


@router.callback_query(Taps("a_go", int, int))
async def go_on(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, int],
) -> None:
    """At the time that was chosen, or on each date of what repeats."""
    await state.clear()
    draft = await shown(args[0], args[1], out, visit, services)
    if draft is not None:
        await _go_on(draft, draft, out, visit, services, state)


async def _go_on(
    draft: Announcement,
    wished: Announcement,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
) -> None:
    """Asks for the one confirmation, or somebody else to read it; what is approved needs only the time."""
    uow, clock, rules = services.uow, services.clock, review_rules(services)
    if draft.status in _TIMELESS and not draft.repeats:
        given = await give_time(uow, clock, rules, wished, visit.resident.id, visit.cause)
        await out.say(outcome_screen(draft.id, given, visit, services))
        return
    alone = await may_go_alone(uow, clock, draft.id, visit.resident.id)
    if isinstance(alone, NotAllowed) and alone.reason is Refusal.SECOND_NEEDED:
        asked = await submit(uow, clock, rules, wished, visit.resident.id, visit.cause)
        await out.say(outcome_screen(draft.id, asked, visit, services))
        return
    if isinstance(alone, NotAllowed):
        await out.say(view.not_allowed(visit.lang, alone.reason))
        return
    same_time = (draft.due_at, draft.local_time) == (wished.due_at, wished.local_time)
    kept = draft if same_time else await keep(wished, out, visit, services)
    if kept is not None:
        await _confirm(kept, out, visit, services, state)


async def _confirm(
    draft: Announcement, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    recipients = await recipients_of(draft, services)
    if not draft.sendable:
        await out.say(view.no_text(visit.lang))
    elif not recipients:
        await out.say(view.nobody(visit.lang))
    elif recipients > TYPED_ABOVE:
        entered = {"announcement_id": draft.id, "revision": draft.revision}
        await forms.go_to(state, WritingAnnouncement.number, out, visit, services, **entered)
    else:
        await out.say(view.confirm_now(visit.lang, services, draft, recipients))


async def recipients_of(one: Announcement, services: Services) -> int:
    """How many people and channels it would reach at present."""
    async with services.uow.reading() as r:
        counts = await r.announcements.head_counts(one.audience)
    return reached(one, counts)


@router.callback_query(Taps("a_now_yes", int, int))
async def confirmed(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, int],
) -> None:
    """Releases exactly the version that was shown."""
    draft = await shown(args[0], args[1], out, visit, services)
    if draft is None:
        return
    outcome = await release(
        services.uow, services.clock, review_rules(services), draft, visit.resident.id, None, visit.cause
    )
    if isinstance(outcome, WrongNumber):  # more people than a tap is enough for, since it was asked
        await _confirm(draft, out, visit, services, state)
        return
    await out.redraw(outcome_screen(draft.id, outcome, visit, services))


@forms.asks(WritingAnnouncement.number)
async def number_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the number of people."""
    async with services.uow.reading() as r:
        draft = await r.announcements.get(data["announcement_id"])
    if draft is None:
        return cards.changed(visit.lang)
    return view.ask_number(visit.lang, services, draft, await recipients_of(draft, services))


def read_typed(text: str) -> int | None:
    """The number that somebody typed, with or without a mark between thousands."""
    digits = to_ascii_digits(cleaned(text, 40)).translate(dict.fromkeys(map(ord, " .,'’\u202f\u00a0٬")))
    return int(digits) if digits.isascii() and digits.isdigit() else None


@router.callback_query(Taps("a_undo", int))
async def take_back(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Back to a draft, as long as nothing of it was planned."""
    outcome = await undo(services.uow, services.clock, args[0], visit.resident.id, visit.cause)
    match outcome:
        case BackToAuthor():
            await out.redraw(await card_screen(args[0], visit, services, view.undone(visit.lang)))
        case TooLate():
            await out.redraw(view.too_late(visit.lang, args[0]))
        case NotAllowed(reason=reason):
            await out.say(view.not_allowed(visit.lang, reason))
