"""Coordinators write the questions that an event asks: adding, changing and removing them."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.event_questions import (
    TEXT_LIMIT,
    Questions,
    needs_choices,
    new_question,
    read_choices,
    rechosen,
    reworded,
    with_question,
    without_question,
    write_questions,
)
from civic.event_texts import source_language
from civic.events import Event
from civic.extra_questions import MOST_QUESTIONS, ExtraQuestion, QuestionKind
from civic.people import cleaned
from handlers import forms
from handlers.forms import AskingMore, Data
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.event_cards import event_with_seats
from handlers.staff.event_saving import set_field
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import event_questions as view
from handlers.views.welcome import old_button

router = Router(name="event questions")


async def _event(services: Services, event_id: int) -> Event | None:
    one = await event_with_seats(services, event_id)
    return one.event if one is not None else None


def _question(event: Event | None, id: str) -> ExtraQuestion | None:
    return next((one for one in event.questions if one.id == id), None) if event is not None else None


@router.callback_query(Taps("ev_questions", int))
async def show_questions(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """All questions of an event."""
    event = await _event(services, args[0])
    if event is None:
        await out.toast(old_button(visit.lang))
        return
    await out.say(view.questions_card(visit.lang, services, event))


@router.callback_query(Taps("ev_q", int, str))
async def show_question(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str]
) -> None:
    """One of them."""
    event = await _event(services, args[0])
    one = _question(event, args[1])
    if event is None or one is None:
        await out.toast(old_button(visit.lang))
        return
    await out.say(view.question_card(visit.lang, services, event, one))


@router.callback_query(Taps("ev_q_add", int))
async def add(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Asks how a new question is answered; a sixth one is refused."""
    event = await _event(services, args[0])
    if event is None:
        await out.toast(old_button(visit.lang))
    elif len(event.questions) >= MOST_QUESTIONS:
        await out.say(Screen(view.too_many(visit.lang)))
    else:
        await out.say(view.kinds(visit.lang, args[0]))


@router.callback_query(Taps("ev_q_kind", int, str))
async def kind(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int, str]
) -> None:
    """Asks for the text of a new question."""
    if args[1] not in list(QuestionKind):
        await out.toast(old_button(visit.lang))
        return
    await _ask(args[0], "", args[1], out, visit, services, state)


@router.callback_query(Taps("ev_q_text", int, str))
async def text(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int, str]
) -> None:
    """Asks for another text of a question."""
    await _ask(args[0], args[1], "", out, visit, services, state)


@router.callback_query(Taps("ev_q_choices", int, str))
async def choices(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int, str]
) -> None:
    """Asks for other choices of a question."""
    await state.clear()
    entered = {"event_id": args[0], "question": args[1], "kind": ""}
    await forms.go_to(state, AskingMore.choices, out, visit, services, **entered)


async def _ask(
    event_id: int, question: str, kind: str, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    event = await _event(services, event_id)
    if event is None:
        await out.toast(old_button(visit.lang))
        return
    await state.clear()
    language = source_language(event) or visit.lang.code
    entered = {"event_id": event_id, "question": question, "kind": kind, "language": language}
    await forms.go_to(state, AskingMore.text, out, visit, services, **entered)


@forms.asks(AskingMore.text)
async def text_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """The question about the question."""
    return view.ask_text(visit.lang, services.catalogues[data["language"]])


@forms.asks(AskingMore.choices)
async def choices_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """The question about its choices."""
    return view.ask_choices(visit.lang)


@router.message(AskingMore.text, F.text, ~F.text.startswith("/"))
async def text_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes the text; where there is something to choose from, that is asked next."""
    written = cleaned(message.text or "", TEXT_LIMIT + 1)
    if not 1 <= len(written) <= TEXT_LIMIT:
        await out.say(Screen(view.bad_text(visit.lang)))
        return
    data = await state.get_data()
    if data["kind"] and needs_choices(QuestionKind(data["kind"])):
        await forms.go_to(state, AskingMore.choices, out, visit, services, text=written)
        return
    await _keep(data, written, [], out, visit, services, state)


@router.message(AskingMore.choices, F.text, ~F.text.startswith("/"))
async def choices_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes the choices, one to a line."""
    found = read_choices(message.text or "")
    if found is None:
        await out.say(Screen(view.bad_choices(visit.lang)))
        return
    data = await state.get_data()
    await _keep(data, data.get("text", ""), found, out, visit, services, state)


async def _keep(
    data: Data,
    text: str,
    choices: list[str],
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
) -> None:
    event = await _event(services, data["event_id"])
    if event is None:
        await out.say(Screen(old_button(visit.lang)))
        return
    language = source_language(event) or visit.lang.code
    if data["kind"]:
        one = new_question(event.questions, QuestionKind(data["kind"]), text, choices, language)
    else:
        one = _question(event, data["question"])
        one = one and (rechosen(one, choices, language) if choices else reworded(one, text, language))
    if one is None:
        await state.clear()
        await out.say(Screen(view.too_many(visit.lang) if data["kind"] else old_button(visit.lang)))
        return
    await _set(event, with_question(event.questions, one), out, visit, services, state)


@router.callback_query(Taps("ev_q_required", int, str))
async def required(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int, str]
) -> None:
    """Required or optional."""
    event = await _event(services, args[0])
    one = _question(event, args[1])
    if event is None or one is None:
        await out.toast(old_button(visit.lang))
        return
    other = replace(one, required=not one.required)
    await _set(event, with_question(event.questions, other), out, visit, services, state)


@router.callback_query(Taps("ev_q_remove", int, str))
async def remove(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int, str]
) -> None:
    """Takes a question out."""
    event = await _event(services, args[0])
    if event is None or _question(event, args[1]) is None:
        await out.toast(old_button(visit.lang))
        return
    await _set(event, without_question(event.questions, args[1]), out, visit, services, state)


async def _set(
    event: Event, questions: Questions, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    await set_field(event.id, "questions", write_questions(questions), out, visit, services, state)
