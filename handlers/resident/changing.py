"""Changing a registration that there is: its details, one more person, reminders, photos."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.agreeing import allow_photos
from civic.changing import Changed, NoSeatForMore, PersonAdded, add_person, change_details
from civic.consents import Purpose
from civic.drafts import DRAFT_OF
from civic.events import Event, why_closed
from civic.extra_questions import valid_answers
from civic.need_details import details_of
from civic.people import read_name
from civic.registrations import (
    ENDED,
    MOST_PEOPLE,
    NAME_LIMIT,
    Closed,
    NothingToChange,
    Registration,
    RegistrationStatus,
)
from handlers import forms
from handlers.forms import TYPED, Data, Keep, Registering
from handlers.resident import form
from handlers.resident.standing import own
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import changing as view
from handlers.views import form as form_view
from handlers.views import mine as mine_view
from handlers.views import registration as outcomes
from handlers.views.consents import mark, nothing_to_agree, wording
from handlers.views.welcome import old_button

router = Router(name="changing")


async def _to_change(
    registration_id: int, out: Out, visit: Visit, services: Services
) -> tuple[Registration, Event] | None:
    """A registration that this person may change now; otherwise they hear why not."""
    found = await own(visit, services, registration_id)
    if found is None or found[0].status in ENDED:
        await out.say(mine_view.nothing_to_cancel(visit.lang))
        return None
    closing = why_closed(found[1], services.clock())
    if closing is not None:
        await out.say(outcomes.closed(visit.lang, Closed(closing)))
        return None
    return found


@router.callback_query(Taps("change", int))
async def begin_change(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int],
) -> None:
    """Opens the form with what was entered, at its summary."""
    found = await _to_change(args[0], out, visit, services)
    if found is None:
        return
    registration, event = found
    await form.begin(
        visit,
        services,
        state,
        out,
        event.id,
        changing=registration.id,
        name=registration.name,
        people=registration.people,
        needs=sorted(registration.needs),
        details=dict(registration.need_details),
        answers=dict(registration.answers),
        skipped=[question.id for question in event.questions],
    )


async def save(
    event: Event, out: Out, visit: Visit, services: Services, state: FSMContext, keep: Keep
) -> None:
    """Saves what was changed in the form."""
    data = await state.get_data()
    given = form.entered(data)
    needs = given.needs or frozenset()
    outcome = await change_details(
        services.uow,
        services.clock,
        given.changing,
        visit.resident.id,
        name=given.name,
        needs=needs,
        need_details=details_of(needs, given.details),
        answers=valid_answers(event.questions, given.answers),
        cause=visit.cause,
    )
    await state.clear()
    await keep()
    match outcome:
        case Changed(registration=registration, event=event):
            await out.say(view.changed(visit, services, registration, event))
        case NothingToChange():
            await out.say(view.nothing_changed(visit.lang))


@router.callback_query(Taps("add_one", int))
async def begin_one_more(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int],
) -> None:
    """Asks for the name of one more person."""
    found = await _to_change(args[0], out, visit, services)
    if found is None:
        return
    registration, event = found
    if registration.people >= MOST_PEOPLE:
        await out.say(view.too_many(visit.lang, registration))
        return
    await state.clear()
    first = {"event_id": event.id, DRAFT_OF: visit.resident.id, "changing": registration.id}
    await forms.go_to(state, Registering.one_more, out, visit, services, **first)


@forms.asks(Registering.one_more)
async def one_more_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks who comes, too."""
    return view.ask_one_more(visit.lang, data["event_id"], data.get("said", ""))


@router.message(Registering.one_more, TYPED)
async def name_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes the name."""
    await take_name(message.text or "", out, visit, services, state)


async def take_name(text: str, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Adds a person of this name."""
    name = read_name(text, NAME_LIMIT)
    if name is None:
        await out.say(Screen(form_view.name_unclear(visit.lang)))
        return
    registration_id = (await state.get_data())["changing"]
    outcome = await add_person(
        services.uow,
        services.clock,
        services.zone,
        registration_id,
        visit.resident.id,
        name,
        visit.cause,
    )
    await state.clear()
    match outcome:
        case PersonAdded(registration=registration, event=event, position=position):
            await out.say(view.person_added(visit, services, registration, event, position))
        case NoSeatForMore(registration=registration, event=event):
            await out.say(view.no_seat_for_more(visit, services, registration, event))
        case NothingToChange():
            await out.say(view.nothing_changed(visit.lang))


@router.callback_query(Taps("reminders", int))
async def ask_reminders(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """When to be reminded."""
    found = await own(visit, services, args[0])
    if found is None or found[0].status is not RegistrationStatus.CONFIRMED:
        await out.say(mine_view.nothing_to_cancel(visit.lang))
        return
    registration, event = found
    await out.say(view.ask_reminders(visit.lang, event, registration, "set_reminders"))


@router.callback_query(Taps("set_reminders", int, int))
async def set_reminders(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """Takes the choice."""
    await out.redraw(Screen(await keep_reminders(args[0], args[1], visit, services)))


async def keep_reminders(registration_id: int, choice: int, visit: Visit, services: Services) -> str:
    """Stores one of the three choices; returns what the person is told."""
    found = await own(visit, services, registration_id)
    if found is None or choice > 2:
        return old_button(visit.lang)
    hours = found[1].reminders
    chosen = (None, (min(hours, default=3),), ())[choice]
    await change_details(
        services.uow,
        services.clock,
        registration_id,
        visit.resident.id,
        reminders=chosen,
        cause=visit.cause,
    )
    return view.reminders_noted(visit.lang, 0 if chosen == () else len(hours))


@router.callback_query(Taps("photos", int))
async def ask_photos(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Whether pictures may be taken."""
    found = await own(visit, services, args[0])
    if found is None:
        await out.say(mine_view.nothing_to_cancel(visit.lang))
        return
    await out.say(view.ask_photos(visit.lang, found[0], "set_photos"))


@router.callback_query(Taps("set_photos", int, int))
@router.callback_query(Taps("set_photos", int, int, str))
async def set_photos(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int, *tuple[str, ...]]
) -> None:
    """Takes the answer; a yes to words that are others now is asked for again."""
    registration_id, allowed, *shown = args
    found = await own(visit, services, registration_id)
    if found is not None and allowed == 1 and not same_photo_words(visit, shown):
        await out.redraw(view.ask_photos(visit.lang, found[0], "set_photos"))
        return
    await out.redraw(Screen(await keep_photos(registration_id, allowed == 1, visit, services)))


def photo_words(visit: Visit) -> str:
    """The mark of the words, in their language, in which a consent to pictures would be noted now."""
    return mark(wording(visit.lang, Purpose.PHOTOS))


def same_photo_words(visit: Visit, shown: Sequence[object]) -> bool:
    """Whether those are the words that were shown."""
    return list(shown) == [photo_words(visit)]


async def keep_photos(registration_id: int, allowed: bool, visit: Visit, services: Services) -> str:
    """Stores whether pictures may be taken; returns what the person is told."""
    found = await own(visit, services, registration_id)
    if found is None:
        return old_button(visit.lang)
    words = wording(visit.lang, Purpose.PHOTOS) if allowed else None
    done = await allow_photos(
        services.uow, services.clock, found[1].id, visit.resident.id, words, visit.cause
    )
    return view.photos_noted(visit.lang, allowed=allowed) if done else nothing_to_agree(visit.lang)
