"""Coordinators say when an announcement goes out and when it is over, and decide about what was missed."""

from datetime import datetime

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from civic.announcement_drafts import ChangedMeanwhile
from civic.announcement_missed import drop
from civic.announcement_outcomes import ExpiresFirst, Released, TimePassed
from civic.announcement_times import ExpiryOutcome, SetOutcome, TimeSet, set_expiry, set_time
from civic.announcements import Announcement
from civic.written_times import Read, Reader, Span, Unsure, read_one_time
from handlers import forms
from handlers.announcement_rules import review_rules
from handlers.forms import Data, TimingAnnouncement
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff import time_readings
from handlers.staff.announcement_cards import announcement
from handlers.staff.announcement_outcomes import outcome_screen
from handlers.taps import FormTaps, Taps
from handlers.telegram_out import Out
from handlers.views import announcement_times as view
from handlers.views import event_forms, staff_announcements

router = Router(name="announcement times")


@router.callback_query(Taps("a_later", int, int))
@router.callback_query(Taps("a_time", int, int))
async def ask_time(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, int],
) -> None:
    """Asks when it shall go out."""
    await _begin(TimingAnnouncement.when, out, visit, services, state, args)


@router.callback_query(Taps("a_expiry", int, int))
async def ask_expiry(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, int],
) -> None:
    """Asks from when on it is over."""
    await _begin(TimingAnnouncement.expiry, out, visit, services, state, args)


async def _begin(
    step: State, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int, int]
) -> None:
    await state.clear()
    if await shown(services, *args) is None:
        await out.say(staff_announcements.changed(visit.lang))
        return
    # `event_id` is what the buttons of a form are recognised by.
    await forms.go_to(state, step, out, visit, services, event_id=args[0], revision=args[1], asked=step.state)


async def shown(services: Services, announcement_id: int, revision: int) -> Announcement | None:
    """The announcement in the version that somebody saw; None where it is another by now."""
    one = await announcement(services, announcement_id)
    return one if one is not None and one.revision == revision else None


@forms.asks(TimingAnnouncement.when)
async def time_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the time."""
    one = await shown(services, data["event_id"], data["revision"])
    return view.ask_time(visit.lang, one) if one else staff_announcements.changed(visit.lang)


@forms.asks(TimingAnnouncement.expiry)
async def expiry_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the last minute."""
    one = await shown(services, data["event_id"], data["revision"])
    return view.ask_expiry(visit.lang, one) if one else staff_announcements.changed(visit.lang)


@forms.asks(TimingAnnouncement.reading)
async def reading_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """What was understood."""
    return time_readings.question(visit, services, data)


@router.message(TimingAnnouncement.when, F.text, ~F.text.startswith("/"))
@router.message(TimingAnnouncement.expiry, F.text, ~F.text.startswith("/"))
@router.message(TimingAnnouncement.reading, F.text, ~F.text.startswith("/"))
async def time_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes a time, or the answer to what was understood."""
    said = (message.text or "").strip()
    if await state.get_state() == TimingAnnouncement.reading.state:
        spans = time_readings.spans_of(await state.get_data(), services)
        chosen = time_readings.chosen(said, len(spans))
        if chosen is not None:
            await _take(spans[chosen], out, visit, services, state)
            return
    found = read_one_time(said, Reader(services.clock(), services.zone, visit.lang.code))
    match found:
        case Read(span):
            await _take(span, out, visit, services, state)
        case Unsure():
            entered = time_readings.kept(found, services)
            await forms.go_to(state, TimingAnnouncement.reading, out, visit, services, **entered)
        case problem:
            await out.say(Screen(event_forms.time_problem(visit.lang, problem)))


@router.callback_query(TimingAnnouncement.reading, FormTaps("time_is", int))
async def reading_is(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """What was meant."""
    spans = time_readings.spans_of(await state.get_data(), services)
    if args[0] < len(spans):
        await _take(spans[args[0]], out, visit, services, state)


@router.callback_query(TimingAnnouncement.reading, FormTaps("time_again"))
async def reading_is_not(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Nothing of that was meant."""
    asked = (await state.get_data())["asked"]
    await forms.go_to(state, _STEPS[asked], out, visit, services)


async def _take(span: Span, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    data = await state.get_data()
    one = await shown(services, data["event_id"], data["revision"])
    if one is None:
        outcome: SetOutcome | ExpiryOutcome = ChangedMeanwhile()
    elif data["asked"] == TimingAnnouncement.when.state:
        outcome = await _set_time(one, span.starts_at, visit, services)
    else:
        hours = view.hours_of(services)
        outcome = await set_expiry(services.uow, services.clock, hours, one, span.starts_at, visit.cause)
    if isinstance(outcome, TimePassed | ExpiresFirst):
        # The question stays open for another time.
        await state.set_state(_STEPS[data["asked"]])
    else:
        await state.clear()
    await out.say(time_outcome(data["event_id"], outcome, visit, services))


async def _set_time(one: Announcement, at: datetime | None, visit: Visit, services: Services) -> SetOutcome:
    rules, by = review_rules(services), visit.resident.id
    return await set_time(services.uow, services.clock, rules, one, at, by, visit.cause)


def time_outcome(
    announcement_id: int, outcome: SetOutcome | ExpiryOutcome, visit: Visit, services: Services
) -> Screen:
    """What came of a time."""
    match outcome:
        case TimeSet(announcement=one) | Released(announcement=one):
            return view.time_set(visit.lang, services, one)
        case TimePassed():
            return Screen(view.in_the_past(visit.lang))
        case ExpiresFirst():
            return Screen(view.expires_first(visit.lang))
        case _:
            return outcome_screen(announcement_id, outcome, visit, services)


_STEPS = {str(step.state): step for step in (TimingAnnouncement.when, TimingAnnouncement.expiry)}


@router.callback_query(Taps("a_soon", int, int))
@router.callback_query(Taps("a_m_now", int, int))
async def at_once(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, int],
) -> None:
    """As soon as possible; what was missed goes out in a minute."""
    await state.clear()
    one = await shown(services, *args)
    outcome = await _set_time(one, None, visit, services) if one else ChangedMeanwhile()
    if isinstance(outcome, Released):
        await out.redraw(view.at_once(visit.lang, services, outcome.announcement))
    else:
        await out.say(time_outcome(args[0], outcome, visit, services))


@router.callback_query(Taps("a_endless", int, int))
async def endless(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, int],
) -> None:
    """It is never over."""
    await state.clear()
    one, hours = await shown(services, *args), view.hours_of(services)
    outcome: ExpiryOutcome = ChangedMeanwhile()
    if one is not None:
        outcome = await set_expiry(services.uow, services.clock, hours, one, None, visit.cause)
    await out.say(time_outcome(args[0], outcome, visit, services))


@router.callback_query(Taps("a_m_drop", int, int))
async def drop_missed(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """Leaves it unsent."""
    one, by = await shown(services, *args), visit.resident.id
    if one is not None and await drop(services.uow, services.clock, one, by, visit.cause):
        await out.redraw(view.dropped(visit.lang))
    else:
        await out.say(staff_announcements.changed(visit.lang))
