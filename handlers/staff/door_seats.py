"""At the door: seats of people who did not come, people who walked in, and the numbers of the evening."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.arrivals import CheckedIn, DoorClosed, Unknown, patience_ends
from civic.no_shows import NothingToRelease, NotYet, Released, release_no_shows
from civic.people import read_name, read_number
from civic.registrations import MOST_PEOPLE, NAME_LIMIT
from civic.walk_ins import NoRoom, WalkIn, walk_in
from handlers import forms
from handlers.forms import AtDoor, Data, Keep
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.door import read_list, show_list
from handlers.staff.door_rights import OwnDoor
from handlers.staff.participants import coordinates
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import door as view
from handlers.views import door_person
from handlers.views.door import Part
from handlers.views.form import name_unclear, people_unclear
from handlers.views.welcome import old_button

router = Router(name="seats at the door")
router.callback_query.middleware(OwnDoor())


@router.callback_query(Taps("door_numbers", int))
async def numbers(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """How many came."""
    listed = await read_list(services, args[0])
    if listed is not None:
        await out.redraw(view.numbers(visit.lang, services, listed))


@router.callback_query(Taps("door_free", int))
async def ask_release(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Asks once, in time."""
    listed = await read_list(services, args[0])
    if listed is None:
        await out.toast(old_button(visit.lang))
    elif listed.now < patience_ends(listed.event):
        outcome = NotYet(listed.event, patience_ends(listed.event))
        await out.redraw(view.not_yet(visit.lang, services, outcome))
    else:
        await out.redraw(view.ask_release(visit.lang, services, listed))


@router.callback_query(Taps("door_free_yes", int))
async def release(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Seats of people who are not here are free for those who stand there."""
    outcome = await release_no_shows(services.uow, services.clock, args[0], visit.cause)
    listed = await read_list(services, args[0])
    if listed is None:
        await out.toast(old_button(visit.lang))
        return
    match outcome:
        case Released():
            note = view.released(visit.lang, outcome)
            await out.redraw(view.door_list(visit.lang, services, listed, Part.WITHOUT, note=note))
        case NotYet():
            await out.redraw(view.not_yet(visit.lang, services, outcome))
        case NothingToRelease():
            await out.redraw(view.nothing_to_release(visit.lang, listed.event))


@router.callback_query(Taps("door_walk", int))
async def somebody_walked_in(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Two questions: name and number."""
    await state.set_data({"door": args[0]})
    await forms.go_to(state, AtDoor.walk_in_name, out, visit, services)


@forms.asks(AtDoor.walk_in_name)
async def name_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks for the name."""
    return view.ask_walk_in_name(visit.lang)


@forms.asks(AtDoor.walk_in_people)
async def people_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks how many they are."""
    listed = await read_list(services, data["door"])
    return view.ask_walk_in_people(visit.lang, data["door"], data["name"], listed.free if listed else 0)


@router.message(AtDoor.walk_in_name, F.text, ~F.text.startswith("/"))
async def name_given(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Takes the name."""
    name = read_name(message.text or "", NAME_LIMIT)
    if name is None:
        await out.say(Screen(name_unclear(visit.lang)))
        return
    await forms.go_to(state, AtDoor.walk_in_people, out, visit, services, name=name)


@router.message(AtDoor.walk_in_people, F.text, ~F.text.startswith("/"))
async def people_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext, keep: Keep
) -> None:
    """Takes the number as text."""
    people = read_number(message.text or "", MOST_PEOPLE)
    if people is None:
        await out.say(Screen(people_unclear(visit.lang)))
        return
    if not await coordinates((await state.get_data())["door"], out, visit, services):
        return
    await _let_in(people, out, visit, services, state, keep)


@router.callback_query(Taps("door_walk_n", int, int), AtDoor.walk_in_people)
async def people_tapped(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    keep: Keep,
    args: tuple[int, int],
) -> None:
    """Takes the number from a button of this form."""
    if args[0] != (await state.get_data()).get("door") or not 1 <= args[1] <= MOST_PEOPLE:
        await out.toast(old_button(visit.lang))
        return
    await _let_in(args[1], out, visit, services, state, keep)


async def _let_in(
    people: int, out: Out, visit: Visit, services: Services, state: FSMContext, keep: Keep
) -> None:
    data = await state.get_data()
    request = WalkIn(data["door"], data["name"], people)
    outcome = await walk_in(services.uow, services.clock, request, visit.resident.id, visit.cause)
    await state.set_state(AtDoor.search)
    await state.set_data({"door": request.event_id})
    # Kept before it is told: if telling fails, the form must not let the same people in again.
    await keep()
    match outcome:
        case CheckedIn():
            note, first = door_person.checked_in(visit.lang, services, outcome)
            await show_list(out, visit, services, request.event_id, note, first)
        case NoRoom(free=free):
            await out.say(view.walk_in_too_many(visit.lang, request.event_id, free))
        case DoorClosed():
            await out.say(door_person.closed(visit.lang, services, outcome))
        case Unknown():
            await out.toast(old_button(visit.lang))
