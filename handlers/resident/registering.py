"""Registering for an event: name, number of people, support, summary."""

from typing import Any

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.events import EventStatus, why_closed
from civic.people import read_name, read_number
from civic.registrations import (
    MOST_PEOPLE,
    NAME_LIMIT,
    AlreadyRegistered,
    Closed,
    Need,
    Registered,
    RegisterOutcome,
    RegistrationRequest,
    RegistrationStatus,
    WaitListed,
    register,
)
from handlers import forms
from handlers.forms import Data, Keep, Registering
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import FormTaps, Taps
from handlers.telegram_out import Out
from handlers.views import registration as view
from handlers.views.events import title, when
from handlers.views.welcome import old_button
from locales import Html

router = Router(name="registering")
NOTICE_VERSION = "2026-11"


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
    if one is not None and earlier is not None and earlier.status is not RegistrationStatus.CANCELLED:
        await out.say(await already_screen(visit, services, AlreadyRegistered(earlier, one.event)))
        return
    if closing is not None:
        await out.say(view.closed(visit.lang, Closed(closing)))
        return
    await state.clear()
    known = visit.resident.name if visit.resident.notice_version == NOTICE_VERSION else ""
    step = Registering.people if known else Registering.name
    await forms.go_to(state, step, out, visit, services, event_id=event_id, name=known, known=bool(known))


@forms.asks(Registering.name)
async def name_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks for the name, after the notice."""
    shown = await _title(visit, services, data)
    return view.ask_name(visit.lang, services.office, shown, _step(visit, data, 1))


@forms.asks(Registering.people)
async def people_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks how many come."""
    return view.ask_people(
        visit.lang, data["event_id"], data["name"], _step(visit, data, 2), known=bool(data.get("known"))
    )


@forms.asks(Registering.needs)
async def needs_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks for support."""
    return view.ask_needs(visit.lang, data["event_id"], _needs(data), _step(visit, data, 3))


@forms.asks(Registering.confirm)
async def confirm_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Shows everything once more."""
    async with services.uow.reading() as r:
        one = await r.events.get(data["event_id"])
    when_text = when(visit.lang, one.event, services.zone) if one else Html()
    shown = title(one.event, visit.lang, services) if one else ""
    answers = view.Answers(data["event_id"], data["name"], data["people"], _needs(data))
    return view.summary(visit.lang, shown, when_text, answers, _step(visit, data, 4))


