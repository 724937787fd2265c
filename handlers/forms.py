"""Forms: which steps there are, and how each one asks (again)."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiogram import F
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup

from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.telegram_out import Out

IN_A_FORM = ~StateFilter(None)
TYPED = F.text & ~F.text.startswith("/")
"""Matches texts that are no command."""
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
    age = State()
    needs = State()
    interpreter = State()
    children = State()
    other = State()
    check_other = State()
    question = State()
    confirm = State()
    one_more = State()


class AfterRegistering(StatesGroup):
    """A seat is saved; what may be asked besides, one after the other."""

    photos = State()
    reminders = State()
    news = State()


class LeavingAddress(StatesGroup):
    """A resident leaves an e-mail address for the messages about one registration."""

    address = State()


class JoiningChats(StatesGroup):
    """A resident writes the code that another chat of theirs shows."""

    code = State()


class RatingEvent(StatesGroup):
    """A resident adds a sentence to the stars that they gave an event."""

    sentence = State()


class AskingPerson(StatesGroup):
    """A resident writes a question that goes to a person."""

    text = State()


class AskingAboutAnnouncement(StatesGroup):
    """A resident asks about an announcement."""

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
    """A coordinator creates an event: with its title a draft is kept, the rest are changes of that draft."""

    title = State()


class EditingEvent(StatesGroup):
    """A coordinator changes one field of an event: writes it, says what was meant, sees what it changes."""

    value = State()
    reading = State()
    confirm = State()


class AskingMore(StatesGroup):
    """A coordinator writes a question that an event asks, and its choices."""

    text = State()
    choices = State()


class RepeatingEvent(StatesGroup):
    """A coordinator says when a copy takes place, or how long a series goes on and on which dates."""

    copy = State()
    reading = State()
    until = State()
    dates = State()


class TranslatingEvent(StatesGroup):
    """A volunteer translates the texts of an event, one after the other."""

    text = State()
    confirm = State()


class WritingAnnouncement(StatesGroup):
    """A coordinator writes title and text, or what else belongs to an announcement."""

    title = State()
    text = State()
    urgent = State()
    address = State()
    number = State()
    send_back = State()


class TimingAnnouncement(StatesGroup):
    """A coordinator says when an announcement goes out, what was meant by that, or when it is over."""

    when = State()
    reading = State()
    expiry = State()


class RepeatingAnnouncement(StatesGroup):
    """A coordinator says how an announcement repeats, one thing after the other."""

    weekdays = State()
    month_day = State()
    nth = State()
    time = State()
    start = State()
    until = State()
    confirm = State()


class ChangingAnnouncement(StatesGroup):
    """A coordinator corrects what was sent, confirms or gives it back in writing, or sends a picture."""

    text = State()
    number = State()
    send_back = State()
    picture = State()
    description = State()


class WritingEntry(StatesGroup):
    """A coordinator writes knowledge: question, answer, a translation of both, the last day."""

    question = State()
    text = State()
    translation = State()
    day = State()


class WritingToParticipants(StatesGroup):
    """A coordinator writes to the people of an event."""

    text = State()


class AtDesk(StatesGroup):
    """A coordinator registers somebody who has no account."""

    name = State()
    people = State()
    phone = State()
    language = State()
    needs = State()


class AtDoor(StatesGroup):
    """A list at the door is open: what is written is looked for in it, or names somebody who walked in."""

    search = State()
    walk_in_name = State()
    walk_in_people = State()


_OF_STAFF: tuple[type[StatesGroup], ...] = (
    AnsweringQuestion,
    NewEvent,
    EditingEvent,
    AskingMore,
    RepeatingEvent,
    WritingAnnouncement,
    TimingAnnouncement,
    RepeatingAnnouncement,
    ChangingAnnouncement,
    WritingEntry,
    WritingToParticipants,
    AtDesk,
    AtDoor,
)
# What staff and translators write is meant for others: "call 112" in an announcement is no emergency.
STAFF_WRITES = StateFilter(*_OF_STAFF, Translating, TranslatingEvent)
_STAFF_STEPS = frozenset(step for group in _OF_STAFF for step in group.__all_states_names__)


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
    """Asks the question of the present step (again); does nothing outside of forms.

    A form of the staff waits until its work area is open again: it shows what residents wrote.
    """
    step = await state.get_state() or ""
    build = _SCREENS.get(step)
    if build is not None and (visit.member is not None or step not in _STAFF_STEPS):
        await out.say(await build(visit, services, await state.get_data()))
