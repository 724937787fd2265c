"""The inbox: questions that wait for a person, and answering them."""

from aiogram import F, Router
from aiogram.filters import Command, Filter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic import questions
from civic.people import cleaned_lines, utf16_length
from civic.questions import ANSWER_LIMIT, Answered, AnsweredBefore, NoSuchQuestion, Question
from handlers import forms
from handlers.forms import AnsweringQuestion, Data
from handlers.screen import Screen, last_page
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import staff as view
from handlers.views.welcome import too_long

router = Router(name="inbox")
PAGE = 10


@router.message(Command("inbox"))
async def inbox_command(message: Message, out: Out, visit: Visit, services: Services) -> None:
    """Open questions."""
    await _show_inbox(out, visit, services)


@router.callback_query(Taps("inbox"))
async def inbox_tap(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """The same from a button."""
    await _show_inbox(out, visit, services)


@router.callback_query(Taps("inbox_page", int))
async def inbox_page(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Later questions."""
    await _show_inbox(out, visit, services, args[0])


async def _show_inbox(out: Out, visit: Visit, services: Services, page: int = 0) -> None:
    async with services.uow.reading() as r:
        total = await r.questions.count_open()
        last = last_page(total, PAGE)
        page = min(page, last)
        found = await r.questions.open((page + 1) * PAGE)
    next_page = page + 1 if page < last else 0
    await out.say(view.inbox(visit.lang, found[page * PAGE :], total, next_page))


@router.callback_query(Taps("question", int))
async def one_question(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """One question with what the bot found."""
    found = await _question(services, args[0])
    await out.say(view.question(visit.lang, services, found) if found else view.question_gone(visit.lang))


@router.callback_query(Taps("answer", int))
async def begin_answer(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int],
) -> None:
    """Asks for the answer; whoever comes second sees the first answer before writing."""
    found = await _question(services, args[0])
    if found is None:
        await out.say(view.question_gone(visit.lang))
    elif found.status is not questions.QuestionStatus.OPEN:
        await out.say(view.answered_before(visit.lang, found))
    else:
        await state.clear()
        await forms.go_to(state, AnsweringQuestion.text, out, visit, services, question_id=found.id)


@forms.asks(AnsweringQuestion.text)
async def answer_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the answer."""
    found = await _question(services, data["question_id"])
    return view.ask_answer(visit.lang, services, found) if found else view.question_gone(visit.lang)


class RepliesToQuestion(Filter):
    """Matches a reply to the message that told about a question."""

    async def __call__(self, message: Message) -> bool | dict[str, int]:
        replied = message.reply_to_message
        if replied is None or replied.reply_markup is None:
            return False
        for row in replied.reply_markup.inline_keyboard:
            for button in row:
                name, _, number = (button.callback_data or "").partition(":")
                if name == "answer" and number.isascii() and number.isdigit():
                    return {"question_id": int(number)}
        return False


@router.message(F.text, RepliesToQuestion())
async def replied(
    message: Message,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    question_id: int,
) -> None:
    """Answers by replying; another form that was open goes on."""
    await _answer(question_id, message.text or "", out, visit, services, state)
    await forms.resume(out, visit, services, state)


@router.message(AnsweringQuestion.text, F.text, ~F.text.startswith("/"))
async def answer_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes the answer."""
    data = await state.get_data()
    await _answer(data["question_id"], message.text or "", out, visit, services, state)


async def _answer(
    question_id: int, text: str, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    answer = cleaned_lines(text, 2 * ANSWER_LIMIT)
    if utf16_length(answer) > ANSWER_LIMIT:
        await out.say(too_long(visit.lang, ANSWER_LIMIT))
        return
    outcome = await questions.answer(
        services.uow, services.clock, question_id, answer, visit.resident.id, visit.cause
    )
    if await state.get_state() == AnsweringQuestion.text.state:
        await state.clear()
    match outcome:
        case Answered():
            await out.say(view.answer_sent(visit.lang))
        case AnsweredBefore(question=earlier):
            await out.say(view.answered_before(visit.lang, earlier))
        case NoSuchQuestion():
            await out.say(view.question_gone(visit.lang))


@router.callback_query(Taps("close", int))
async def close(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Closes a question without an answer."""
    outcome = await questions.close(services.uow, args[0], visit.resident.id, visit.cause)
    match outcome:
        case Answered():
            await out.say(view.question_closed(visit.lang))
        case AnsweredBefore(question=earlier):
            await out.say(view.answered_before(visit.lang, earlier))
        case NoSuchQuestion():
            await out.say(view.question_gone(visit.lang))


async def _question(services: Services, question_id: int) -> Question | None:
    async with services.uow.reading() as r:
        return await r.questions.get(question_id)
