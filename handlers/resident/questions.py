"""Free text: emergencies first, then plain-word wishes, then questions; and the way to a person."""

from aiogram import F, Router
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.answers.intents import Intent, intent
from civic.answers.outcomes import Answered, Crisis, Emergency, HandOver, Ranked
from civic.answers.safety import danger as in_danger
from civic.people import cleaned_lines
from civic.ports import Work
from civic.questions import QUESTION_LIMIT, Question, hand_over, rate
from handlers import forms
from handlers.forms import AskingPerson, Data, Registering
from handlers.resident.events import list_screen
from handlers.resident.mine import mine_screen
from handlers.resident.news import end_all, topics_screen
from handlers.resident.start import language_list, leave_form
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import answers as view
from handlers.views import welcome
from handlers.views.decisions import screen_of

emergencies = Router(name="emergencies")
interruptions = Router(name="interruptions")
router = Router(name="questions")


class InDanger(Filter):
    """Matches messages of people in danger, also in the middle of a form."""

    async def __call__(self, message: Message) -> bool | dict[str, Emergency | Crisis]:
        found = in_danger(message.text or "")
        return {"danger": found} if found is not None else False


@emergencies.message(F.text, InDanger(), ~forms.STAFF_WRITES)
async def emergency(
    message: Message,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    danger: Emergency | Crisis,
) -> None:
    """The number to call, before anything else; nothing is stored."""
    await out.say(screen_of(visit.lang, services, danger, staffed=False))
    await forms.resume(out, visit, services, state)


class IsQuestion(Filter):
    """Matches texts that ask something, where a form expects a name or a number."""

    async def __call__(self, message: Message) -> bool:
        return (message.text or "").rstrip().endswith(("?", "؟"))


@interruptions.message(F.text, IsQuestion(), Registering())
async def question_inside_form(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Answers, then the form goes on at the same step."""
    await _answer(message.text or "", out, visit, services, state)
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


@interruptions.message(F.text, Wish(), StateFilter(Registering, AskingPerson))
async def wish_inside_form(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext, wish: Intent
) -> None:
    """ "Help" is no name: the wish is met and the form goes on. Who looks elsewhere needs no person yet."""
    if await state.get_state() == AskingPerson.text.state:
        await state.clear()
    await _meet(wish, out, visit, services, state)
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
            await _to_person(out, visit, services, state)
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
            return welcome.privacy(visit.lang, services.office)
        case Intent.IMPRINT:
            return welcome.imprint(visit.lang, services.office)
        case _:
            return welcome.help_screen(visit.lang, services.office)


@router.message(F.text, ~F.text.startswith("/"))
async def question(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Any other text is a question."""
    await _answer(message.text or "", out, visit, services, state)


async def _answer(text: str, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    decision = await services.library.ask(text, visit.lang.code)
    async with services.uow.reading() as r:
        staffed = await _is_staffed(r)
    if staffed and isinstance(decision, HandOver) and decision.reason == "human":
        await _to_person(out, visit, services, state)
        return
    # Quoted, so that a tap on "ask a person" brings the question back and it need not be stored.
    await out.say(screen_of(visit.lang, services, decision, staffed=staffed), quote=True)


async def _is_staffed(r: Work) -> bool:
    return bool(await r.staff.everybody())


@router.callback_query(Taps("entry", str))
async def entry_chosen(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str]
) -> None:
    """An entry from a choice."""
    entry = services.knowledge.entry(args[0])
    if entry is None:
        await out.toast(welcome.old_button(visit.lang))
        return
    await out.say(view.answer(visit.lang, services, entry, view.local_date(services)))


@router.callback_query(Taps("more", str))
async def more(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str]) -> None:
    """The longer text and related questions."""
    entry = services.knowledge.entry(args[0])
    if entry is None:
        await out.toast(welcome.old_button(visit.lang))
        return
    await out.say(view.more(visit.lang, services, entry))


@router.callback_query(Taps("helped", str))
async def helped(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str]) -> None:
    """Counts an opinion; who gave it is not kept."""
    if services.knowledge.entry(args[0]) is not None:
        await rate(services.uow, args[0], visit.lang.code, helpful=True, cause=visit.cause)
    await out.toast(view.helped(visit.lang))


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
    if asked is not None and asked.text:
        await _pass_on(asked.text, out, visit, services, state)
    else:
        await _to_person(out, visit, services, state)
    if services.knowledge.entry(args[0]) is not None:
        await rate(services.uow, args[0], visit.lang.code, helpful=False)


@router.callback_query(Taps("talk"))
async def talk(query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Somebody wants a person and has not asked anything yet."""
    await _to_person(out, visit, services, state)


async def _to_person(out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    async with services.uow.reading() as r:
        staffed = await _is_staffed(r)
    if not staffed:
        await out.say(view.nobody_there(visit.lang, services.office))
        return
    await state.clear()
    await forms.go_to(state, AskingPerson.text, out, visit, services)


@forms.asks(AskingPerson.text)
async def person_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks for the question that goes to a person."""
    return view.no_question_yet(visit.lang)


@interruptions.message(AskingPerson.text, F.text, ~F.text.startswith("/"))
async def question_for_person(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes the question for a person."""
    if not cleaned_lines(message.text or "", QUESTION_LIMIT):
        await forms.resume(out, visit, services, state)
        return
    await state.clear()
    await _pass_on(message.text or "", out, visit, services, state)


async def _pass_on(text: str, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    async with services.uow.reading() as r:
        staffed = await _is_staffed(r)
    if not staffed:
        await out.say(view.nobody_there(visit.lang, services.office))
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
    )
    await hand_over(services.uow, kept, visit.cause)
    await out.say(view.handed_over(visit.lang))


async def _closest(services: Services, text: str, language: str) -> tuple[str, float]:
    decision = await services.library.ask(text, language)
    ranked: Ranked = decision.alternatives
    if isinstance(decision, Answered):
        return decision.entry, decision.score
    return ranked[0] if ranked else ("", 0.0)
