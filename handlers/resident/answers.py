"""Below an answer: one entry of a choice, the rest of its text, and whether it helped."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from civic.gaps import count_shown
from civic.questions import rate
from handlers.asked import beside_entry
from handlers.resident.last_answer import note_answer
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import answers as view
from handlers.views import welcome

router = Router(name="answers")


@router.callback_query(Taps("entry", str))
async def entry_chosen(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[str],
) -> None:
    """An entry from a choice."""
    entry = services.knowledge.entry(args[0])
    if entry is None:
        await out.toast(welcome.old_button(visit.lang))
        return
    today, beside = view.local_date(services), await beside_entry(services, entry)
    await out.say(view.answer(visit.lang, services, entry, today, beside))
    await note_answer(state, entry.key, services.clock())
    await count_shown(services.uow, services.clock, entry.key, visit.lang.code)


@router.callback_query(Taps("more", str))
async def more(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str]) -> None:
    """The longer text and related questions."""
    entry = services.knowledge.entry(args[0])
    if entry is None:
        await out.toast(welcome.old_button(visit.lang))
        return
    await out.say(view.more(visit.lang, services, entry))


@router.callback_query(Taps("page", str, int))
async def page(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str, int]
) -> None:
    """Another page of the longer text, in the place of the one that was read."""
    entry = services.knowledge.entry(args[0])
    if entry is None:
        await out.toast(welcome.old_button(visit.lang))
        return
    await out.redraw(view.more(visit.lang, services, entry, args[1]))


@router.callback_query(Taps("helped", str))
async def helped(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str]) -> None:
    """Counts an opinion; who gave it is not kept."""
    if services.knowledge.entry(args[0]) is not None:
        await rate(services.uow, args[0], visit.lang.code, helpful=True, cause=visit.cause)
    await out.toast(view.helped(visit.lang))
