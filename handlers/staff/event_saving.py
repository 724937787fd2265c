"""From a value to a changed event: what was meant, what it changes and who hears of it, then the change."""

from collections.abc import Sequence
from typing import Any

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from civic.event_drafts import concerned, is_told
from civic.event_rules import Flaw, contradictions, missing
from civic.event_series import alike, change_events, following
from civic.event_texts import source_language
from civic.events import Event, EventStatus
from civic.time import NotUnderstood
from civic.typed_answers import is_no, is_yes
from civic.written_times import Unsure
from handlers import forms
from handlers.forms import Data, EditingEvent
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff import time_readings
from handlers.staff.edited_settings import changed
from handlers.staff.editing import Changed, Entry
from handlers.staff.event_cards import event_with_seats, show_card
from handlers.taps import FormTaps
from handlers.telegram_out import Out
from handlers.views import event_forms, event_previews, event_questions
from handlers.views.event_fields import facts
from handlers.views.welcome import old_button

router = Router(name="saving events")
_ASKED_FOR = {Flaw.TITLE: "title", Flaw.WHEN: "when", Flaw.PLACE: "place", Flaw.SEATS: "seats"}


async def open_event(
    event_id: int, out: Out, visit: Visit, services: Services, state: FSMContext, *, redraw: bool = False
) -> None:
    """The card of an event; an unfinished draft goes on where it stopped."""
    one = await event_with_seats(services, event_id)
    if one is not None and one.event.status is EventStatus.DRAFT and _unasked(one.event):
        await continue_draft(one.event, out, visit, services, state)
        return
    await show_card(event_id, out, visit, services, redraw=redraw)


