"""Translations of questions and answers: a link for a volunteer, or a draft by the city's server."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from civic.people import cleaned_lines
from civic.question_claims import claim
from civic.question_notes import NoteKind
from civic.questions import ANSWER_LIMIT, Question, Reply, Translated
from civic.translations import NoDraft, Part, Wanted, ask_volunteer
from handlers import forms
from handlers.links import Target, write_link
from handlers.services import Services, Visit
from handlers.staff.answering import DraftTaps, reply_in, show_draft
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import answering as view
from handlers.views import staff

router = Router(name="answer translations")


@router.callback_query(Taps("q_volunteer", int))
async def question_for_volunteer(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """A link by which somebody translates the question into the coordinator's language."""
    found = await _whole_question(services, args[0])
    if found is None:
        await out.say(staff.question_gone(visit.lang))
        return
    question, text = found
    wanted = Wanted(question.id, Part.QUESTION, text, question.language, visit.lang.code)
    await _hand_out(wanted, out, visit, services)


@router.callback_query(DraftTaps("a_volunteer"))
async def answer_for_volunteer(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """A link by which somebody translates the answer into the reader's language."""
    found = await _whole_question(services, args[0])
    if found is None:
        await out.say(staff.question_gone(visit.lang))
        return
    reply = reply_in(await state.get_data())
    wanted = Wanted(args[0], Part.ANSWER, reply.text, reply.language, found[0].language)
    await state.clear()
    await _hand_out(wanted, out, visit, services)


async def _hand_out(wanted: Wanted, out: Out, visit: Visit, services: Services) -> None:
    token = await ask_volunteer(services.uow, services.clock, wanted, visit.resident.id, visit.cause)
    links = services.deep_links(write_link(Target(translation_token=token)))
    await out.say(view.links_for_volunteer(visit.lang, services.catalogues[wanted.target], links))


@router.callback_query(Taps("q_automatic", int))
async def question_by_server(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """The question in the coordinator's language, by the city's server."""
    found = await _whole_question(services, args[0])
    if found is None or services.translator is None:
        await out.say(staff.question_gone(visit.lang))
        return
    question, text = found
    draft = await services.translator.translate(text, question.language, visit.lang.code)
    if isinstance(draft, NoDraft):
        await out.say(view.no_translation(visit.lang))
        return
    shown = cleaned_lines(draft.text, ANSWER_LIMIT)
    await out.say(view.automatic_question(visit.lang, question, shown))


@router.callback_query(DraftTaps("a_automatic"))
async def answer_by_server(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """The answer in the reader's language as a draft, marked as what it is; nothing is sent yet."""
    found = await _whole_question(services, args[0])
    if found is None or services.translator is None:
        await out.say(staff.question_gone(visit.lang))
        return
    reply = reply_in(await state.get_data())
    # No transaction is open here: the server may take its time.
    draft = await services.translator.translate(reply.text, reply.language, found[0].language)
    text = "" if isinstance(draft, NoDraft) else cleaned_lines(draft.text, 2 * ANSWER_LIMIT)
    if not text:
        await out.say(view.no_translation(visit.lang))
        await forms.resume(out, visit, services, state)
        return
    translated = Reply(text, "", Translated.AUTOMATIC)
    await show_draft(args[0], translated, out, visit, services, state)


@router.callback_query(Taps("tr_use", int))
async def use_translation(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """A volunteer's translation becomes the draft; whoever coordinates looks at it and sends it."""
    async with services.uow.reading() as r:
        found = await r.translations.get(args[0])
    if found is None or found.part is not Part.ANSWER or found.done_at is None:
        await out.say(staff.question_gone(visit.lang))
        return
    await claim(services.uow, services.clock, found.question_id, visit.resident.id)
    reply = Reply(found.result, "", Translated.VOLUNTEER)
    await show_draft(found.question_id, reply, out, visit, services, state)


async def _whole_question(services: Services, question_id: int) -> tuple[Question, str] | None:
    """A question, and its text with what was added to it."""
    async with services.uow.reading() as r:
        question = await r.questions.get(question_id)
        notes = await r.questions.notes(question_id)
    if question is None or not question.text:
        return None
    added = [one.text for one in notes if one.kind is NoteKind.ADDED]
    return question, "\n\n".join([question.text, *added])
