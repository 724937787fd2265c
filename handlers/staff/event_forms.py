"""Coordinators type: a new event field by field, and new values for single fields."""

from datetime import timedelta

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.event_rules import UNSET
from civic.events import Event, create_event
from civic.written_times import Unsure
from handlers import forms
from handlers.forms import Data, EditingEvent, NewEvent
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.edited_settings import FIELDS, changed
from handlers.staff.event_saving import begin_field, continue_draft, entry_of, settle, take_reading
from handlers.taps import FormTaps, Taps
from handlers.telegram_out import Out
from handlers.views import event_forms as view
from handlers.views.staff_events import languages
from handlers.views.welcome import old_button, text_only

router = Router(name="event forms")
LASTS = timedelta(hours=2)


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


@forms.asks(NewEvent.title)
async def title_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """The first question."""
    return view.ask(visit.lang, "title", view.step_label(visit.lang, "title"))


@router.message(NewEvent.title, F.text, ~F.text.startswith("/"))
async def title_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Keeps a draft from the first answer on, then asks for what is missing."""
    entry = entry_of(message.text or "", visit.lang.code, visit, services)
    draft = changed(_blank(visit, services), "title", entry)
    if not isinstance(draft, Event):
        assert not isinstance(draft, Unsure)
        await out.say(Screen(view.problem(visit.lang, draft)))
        return
    event = await create_event(services.uow, draft, visit.cause)
    await continue_draft(event, out, visit, services, state)


def _blank(visit: Visit, services: Services) -> Event:
    return Event(
        id=0,
        titles={},
        starts_at=UNSET,
        ends_at=UNSET + LASTS,
        deadline=UNSET,
        place="",
        seats=0,
        organiser=services.office.controller,
        contact=services.office.human_contact[:120],
        spoken=services.catalogues.main.code,
        created_by=visit.resident.id,
    )


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
    await begin_field(args[0], args[1], "", out, visit, services, state)


@router.callback_query(Taps("text_language", int))
async def choose_text_language(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """In which other language title and description are written."""
    async with services.uow.reading() as r:
        one = await r.events.get(args[0])
    if one is not None:
        await out.say(languages(visit.lang, services, one.event, "text_in"))


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
    await begin_field(args[0], "title", args[1], out, visit, services, state, then=["description"])


@forms.asks(EditingEvent.value)
async def value_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """The question for the field, with the step or the language where it matters."""
    field = data["field"]
    if data["steps"]:
        return view.ask(visit.lang, field, view.step_label(visit.lang, field))
    written_in = services.catalogues[data["language"]]
    matters = field in ("title", "description") and written_in.code != visit.lang.code
    return view.ask(visit.lang, field, written_in.own_name if matters else "")


@router.message(EditingEvent(), F.text, ~F.text.startswith("/"))
async def value_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes the value; also in the place of one that is being asked about."""
    await settle(message.text or "", out, visit, services, state)


@router.message(EditingEvent.value, F.location)
async def point_sent(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """A location as Telegram sends it, where a point on the map was asked for."""
    place = message.location
    if place is None or (await state.get_data())["field"] != "point":
        await out.say(text_only(visit.lang))
        await forms.resume(out, visit, services, state)
        return
    await settle(f"{place.latitude:.6f}, {place.longitude:.6f}", out, visit, services, state)


@router.callback_query(EditingEvent.reading, FormTaps("time_is", int))
async def reading_is(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """What was meant by a time that could not be taken literally."""
    await take_reading(args[0], out, visit, services, state)


@router.callback_query(EditingEvent.reading, FormTaps("time_again"))
async def reading_is_not(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Nothing of that was meant."""
    await forms.go_to(state, EditingEvent.value, out, visit, services)
