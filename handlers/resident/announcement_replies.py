"""What people answer to an announcement or ask about it goes to a person, into that announcement's thread."""

from aiogram import F, Router
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.announcement_changes import CHANGEABLE
from civic.people import cleaned_lines
from civic.pushes import is_staffed
from civic.question_waiting import usual_wait
from civic.questions import QUESTION_LIMIT, Question, hand_over
from civic.residents import Address
from handlers import forms
from handlers.forms import AskingAboutAnnouncement, Data
from handlers.said import words_of
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import announcement_replies as view
from handlers.views import answers, question_waiting
from handlers.views.welcome import old_button

router = Router(name="announcement replies")


class ToAnnouncement(Filter):
    """Matches messages that answer a copy of an announcement; passes its number."""

    async def __call__(self, message: Message, visit: Visit, services: Services) -> bool | dict[str, int]:
        answered = message.reply_to_message
        if answered is None or not words_of(message) or words_of(message).startswith("/"):
            return False
        address = Address(visit.channel, message.chat.id)
        async with services.uow.reading() as r:
            found = await r.replies.announcement_of(address, answered.message_id)
        return False if found is None else {"announcement_id": found}


@router.message(ToAnnouncement(), ~forms.STAFF_WRITES)
async def replied(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext, announcement_id: int
) -> None:
    """Passes the reply on; a form that was open goes on."""
    await _pass_on(announcement_id, words_of(message), out, visit, services)
    await forms.resume(out, visit, services, state)


@router.callback_query(Taps("a_ask", int))
async def ask(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Asks what they would like to know."""
    async with services.uow.reading() as r:
        found = await r.announcements.get(args[0])
    if found is None or found.status not in CHANGEABLE:
        await out.toast(old_button(visit.lang))
    elif not await is_staffed(services.uow):
        await out.say(answers.nobody_there(visit.lang, services.office))
    else:
        await state.clear()
        await forms.go_to(state, AskingAboutAnnouncement.text, out, visit, services, announcement_id=found.id)


@forms.asks(AskingAboutAnnouncement.text)
async def question_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the question."""
    return view.ask_question(visit.lang)


@router.message(StateFilter(AskingAboutAnnouncement.text), F.text, ~F.text.startswith("/"))
async def asked(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Takes the question."""
    if not cleaned_lines(message.text or "", QUESTION_LIMIT):
        await forms.resume(out, visit, services, state)
        return
    data = await state.get_data()
    await state.clear()
    await _pass_on(data["announcement_id"], message.text or "", out, visit, services)


async def _pass_on(announcement_id: int, text: str, out: Out, visit: Visit, services: Services) -> None:
    """Keeps it for a person. It is never looked up: what a reply means stands in the announcement."""
    if not await is_staffed(services.uow):
        await out.say(answers.nobody_there(visit.lang, services.office))
        return
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
        await out.say(question_waiting.waits_already(visit.lang, passed_on))
        return
    await out.say(question_waiting.handed_over(visit.lang, passed_on, await usual_wait(services.uow)))
