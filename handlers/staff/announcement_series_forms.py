"""Coordinators say how an announcement repeats: how often, on which days, at what time, until when."""

from datetime import date, time

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.announcement_drafts import is_that_draft
from civic.announcement_series import NoDates, Started, coming_days, start_series
from civic.announcements import Announcement
from civic.days import read_day
from civic.people import read_number
from civic.recurrence import LAST, MOST_COUNT, NTHS, Every, Rule
from civic.written_times import read_clock
from handlers import forms
from handlers.forms import Data, RepeatingAnnouncement
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.announcement_times import shown
from handlers.taps import FormTaps, Taps
from handlers.telegram_out import Out
from handlers.views import announcement_series as series_view
from handlers.views import announcement_series_forms as view
from handlers.views import staff_announcements

router = Router(name="announcement series forms")
Steps = RepeatingAnnouncement
_FIRST = {Every.WEEK: Steps.weekdays, Every.MONTH_DAY: Steps.month_day, Every.MONTH_WEEKDAY: Steps.weekdays}


@router.callback_query(Taps("s_new", int, int))
async def how_often(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """The first question."""
    one = await _draft(services, *args)
    await out.say(view.how_often(visit.lang, one) if one else staff_announcements.changed(visit.lang))


async def _draft(services: Services, announcement_id: int, revision: int) -> Announcement | None:
    one = await shown(services, announcement_id, revision)
    return one if one is not None and is_that_draft(one, revision) and not one.repeats else None


@router.callback_query(Taps("s_every", int, int, str))
async def every(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, int, str],
) -> None:
    """On which days."""
    await state.clear()
    if args[2] not in list(Every) or await _draft(services, args[0], args[1]) is None:
        await out.say(staff_announcements.changed(visit.lang))
        return
    entered = {"event_id": args[0], "revision": args[1], "every": args[2], "weekdays": []}
    await forms.go_to(state, _FIRST[Every(args[2])], out, visit, services, **entered)


@forms.asks(Steps.weekdays)
async def weekdays_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Ticks for a week's days, or one of them for a month's."""
    if data["every"] == Every.MONTH_WEEKDAY:
        return view.ask_one_weekday(visit.lang, data["event_id"])
    return view.ask_weekdays(visit.lang, data["event_id"], data["weekdays"])


@router.callback_query(Steps.weekdays, FormTaps("s_weekday", int))
async def tick(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Ticks a day, or takes the only one."""
    data = await state.get_data()
    if args[0] > 6:
        return
    if data["every"] == Every.MONTH_WEEKDAY:
        await forms.go_to(state, Steps.nth, out, visit, services, weekdays=[args[0]])
        return
    data["weekdays"] = sorted(set(data["weekdays"]) ^ {args[0]})
    await state.update_data(data)
    await out.redraw(await weekdays_screen(visit, services, data))