async def continue_draft(event: Event, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Asks for the first thing that is missing; shows the card when there is nothing."""
    fields = _unasked(event)
    if not fields:
        await state.clear()
        await show_card(event.id, out, visit, services)
        return
    language = source_language(event) if fields[0] == "title" else ""
    await begin_field(event.id, fields[0], language, out, visit, services, state, steps=True)


def _unasked(event: Event) -> list[str]:
    return [_ASKED_FOR[flaw] for flaw in missing(event) if flaw in _ASKED_FOR]


async def begin_field(
    event_id: int,
    field: str,
    language: str,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    *,
    then: Sequence[str] = (),
    steps: bool = False,
) -> None:
    """Asks for one field; in which language a text is written is the source's unless said otherwise."""
    entered = await _begin(event_id, field, language, out, visit, services, state)
    if entered is not None:
        entered |= {"then": list(then), "steps": steps}
        await forms.go_to(state, EditingEvent.value, out, visit, services, **entered)


async def set_field(
    event_id: int, field: str, value: str, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Sets a field to a value that was tapped; of a published event the change is shown first."""
    entered = await _begin(event_id, field, "", out, visit, services, state)
    if entered is not None:
        await state.update_data(entered | {"then": [], "steps": False})
        await state.set_state(EditingEvent.confirm)
        await _consider(value, out, visit, services, state)


async def _begin(
    event_id: int,
    field: str,
    language: str,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
) -> dict[str, Any] | None:
    """What a form needs to know. None where there is nothing to change (any more); that is said."""
    one = await event_with_seats(services, event_id)
    if one is None:
        await out.toast(old_button(visit.lang))
        return None
    await state.clear()
    if not _is_changeable(one.event, services):
        await show_card(event_id, out, visit, services, event_previews.is_over(visit.lang))
        return None
    seen = dict(facts(visit.lang, services, one.event))
    language = language or source_language(one.event) or visit.lang.code
    return {"event_id": event_id, "field": field, "language": language, "seen": seen}


def _is_changeable(event: Event, services: Services) -> bool:
    if event.status is EventStatus.DRAFT:
        return True
    return event.status is EventStatus.PUBLISHED and event.ends_at > services.clock()


def entry_of(text: str, language: str, visit: Visit, services: Services) -> Entry:
    """What was typed, with what is needed to understand it."""
    return Entry(text, language, services.clock(), services.zone, visit.lang.code)


async def settle(text: str, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Takes what was written: an answer to what is being asked, else a (new) value."""
    data, present = await state.get_data(), await state.get_state()
    if present == EditingEvent.reading.state:
        chosen = time_readings.chosen(text, len(data["options"]))
        if chosen is not None:
            await take_reading(chosen, out, visit, services, state)
            return
    if is_no(text) and present != EditingEvent.value.state:
        await state.clear()
        await show_card(data["event_id"], out, visit, services)
        return
    if is_yes(text) and present == EditingEvent.confirm.state:
        await _save("one", None, out, visit, services, state)
        return
    await _consider(text, out, visit, services, state)


async def take_reading(number: int, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Goes on with one of the readings that were offered."""
    options: list[str] = (await state.get_data())["options"]
    if number < len(options):
        await _consider(options[number], out, visit, services, state)


async def _consider(value: str, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    data = await state.get_data() | {"value": value}
    event, result = await _result(visit, services, data)
    if event is None:
        await state.clear()
        await out.say(Screen(old_button(visit.lang)))
    elif isinstance(result, Unsure):
        entered = time_readings.kept(result, services)
        await forms.go_to(state, EditingEvent.reading, out, visit, services, **entered)
    elif not isinstance(result, Event):
        await out.say(Screen(event_forms.problem(visit.lang, result)))
    elif result == event:
        await state.clear()
        await show_card(event.id, out, visit, services, event_previews.nothing_changed(visit.lang))
    else:
        await _ask_or_save(event, value, out, visit, services, state)


async def _ask_or_save(
    event: Event, value: str, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """A draft that nobody else touched is changed at once."""
    await state.update_data(value=value)
    touched = dict(facts(visit.lang, services, event)) != (await state.get_data())["seen"]
    if event.status is EventStatus.DRAFT and not touched and not await _followers(event, services):
        await _save("one", None, out, visit, services, state)
        return
    await forms.go_to(state, EditingEvent.confirm, out, visit, services)


async def _result(visit: Visit, services: Services, data: Data) -> tuple[Event | None, Changed]:
    one = await event_with_seats(services, data["event_id"])
    if one is None or not _is_changeable(one.event, services):
        return None, NotUnderstood()
    entry = entry_of(data["value"], data["language"], visit, services)
    return one.event, changed(one.event, data["field"], entry)


async def _followers(event: Event, services: Services) -> list[Event]:
    if event.series is None:
        return []
    async with services.uow.reading() as r:
        others = await r.events.of_series(event.series)
    return following(event, others, services.clock())


@forms.asks(EditingEvent.reading)
async def reading_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """What was understood, and whether that is right."""
    return time_readings.question(visit, services, data)


@forms.asks(EditingEvent.confirm)
async def confirm_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Old and new, who hears of it, and what somebody else changed since the question."""
    event, result = await _result(visit, services, data)
    if event is None:
        return Screen(old_button(visit.lang))
    if not isinstance(result, Event):
        assert not isinstance(result, Unsure)
        return Screen(event_forms.problem(visit.lang, result))
    lang, now = visit.lang, facts(visit.lang, services, event)
    hears = await concerned(services.uow, event.id) if is_told(event, result) else None
    return event_previews.preview(
        lang,
        event,
        event_previews.differences(lang, now, facts(lang, services, result)),
        hears if event.status is EventStatus.PUBLISHED else 0 if is_told(event, result) else None,
        event_previews.differences(lang, data["seen"], now),
        len(await _followers(event, services)),
    )


@router.callback_query(EditingEvent.confirm, FormTaps("ev_save", int, str))
async def save(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int, str]
) -> None:
    """Keeps the change that was shown, for one date or for those that follow as well."""
    await _save(args[1], args[0], out, visit, services, state)


@router.callback_query(EditingEvent.confirm, FormTaps("ev_drop"))
async def drop(query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Leaves everything as it is."""
    data = await state.get_data()
    await state.clear()
    await show_card(data["event_id"], out, visit, services)


async def _save(
    scope: str, revision: int | None, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """`revision` is that of the event which was shown; another one shows the change again."""
    data = await state.get_data()
    event, result = await _result(visit, services, data)
    if event is None or not isinstance(result, Event):
        await forms.resume(out, visit, services, state)
        return
    events = [result]
    if scope == "all":
        now = services.clock()
        events += [alike(event, result, one, now, services.zone) for one in await _followers(event, services)]
    wrong = [flaw for one in events for flaw in contradictions(one) if flaw not in contradictions(event)]
    if wrong:
        await out.say(Screen(event_forms.flaw_text(visit.lang, wrong[0])))
        return
    shown = revision in (None, event.revision)
    kept = None
    if shown:
        kept = await change_events(services.uow, services.clock, services.zone, events, visit.cause)
    if kept is None:
        await forms.go_to(state, EditingEvent.confirm, out, visit, services)
        return
    await _after(kept, data, out, visit, services, state)


async def _after(
    kept: Sequence[Event], data: Data, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    event_id = data["event_id"]
    await state.clear()
    if data["then"]:
        field, *then = data["then"]
        await begin_field(event_id, field, data["language"], out, visit, services, state, then=then)
    elif data["steps"]:
        await open_event(event_id, out, visit, services, state)
    elif data["field"] == "questions":
        await out.say(event_questions.questions_card(visit.lang, services, kept[0]))
    else:
        note = event_previews.saved(visit.lang, len(kept)) if len(kept) > 1 else ""
        await show_card(event_id, out, visit, services, note)


@forms.settles(EditingEvent.confirm)
async def saved_before(visit: Visit, services: Services, data: Data) -> Screen | None:
    """The change took effect before a restart: the event says so."""
    event, result = await _result(visit, services, data)
    return Screen(event_previews.saved(visit.lang, 1)) if event is not None and result == event else None
