"""Coordinators type: a new event in four messages, and new values for single fields."""

from datetime import UTC, datetime, timedelta

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from civic.event_changes import change_event
from civic.events import Event, create_event
from civic.time import InThePast, NoSuchTime, NotUnderstood, TwoTimes
from handlers import forms
from handlers.forms import Data, EditingEvent, NewEvent
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.editing import FIELDS, BadEntry, BadTime, Entry, changed
from handlers.staff.events import show_card
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import staff_events as view
from handlers.views.welcome import old_button

router = Router(name="event forms")
LASTS = timedelta(hours=2)
_STEPS: tuple[tuple[str, State], ...] = (
    ("title", NewEvent.title),
    ("when", NewEvent.when),
    ("place", NewEvent.place),
    ("seats", NewEvent.seats),
)


@router.message(Command("newevent"))
async def new_event_command(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Begins a new event."""
    await _begin(out, visit, services, state)


@router.callback_query(Taps("new_event"))
async def new_event_tap(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """The same from a button."""
    await _begin(out, visit, services, state)


async def _begin(out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    await state.clear()
    await forms.go_to(state, NewEvent.title, out, visit, services)


def _asks(field: str, step: State, number: int) -> None:
    @forms.asks(step)
    async def screen(visit: Visit, services: Services, data: Data) -> Screen:
        shown = visit.lang.label("Step {n} of {total}", n=number, total=len(_STEPS))
        return view.ask(visit.lang, field, shown)


for _number, (_field, _step) in enumerate(_STEPS, start=1):
    _asks(_field, _step, _number)


@router.message(NewEvent(), F.text, ~F.text.startswith("/"))
async def step_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes one answer; the last one makes the draft."""
    fields = [field for field, _ in _STEPS]
    present = [step.state for _, step in _STEPS].index(await state.get_state())
    entered: dict[str, str] = {**await state.get_data(), fields[present]: message.text or ""}
    draft = _draft(entered, fields[: present + 1], visit, services)
    if not isinstance(draft, Event):
        await out.say(Screen(_problem(visit, fields[present], draft)))
        return
    if present + 1 < len(_STEPS):
        await forms.go_to(state, _STEPS[present + 1][1], out, visit, services, **entered)
        return
    event = await create_event(services.uow, draft, visit.cause)
    await state.clear()
    await show_card(event.id, out, visit, services)


def _draft(
    entered: dict[str, str], fields: list[str], visit: Visit, services: Services
) -> Event | BadEntry | BadTime:
    """An event from the answers so far; the first one that cannot be used decides."""
    event = _blank(visit, services)
    for field in fields:
        result = changed(event, field, _entry(entered[field], visit.lang.code, services))
        if not isinstance(result, Event):
            return result
        event = result
    return event


def _blank(visit: Visit, services: Services) -> Event:
    start = datetime(1970, 1, 1, tzinfo=UTC)
    return Event(
        id=0,
        titles={},
        starts_at=start,
        ends_at=start + LASTS,
        deadline=start,
        place="",
        seats=1,
        organiser=services.office.controller,
        contact=services.office.human_contact[:120],
        spoken=services.catalogues.main.code,
        created_by=visit.resident.id,
    )


def _entry(text: str, language: str, services: Services) -> Entry:
    return Entry(text, language, services.clock(), services.zone)


def _problem(visit: Visit, field: str, bad: BadEntry | BadTime) -> str:
    match bad:
        case BadEntry(limit=limit):
            return view.problem(visit.lang, field, limit)
        case NotUnderstood() | NoSuchTime() | TwoTimes() | InThePast():
            return view.time_problem(visit.lang, bad)


@router.callback_query(Taps("edit", int, str))
async def edit(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, str],
) -> None:
    """Asks for a new value of one field."""
    if args[1] not in FIELDS:
        await out.toast(old_button(visit.lang))
        return
    await _begin_edit(args[0], args[1], visit.lang.code, out, visit, services, state)


@router.callback_query(Taps("text_language", int))
async def choose_text_language(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """In which other language title and description are written."""
    async with services.uow.reading() as r:
        one = await r.events.get(args[0])
    if one is not None:
        await out.say(view.languages(visit.lang, services, one.event, "text_in"))


@router.callback_query(Taps("text_in", int, str))
async def text_in(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, str],
) -> None:
    """Asks for the title in that language, then for the description."""
    if args[1] not in services.catalogues:
        await out.toast(old_button(visit.lang))
        return
    await _begin_edit(args[0], "title", args[1], out, visit, services, state, then="description")


async def _begin_edit(
    event_id: int,
    field: str,
    language: str,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    then: str = "",
) -> None:
    async with services.uow.reading() as r:
        one = await r.events.get(event_id)
    if one is None:
        await out.toast(old_button(visit.lang))
        return
    await state.clear()
    await forms.go_to(
        state,
        EditingEvent.value,
        out,
        visit,
        services,
        event_id=event_id,
        field=field,
        language=language,
        then=then,
        revision=one.event.revision,
    )


@forms.asks(EditingEvent.value)
async def value_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """The question for the field, with the language where it matters."""
    written_in = services.catalogues[data["language"]]
    return view.ask(
        visit.lang, data["field"], "" if written_in.code == visit.lang.code else written_in.own_name
    )


@router.message(EditingEvent.value, F.text, ~F.text.startswith("/"))
async def value_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Stores the new value, unless somebody else changed the event since the question."""
    data = await state.get_data()
    async with services.uow.reading() as r:
        one = await r.events.get(data["event_id"])
    if one is None or one.event.revision != data["revision"]:
        await state.clear()
        await show_card(data["event_id"], out, visit, services, view.changed_meanwhile(visit.lang))
        return
    result = changed(one.event, data["field"], _entry(message.text or "", data["language"], services))
    if not isinstance(result, Event):
        await out.say(Screen(_problem(visit, data["field"], result)))
        return
    saved = await change_event(services.uow, services.clock, result, visit.cause)
    await state.clear()
    if saved is not None and data["then"]:
        await _begin_edit(saved.id, data["then"], data["language"], out, visit, services, state)
        return
    note = "" if saved is not None else view.changed_meanwhile(visit.lang)
    await show_card(one.event.id, out, visit, services, note)
