"""Free text: emergencies first, then plain-word wishes, then questions; and the way to a person."""

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.enums import ChatType
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from civic.answers.intents import Intent, intent
from civic.answers.outcome_names import outcome_of
from civic.answers.outcomes import Answered, Danger, HandOver, Refused
from civic.answers.safety import danger as in_danger
from civic.answers.safety import may_ask
from civic.follow_ups import answered_with
from civic.gaps import count_shown
from civic.pushes import is_staffed
from civic.residents import Address
from handlers import forms
from handlers.asked import decided
from handlers.forms import AskingPerson, JoiningChats, LeavingAddress, Registering
from handlers.resident import form_words
from handlers.resident.events import list_screen
from handlers.resident.last_answer import last_answer, note_answer
from handlers.resident.mine import mine_screen
from handlers.resident.news import end_all, topics_screen
from handlers.resident.replying import Asked, reply_to
from handlers.resident.speaking import spoken
from handlers.resident.start import language_list, leave_form
from handlers.resident.telling import note_told, only_passes_on, with_notice
from handlers.resident.to_person import to_person
from handlers.resident.waiting import joined_waiting
from handlers.said import words_of
from handlers.screen import Screen, paragraphs
from handlers.services import Services, Visit
from handlers.telegram_out import Out
from handlers.views import privacy, safety, welcome
from handlers.views.decisions import screen_of

emergencies = Router(name="emergencies")
interruptions = Router(name="interruptions")
router = Router(name="questions")


class InDanger(Filter):
    """Matches messages of people in danger, also in the middle of a form."""

    async def __call__(self, message: Message) -> bool | dict[str, Danger]:
        found = in_danger(words_of(message))
        return {"danger": found} if found is not None else False


@emergencies.message(InDanger(), ~forms.STAFF_WRITES)
@emergencies.edited_message(F.chat.type == ChatType.PRIVATE, InDanger(), ~forms.STAFF_WRITES)
async def emergency(
    message: Message,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    danger: Danger,
) -> None:
    """The number to call, before anything else; nothing is stored."""
    in_form = await state.get_state() is not None
    if may_ask(danger) and not in_form:
        decision = await services.library.ask(words_of(message), visit.lang.code)
        danger = decision if isinstance(decision, Danger) else danger
    services.outcomes[outcome_of(danger), visit.lang.code] += 1
    out.above = ""  # the number comes first
    await out.say(screen_of(visit.lang, services, danger, staffed=False), quote=danger.also is not None)
    if in_form and not danger.sure and message.text and message.edit_date is None:
        raise SkipHandler  # "Brand" is a name, too
    await forms.resume(out, visit, services, state)


class IsQuestion(Filter):
    """Matches texts that ask something or are somebody else's, where a form expects a name or a number."""

    async def __call__(self, message: Message) -> bool:
        return message.forward_origin is not None or (message.text or "").rstrip().endswith(("?", "؟"))


@interruptions.message(F.text, IsQuestion(), StateFilter(Registering, LeavingAddress, JoiningChats))
async def question_inside_form(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Answers, then the form goes on at the same step. What others wrote is no answer to it either."""
    await answer_question(message, out, visit, services, state)
    await form_words.may_be_answer(message, state)
    await forms.resume(out, visit, services, state)


class Wish(Filter):
    """Matches short texts that mean a command."""

    def __init__(self, *only: Intent) -> None:
        self._only = only

    async def __call__(self, message: Message) -> bool | dict[str, Intent]:
        text = message.text or ""
        found = None if text.startswith("/") else intent(text)
        if found is None or (self._only and found not in self._only):
            return False
        return {"wish": found}


@interruptions.message(F.text, Wish(Intent.CANCEL), forms.IN_A_FORM)
async def cancel_inside_form(message: Message, out: Out, visit: Visit, state: FSMContext) -> None:
    """ "Cancel" in words."""
    await leave_form(out, visit, state)


@interruptions.message(F.text, Wish(), StateFilter(Registering, AskingPerson, LeavingAddress, JoiningChats))
async def wish_inside_form(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext, wish: Intent
) -> None:
    """ "Help" is no name: the wish is met and the form goes on. Who looks elsewhere needs no person yet."""
    if await state.get_state() == AskingPerson.text.state:
        await state.clear()
    await _meet(wish, out, visit, services, state)
    await form_words.may_be_answer(message, state)
    if wish is not Intent.HUMAN:
        await forms.resume(out, visit, services, state)


@router.message(F.text, Wish())
async def wish(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext, wish: Intent
) -> None:
    """A plain word instead of a command."""
    await _meet(wish, out, visit, services, state)


async def _meet(wish: Intent, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    match wish:
        case Intent.UNSUBSCRIBE:
            await end_all(out, visit, services)
        case Intent.HUMAN:
            await to_person(out, visit, services, state)
        case Intent.CANCEL:
            await leave_form(out, visit, state)
        case _:
            await out.say(await _shown(wish, visit, services))


async def _shown(wish: Intent, visit: Visit, services: Services) -> Screen:
    match wish:
        case Intent.EVENTS:
            return await list_screen(visit, services)
        case Intent.REGISTRATIONS | Intent.CANCEL_REGISTRATION:
            return await mine_screen(visit, services)
        case Intent.NEWS:
            return await topics_screen(visit, services)
        case Intent.LANGUAGE:
            return language_list(visit, services)
        case Intent.PRIVACY:
            return privacy.privacy(visit.lang, services.office)
        case Intent.IMPRINT:
            return welcome.imprint(visit.lang, services.office)
        case _:
            # "Help!" may be a cry.
            shown = welcome.help_screen(visit.lang, services.office)
            return Screen(paragraphs(safety.number_line(visit.lang), shown.text), shown.buttons)


@router.message(F.text, ~F.text.startswith("/"))
async def question(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Any other text is a question."""
    await answer_question(message, out, visit, services, state)


async def answer_question(
    message: Message,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    *,
    instead_of: int | None = None,
) -> None:
    """Answers a text or a caption; with `instead_of` in the place of that earlier answer."""
    text = words_of(message)
    heard = await spoken(text, visit, services, state)
    visit = heard.visit
    last = await last_answer(state, services.clock())
    decision, beside = await decided(services, text, heard.written, last)
    if instead_of is None and await joined_waiting(text, decision, out, visit, services):
        return
    staffed = await is_staffed(services.uow)
    if staffed and isinstance(decision, HandOver) and decision.reason == "human":
        await to_person(out, visit, services, state)
        return
    # Quoted, so that a tap on "ask a person" brings the question back and it need not be stored.
    address = Address(visit.channel, message.chat.id)
    asked = Asked(text, decision, beside, staffed)
    screen = await reply_to(asked, address, visit, services, state)
    passes_on = only_passes_on(screen)
    screen = with_notice(screen, visit, services) if passes_on else screen
    answered = await (out.change(instead_of, screen) if instead_of else out.say(screen, quote=True))
    if passes_on:
        await note_told(visit, services)
    services.replies.note(out.bot.id, message.chat.id, message.message_id, answered)
    await note_answer(state, answered_with(decision), services.clock())
    if heard.offer is not None and not isinstance(decision, Danger | Refused):
        await out.say(heard.offer, quote=True)
    if isinstance(decision, Answered):
        await count_shown(services.uow, services.clock, decision.entry, visit.lang.code)
