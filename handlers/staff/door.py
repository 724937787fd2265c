"""At the door: choosing the event, the list, checking in with one tap, looking somebody up."""

from aiogram import F, Router
from aiogram.filters import Command, Filter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.arrivals import (
    AlreadyIn,
    CheckedIn,
    CheckInOutcome,
    DoorClosed,
    Elsewhere,
    NotSeated,
    Undone,
    Unknown,
    check_in,
    let_in,
    undo,
)
from civic.door_search import find
from civic.events import Event, EventStatus, EventWithSeats
from civic.participants import rights
from civic.registrations import Registration, RegistrationStatus
from handlers import forms
from handlers.forms import AtDoor, Data
from handlers.links import read_link
from handlers.screen import Rows, Screen
from handlers.services import Services, Visit
from handlers.staff.door_rights import OwnDoor
from handlers.staff.participants import coordinates
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import door as view
from handlers.views import door_person
from handlers.views.door import DoorList, Part
from handlers.views.welcome import old_button
from locales import Html

router = Router(name="door")
links = Router(name="links to the door")
router.callback_query.middleware(OwnDoor())


class DoorLink(Filter):
    """Matches the link in the picture that people show at the door."""

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        text = message.text or ""
        target = read_link(text.removeprefix("/start ")) if text.startswith("/start ") else None
        return {"code": target.door_code} if target is not None and target.door_code else False


@links.message(DoorLink())
async def scanned(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext, code: str
) -> None:
    """Shows the registration; it is a tap that checks in, not the opening of a link."""
    async with services.uow.reading() as r:
        registration = await r.registrations.by_code(code)
    if registration is None:
        await out.say(door_person.unknown_code(visit.lang))
        return
    at = (await state.get_data()).get("door")
    listed = await read_list(services, registration.event_id)
    if listed is not None and at not in (None, registration.event_id):
        await out.say(door_person.elsewhere(visit.lang, services, Elsewhere(registration, listed.event)))
        return
    if await coordinates(registration.event_id, out, visit, services):
        await show_person(out, visit, services, registration.event_id, registration.id)


