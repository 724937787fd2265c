"""Words that mean the form: "back", the name of a choice, "that was my answer"."""

from aiogram import Router
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.answers.intents import Intent, intent
from civic.people import cleaned_lines
from civic.typed_answers import is_back
from handlers.forms import TYPED, Registering
from handlers.resident import changing, form, form_needs, form_questions
from handlers.services import Services, Visit
from handlers.taps import FormTaps
from handlers.telegram_out import Out
from handlers.views.welcome import old_button

router = Router(name="form_words")
SAID_LIMIT = 300
_FREE_TEXT = (Registering.question.state, Registering.other.state, Registering.one_more.state)


class IsBack(Filter):
    """Matches "back" in any language."""

    async def __call__(self, message: Message) -> bool:
        return is_back(message.text or "")


@router.message(TYPED, IsBack(), Registering())
async def back_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """One step back, in words."""
    await form.back(out, visit, services, state)


class NamesChoice(Filter):
    """Matches the words of a choice: "Workshops" or "English" may be no wish but an answer."""

    async def __call__(self, message: Message, visit: Visit, services: Services, state: FSMContext) -> bool:
        text = message.text or ""
        match await state.get_state():
            case Registering.interpreter.state:
                return intent(text) is Intent.LANGUAGE
            case Registering.question.state:
                data = await state.get_data()
                return await form_questions.names_choice(text, visit, services, data)
            case _:
                return False


@router.message(TYPED, StateFilter(Registering.interpreter, Registering.question), NamesChoice())
async def choice_named(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """The choice is taken."""
    if await state.get_state() == Registering.interpreter.state:
        await form_needs.take_language(message.text or "", out, visit, services, state)
    else:
        await form_questions.take_text(message.text or "", out, visit, services, state)


@router.callback_query(FormTaps("back"), Registering())
async def back_tapped(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """The same from a button."""
    await form.back(out, visit, services, state)


async def may_be_answer(message: Message, state: FSMContext) -> None:
    """Keeps a text that was taken for a question, where the form expects one in own words."""
    if await state.get_state() in _FREE_TEXT and message.forward_origin is None:
        await state.update_data(said=cleaned_lines(message.text or "", SAID_LIMIT))


@router.callback_query(FormTaps("was_answer"), StateFilter(*_FREE_TEXT))
async def was_answer(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """The text was the answer, after all."""
    said = (await state.get_data()).get("said", "")
    match await state.get_state():
        case _ if not said:
            await out.toast(old_button(visit.lang))
        case Registering.question.state:
            await form_questions.take_text(said, out, visit, services, state)
        case Registering.other.state:
            await form_needs.take_other(said, out, visit, services, state)
        case _:
            await changing.take_name(said, out, visit, services, state)
