"""The privacy notice and one's own consents."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.agreeing import allow_evaluation, allow_photos, my_consents
from civic.consents import Purpose
from civic.residents import unsubscribe_all
from handlers import forms
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import consents as consents_view
from handlers.views import privacy as view
from handlers.views.consents import mark, wording
from handlers.views.welcome import imprint

router = Router(name="privacy")


@router.message(Command("privacy"))
async def privacy(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """What is stored, in short."""
    await out.say(view.privacy(visit.lang, services.office))
    await forms.resume(out, visit, services, state)


@router.callback_query(Taps("privacy"))
async def privacy_tap(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """The same from a button."""
    await out.say(view.privacy(visit.lang, services.office))


@router.callback_query(Taps("imprint"))
async def imprint_tap(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """Who is responsible for the content."""
    await out.say(imprint(visit.lang, services.office))


@router.callback_query(Taps("notice", int))
async def notice(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """A page of the whole notice."""
    await out.say(view.notice(visit.lang, services.office, max(0, args[0])))


@router.callback_query(Taps("consents"))
async def consents(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """What this person agreed to."""
    await out.say(await consents_screen(visit, services))


async def consents_screen(visit: Visit, services: Services) -> Screen:
    """Consents as they are now."""
    mine = await my_consents(services.uow, services.clock, visit.resident.id)
    return consents_view.consents(visit.lang, services, mine)


@router.callback_query(Taps("consent_news"))
async def no_news(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """Withdraws the consent to announcements: every subscription ends."""
    await unsubscribe_all(services.uow, visit.resident.id)
    await out.redraw(await consents_screen(visit, services))


@router.callback_query(Taps("consent_questions", int))
@router.callback_query(Taps("consent_questions", int, str))
async def questions(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, *tuple[str, ...]]
) -> None:
    """Whether questions may be counted; a yes to words that are others now only shows these."""
    allowed, *shown = args
    words = wording(visit.lang, Purpose.EVALUATION) if allowed == 1 else None
    if words is None or shown == [mark(words)]:
        await allow_evaluation(services.uow, visit.resident.id, words, visit.cause)
    await out.redraw(await consents_screen(visit, services))


@router.callback_query(Taps("consent_photos", int, int))
@router.callback_query(Taps("consent_photos", int, int, str))
async def photos(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int, *tuple[str, ...]]
) -> None:
    """Whether photos may be taken at an event; a yes to words that are others now only shows these."""
    event_id, allowed, *shown = args
    words = wording(visit.lang, Purpose.PHOTOS) if allowed == 1 else None
    if words is not None and shown != [mark(words)]:
        await out.redraw(await consents_screen(visit, services))
        return
    done = await allow_photos(services.uow, services.clock, event_id, visit.resident.id, words, visit.cause)
    if not done:
        await out.toast(consents_view.nothing_to_agree(visit.lang))
        return
    await out.redraw(await consents_screen(visit, services))
