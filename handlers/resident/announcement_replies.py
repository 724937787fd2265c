"""What people answer to an announcement or ask about it goes to a person, into that announcement's thread."""

from aiogram import F, Router
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.announcement_changes import CHANGEABLE
from civic.people import cleaned_lines
from civic.pushes import is_staffed
from civic.questions import QUESTION_LIMIT, Question, hand_over
from civic.residents import Address
from handlers import forms
from handlers.forms import AskingAboutAnnouncement, Data
from handlers.resident.questions import answer_question
from handlers.resident.telling import note_told, tell_first, with_notice
from handlers.resident.to_person import handed_over_screen
from handlers.said import words_of
from handlers.screen import Screen, tap
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import announcement_replies as view
from handlers.views import answers, question_waiting
from handlers.views.welcome import old_button

router = Router(name="announcement replies")


class ToAnnouncement(Filter):
    """Matches messages that answer a copy of an announcement, or of several; passes their numbers."""

    async def __call__(
        self, message: Message, visit: Visit, services: Services
    ) -> bool | dict[str, list[int]]:
        answered = message.reply_to_message
        if answered is None or not words_of(message) or words_of(message).startswith("/"):
            return False
        address = Address(visit.channel, message.chat.id)
        async with services.uow.reading() as r:
            found = await r.waiting_copies.in_one_message(visit.resident.id, address, answered.message_id)
        return {"held": found} if found else False


@router.message(ToAnnouncement(), ~forms.STAFF_WRITES)
async def replied(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext, held: list[int]
) -> None:
    """Passes the reply on; a form that was open goes on. Of several announcements one is chosen first."""
    if len(held) > 1 and await is_staffed(services.uow):
        async with services.uow.reading() as r:
            found = [await r.announcements.get(one) for one in held]
        # Quoted, so that the choice brings the words back and they need not be stored.
        which = view.which(visit.lang, [one for one in found if one is not None])
        await out.say(with_notice(which, visit, services), quote=True)
        await note_told(visit, services)
        return
    if not await _tell_first(held[0], message, out, visit, services):
        await out.say(await _passed_on(held[0], words_of(message), visit, services))
    await forms.resume(out, visit, services, state)


@router.callback_query(Taps("a_about", int))
async def about(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Passes the quoted words on to the announcement that is meant; asks for them where they are gone."""
    said = out.message.reply_to_message if out.message else None
    if said is None or not words_of(said):
        await ask(query, out, visit, services, state, args)
    elif await _may_be_asked_about(args[0], services):
        if await _tell_first(args[0], said, out, visit, services):
            return
        await out.redraw(await _passed_on(args[0], words_of(said), visit, services))
        await forms.resume(out, visit, services, state)
    else:
        await out.toast(old_button(visit.lang))


@router.callback_query(Taps("a_other"))
async def about_something_else(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Answers the quoted words as any other question, in the place of the choice."""
    said = out.message.reply_to_message if out.message else None
    if out.message is None or said is None or not words_of(said):
        await out.toast(old_button(visit.lang))
        return
    await answer_question(said, out, visit, services, state, instead_of=out.message.message_id)
    await forms.resume(out, visit, services, state)


@router.callback_query(Taps("a_ask", int))
async def ask(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Asks what they would like to know."""
    if not await _may_be_asked_about(args[0], services):
        await out.toast(old_button(visit.lang))
    elif not await is_staffed(services.uow):
        await out.say(answers.nobody_there(visit.lang, services.office))
    else:
        await state.clear()
        await forms.go_to(state, AskingAboutAnnouncement.text, out, visit, services, announcement_id=args[0])
        await note_told(visit, services)


async def _may_be_asked_about(announcement_id: int, services: Services) -> bool:
    async with services.uow.reading() as r:
        found = await r.announcements.get(announcement_id)
        is_old = await r.kept_figures.are_kept(announcement_id)
    return found is not None and found.status in CHANGEABLE and not is_old


@forms.asks(AskingAboutAnnouncement.text)
async def question_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the question."""
    async with services.uow.reading() as r:
        asking = view.ask_question(visit.lang, await r.announcements.get(data["announcement_id"]))
    return with_notice(asking, visit, services)


@router.message(StateFilter(AskingAboutAnnouncement.text), F.text, ~F.text.startswith("/"))
async def asked(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Takes the question."""
    if not cleaned_lines(message.text or "", QUESTION_LIMIT):
        await forms.resume(out, visit, services, state)
        return
    data = await state.get_data()
    await state.clear()
    if not await _tell_first(data["announcement_id"], message, out, visit, services):
        await out.say(await _passed_on(data["announcement_id"], message.text or "", visit, services))


async def _tell_first(
    announcement_id: int, said: Message, out: Out, visit: Visit, services: Services
) -> bool:
    """Whether they had to be told first what is stored; where nobody is there, nothing is."""
    if not await is_staffed(services.uow):
        return False
    return await tell_first(tap("a_about", announcement_id), said, out, visit, services)


async def _passed_on(announcement_id: int, text: str, visit: Visit, services: Services) -> Screen:
    """Keeps it for a person. It is never looked up: what a reply means stands in the announcement."""
    if not await is_staffed(services.uow):
        return answers.nobody_there(visit.lang, services.office)
    kept = Question(
        id=0,
        resident_id=visit.resident.id,
        language=visit.lang.code,
        text=cleaned_lines(text, QUESTION_LIMIT),
        asked_at=services.clock(),
        announcement_id=announcement_id,
    )
    passed_on = await hand_over(services.uow, kept, visit.cause)
    if passed_on.asked_at < kept.asked_at:
        return question_waiting.waits_already(visit.lang, passed_on)
    return await handed_over_screen(passed_on, visit, services)
