"""Questions of forms that are answered by choosing: a number typed there is that of a choice.

At every other question what is typed is the answer, so that a form which asks for a number gets it.
"""

from aiogram.fsm.state import State

from handlers.forms import (
    AfterRegistering,
    AnsweringQuestion,
    EditingEvent,
    Registering,
    RepeatingAnnouncement,
    RepeatingEvent,
    TimingAnnouncement,
    Translating,
    TranslatingEvent,
)

_STEPS: tuple[State, ...] = (
    Registering.age,
    Registering.needs,
    Registering.interpreter,
    Registering.children,
    Registering.check_other,
    Registering.confirm,
    AfterRegistering.photos,
    AfterRegistering.reminders,
    AfterRegistering.news,
    AnsweringQuestion.confirm,
    Translating.confirm,
    TranslatingEvent.confirm,
    EditingEvent.reading,
    EditingEvent.confirm,
    RepeatingEvent.reading,
    TimingAnnouncement.reading,
    RepeatingAnnouncement.confirm,
)
CHOOSING = frozenset(step.state for step in _STEPS if step.state is not None)
