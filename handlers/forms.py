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
_SCREENS: dict[str, StepScreen] = {}


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
    """A coordinator writes the answer to a question."""

    text = State()


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


def asks(state: State) -> Callable[[StepScreen], StepScreen]:
    """Registers the function that builds the screen of a step."""

    def register(build: StepScreen) -> StepScreen:
        assert state.state is not None
        _SCREENS[state.state] = build
        return build

    return register


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
