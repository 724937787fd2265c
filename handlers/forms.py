"""Forms: which steps there are, and how each one asks (again)."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup

from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.telegram_out import Out

IN_A_FORM = ~StateFilter(None)
Data = Mapping[str, Any]
StepScreen = Callable[[Visit, Services, Data], Awaitable[Screen]]
Settled = Callable[[Visit, Services, Data], Awaitable[Screen | None]]
Keep = Callable[[], Awaitable[None]]
"""Writes the conversation now, before the answer is sent."""

_SCREENS: dict[str, StepScreen] = {}
_SETTLED: dict[str, Settled] = {}


class Registering(StatesGroup):
    """A resident registers for an event."""

    name = State()
    people = State()
    needs = State()
    confirm = State()


class AskingPerson(StatesGroup):
    """A resident writes a question that goes to a person."""

    text = State()


class AnsweringQuestion(StatesGroup):
    """A coordinator writes the answer to a question, sees it as its reader will, and sends it."""

    text = State()
    confirm = State()


class Translating(StatesGroup):
    """A volunteer translates a text."""

    text = State()
    confirm = State()


class NewEvent(StatesGroup):
    """A coordinator creates an event."""

    title = State()
    when = State()
    place = State()
    seats = State()


class EditingEvent(StatesGroup):
    """A coordinator changes one field of an event."""

    value = State()


class WritingAnnouncement(StatesGroup):
    """A coordinator writes a text, or the time of sending."""

    text = State()
    when = State()


class WritingEntry(StatesGroup):
    """A coordinator writes knowledge: question, answer, a translation of both, the last day."""

    question = State()
    text = State()
    translation = State()
    day = State()


# What staff write is meant for others: "call 112" in an announcement is no emergency.
STAFF_WRITES = StateFilter(
    AnsweringQuestion, Translating, NewEvent, EditingEvent, WritingAnnouncement, WritingEntry
)


def asks(state: State) -> Callable[[StepScreen], StepScreen]:
    """Registers the function that builds the screen of a step."""

    def register(build: StepScreen) -> StepScreen:
        assert state.state is not None
        _SCREENS[state.state] = build
        return build

    return register


def settles(state: State) -> Callable[[Settled], Settled]:
    """Registers what a person is told whose last step took effect without the form being closed."""

    def register(told: Settled) -> Settled:
        assert state.state is not None
        _SETTLED[state.state] = told
        return told

    return register


async def settled(visit: Visit, services: Services, state: FSMContext) -> Screen | None:
    """What the effect of the present step was, if it took effect; None where it did not."""
    told = _SETTLED.get(await state.get_state() or "")
    return await told(visit, services, await state.get_data()) if told is not None else None


async def go_to(
    state: FSMContext, step: State, out: Out, visit: Visit, services: Services, **entered: Any
) -> None:
    """Keeps what was entered, moves to a step and asks its question."""
    await state.update_data(entered)
    await state.set_state(step)
    await resume(out, visit, services, state)


async def resume(out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Asks the question of the present step (again); does nothing outside of forms."""
    build = _SCREENS.get(await state.get_state() or "")
    if build is not None:
        await out.say(await build(visit, services, await state.get_data()))
