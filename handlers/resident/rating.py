"""Rating an event: stars by a tap, then one sentence for who likes."""

from datetime import datetime, timedelta

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.ratings import NothingToRate, Rated, TooLong, rate_event, say_more
from handlers import forms
from handlers.forms import AfterRegistering, Data, RatingEvent
from handlers.resident.questions import IsQuestion, answer_question
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import ratings as view

router = Router(name="rating")
# Whoever writes later than this has something else in mind.
_WAITS = timedelta(minutes=30)
# What was asked after registering, and left open, is out of date once the event is over.
_MAY_END = frozenset((None, RatingEvent.sentence.state, *AfterRegistering.__all_states_names__))


@router.callback_query(Taps("stars", int, int))
async def stars(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, int],
) -> None:
    """Keeps the stars and asks for a sentence; a form that is open is not disturbed."""
    outcome = await rate_event(services.uow, args[0], visit.resident.id, args[1], visit.cause)
    match outcome:
        case NothingToRate():
            await out.say(view.nothing_to_rate(visit.lang))
        case Rated() if await state.get_state() not in _MAY_END:
            await out.say(view.done(visit.lang))
            await forms.resume(out, visit, services, state)
        case Rated():
            await state.clear()
            await forms.go_to(
                state,
                RatingEvent.sentence,
                out,
                visit,
                services,
                registration=args[0],
                stars=args[1],
                since=services.clock().isoformat(),
            )


@forms.asks(RatingEvent.sentence)
async def sentence_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks for the sentence."""
    return view.ask_sentence(visit.lang, data["stars"])


@router.callback_query(Taps("no_sentence"))
async def no_sentence(query: CallbackQuery, out: Out, visit: Visit, state: FSMContext) -> None:
    """The stars say enough."""
    if await state.get_state() == RatingEvent.sentence.state:
        await state.clear()
    await out.redraw(view.done(visit.lang))


@router.message(RatingEvent.sentence, F.text, IsQuestion())
async def question_instead(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """A question is answered and ends the rating."""
    await state.clear()
    await answer_question(message, out, visit, services, state)


@router.message(RatingEvent.sentence, F.text, ~F.text.startswith("/"))
async def sentence(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Takes the sentence."""
    data = await state.get_data()
    if services.clock() - datetime.fromisoformat(data["since"]) > _WAITS:
        await state.clear()
        raise SkipHandler
    written, who = message.text or "", visit.resident.id
    outcome = await say_more(services.uow, data["registration"], who, written, visit.cause)
    match outcome:
        case TooLong(over=over):
            await out.say(view.too_long(visit.lang, over))
        case Rated():
            await state.clear()
            await out.say(view.done(visit.lang))
        case NothingToRate():
            await state.clear()
            await out.say(view.nothing_to_rate(visit.lang))