@router.message(Registering.name, F.text, ~F.text.startswith("/"))
async def name_given(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Takes the name."""
    name = read_name(message.text or "", NAME_LIMIT)
    if name is None:
        await out.say(Screen(view.name_unclear(visit.lang)))
        return
    data = await state.get_data()
    step = Registering.confirm if "people" in data and "needs" in data else Registering.people
    await forms.go_to(state, step, out, visit, services, name=name)


@router.message(Registering.people, F.text, ~F.text.startswith("/"))
async def people_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes the number of people as text."""
    people = read_number(message.text or "", MOST_PEOPLE)
    if people is None:
        await out.say(Screen(view.people_unclear(visit.lang)))
        return
    await _take_people(people, out, visit, services, state)


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
    await _take_people(args[0], out, visit, services, state)


async def _take_people(people: int, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    data = await state.get_data()
    # A person who registered before goes straight to the summary; support can be added there.
    short = bool(data.get("known"))
    step = Registering.confirm if short else Registering.needs
    await forms.go_to(state, step, out, visit, services, people=people, needs=data.get("needs", []))


@router.callback_query(FormTaps("need", str), Registering.needs)
async def need_ticked(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[str],
) -> None:
    """Ticks or unticks one kind of support."""
    data = await state.get_data()
    if args[0] not in list(Need):
        await out.toast(old_button(visit.lang))
        return
    changed = _needs(data) ^ {Need(args[0])}
    data = await state.update_data(needs=sorted(changed))
    await out.redraw(await needs_screen(visit, services, data))


@router.callback_query(FormTaps("needs_done"), Registering.needs)
async def needs_done(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """On to the summary."""
    await forms.go_to(state, Registering.confirm, out, visit, services)


@router.message(Registering.needs, F.text, ~F.text.startswith("/"))
async def needs_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """A text where ticks are expected."""
    await out.say(Screen(view.needs_unclear(visit.lang)))
    await forms.resume(out, visit, services, state)


@router.callback_query(FormTaps("needs"), Registering.confirm)
async def needs_again(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Back to the ticks from the summary."""
    await forms.go_to(state, Registering.needs, out, visit, services)


@router.callback_query(FormTaps("rename"), Registering.confirm)
@router.callback_query(FormTaps("rename"), Registering.people)
async def rename(query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Another name than the one offered."""
    await forms.go_to(state, Registering.name, out, visit, services, known=False)


@router.message(Registering.confirm, F.text, ~F.text.startswith("/"))
async def confirm_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext, keep: Keep
) -> None:
    """A typed yes counts; everything else shows the summary again."""
    if (message.text or "").strip().casefold() in _YES:
        await _save(out, visit, services, state, keep)
        return
    await forms.resume(out, visit, services, state)


@router.callback_query(FormTaps("confirm"), Registering.confirm)
async def confirmed(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, keep: Keep
) -> None:
    """Saves the registration."""
    await _save(out, visit, services, state, keep)


_YES = frozenset(("ja", "yes", "так", "نعم", "ok", "да", "evet", "да!", "ja!"))


async def _save(out: Out, visit: Visit, services: Services, state: FSMContext, keep: Keep) -> None:
    data = await state.get_data()
    request = RegistrationRequest(
        event_id=data["event_id"],
        resident_id=visit.resident.id,
        name=data["name"],
        people=data["people"],
        needs=_needs(data),
        notice_version=NOTICE_VERSION,
    )
    outcome = await register(services.uow, services.clock, request, visit.cause)
    await state.clear()
    # Kept before it is told: if telling fails, the form must not ask for the same again.
    await keep()
    await out.say(await _outcome_screen(visit, services, outcome))


@forms.settles(Registering.confirm)
async def after_a_crash(visit: Visit, services: Services, data: Data) -> Screen | None:
    """The registration was saved, but nobody knows whether the person was told: told again."""
    async with services.uow.reading() as r:
        one = await r.events.get(data["event_id"])
        kept = await r.registrations.of(data["event_id"], visit.resident.id)
    if one is None or kept is None or kept.status is RegistrationStatus.CANCELLED:
        return None
    return await already_screen(visit, services, AlreadyRegistered(kept, one.event))


async def already_screen(visit: Visit, services: Services, outcome: AlreadyRegistered) -> Screen:
    """The existing registration with its place in the queue."""
    async with services.uow.reading() as r:
        position = await r.registrations.position(outcome.registration)
    return view.already(visit, services, outcome, position)


async def _outcome_screen(visit: Visit, services: Services, outcome: RegisterOutcome) -> Screen:
    match outcome:
        case Registered():
            return view.registered(visit, services, outcome)
        case WaitListed():
            return view.wait_listed(visit, services, outcome)
        case AlreadyRegistered():
            return await already_screen(visit, services, outcome)
        case Closed():
            return view.closed(visit.lang, outcome)


def _needs(data: Data) -> frozenset[Need]:
    return frozenset(Need(one) for one in data.get("needs", []))


def _step(visit: Visit, data: dict[str, Any] | Data, number: int) -> str:
    """ "2 of 4"; the short way of somebody known has two steps."""
    if data.get("known"):
        number, total = (1, 2) if number == 2 else (2, 2)
    else:
        total = 4
    return visit.lang.label("Step {n} of {total}", n=number, total=total)


async def _title(visit: Visit, services: Services, data: Data) -> str:
    async with services.uow.reading() as r:
        one = await r.events.get(data["event_id"])
    return title(one.event, visit.lang, services) if one and one.event.status is not EventStatus.DRAFT else ""
