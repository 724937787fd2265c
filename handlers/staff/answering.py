"""Answering a question: claimed first, written, seen as its reader will see it, then sent."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic import questions
from civic.people import cleaned_lines, utf16_length
from civic.question_claims import Claimed, ClaimedByOther, claim, minutes_of_other
from civic.questions import (
    ANSWER_LIMIT,
    Answered,
    AnsweredBefore,
    NoSuchQuestion,
    Question,
    QuestionStatus,
    Reply,
    Translated,
)
from handlers import forms
from handlers.forms import AnsweringQuestion, Data
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import answering as view
from handlers.views import staff
from handlers.views.answering import Draft
from handlers.views.welcome import old_button, too_long

router = Router(name="answering")


@router.callback_query(Taps("answer", int))
async def begin_answer(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Claims the question and asks for the answer; whoever comes second sees the first answer."""
    await _begin(args[0], out, visit, services, state, take_over=False)


@router.callback_query(Taps("take_over", int))
async def take_over(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """The same where somebody else has begun."""
    await _begin(args[0], out, visit, services, state, take_over=True)


async def _begin(
    question_id: int, out: Out, visit: Visit, services: Services, state: FSMContext, *, take_over: bool
) -> None:
    by = visit.resident.id
    outcome = await claim(services.uow, services.clock, question_id, by, take_over=take_over)
    match outcome:
        case Claimed(question=found):
            await state.clear()
            await forms.go_to(state, AnsweringQuestion.text, out, visit, services, question_id=found.id)
        case ClaimedByOther(question=found, minutes=minutes):
            await out.say(view.claimed_by_other(visit.lang, found, minutes))
        case AnsweredBefore(question=found):
            await out.say(staff.answered_before(visit.lang, found))
        case NoSuchQuestion():
            await out.say(staff.question_gone(visit.lang))


@forms.asks(AnsweringQuestion.text)
async def answer_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the answer."""
    found = await _question(services, data["question_id"])
    return staff.ask_answer(visit.lang, services, found) if found else staff.question_gone(visit.lang)


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
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext, question_id: int
) -> None:
    """Answers by replying; who else has begun is told in the preview."""
    await claim(services.uow, services.clock, question_id, visit.resident.id)
    await _written(question_id, message.text or "", out, visit, services, state)


@router.message(
    StateFilter(AnsweringQuestion.text, AnsweringQuestion.confirm), F.text, ~F.text.startswith("/")
)
async def answer_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes the answer, or another one in its place."""
    data = await state.get_data()
    await _written(data["question_id"], message.text or "", out, visit, services, state)


async def _written(
    question_id: int, text: str, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    answer = cleaned_lines(text, 2 * ANSWER_LIMIT)
    if utf16_length(answer) > ANSWER_LIMIT:
        await out.say(too_long(visit.lang, ANSWER_LIMIT))
        return
    if not answer:
        await forms.resume(out, visit, services, state)
        return
    await show_draft(question_id, Reply(answer, visit.lang.code), out, visit, services, state)


async def show_draft(
    question_id: int, reply: Reply, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """The answer as its reader will see it, and what can be done with it."""
    found = await _question(services, question_id)
    if found is None or found.status is not QuestionStatus.OPEN:
        await state.clear()
        await out.say(staff.answered_before(visit.lang, found) if found else staff.question_gone(visit.lang))
        return
    draft = draft_of(found, reply, visit, services)
    for screen in view.preview(visit.lang, services, draft):
        await out.say(screen)
    await state.clear()
    entered = {"answer": reply.text, "written": reply.language, "translated": reply.translated.value}
    await forms.go_to(
        state, AnsweringQuestion.confirm, out, visit, services, question_id=question_id, **entered
    )


def draft_of(question: Question, reply: Reply, visit: Visit, services: Services) -> Draft:
    """The question as it would be answered."""
    answered = replace(
        question, answer=reply.text, answer_language=reply.language, translated=reply.translated
    )
    return Draft(answered, minutes_of_other(question, visit.resident.id, services.clock()))


def reply_in(data: Data) -> Reply:
    """The answer that stands in the form."""
    return Reply(data["answer"], data["written"], Translated(data["translated"]))


@forms.asks(AnsweringQuestion.confirm)
async def confirm_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks whether to send it."""
    found = await _question(services, data["question_id"])
    if found is None:
        return staff.question_gone(visit.lang)
    draft = draft_of(found, reply_in(data), visit, services)
    return view.confirm_answer(visit.lang, services, draft)


@forms.settles(AnsweringQuestion.confirm)
async def answer_settled(visit: Visit, services: Services, data: Data) -> Screen | None:
    """Sent before a restart: the row says so."""
    found = await _question(services, data["question_id"])
    if found is None or found.status is not QuestionStatus.ANSWERED:
        return None
    mine = found.answered_by == visit.resident.id
    return staff.answer_sent(visit.lang, found.id) if mine else staff.answered_before(visit.lang, found)


class DraftTaps(Taps):
    """Matches taps below the draft that is open, by its question; passes what stands in the form."""

    def __init__(self, name: str) -> None:
        super().__init__(name, int)

    async def __call__(
        self, query: CallbackQuery, state: FSMContext
    ) -> bool | dict[str, tuple[int | str, ...]]:
        found = self.read(query.data)
        if found is None or await state.get_state() != AnsweringQuestion.confirm.state:
            return False
        return {"args": found} if found[0] == (await state.get_data()).get("question_id") else False


@router.callback_query(DraftTaps("a_send"))
async def send_answer(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Sends it. The first answer counts; whoever comes second sees it."""
    reply = reply_in(await state.get_data())
    outcome = await questions.answer(
        services.uow, services.clock, args[0], reply, visit.resident.id, visit.cause
    )
    await state.clear()
    match outcome:
        case Answered():
            await out.say(staff.answer_sent(visit.lang, args[0]))
        case AnsweredBefore(question=earlier):
            await out.say(staff.answered_before(visit.lang, earlier))
        case NoSuchQuestion():
            await out.say(staff.question_gone(visit.lang))


@router.callback_query(DraftTaps("a_same"))
async def written_in_their_language(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """The coordinator wrote in the reader's language."""
    reply = replace(reply_in(await state.get_data()), language="")
    await show_draft(args[0], reply, out, visit, services, state)


@router.callback_query(DraftTaps("a_show"))
async def show_again(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """The preview once more."""
    await show_draft(args[0], reply_in(await state.get_data()), out, visit, services, state)


@router.callback_query(Taps("a_send", int))
async def sent_before(query: CallbackQuery, out: Out, visit: Visit) -> None:
    """The second of two taps, or the button of an earlier draft."""
    await out.toast(old_button(visit.lang))


async def _question(services: Services, question_id: int) -> Question | None:
    async with services.uow.reading() as r:
        return await r.questions.get(question_id)
