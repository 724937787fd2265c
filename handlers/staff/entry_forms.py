"""Coordinators type: an entry's question, answer, translations and last day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from civic.days import read_day
from civic.people import cleaned, cleaned_lines, utf16_length
from civic.saving_entries import add_translation, change
from civic.staff_entries import (
    QUESTION_LINE,
    TEXT_LIMIT,
    EntryText,
    NoSuchEntry,
    StaffEntry,
    with_text,
)
from handlers import forms
from handlers.forms import Data, WritingEntry
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.entries import card_screen
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import entry_forms as view
from handlers.views.answers import local_date
from handlers.views.entry_release import outcome
from handlers.views.welcome import old_button, too_long

router = Router(name="entry forms")
_STEPS = {"k_question": WritingEntry.question, "k_text": WritingEntry.text, "k_valid": WritingEntry.day}
_WRITTEN = ~F.text.startswith("/")


async def _begin(
    step: State, entry_id: int, out: Out, visit: Visit, services: Services, state: FSMContext, language: str
) -> None:
    entry = await _entry(services, entry_id)
    if entry is None:
        await out.say(outcome(visit.lang, NoSuchEntry()))
        return
    await state.clear()
    entered = {
        "entry_id": entry.id,
        "revision": entry.revision,
        "main": entry.main_hash,
        "language": language or entry.language,
    }
    await forms.go_to(state, step, out, visit, services, **entered)


@router.callback_query(Taps("k_question", int))
@router.callback_query(Taps("k_text", int))
@router.callback_query(Taps("k_valid", int))
async def begin(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int],
) -> None:
    """Asks for one part of the entry."""
    step = _STEPS[(query.data or "").partition(":")[0]]
    await _begin(step, args[0], out, visit, services, state, "")


@router.callback_query(Taps("k_langs", int))
async def languages(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Into which language to translate."""
    entry = await _entry(services, args[0])
    found = view.languages(visit.lang, services, entry) if entry else outcome(visit.lang, NoSuchEntry())
    await out.say(found)


@router.callback_query(Taps("k_write", int, str))
async def begin_translation(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, str],
) -> None:
    """Asks for question and answer in that language."""
    if args[1] not in services.catalogues:
        await out.toast(old_button(visit.lang))
        return
    await _begin(WritingEntry.translation, args[0], out, visit, services, state, args[1])


@router.callback_query(Taps("k_inlang", int))
async def ask_own_language(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """In which language the answer was written."""
    entry = await _entry(services, args[0])
    found = view.own_language(visit.lang, services, entry) if entry else outcome(visit.lang, NoSuchEntry())
    await out.say(found)


@router.callback_query(Taps("k_setlang", int, str))
async def set_own_language(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str]
) -> None:
    """Corrects the language of a draft that has no translations yet."""
    entry = await _entry(services, args[0])
    if entry is None or entry.version or len(entry.texts) > 1 or args[1] not in services.catalogues:
        await out.toast(old_button(visit.lang))
        return
    edited = replace(entry, language=args[1], texts={args[1]: entry.main})
    await _store(edited, out, visit, services)


@router.callback_query(Taps("k_always", int))
async def no_day(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int],
) -> None:
    """It is valid without end."""
    entry = await _entry(services, args[0])
    await state.clear()
    if entry is None:
        await out.say(outcome(visit.lang, NoSuchEntry()))
        return
    await _store(replace(entry, valid_until=None), out, visit, services)


async def _asked(visit: Visit, services: Services, data: Data, ask: Callable[[StaffEntry], Screen]) -> Screen:
    entry = await _entry(services, data["entry_id"])
    return ask(entry) if entry else outcome(visit.lang, NoSuchEntry())


@forms.asks(WritingEntry.question)
async def question_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the question line."""
    written_in = services.catalogues[data["language"]]
    return await _asked(visit, services, data, lambda one: view.ask_question(visit.lang, written_in, one))


@forms.asks(WritingEntry.text)
async def text_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the answer."""
    written_in = services.catalogues[data["language"]]
    return await _asked(visit, services, data, lambda one: view.ask_text(visit.lang, written_in, one))


@forms.asks(WritingEntry.translation)
async def translation_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites a translation."""
    written_in = services.catalogues[data["language"]]
    return await _asked(visit, services, data, lambda one: view.ask_translation(visit.lang, written_in, one))


@forms.asks(WritingEntry.day)
async def day_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the last day."""
    return await _asked(visit, services, data, lambda one: view.ask_day(visit.lang, one))


@router.message(StateFilter(WritingEntry.question, WritingEntry.text), F.text, _WRITTEN)
async def main_text_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes the question line, or the answer."""
    is_line = await state.get_state() == WritingEntry.question.state
    clean, limit = (cleaned, QUESTION_LINE) if is_line else (cleaned_lines, TEXT_LIMIT)
    text = clean(message.text or "", 2 * limit)
    if await _unusable(text, limit, out, visit, services, state):
        return

    def written(entry: StaffEntry) -> StaffEntry:
        main = replace(entry.main, written_by=visit.resident.id)
        main = replace(main, question=text) if is_line else replace(main, text=text)
        return with_text(entry, entry.language, main)

    await _edit(written, out, visit, services, state)


@router.message(WritingEntry.day, F.text, _WRITTEN)
async def day_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes the last day."""
    day: date | None = read_day(message.text or "", local_date(services))
    if day is None:
        await out.say(Screen(view.not_a_day(visit.lang)))
        return
    await _edit(lambda entry: replace(entry, valid_until=day), out, visit, services, state)


@router.message(WritingEntry.translation, F.text, _WRITTEN)
async def translation_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes question and answer in one language."""
    first, _, rest = cleaned_lines(message.text or "", 2 * TEXT_LIMIT).partition("\n")
    text = rest.strip()
    if not text:
        await out.say(Screen(view.two_lines_please(visit.lang)))
        return
    if await _unusable(first, QUESTION_LINE, out, visit, services, state):
        return
    if await _unusable(text, TEXT_LIMIT, out, visit, services, state):
        return
    data = await state.get_data()
    translation = EntryText(first, text, data["main"], written_by=visit.resident.id)
    kept = await add_translation(services.uow, data["entry_id"], data["language"], translation, visit.cause)
    await state.clear()
    if isinstance(kept, StaffEntry):
        await out.say(await card_screen(kept.id, visit, services))
    else:
        await out.say(outcome(visit.lang, kept))


async def _unusable(
    text: str, limit: int, out: Out, visit: Visit, services: Services, state: FSMContext
) -> bool:
    """Whether a text is empty or too long, which is said."""
    if not text:
        await forms.resume(out, visit, services, state)
    elif utf16_length(text) > limit:
        await out.say(too_long(visit.lang, limit))
    else:
        return False
    return True


async def _edit(
    edit: Callable[[StaffEntry], StaffEntry], out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    data = await state.get_data()
    entry = await _entry(services, data["entry_id"])
    await state.clear()
    if entry is None:
        await out.say(outcome(visit.lang, NoSuchEntry()))
        return
    # Refused where it is no longer the version whose text was asked about.
    await _store(replace(edit(entry), revision=data["revision"]), out, visit, services)


async def _store(edited: StaffEntry, out: Out, visit: Visit, services: Services) -> None:
    kept = await change(services.uow, edited, visit.resident.id, visit.cause)
    if isinstance(kept, StaffEntry):
        await out.say(await card_screen(kept.id, visit, services))
    else:
        await out.say(outcome(visit.lang, kept))


async def _entry(services: Services, entry_id: int) -> StaffEntry | None:
    async with services.uow.reading() as r:
        return await r.entries.get(entry_id)
