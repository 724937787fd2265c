"""The staff's entries: saving an answer, the card, and who asked the same."""

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.ports import Work
from civic.questions import Question
from civic.same_questions import same_questions
from civic.saving_entries import NotAnswered, mark_same, save_as_knowledge
from civic.staff_entries import EntryStatus, NoSuchEntry, StaffEntry
from handlers.entry_notices import waiting_for
from handlers.screen import Screen, page_of
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import entries as view
from handlers.views import entry_release as release_view
from handlers.views.entries import EntryCard
from handlers.views.entry_notices import waiting as waiting_screen
from handlers.views.staff import question_gone
from handlers.views.welcome import old_button

router = Router(name="entries")
ON_PAGE = 8
MOST_OPEN = 200


@router.callback_query(Taps("k_save", int))
async def save(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Makes a draft of an answer; proposes who else asked the same."""
    draft = await save_as_knowledge(services.uow, services.clock, args[0], visit.resident.id, visit.cause)
    if isinstance(draft, NotAnswered):
        await out.say(question_gone(visit.lang))
        return
    await out.say(await card_screen(draft.id, visit, services))
    async with services.uow.reading() as r:
        alike = await _alike(r, draft)
    if alike:
        await out.say(await _same_screen(draft.id, 0, visit, services))


@router.callback_query(Taps("k_card", int))
async def card(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """One entry."""
    await out.say(await card_screen(args[0], visit, services))


@router.callback_query(Taps("k_list", int))
async def listed(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """All of them."""
    async with services.uow.reading() as r:
        found = await r.entries.having(tuple(EntryStatus))
    await out.say(view.entry_list(visit.lang, page_of(found, args[0], ON_PAGE)))


@router.callback_query(Taps("k_waiting"))
async def approvals(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """What somebody may approve."""
    async with services.uow.reading() as r:
        found = await waiting_for(r, visit.resident.id)
    await out.say(waiting_screen(visit.lang, found))


@router.callback_query(Taps("k_same", int, int))
async def same(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """Open questions to tick."""
    await out.say(await _same_screen(*args, visit, services))


@router.callback_query(Taps("k_tick", int, int, int))
async def tick(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int, int]
) -> None:
    """Ticks a question, or takes the tick away."""
    entry_id, question_id, page = args
    async with services.uow.reading() as r:
        ticked = question_id in {one.question_id for one in await r.entries.askers(entry_id)}
    done = await mark_same(services.uow, entry_id, question_id, same=not ticked, cause=visit.cause)
    if not done:
        await out.toast(old_button(visit.lang))
    await out.redraw(await _same_screen(entry_id, page, visit, services))


async def card_screen(entry_id: int, visit: Visit, services: Services) -> Screen:
    """The card of an entry."""
    async with services.uow.reading() as r:
        entry = await r.entries.get(entry_id)
        if entry is None:
            return release_view.outcome(visit.lang, NoSuchEntry())
        mine = await waiting_for(r, visit.resident.id)
        one = EntryCard(
            entry,
            await r.entries.version(entry_id, entry.version),
            await r.questions.get(entry.question_id) if entry.question_id else None,
            await waiting_people(r, entry_id),
            may_approve=entry_id in {waiting.id for waiting in mine},
        )
    return view.card(visit.lang, services, one)


async def waiting_people(r: Work, entry_id: int) -> int:
    """How many people are marked and have not got any answer."""
    return sum(not one.got for one in await r.entries.askers(entry_id))


async def _same_screen(entry_id: int, page: int, visit: Visit, services: Services) -> Screen:
    async with services.uow.reading() as r:
        entry = await r.entries.get(entry_id)
        if entry is None:
            return release_view.outcome(visit.lang, NoSuchEntry())
        alike = await _alike(r, entry)
        askers = await r.entries.askers(entry_id)
        known = {one.resident_id: one.question_id for one in askers}
        others = [one for one in await r.questions.open(MOST_OPEN) if one not in alike]
    ticks = {one.question_id for one in askers}
    # One question for each person; whoever got an answer is not asked about again.
    offered = [
        (one, one.id in ticks) for one in (*alike, *others) if one.resident_id not in known or one.id in ticks
    ]
    waiting = sum(not one.got for one in askers)
    return release_view.same(visit.lang, services, entry, page_of(offered, page, ON_PAGE), waiting)


async def _alike(r: Work, entry: StaffEntry) -> list[Question]:
    """Open questions that look the same as the one the entry was made from, or as its own question line."""
    origin = await r.questions.get(entry.question_id) if entry.question_id else None
    waiting = await r.questions.open(MOST_OPEN)
    if origin is None:
        origin = Question(0, 0, entry.language, entry.main.question, entry.created_at)
    found = same_questions(origin, waiting)
    reworded = replace(origin, text=entry.main.question, entry="")
    found += [one for one in same_questions(reworded, waiting) if one not in found]
    return found
