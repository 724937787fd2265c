"""Registering for an event: the beginning, name, number of people, age."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.events import EventStatus, why_closed
from civic.form_steps import Kind, Step
from civic.people import read_name, read_people
from civic.registrations import (
    MOST_PEOPLE,
    NAME_LIMIT,
    AlreadyRegistered,
    Closed,
)
from civic.typed_answers import read_yes_no
from handlers import forms
from handlers.forms import TYPED, Data, Registering
from handlers.resident import form
from handlers.resident.standing import already_screen, holds
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import FormTaps, Taps
from handlers.telegram_out import Out
from handlers.views import form as view
from handlers.views import registration as outcomes
from handlers.views.events import title
from handlers.views.privacy import notice_version
from handlers.views.welcome import old_button

router = Router(name="registering")


@router.callback_query(Taps("register", int))
async def begin(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int],
) -> None:
    """Starts the form; whoever registered before is offered their name and not shown the notice again."""
    event_id = args[0]
    async with services.uow.reading() as r:
        one = await r.events.get(event_id)
        earlier = await r.registrations.of(event_id, visit.resident.id)
    closing = why_closed(one.event if one else None, services.clock())
    if one is not None and earlier is not None and holds(earlier.status):
        await out.say(await already_screen(visit, services, AlreadyRegistered(earlier, one.event)))
        return
    if closing is not None:
        await out.say(outcomes.closed(visit.lang, Closed(closing)))
        return
    version = notice_version(services.office)
    known = visit.resident.name if visit.resident.notice_version == version else ""
    await form.begin(visit, services, state, out, event_id, name=known, known=bool(known), notice=version)


@forms.asks(Registering.name)
async def name_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks for the name, after the notice."""
    if data.get("changing"):
        return view.ask_new_name(visit.lang, data["event_id"], data["name"])
    event = await form.event_of(services, data)
    seen = event is not None and event.status is not EventStatus.DRAFT
    shown = title(event, visit.lang, services) if event is not None and seen else ""
    step = await form.label(visit, services, data, Step(Kind.NAME))
    return view.ask_name(visit.lang, services.office, shown, step)


@forms.asks(Registering.people)
async def people_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks how many come."""
    step = await form.label(visit, services, data, Step(Kind.PEOPLE))
    known = bool(data.get("known"))
    return view.ask_people(visit.lang, data["event_id"], data["name"], step, known=known)


@forms.asks(Registering.age)
async def age_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks whether the limit fits."""
    event = await form.event_of(services, data)
    if event is None:
        return outcomes.unknown_event(visit.lang)
    step = await form.label(visit, services, data, Step(Kind.AGE))
    return view.ask_age(visit.lang, event, data["people"], step)


@router.message(Registering.name, TYPED)
async def name_given(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Takes the name."""
    name = read_name(message.text or "", NAME_LIMIT)
    if name is None:
        await out.say(Screen(view.name_unclear(visit.lang)))
        return
    await form.advance(out, visit, services, state, name=name)


@router.message(Registering.people, TYPED)
async def people_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes the number of people as text."""
    people = read_people(message.text or "", MOST_PEOPLE)
    if people is None:
        await out.say(Screen(view.people_unclear(visit.lang)))
        return
    await form.advance(out, visit, services, state, people=people)


@router.callback_query(FormTaps("people", int), Registering.people)
async def people_tapped(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int],
) -> None:
    """Takes the number of people from a button."""
    if not 1 <= args[0] <= MOST_PEOPLE:
        await out.toast(old_button(visit.lang))
        return
    await form.advance(out, visit, services, state, people=args[0])


@router.callback_query(FormTaps("age", int), Registering.age)
async def age_tapped(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int],
) -> None:
    """Takes the answer about age from a button."""
    await _take_age(args[0] == 1, out, visit, services, state)


@router.message(Registering.age, TYPED)
async def age_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes it as text."""
    fits = read_yes_no(message.text or "")
    if fits is None:
        await out.say(Screen(view.choice_unclear(visit.lang)))
        await forms.resume(out, visit, services, state)
        return
    await _take_age(fits, out, visit, services, state)


async def _take_age(fits: bool, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    if fits:
        await form.advance(out, visit, services, state, age=True)
        return
    event = await form.event_of(services, await state.get_data())
    await state.clear()
    if event is not None:
        await out.say(view.too_young_or_old(visit.lang, services.office, event))
