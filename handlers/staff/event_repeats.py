"""Coordinators copy an event to another date, or make a series of it."""

from datetime import UTC, datetime

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.days import read_day
from civic.event_copies import copy_of
from civic.event_rules import UNSET, flaws
from civic.event_series import MOST_DATES, Dates, Rhythm, further_dates, make_series
from civic.events import Event, EventStatus, create_event, publish_event
from civic.people import read_number
from civic.written_times import Read, Reader, Span, Unsure, read_times
from handlers import forms
from handlers.forms import Data, RepeatingEvent
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff import time_readings
from handlers.staff.event_cards import event_with_seats, show_card
from handlers.taps import FormTaps, Taps
from handlers.telegram_out import Out
from handlers.views import event_forms, staff_events
from handlers.views import event_repeats as view
from handlers.views.welcome import old_button

router = Router(name="event repeats")
MOST_EARLIER = 20


@router.callback_query(Taps("ev_earlier"))
async def earlier(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """Earlier events, to copy one of them."""
    async with services.uow.reading() as r:
        found = await r.events.earlier(services.clock(), MOST_EARLIER)
    await out.say(staff_events.some_events(visit.lang, services, found, "ev_copy"))


@router.callback_query(Taps("ev_copy", int))
async def copy(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Asks when the copy takes place."""
    if await _event(services, args[0]) is None:
        await out.toast(old_button(visit.lang))
        return
    await state.clear()
    await forms.go_to(state, RepeatingEvent.copy, out, visit, services, event_id=args[0])


async def _event(services: Services, event_id: int) -> Event | None:
    one = await event_with_seats(services, event_id)
    return one.event if one is not None and one.event.starts_at > UNSET else None


@forms.asks(RepeatingEvent.copy)
async def copy_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """The one question of a copy."""
    event = await _event(services, data["event_id"])
    if event is None:
        return Screen(old_button(visit.lang))
    return view.ask_when(visit.lang, services, event)


@forms.asks(RepeatingEvent.reading)
async def reading_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """What was understood."""
    return time_readings.question(visit, services, data)


@router.message(RepeatingEvent.copy, F.text, ~F.text.startswith("/"))
@router.message(RepeatingEvent.reading, F.text, ~F.text.startswith("/"))
async def when_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes the date of the copy, or the answer to what was understood."""
    said = (message.text or "").strip()
    if await state.get_state() == RepeatingEvent.reading.state:
        spans = time_readings.spans_of(await state.get_data(), services)
        chosen = time_readings.chosen(said, len(spans))
        if chosen is not None:
            await _copy_to(spans[chosen], out, visit, services, state)
            return
    found = read_times(said, Reader(services.clock(), services.zone, visit.lang.code))
    match found:
        case Read(span):
            await _copy_to(span, out, visit, services, state)
        case Unsure():
            entered = time_readings.kept(found, services)
            await forms.go_to(state, RepeatingEvent.reading, out, visit, services, **entered)
        case problem:
            await out.say(Screen(event_forms.time_problem(visit.lang, problem)))


@router.callback_query(RepeatingEvent.reading, FormTaps("time_is", int))
async def reading_is(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """What was meant."""
    spans = time_readings.spans_of(await state.get_data(), services)
    if args[0] < len(spans):
        await _copy_to(spans[args[0]], out, visit, services, state)


@router.callback_query(RepeatingEvent.reading, FormTaps("time_again"))
async def reading_is_not(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Nothing of that was meant."""
    await forms.go_to(state, RepeatingEvent.copy, out, visit, services)


async def _copy_to(span: Span, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    event = await _event(services, (await state.get_data())["event_id"])
    await state.clear()
    if event is None:
        await out.say(Screen(old_button(visit.lang)))
        return
    draft = copy_of(event, span, visit.resident.id, services.clock(), services.zone)
    kept = await create_event(services.uow, draft, visit.cause)
    await show_card(kept.id, out, visit, services)


@router.callback_query(Taps("ev_repeat", int))
async def repeat(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Asks how often."""
    event = await _event(services, args[0])
    if event is None:
        await out.toast(old_button(visit.lang))
        return
    await out.say(view.rhythms(visit.lang, services, event))


@router.callback_query(Taps("ev_rhythm", int, str))
async def rhythm(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int, str]
) -> None:
    """Asks how long."""
    if args[1] not in list(Rhythm) or await _event(services, args[0]) is None:
        await out.toast(old_button(visit.lang))
        return
    await state.clear()
    entered = {"event_id": args[0], "rhythm": args[1]}
    await forms.go_to(state, RepeatingEvent.until, out, visit, services, **entered)


@forms.asks(RepeatingEvent.until)
async def until_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """How many dates, or until when."""
    return view.ask_until(visit.lang)


@router.message(RepeatingEvent.until, F.text, ~F.text.startswith("/"))
async def until_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Shows the dates."""
    data = await state.get_data()
    event = await _event(services, data["event_id"])
    if event is None:
        await out.say(Screen(old_button(visit.lang)))
        return
    found = _dates(event, Rhythm(data["rhythm"]), message.text or "", services)
    if found is None or not found.spans:
        problem = view.bad_until(visit.lang) if found is None else view.no_dates(visit.lang)
        await out.say(Screen(problem))
        return
    entered = {
        "dates": [int(span.starts_at.timestamp()) for span in found.spans],
        "skipped": [f"{day:%d.%m.%Y}" for day in found.skipped],
    }
    await forms.go_to(state, RepeatingEvent.dates, out, visit, services, **entered)


def _dates(event: Event, rhythm: Rhythm, said: str, services: Services) -> Dates | None:
    """The further dates for a number or a last day; None where it is neither."""
    count = read_number(said, MOST_DATES)
    if count is not None and count > 1:
        return further_dates(event, rhythm, services.zone, count=count)
    until = read_day(said, services.clock().astimezone(services.zone).date())
    return further_dates(event, rhythm, services.zone, until=until) if until is not None else None


@forms.asks(RepeatingEvent.dates)
async def dates_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """The dates that are left."""
    event = await _event(services, data["event_id"])
    if event is None:
        return Screen(old_button(visit.lang))
    return view.dates(visit.lang, services, event, _chosen(event, data), data["skipped"])


def _chosen(event: Event, data: Data) -> list[Span]:
    starts = [datetime.fromtimestamp(one, UTC) for one in data["dates"]]
    return [Span(start, start + (event.ends_at - event.starts_at)) for start in starts]


@router.callback_query(RepeatingEvent.dates, FormTaps("ev_date", int))
async def leave_out(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Leaves one date out; tapping twice leaves out one."""
    data = await state.get_data()
    data["dates"] = [one for one in data["dates"] if one != args[0]]
    await state.update_data(data)
    await out.redraw(await dates_screen(visit, services, data))


@router.callback_query(RepeatingEvent.dates, FormTaps("ev_make"))
async def make(query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Keeps a draft for each date."""
    data = await state.get_data()
    event = await _event(services, data["event_id"])
    await state.clear()
    if event is None:
        await out.say(Screen(old_button(visit.lang)))
        return
    made = await make_series(
        services.uow,
        services.clock,
        services.zone,
        event.id,
        _chosen(event, data),
        visit.resident.id,
        visit.cause,
    )
    if made:
        await out.say(view.made(visit.lang, made[0], len(made)))


@router.callback_query(Taps("ev_publish_all", int))
async def publish_all(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Publishes every draft of a series that is ready; doing it twice changes nothing more."""
    async with services.uow.reading() as r:
        dates = await r.events.of_series(args[0])
    ready = [one for one in dates if one.status is EventStatus.DRAFT and not flaws(one, services.clock())]
    for one in ready:
        await publish_event(services.uow, services.clock, one.id)
    await out.say(view.published_all(visit.lang, len(ready)))
