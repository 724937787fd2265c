"""Coordinators register somebody without an account: name, people, telephone, language, support."""

import re
from typing import Any

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from civic.desk import DeskRequest, register_at_desk
from civic.participants import Roll, look
from civic.people import cleaned, read_name, read_number
from civic.registrations import MOST_PEOPLE, NAME_LIMIT, Need
from civic.time import to_ascii_digits
from handlers import forms
from handlers.forms import AtDesk, Data
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.participants import roll_of
from handlers.taps import FormTaps, Taps
from handlers.telegram_out import Out
from handlers.views import desk as view
from handlers.views.form import name_unclear, people_unclear
from handlers.views.welcome import old_button

router = Router(name="desk")
_STEPS: tuple[State, ...] = (AtDesk.name, AtDesk.people, AtDesk.phone, AtDesk.language, AtDesk.needs)
_PHONE = re.compile(r"\+?[\d\s()/.-]{4,30}")


@router.callback_query(Taps("desk", int))
async def begin(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Begins, for an event of one's own."""
    if await roll_of(args[0], out, visit, services) is None:
        return
    await state.clear()
    await forms.go_to(state, AtDesk.name, out, visit, services, event_id=args[0])


@forms.asks(AtDesk.name)
async def name_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks for the name."""
    found = await look(services.uow, data["event_id"], visit.resident.id)
    if not isinstance(found, Roll):
        return Screen(old_button(visit.lang))
    return view.ask_name(visit.lang, services, found.event, _step(visit, AtDesk.name))


@forms.asks(AtDesk.people)
async def people_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks how many."""
    return view.ask_people(visit.lang, data["event_id"], _step(visit, AtDesk.people))


@forms.asks(AtDesk.phone)
async def phone_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks for a number."""
    return view.ask_phone(visit.lang, data["event_id"], _step(visit, AtDesk.phone))


@forms.asks(AtDesk.language)
async def language_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks for the language."""
    return view.ask_language(visit.lang, services, data["event_id"], _step(visit, AtDesk.language))


@forms.asks(AtDesk.needs)
async def needs_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks for support."""
    return view.ask_needs(visit.lang, data["event_id"], _needs(data), _step(visit, AtDesk.needs))


def _step(visit: Visit, step: State) -> str:
    return visit.lang.label("Step {n} of {total}", n=_STEPS.index(step) + 1, total=len(_STEPS))


@router.message(AtDesk.name, F.text, ~F.text.startswith("/"))
async def name_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes the name."""
    name = read_name(message.text or "", NAME_LIMIT)
    if name is None:
        await out.say(Screen(name_unclear(visit.lang)))
        return
    await forms.go_to(state, AtDesk.people, out, visit, services, name=name)


@router.message(AtDesk.people, F.text, ~F.text.startswith("/"))
async def people_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes the number as a text."""
    people = read_number(message.text or "", MOST_PEOPLE)
    if people is None:
        await out.say(Screen(people_unclear(visit.lang)))
        return
    await forms.go_to(state, AtDesk.phone, out, visit, services, people=people)


@router.callback_query(FormTaps("desk_people", int), AtDesk.people)
async def people_tapped(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Takes it from a button."""
    if not 1 <= args[0] <= MOST_PEOPLE:
        await out.toast(old_button(visit.lang))
        return
    await forms.go_to(state, AtDesk.phone, out, visit, services, people=args[0])


@router.message(AtDesk.phone, F.text, ~F.text.startswith("/"))
async def phone_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes the telephone number."""
    phone = to_ascii_digits(cleaned(message.text or "", 40))
    if not _PHONE.fullmatch(phone) or sum(c.isdigit() for c in phone) < 3:
        await out.say(Screen(view.no_phone_number(visit.lang)))
        return
    await forms.go_to(state, AtDesk.language, out, visit, services, phone=phone)


@router.callback_query(FormTaps("desk_no_phone"), AtDesk.phone)
async def no_phone(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Goes on without one."""
    await forms.go_to(state, AtDesk.language, out, visit, services, phone="")


@router.callback_query(FormTaps("desk_language", str), AtDesk.language)
async def language_tapped(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[str]
) -> None:
    """Takes the language."""
    if args[0] not in services.catalogues:
        await out.toast(old_button(visit.lang))
        return
    await forms.go_to(state, AtDesk.needs, out, visit, services, language=args[0])


@router.message(AtDesk.language, F.text, ~F.text.startswith("/"))
async def language_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes a language by its own name; anything else is asked again."""
    said = cleaned(message.text or "", 40).casefold()
    code = next((one.code for one in services.catalogues if one.own_name.casefold() == said), None)
    if code is None:
        await forms.resume(out, visit, services, state)
        return
    await forms.go_to(state, AtDesk.needs, out, visit, services, language=code)


@router.callback_query(FormTaps("desk_need", str), AtDesk.needs)
async def need_tapped(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[str]
) -> None:
    """Ticks a kind of support, or takes the tick away."""
    if args[0] not in set(Need):
        await out.toast(old_button(visit.lang))
        return
    chosen = _needs(await state.get_data()) ^ {Need(args[0])}
    data = await state.update_data(needs=sorted(one.value for one in chosen))
    await out.redraw(view.ask_needs(visit.lang, data["event_id"], chosen, _step(visit, AtDesk.needs)))


@router.message(AtDesk.needs, F.text, ~F.text.startswith("/"))
async def needs_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Support is tapped: asks again."""
    await forms.resume(out, visit, services, state)


@router.callback_query(FormTaps("desk_done"), AtDesk.needs)
async def done(query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Registers them."""
    data: dict[str, Any] = await state.get_data()
    if await roll_of(data["event_id"], out, visit, services) is None:
        return
    request = DeskRequest(
        event_id=data["event_id"],
        name=data["name"],
        people=data["people"],
        phone=data["phone"],
        language=data["language"],
        needs=_needs(data),
    )
    outcome = await register_at_desk(
        services.uow, services.clock, services.zone, request, visit.resident.id, visit.cause
    )
    await state.clear()
    await out.say(view.registered(visit.lang, services, outcome))


def _needs(data: Data) -> frozenset[Need]:
    return frozenset(map(Need, data.get("needs", ())))