@router.callback_query(Steps.weekdays, FormTaps("s_days_done"))
async def weekdays_done(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """At what time."""
    if (await state.get_data())["weekdays"]:
        await forms.go_to(state, Steps.time, out, visit, services)


@forms.asks(Steps.nth)
async def nth_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Which of those days in a month."""
    return view.ask_nth(visit.lang, data["event_id"], data["weekdays"][0])


@router.callback_query(Steps.nth, FormTaps("s_nth", int))
async def nth(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Takes it; 0 is the last."""
    chosen = args[0] or LAST
    if chosen in NTHS:
        await forms.go_to(state, Steps.time, out, visit, services, nth=chosen)


@forms.asks(Steps.month_day)
async def month_day_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Which day of the month."""
    return view.ask_month_day(visit.lang)


@router.message(Steps.month_day, F.text, ~F.text.startswith("/"))
async def month_day(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Takes a number."""
    day = read_number((message.text or "").rstrip(". "), 31)
    if day is None or day < 1:
        await out.say(Screen(view.bad_month_day(visit.lang)))
        return
    await forms.go_to(state, Steps.time, out, visit, services, month_day=day)


@forms.asks(Steps.time)
async def clock_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """At what time of day."""
    return view.ask_clock(visit.lang)


@router.message(Steps.time, F.text, ~F.text.startswith("/"))
async def clock(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Takes a time of day."""
    at = read_clock(message.text or "")
    if at is None:
        await out.say(Screen(view.bad_clock(visit.lang)))
        return
    await forms.go_to(state, Steps.start, out, visit, services, at=at.isoformat("minutes"))


@forms.asks(Steps.start)
async def start_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """From which day on."""
    return view.ask_start(visit.lang, data["event_id"])


@router.callback_query(Steps.start, FormTaps("s_today"))
async def from_today(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """From now on."""
    await forms.go_to(state, Steps.until, out, visit, services, starts_on=_today(services).isoformat())


@router.message(Steps.start, F.text, ~F.text.startswith("/"))
async def start(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Takes a day to come."""
    day = read_day(message.text or "", _today(services))
    if day is None:
        await out.say(Screen(view.bad_day(visit.lang)))
        return
    await forms.go_to(state, Steps.until, out, visit, services, starts_on=day.isoformat())


def _today(services: Services) -> date:
    return services.clock().astimezone(services.zone).date()


@forms.asks(Steps.until)
async def until_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Until when."""
    return view.ask_until(visit.lang, data["event_id"])


@router.callback_query(Steps.until, FormTaps("s_endless"))
async def endless(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Until somebody ends it."""
    await state.update_data(ends_on=None, count=None)
    await _confirm(out, visit, services, state)


@router.message(Steps.until, F.text, ~F.text.startswith("/"))
async def until(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Takes a number of times, or the last day."""
    said = message.text or ""
    count, day = read_number(said, MOST_COUNT), read_day(said, _today(services))
    if not count and day is None:
        await out.say(Screen(view.bad_until(visit.lang)))
        return
    await state.update_data(ends_on=day.isoformat() if day else None, count=count or None)
    await _confirm(out, visit, services, state)


async def _confirm(out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    rule = _rule(await state.get_data())
    if not coming_days(rule, services.zone, services.clock(), 1):
        await out.say(Screen(view.no_dates(visit.lang)))
        return
    await forms.go_to(state, Steps.confirm, out, visit, services)


def _rule(data: Data) -> Rule:
    return Rule(
        every=Every(data["every"]),
        at=time.fromisoformat(data["at"]),
        starts_on=date.fromisoformat(data["starts_on"]),
        weekdays=tuple(data["weekdays"]),
        month_day=data.get("month_day", 0),
        nth=data.get("nth", 0),
        ends_on=date.fromisoformat(data["ends_on"]) if data["ends_on"] else None,
        count=data["count"],
    )


@forms.asks(Steps.confirm)
async def confirm_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """The rule in words with its next dates."""
    one = await _draft(services, data["event_id"], data["revision"])
    if one is None:
        return staff_announcements.changed(visit.lang)
    rule = _rule(data)
    days = coming_days(rule, services.zone, services.clock(), series_view.NEXT_SHOWN)
    return view.confirm(visit.lang, services, one, rule, days)


@router.callback_query(Steps.confirm, FormTaps("s_make"))
async def make(query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Keeps it."""
    data = await state.get_data()
    await state.clear()
    one = await _draft(services, data["event_id"], data["revision"])
    if one is None:
        await out.say(staff_announcements.changed(visit.lang))
        return
    rule, by = _rule(data), visit.resident.id
    outcome = await start_series(services.uow, services.clock, services.zone, one, rule, by, visit.cause)
    match outcome:
        case Started(series=series):
            await out.say(series_view.started(visit.lang, services, series, one))
        case NoDates():
            await out.say(Screen(view.no_dates(visit.lang)))
        case _:
            await out.say(staff_announcements.changed(visit.lang))
