"""While somebody's question waits: free text joins it, and it can be taken back or opened again."""

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.answers.outcomes import Choose, Decision, HandOver, Unclear
from civic.pushes import is_staffed
from civic.question_notes import (
    Added,
    NoRoom,
    NothingWaits,
    Reopened,
    WaitsAlready,
    Withdrawn,
    add_to_waiting,
    reopen,
    withdraw,
)
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import answers
from handlers.views import question_waiting as view

router = Router(name="waiting")


async def joined_waiting(text: str, decision: Decision, out: Out, visit: Visit, services: Services) -> bool:
    """Adds to the waiting question what the bot is not sure about; False where it was not for that."""
    unsure = isinstance(decision, Choose | Unclear) or (
        isinstance(decision, HandOver) and decision.reason == "unknown"
    )
    if not unsure:
        return False
    outcome = await add_to_waiting(services.uow, services.clock, visit.resident.id, text, visit.cause)
    match outcome:
        case NothingWaits():
            return False
        case Added(question=question, tell=tell):
            if tell:
                # Quoted, so that a tap on "this is a new question" finds the text.
                await out.say(view.added(visit.lang, question), quote=True)
        case WaitsAlready(question=question):
            await out.say(view.waits_already(visit.lang, question))
        case NoRoom(question=question):
            await out.say(view.no_room(visit.lang, question), quote=True)
    return True


@router.callback_query(Taps("withdraw", int))
async def take_back(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Nobody needs to answer any more."""
    outcome = await withdraw(services.uow, services.clock, args[0], visit.resident.id, visit.cause)
    done = isinstance(outcome, Withdrawn)
    await out.say(view.withdrawn(visit.lang) if done else view.waits_no_more(visit.lang))


@router.callback_query(Taps("q_helped", int))
async def it_helped(query: CallbackQuery, out: Out, visit: Visit) -> None:
    """Thanks; nothing is kept."""
    await out.toast(answers.helped(visit.lang))


@router.callback_query(Taps("q_reopen", int))
async def not_yet(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """The answer did not help: the question waits again, if there is anybody to answer it."""
    if not await is_staffed(services.uow):
        await out.say(answers.nobody_there(visit.lang, services.office))
        return
    outcome = await reopen(services.uow, services.clock, args[0], visit.resident.id, visit.cause)
    match outcome:
        case Reopened(question=question):
            await out.say(view.reopened(visit.lang, question))
        case WaitsAlready(question=question):
            await out.say(view.waits_already(visit.lang, question))
        case _:
            await out.say(view.not_reopened(visit.lang))
