"""Registering: the extra questions of an event."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.event_texts import questions
from civic.events import Event
from civic.extra_questions import ANSWER_LIMIT, ExtraQuestion, QuestionKind, check_answer, read_answer
from civic.form_steps import Kind, Step
from civic.people import cleaned_lines
from civic.typed_answers import is_none, is_skipped, pick_several
from handlers import forms
from handlers.forms import TYPED, Data, Registering
from handlers.resident import form
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import FormTaps
from handlers.telegram_out import Out
from handlers.views import form as form_view
from handlers.views import form_questions as view
from handlers.views import registration as outcomes
from handlers.views.welcome import old_button

router = Router(name="form_questions")


@forms.asks(Registering.question)
async def question_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks the present question."""
    event = await form.event_of(services, data)
    question = _present(event, data)
    if event is None:
        return outcomes.unknown_event(visit.lang)
    if question is None:
        return Screen(form_view.form_changed(visit.lang))
    step = await form.label(visit, services, data, Step(Kind.QUESTION, question.id))
    return view.ask_extra(
        visit.lang, services, event.id, question, _ticks(data, question), data.get("said", ""), step
    )


def _present(event: Event | None, data: Data) -> ExtraQuestion | None:
    every = questions(event) if event else ()
    return next((one for one in every if one.id == data.get("part")), None)


def _ticks(data: Data, question: ExtraQuestion) -> list[str]:
    answer = data.get("answers", {}).get(question.id)
    if isinstance(answer, bool):
        return ["1" if answer else "0"]
    return answer if isinstance(answer, list) else [answer] if isinstance(answer, str) else []


async def _question(
    out: Out, visit: Visit, services: Services, state: FSMContext
) -> tuple[ExtraQuestion, list[str]] | None:
    """The present question and its choices in words. Where it is gone, the form goes on without it."""
    data = await state.get_data()
    question = _present(await form.event_of(services, data), data)
    if question is not None:
        return question, view.choice_labels(visit.lang, services, question)
    await out.say(Screen(form_view.form_changed(visit.lang)))
    await form.advance(out, visit, services, state)
    return None


@router.callback_query(FormTaps("ans", str, int), Registering.question)
async def answer_tapped(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[str, int],
) -> None:
    """Takes a choice, or ticks one of several."""
    found = await _question(out, visit, services, state)
    if found is None:
        return
    question, labels = found
    if args[0] != view.short_id(question) or args[1] >= len(labels):
        await out.toast(old_button(visit.lang))
        return
    if question.kind is QuestionKind.YES_NO:
        await _take(question, args[1] == 0, out, visit, services, state)
        return
    chosen = list(question.choices)[args[1]]
    if question.kind is QuestionKind.ONE:
        await _take(question, chosen, out, visit, services, state)
        return
    data = await state.get_data()
    ticks = frozenset(_ticks(data, question)) ^ {chosen}
    answer = check_answer(question, sorted(ticks))
    answers = {name: one for name, one in data.get("answers", {}).items() if name != question.id}
    data = await state.update_data(answers=answers | ({question.id: answer} if answer else {}))
    await out.redraw(await question_screen(visit, services, data))


@router.callback_query(FormTaps("ans_done"), Registering.question)
async def several_done(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Those are all choices."""
    found = await _question(out, visit, services, state)
    if found is not None:
        await _leave(found[0], out, visit, services, state)


@router.callback_query(FormTaps("ans_skip"), Registering.question)
async def skipped(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Leaves an optional question out."""
    found = await _question(out, visit, services, state)
    if found is not None:
        await _leave(found[0], out, visit, services, state, drop=True)


@router.message(Registering.question, TYPED)
async def answer_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes a typed answer: a number, a choice's words, yes or no, or a text."""
    await take_text(message.text or "", out, visit, services, state)


async def names_choice(text: str, visit: Visit, services: Services, data: Data) -> bool:
    """Whether a text is a choice of the present question in words."""
    question = _present(await form.event_of(services, data), data)
    if question is None or question.kind is QuestionKind.TEXT:
        return False
    return pick_several(text, view.choice_labels(visit.lang, services, question)) is not None


async def take_text(text: str, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """A text as the answer to the present question."""
    found = await _question(out, visit, services, state)
    if found is None:
        return
    question, labels = found
    too_long = question.kind is QuestionKind.TEXT and len(cleaned_lines(text, 4096)) > ANSWER_LIMIT
    answer = None if too_long else read_answer(question, text, labels)
    if _leaves_out(question, text, answer):
        await _leave(question, out, visit, services, state)
    elif answer is not None:
        await _take(question, answer, out, visit, services, state)
    else:
        is_text = question.kind is QuestionKind.TEXT
        unclear = (
            form_view.text_unclear(visit.lang, ANSWER_LIMIT)
            if is_text
            else form_view.choice_unclear(visit.lang)
        )
        await out.say(Screen(unclear))
        await forms.resume(out, visit, services, state)


def _leaves_out(question: ExtraQuestion, text: str, answer: object) -> bool:
    """Whether "skip", or "none" where something is to be chosen or written at will, was typed."""
    if is_skipped(text):
        return question.kind is not QuestionKind.TEXT or not question.required
    return answer is None and not question.required and is_none(text)


async def _take(
    question: ExtraQuestion,
    answer: str | bool | list[str],
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
) -> None:
    answers = {**(await state.get_data()).get("answers", {}), question.id: answer}
    await form.advance(out, visit, services, state, answers=answers)


async def _leave(
    question: ExtraQuestion,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    *,
    drop: bool = False,
) -> None:
    data = await state.get_data()
    answers = dict(data.get("answers", {}))
    if drop:
        answers.pop(question.id, None)
    if question.id not in answers and question.required:
        await out.say(Screen(view.choose_something(visit.lang)))
        await forms.resume(out, visit, services, state)
        return
    skipped = [one for one in data.get("skipped", []) if one != question.id] + [question.id]
    await form.advance(out, visit, services, state, answers=answers, skipped=skipped)
