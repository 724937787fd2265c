"""The way to a person: a question that was asked is passed on, or is asked for."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.answers.outcomes import Answered, Ranked
from civic.people import cleaned_lines
from civic.pushes import is_staffed
from civic.question_waiting import usual_wait
from civic.questions import QUESTION_LIMIT, Question, hand_over, rate
from handlers import forms
from handlers.forms import AskingPerson, Data
from handlers.resident.telling import PASS_ON, note_told, tell_first, with_notice
from handlers.said import words_of
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import answers as view
from handlers.views import question_waiting

interruptions = Router(name="to_person_interruptions")
router = Router(name="to_person")


@router.callback_query(Taps("person", str))
async def person(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[str],
) -> None:
    """Passes the quoted question on, or asks for it."""
    asked = out.message.reply_to_message if out.message else None
    if asked is not None and words_of(asked):
        await pass_on(asked, out, visit, services)
    else:
        await to_person(out, visit, services, state)
    if services.knowledge.entry(args[0]) is not None:
        await rate(services.uow, args[0], visit.lang.code, helpful=False)


@router.callback_query(Taps("new_question"))
async def new_question(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """What was added to a waiting question is one of its own."""
    asked = out.message.reply_to_message if out.message else None
    if asked is not None and words_of(asked):
        await pass_on(asked, out, visit, services)
    else:
        await to_person(out, visit, services, state)


@router.callback_query(Taps("talk"))
async def talk(query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Somebody wants a person and has not asked anything yet."""
    await to_person(out, visit, services, state)


async def to_person(out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Asks for the question, where there is anybody to answer it."""
    if not await is_staffed(services.uow):
        await out.say(view.nobody_there(visit.lang, services.office))
        return
    await state.clear()
    await forms.go_to(state, AskingPerson.text, out, visit, services)
    await note_told(visit, services)


@forms.asks(AskingPerson.text)
async def person_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks for the question that goes to a person."""
    return with_notice(view.no_question_yet(visit.lang), visit, services)


@interruptions.message(AskingPerson.text, F.text, ~F.text.startswith("/"))
async def question_for_person(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes the question for a person."""
    if not cleaned_lines(message.text or "", QUESTION_LIMIT):
        await forms.resume(out, visit, services, state)
        return
    await state.clear()
    await pass_on(message, out, visit, services)


async def pass_on(asked: Message, out: Out, visit: Visit, services: Services) -> None:
    """Keeps the question for a person and says how long that usually takes; whoever was never told what is
    stored is told first."""
    text = words_of(asked)
    if not await is_staffed(services.uow):
        await out.say(view.nobody_there(visit.lang, services.office))
        return
    if await tell_first(PASS_ON, asked, out, visit, services):
        return
    entry, score = await _closest(services, text, visit.lang.code)
    kept = Question(
        id=0,
        resident_id=visit.resident.id,
        language=visit.lang.code,
        text=cleaned_lines(text, QUESTION_LIMIT),
        asked_at=services.clock(),
        entry=entry,
        score=score,
        topic=_topic(services, entry),
    )
    passed_on = await hand_over(services.uow, kept, visit.cause)
    if passed_on.asked_at < kept.asked_at:
        await out.say(question_waiting.waits_already(visit.lang, passed_on))
        return
    await out.say(await handed_over_screen(passed_on, visit, services))


async def handed_over_screen(question: Question, visit: Visit, services: Services) -> Screen:
    """That the question is passed on."""
    return question_waiting.handed_over(visit.lang, question, await usual_wait(services.uow))


def _topic(services: Services, entry: str) -> str:
    """The initiative that an entry belongs to."""
    found = services.knowledge.entry(entry) if entry else None
    return found.initiative if found and found.initiative in services.knowledge.initiatives else ""


async def _closest(services: Services, text: str, language: str) -> tuple[str, float]:
    decision = await services.library.ask(text, language)
    ranked: Ranked = decision.alternatives
    if isinstance(decision, Answered):
        return decision.entry, decision.score
    return ranked[0] if ranked else ("", 0.0)