@router.message(Command("door", "einlass"))
async def door_command(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Which event."""
    await state.clear()
    await out.say(view.choose(visit.lang, services, await _events(services)))


@router.callback_query(Taps("door"))
async def door_tap(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """The same from a button."""
    await state.clear()
    await out.say(view.choose(visit.lang, services, await _events(services)))


@router.callback_query(Taps("door_close"))
async def close_door(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """What is written is no longer looked for in a list."""
    await state.clear()
    await out.redraw(view.choose(visit.lang, services, await _events(services)))


@router.callback_query(Taps("door_list", int, str, int))
async def turn_list(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, str, int],
) -> None:
    """A page of a part of the list; from now on a written name is looked for in it."""
    listed = await read_list(services, args[0])
    if listed is None or args[1] not in list(Part):
        await out.toast(old_button(visit.lang))
        return
    await state.set_state(AtDoor.search)
    await state.set_data({"door": args[0]})
    await out.redraw(view.door_list(visit.lang, services, listed, Part(args[1]), args[2]))


@forms.asks(AtDoor.search)
async def list_again(visit: Visit, services: Services, data: Data) -> Screen:
    """After a command in between, the list as it is now."""
    is_theirs = isinstance(await rights(services.uow, data["door"], visit.resident.id), EventWithSeats)
    listed = await read_list(services, data["door"]) if is_theirs else None
    if listed is None:
        return view.choose(visit.lang, services, await _events(services))
    return view.door_list(visit.lang, services, listed)


@router.message(AtDoor.search, F.text, ~F.text.startswith("/"))
async def look_up(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Finds people by name or code; a single one is shown at once."""
    event_id = (await state.get_data())["door"]
    if not await coordinates(event_id, out, visit, services):
        return
    listed = await read_list(services, event_id)
    if listed is None:
        await out.say(view.choose(visit.lang, services, await _events(services)))
        return
    people = find(listed.everybody, message.text or "")
    if len(people) == 1:
        await show_person(out, visit, services, event_id, people[0].id)
        return
    foreign = None if people else await _by_foreign_code(services, message.text or "")
    await out.say(
        door_person.elsewhere(visit.lang, services, foreign)
        if foreign is not None
        else view.found(visit.lang, listed, people)
    )


async def _by_foreign_code(services: Services, said: str) -> Elsewhere | None:
    async with services.uow.reading() as r:
        registration = await r.registrations.by_code("".join(said.split()).upper())
        one = await r.events.get(registration.event_id) if registration else None
    return Elsewhere(registration, one.event) if registration is not None and one is not None else None


@router.callback_query(Taps("door_who", int, int))
async def who(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """One registration with everything that can be done."""
    await show_person(out, visit, services, *args, redraw=True)


@router.callback_query(Taps("door_in", int, int))
async def is_here(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """All people of a registration have come."""
    uow, staff = services.uow, visit.resident.id
    outcome = await check_in(uow, services.clock, *args, None, staff, visit.cause)
    await _tell(outcome, out, visit, services)


@router.callback_query(Taps("door_n", int, int, int, int))
async def some_are_here(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int, int, int]
) -> None:
    """So many of them have come; the last number is how many were here when the button was made."""
    event_id, registration_id, people, seen = args
    uow, staff = services.uow, visit.resident.id
    outcome = await check_in(
        uow, services.clock, event_id, registration_id, people, staff, visit.cause, seen=seen
    )
    await _tell(outcome, out, visit, services)


@router.callback_query(Taps("door_let", int, int))
async def let_them_in(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """A group without a seat gets free ones."""
    outcome = await let_in(services.uow, services.clock, *args, visit.resident.id, visit.cause)
    await _tell(outcome, out, visit, services)


@router.callback_query(Taps("door_undo", int, int, str))
async def take_back(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int, str]
) -> None:
    """It was somebody else."""
    if args[2] not in list(RegistrationStatus):
        await out.toast(old_button(visit.lang))
        return
    back_to = RegistrationStatus(args[2])
    outcome = await undo(services.uow, args[0], args[1], visit.cause, back_to=back_to)
    match outcome:
        case Undone(registration=one):
            note = door_person.undone(visit.lang, one)
            await show_list(out, visit, services, args[0], note)
        case Elsewhere():
            await out.redraw(door_person.elsewhere(visit.lang, services, outcome))
        case Unknown():
            await out.toast(old_button(visit.lang))


async def _tell(outcome: CheckInOutcome, out: Out, visit: Visit, services: Services) -> None:
    match outcome:
        case CheckedIn():
            note, first = door_person.checked_in(visit.lang, services, outcome)
            await show_list(out, visit, services, outcome.event.id, note, first)
        case AlreadyIn(registration=one):
            note = door_person.already_in(visit.lang, outcome)
            await show_person(out, visit, services, one.event_id, one.id, note, redraw=True)
        case NotSeated(registration=one):
            note = door_person.not_seated(visit.lang, outcome)
            await show_person(out, visit, services, one.event_id, one.id, note, redraw=True)
        case Elsewhere():
            await out.redraw(door_person.elsewhere(visit.lang, services, outcome))
        case DoorClosed():
            await out.redraw(door_person.closed(visit.lang, services, outcome))
        case Unknown():
            await out.toast(old_button(visit.lang))


async def show_list(
    out: Out, visit: Visit, services: Services, event_id: int, note: Html | None = None, first: Rows = ()
) -> None:
    """The list after something happened."""
    listed = await read_list(services, event_id)
    if listed is not None:
        await out.redraw(view.door_list(visit.lang, services, listed, note=note, first=first))


async def show_person(
    out: Out,
    visit: Visit,
    services: Services,
    event_id: int,
    registration_id: int,
    note: Html | None = None,
    *,
    redraw: bool = False,
) -> None:
    """The card of a registration, as it is now."""
    listed = await read_list(services, event_id)
    one = next((one for one in listed.everybody if one.id == registration_id), None) if listed else None
    if listed is None or one is None:
        await out.toast(old_button(visit.lang))
        return
    by = await _name_of(services, one)
    screen = door_person.person(visit.lang, services, one, listed.event, listed.free, by=by, note=note)
    await (out.redraw(screen) if redraw else out.say(screen))


async def _name_of(services: Services, registration: Registration) -> str:
    if registration.arrived_by is None:
        return ""
    async with services.uow.reading() as r:
        return (await r.residents.get(registration.arrived_by)).name


async def read_list(services: Services, event_id: int) -> DoorList | None:
    """An event with everybody on its list; None where there is no such event."""
    async with services.uow.reading() as r:
        one = await r.events.get(event_id)
        everybody = await r.door.everybody(event_id)
    return DoorList(one.event, everybody, services.clock()) if one is not None else None


async def _events(services: Services) -> list[Event]:
    """Published events with registrations of their own, until the day after."""
    async with services.uow.reading() as r:
        every = await r.events.of_staff(services.clock() - view.STILL_SHOWN)
    wanted = EventStatus.PUBLISHED
    return [one.event for one in every if one.event.status is wanted and not one.event.listing_only]
