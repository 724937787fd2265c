"""A volunteer translates one text: the link shows what it is about, a tap takes it, a preview comes first."""

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.people import cleaned_lines, utf16_length
from civic.questions import ANSWER_LIMIT
from civic.translations import NoSuchTranslation, Translation, hand_in, look_at, take
from handlers import forms
from handlers.forms import Data, Translating
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import translating as view
from handlers.views.answering import text_messages
from handlers.views.welcome import old_button, too_long

router = Router(name="translating")


async def invitation_screen(visit: Visit, services: Services, token: str) -> Screen:
    """What a link is for, without using it."""
    found = await look_at(services.uow, services.clock, token, visit.resident.id)
    if isinstance(found, NoSuchTranslation):
        return view.no_such_translation(visit.lang)
    return view.invited(visit.lang, services, found, token)


@router.callback_query(Taps("translate", str))
async def begin(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[str]
) -> None:
    """Takes the work and shows the text."""
    found = await take(services.uow, services.clock, args[0], visit.resident.id)
    if isinstance(found, NoSuchTranslation):
        await out.say(view.no_such_translation(visit.lang))
        return
    await state.clear()
    await _show(found.text, found.source, out, services)
    await forms.go_to(state, Translating.text, out, visit, services, translation_id=found.id)


@router.callback_query(Taps("tr_text"), StateFilter(Translating))
async def show_text(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """The text once more."""
    found = await _work(services, await state.get_data())
    if found is not None:
        await _show(found.text, found.source, out, services)
    await forms.resume(out, visit, services, state)


@forms.asks(Translating.text)
async def text_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks for the translation."""
    found = await _work(services, data)
    if found is None:
        return view.no_such_translation(visit.lang)
    return view.ask_translation(visit.lang, services, found)


@router.message(StateFilter(Translating), F.text, ~F.text.startswith("/"))
async def written(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Takes the translation, or another one in its place, and shows how it looks."""
    text = cleaned_lines(message.text or "", 2 * ANSWER_LIMIT)
    if utf16_length(text) > ANSWER_LIMIT:
        await out.say(too_long(visit.lang, ANSWER_LIMIT))
        return
    found = await _work(services, await state.get_data())
    if found is None:
        await state.clear()
        await out.say(view.no_such_translation(visit.lang))
        return
    if text:
        await _show(text, found.target, out, services)
        await state.update_data(text=text)
        await state.set_state(Translating.confirm)
    await forms.resume(out, visit, services, state)


@forms.asks(Translating.confirm)
async def confirm_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks whether to hand it in."""
    found = await _work(services, data)
    return view.confirm_translation(visit.lang, found) if found else view.no_such_translation(visit.lang)


@router.callback_query(Taps("tr_send", int))
async def handed_in(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Keeps it as a draft for whoever asked."""
    data = await state.get_data()
    if await state.get_state() != Translating.confirm.state or data.get("translation_id") != args[0]:
        await out.toast(old_button(visit.lang))
        return
    outcome = await hand_in(
        services.uow, services.clock, args[0], visit.resident.id, data["text"], visit.cause
    )
    await state.clear()
    gone = isinstance(outcome, NoSuchTranslation)
    await out.say(view.no_such_translation(visit.lang) if gone else view.handed_in(visit.lang))


@forms.settles(Translating.confirm)
async def handed_in_before(visit: Visit, services: Services, data: Data) -> Screen | None:
    """Handed in before a restart: the row says so."""
    found = await _work(services, data)
    return view.handed_in(visit.lang) if found is not None and found.done_at is not None else None


async def _show(text: str, language: str, out: Out, services: Services) -> None:
    for screen in text_messages(services.catalogues[language], text):
        await out.say(screen)


async def _work(services: Services, data: Data) -> Translation | None:
    async with services.uow.reading() as r:
        return await r.translations.get(data["translation_id"])
