"""A volunteer translates the texts of an event, part by part; it becomes a draft for coordinators."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.event_translations import (
    EventTranslation,
    NoSuchWork,
    hand_in_texts,
    look_at_texts,
    take_texts,
)
from handlers import forms
from handlers.event_parts import cleaned_part, limit_of
from handlers.forms import Data, TranslatingEvent
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import event_translating as view
from handlers.views.translating import handed_in, no_such_translation
from handlers.views.welcome import old_button, too_long

router = Router(name="translating events")


async def texts_screen(visit: Visit, services: Services, token: str) -> Screen:
    """What a link is for, without using it."""
    found = await look_at_texts(services.uow, services.clock, token, visit.resident.id)
    if isinstance(found, NoSuchWork):
        return no_such_translation(visit.lang)
    return view.invited_to_texts(visit.lang, services, found, token)


@router.callback_query(Taps("et_take", str))
async def begin(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[str]
) -> None:
    """Takes the work and asks for the first part."""
    found = await take_texts(services.uow, services.clock, args[0], visit.resident.id)
    if isinstance(found, NoSuchWork):
        await out.say(no_such_translation(visit.lang))
        return
    await state.clear()
    entered = {"work_id": found.id, "results": {}}
    await forms.go_to(state, TranslatingEvent.text, out, visit, services, **entered)


@forms.asks(TranslatingEvent.text)
async def text_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """The next part."""
    work = await _work(services, data)
    if work is None:
        return no_such_translation(visit.lang)
    return view.ask_part(visit.lang, services, work, len(data["results"]))


@router.message(TranslatingEvent.text, F.text, ~F.text.startswith("/"))
async def written(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Takes one part; after the last one everything is shown together."""
    data = await state.get_data()
    work = await _work(services, data)
    if work is None:
        await state.clear()
        await out.say(no_such_translation(visit.lang))
        return
    part = list(work.texts)[len(data["results"])]
    text = cleaned_part(part, message.text or "")
    if not text or len(text) > limit_of(part):
        await out.say(too_long(visit.lang, limit_of(part)))
        return
    results = {**data["results"], part: text}
    following = TranslatingEvent.confirm if len(results) == len(work.texts) else TranslatingEvent.text
    await forms.go_to(state, following, out, visit, services, results=results)


@forms.asks(TranslatingEvent.confirm)
async def confirm_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks whether to hand it in."""
    work = await _work(services, data)
    if work is None:
        return no_such_translation(visit.lang)
    return view.confirm_texts(visit.lang, work, data["results"])


@router.callback_query(TranslatingEvent.confirm, Taps("et_again", int))
async def again(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Begins with the first part again."""
    await forms.go_to(state, TranslatingEvent.text, out, visit, services, results={})


@router.callback_query(TranslatingEvent.confirm, Taps("et_send", int))
async def hand_in(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Keeps it as a draft for whoever asked."""
    data = await state.get_data()
    if data["work_id"] != args[0]:
        await out.toast(old_button(visit.lang))
        return
    outcome = await hand_in_texts(
        services.uow, services.clock, args[0], visit.resident.id, data["results"], visit.cause
    )
    await state.clear()
    gone = isinstance(outcome, NoSuchWork)
    await out.say(no_such_translation(visit.lang) if gone else handed_in(visit.lang))


@forms.settles(TranslatingEvent.confirm)
async def handed_in_before(visit: Visit, services: Services, data: Data) -> Screen | None:
    """Handed in before a restart: the row says so."""
    async with services.uow.reading() as r:
        found = await r.event_texts.get(data["work_id"])
    return handed_in(visit.lang) if found is not None and found.done_at is not None else None


async def _work(services: Services, data: Data) -> EventTranslation | None:
    async with services.uow.reading() as r:
        found = await r.event_texts.get(data["work_id"])
    return found if found is not None and found.done_at is None else None
