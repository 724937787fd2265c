"""The entry or event that answered a person last, kept in the conversation for follow-ups: its key and the
time, no text. Inside a form nothing is read or kept: its data are its own."""

from datetime import datetime

from aiogram.fsm.context import FSMContext

from civic.follow_ups import LastAnswer

_LAST_ANSWER = "last_answer"


async def last_answer(state: FSMContext, now: datetime) -> str:
    """What a follow-up at this instant may be about; empty for nothing. What is too old is forgotten."""
    if await state.get_state() is not None:
        return ""
    data = await state.get_data()
    kept = data.pop(_LAST_ANSWER, None)
    if kept is None:
        return ""
    last = LastAnswer(kept["entry"], datetime.fromisoformat(kept["at"]))
    if last.holds(now):
        return last.entry
    await state.set_data(data)
    return ""


async def note_answer(state: FSMContext, entry: str, now: datetime) -> None:
    """Remembers what answered, if anything did; what answered before stays until it is too old."""
    if entry and await state.get_state() is None:
        await state.update_data({_LAST_ANSWER: {"entry": entry, "at": now.isoformat()}})
