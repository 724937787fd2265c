"""What is asked after a seat is saved, one question per message, each of which can be left open: photos,
reminders, news. The buttons work without the form being open, so abandoning it loses nothing."""

from datetime import timedelta

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from civic.answers.intents import Intent, intent
from civic.events import Event
from civic.registrations import Registered, RegisterOutcome, Registration, RegistrationStatus
from civic.typed_answers import is_skipped, pick, read_yes_no
from handlers import forms
from handlers.forms import AfterRegistering, Data
from handlers.resident.changing import keep_photos, keep_reminders, photo_words, same_photo_words
from handlers.resident.mail import offer_mail
from handlers.resident.news import topics_screen
from handlers.resident.standing import own
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import changing as view
from handlers.views.mine import nothing_to_cancel

router = Router(name="after_saving")
_SHOWN = "shown"
_ORDER: tuple[State, ...] = (AfterRegistering.photos, AfterRegistering.reminders, AfterRegistering.news)


async def prepare(outcome: RegisterOutcome, visit: Visit, services: Services, state: FSMContext) -> None:
    """Opens the questions, where there is a seat and anything to ask."""
    if isinstance(outcome, Registered):
        await _open_next(_ORDER, outcome.registration, outcome.event, visit, services, state)


async def ask(
    registration: Registration, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Asks what is open; where nothing is (any more), an e-mail address is what is left to ask for."""
    if await state.get_state() is None:
        await offer_mail(out, visit, services, registration)
    else:
        await forms.resume(out, visit, services, state)


async def _open_next(
    steps: tuple[State, ...],
    registration: Registration,
    event: Event,
    visit: Visit,
    services: Services,
    state: FSMContext,
) -> None:
    await state.clear()
    for step in steps:
        if await _is_open(step, registration, event, visit, services):
            await state.set_state(step)
            # A typed yes has no button that says below which words it was given.
            await state.update_data({"registration_id": registration.id, _SHOWN: photo_words(visit)})
            return


async def _is_open(
    step: State, registration: Registration, event: Event, visit: Visit, services: Services
) -> bool:
    if step is AfterRegistering.photos:
        return event.photos and registration.photos is None
    if step is AfterRegistering.reminders:
        soonest = timedelta(hours=min(event.reminders, default=0))
        to_come = services.clock() + soonest < event.starts_at
        return bool(event.reminders) and registration.reminders is None and to_come
    async with services.uow.reading() as r:
        return not await r.residents.topics(visit.resident.id)


async def _about(visit: Visit, services: Services, data: Data) -> tuple[Registration, Event] | None:
    found = await own(visit, services, data.get("registration_id", 0))
    return found if found and found[0].status is RegistrationStatus.CONFIRMED else None


@forms.asks(AfterRegistering.photos)
async def photos_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks about pictures."""
    found = await _about(visit, services, data)
    return view.ask_photos(visit.lang, found[0], "after_photos") if found else nothing_to_cancel(visit.lang)


@forms.asks(AfterRegistering.reminders)
async def reminders_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks when to remind."""
    found = await _about(visit, services, data)
    if found is None:
        return nothing_to_cancel(visit.lang)
    return view.ask_reminders(visit.lang, found[1], found[0], "after_reminders")


@forms.asks(AfterRegistering.news)
async def news_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks about news."""
    found = await _about(visit, services, data)
    return view.ask_news(visit.lang, found[0], "after_news") if found else nothing_to_cancel(visit.lang)


@router.message(AfterRegistering())
async def written(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """A typed answer counts; anything else leaves the questions and is heard as ever."""
    text, data = message.text or "", await state.get_data()
    registration_id, present = data.get("registration_id", 0), await state.get_state()
    yes = read_yes_no(text)
    if present == AfterRegistering.photos.state and yes is not None:
        await _photos_typed(yes, out, visit, services, state)
        return
    found = await _about(visit, services, data) if present == AfterRegistering.reminders.state else None
    place = pick(text, view.reminder_labels(visit.lang, found[1])) if found else None
    if place is not None or (found and yes is not None):
        choice = place if place is not None else 0 if yes else 2
        await _reminders(registration_id, choice, out, visit, services, state)
        return
    if present == AfterRegistering.news.state and yes is not None:
        await _news(registration_id, yes, out, visit, services, state)
        return
    await state.clear()
    if is_skipped(text) or intent(text) is Intent.CANCEL or text in ("/cancel", "/abbrechen"):
        await out.say(view.registration_stays(visit.lang))
        return
    raise SkipHandler


@router.callback_query(Taps("after_photos", int, int))
@router.callback_query(Taps("after_photos", int, int, str))
async def photos_tapped(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, int, *tuple[str, ...]],
) -> None:
    """Takes the answer about pictures; a yes to words that are others now is asked for again."""
    registration_id, allowed, *shown = args
    found = await own(visit, services, registration_id)
    if found is not None and allowed == 1 and not same_photo_words(visit, shown):
        await out.redraw(view.ask_photos(visit.lang, found[0], "after_photos"))
        return
    await _photos(registration_id, allowed == 1, out, visit, services, state)


@router.callback_query(Taps("after_reminders", int, int))
async def reminders_tapped(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, int],
) -> None:
    """Takes the choice of reminders."""
    await _reminders(args[0], args[1], out, visit, services, state)


@router.callback_query(Taps("after_news", int, int))
async def news_tapped(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, int],
) -> None:
    """Takes the answer about news."""
    await _news(args[0], args[1] == 1, out, visit, services, state)


async def _photos_typed(yes: bool, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    data = await state.get_data()
    found = await _about(visit, services, data)
    if found and yes and not same_photo_words(visit, [data.get(_SHOWN)]):
        await _open_next(_ORDER, *found, visit, services, state)
        await ask(found[0], out, visit, services, state)
        return
    await _photos(data.get("registration_id", 0), yes, out, visit, services, state)


async def _photos(
    registration_id: int, allowed: bool, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    told = await keep_photos(registration_id, allowed, visit, services)
    await out.redraw(Screen(told))
    await _go_on(AfterRegistering.photos, registration_id, out, visit, services, state)


async def _reminders(
    registration_id: int, choice: int, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    told = await keep_reminders(registration_id, choice, visit, services)
    await out.redraw(Screen(told))
    await _go_on(AfterRegistering.reminders, registration_id, out, visit, services, state)


async def _news(
    registration_id: int, wanted: bool, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """A yes leads to the topics: an event has none, so the person chooses."""
    if wanted:
        await out.say(await topics_screen(visit, services))
    else:
        await out.redraw(Screen(view.no_news(visit.lang)))
    await _go_on(AfterRegistering.news, registration_id, out, visit, services, state)


async def _go_on(
    answered: State, registration_id: int, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """The next question, unless another form was opened meanwhile."""
    present = await state.get_state()
    found = await _about(visit, services, {"registration_id": registration_id})
    if found is None or present not in (None, *(one.state for one in _ORDER)):
        return
    await _open_next(_ORDER[_ORDER.index(answered) + 1 :], *found, visit, services, state)
    await ask(found[0], out, visit, services, state)
