"""Registering, the part all steps share: what was entered so far, and the way from step to step."""

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State

from civic.drafts import DRAFT_OF
from civic.events import Closing, Event, why_closed
from civic.form_steps import Entered, Kind, Step, next_step, number_of, step_before, steps
from civic.registrations import Closed, Need
from handlers import forms
from handlers.forms import Data, Registering
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.telegram_out import Out
from handlers.views import form as view
from handlers.views import registration as outcomes

_STATES = {
    Kind.NAME: Registering.name,
    Kind.PEOPLE: Registering.people,
    Kind.AGE: Registering.age,
    Kind.NEEDS: Registering.needs,
    Kind.QUESTION: Registering.question,
    Kind.CONFIRM: Registering.confirm,
}
_DETAILS = {
    Need.INTERPRETER.value: Registering.interpreter,
    Need.CHILDCARE.value: Registering.children,
    Need.OTHER.value: Registering.other,
}
_KINDS = {state.state: kind for kind, state in _STATES.items()}
_PARTS = {state.state: part for part, state in _DETAILS.items()} | {
    Registering.check_other.state: Need.OTHER.value
}


def entered(data: Data) -> Entered:
    """What a conversation's data say."""
    needs = data.get("needs")
    return Entered(
        name=data.get("name", ""),
        people=data.get("people", 0),
        needs=None if needs is None else frozenset(map(Need, needs)),
        details=data.get("details", {}),
        age=data.get("age"),
        answers=data.get("answers", {}),
        skipped=frozenset(data.get("skipped", ())),
        known=bool(data.get("known")),
        changing=data.get("changing", 0),
    )


async def event_of(services: Services, data: Data) -> Event | None:
    """The event as it is now: it may have changed since the form was opened."""
    async with services.uow.reading() as r:
        one = await r.events.get(data["event_id"])
    return one.event if one else None


async def begin(
    visit: Visit, services: Services, state: FSMContext, out: Out, event_id: int, **first: object
) -> None:
    """Opens the form with what is known already."""
    await state.clear()
    await state.update_data({"event_id": event_id, DRAFT_OF: visit.resident.id, **first})
    await advance(out, visit, services, state)


async def advance(out: Out, visit: Visit, services: Services, state: FSMContext, **given: object) -> None:
    """Keeps what was entered and asks the next open question; a form for a closed event ends."""
    data = await state.update_data({**given, "said": ""})
    event = await still_open(out, visit, services, state)
    if event is not None:
        await _ask(next_step(event, entered(data)), out, visit, services, state)


async def jump(step: Step, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Asks an earlier question again, on the person's wish."""
    await state.update_data(said="")
    if await still_open(out, visit, services, state) is not None:
        await _ask(step, out, visit, services, state)


async def still_open(out: Out, visit: Visit, services: Services, state: FSMContext) -> Event | None:
    """The event; where it takes no registrations any more, the form ends and says why."""
    event = await event_of(services, await state.get_data())
    closing = why_closed(event, services.clock())
    if event is not None and closing is None:
        return event
    await state.clear()
    await out.say(outcomes.closed(visit.lang, Closed(closing or Closing.UNKNOWN)))
    return None


async def back(out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """One step back with everything that was entered; from a changed form's questions to its summary."""
    event = await still_open(out, visit, services, state)
    if event is None:
        return
    data = await state.get_data()
    given = entered(data)
    present = present_step(await state.get_state(), data)
    before = step_before(event, given, present) if present else None
    if before is not None and before.kind is Kind.DETAIL and present and present.kind is Kind.DETAIL:
        before = Step(Kind.NEEDS)
    if given.changing and present is not None and present.kind is not Kind.CONFIRM:
        before = Step(Kind.NEEDS) if present.kind is Kind.DETAIL else Step(Kind.CONFIRM)
    if before is None:
        await out.say(Screen(view.first_step(visit.lang)))
        await forms.resume(out, visit, services, state)
        return
    await jump(before, out, visit, services, state)


def present_step(state: str | None, data: Data) -> Step | None:
    """The step of a state."""
    if state in _PARTS:
        return Step(Kind.DETAIL, _PARTS[state])
    kind = _KINDS.get(state)
    if kind is None:
        return None
    return Step(kind, data.get("part", "")) if kind is Kind.QUESTION else Step(kind)


async def _ask(step: Step, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    await state.update_data(part=step.part)
    await forms.go_to(state, _state_of(step), out, visit, services)


def _state_of(step: Step) -> State:
    return _DETAILS[step.part] if step.kind is Kind.DETAIL else _STATES[step.kind]


async def label(visit: Visit, services: Services, data: Data, step: Step) -> str:
    """ "Step 2 of 4"; empty where a registration is being changed."""
    event, given = await event_of(services, data), entered(data)
    if event is None or given.changing:
        return ""
    number, total = number_of(event, given, step)
    return visit.lang.label("Step {n} of {total}", n=number, total=total)


def is_complete(event: Event, data: Data) -> bool:
    """Whether every question has a valid answer; questions may have changed since."""
    return next_step(event, entered(data)).kind is Kind.CONFIRM


def first_question(event: Event, data: Data) -> Step | None:
    """The first extra question."""
    return next((step for step in steps(event, entered(data)) if step.kind is Kind.QUESTION), None)
