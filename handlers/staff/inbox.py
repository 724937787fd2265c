"""The inbox: questions that wait for a person, one by one, and closing them."""

from aiogram import Router
from aiogram.filters import Command, Filter
from aiogram.types import CallbackQuery, Message

from civic import questions
from civic.question_claims import minutes_of_other
from civic.questions import Answered, AnsweredBefore, NoSuchQuestion, QuestionStatus
from handlers.links import Target, read_link
from handlers.screen import last_page
from handlers.services import Services, Visit
from handlers.staff.announcement_threads import open_threads
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import answering
from handlers.views import staff as view
from handlers.views.announcement_replies import thread_rows
from handlers.views.answering import Dossier

router = Router(name="inbox")
links = Router(name="links to the inbox")
PAGE = 10


class InboxLink(Filter):
    """Matches the links below messages in the staff's group."""

    async def __call__(self, message: Message) -> bool | dict[str, Target]:
        text = message.text or ""
        target = read_link(text.removeprefix("/start ")) if text.startswith("/start ") else Target()
        return {"target": target} if target.question_id or target.inbox else False


@links.message(InboxLink())
async def from_group(message: Message, out: Out, visit: Visit, services: Services, target: Target) -> None:
    """A question, or all of them; a form that was open goes on being open."""
    if target.question_id:
        await show_question(out, visit, services, target.question_id)
    else:
        await show_inbox(out, visit, services)


@router.message(Command("inbox"))
async def inbox_command(message: Message, out: Out, visit: Visit, services: Services) -> None:
    """Open questions."""
    await show_inbox(out, visit, services)


@router.callback_query(Taps("inbox"))
async def inbox_tap(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """The same from a button."""
    await show_inbox(out, visit, services)


@router.callback_query(Taps("inbox_page", int))
async def inbox_page(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Later questions."""
    await show_inbox(out, visit, services, args[0])


async def show_inbox(out: Out, visit: Visit, services: Services, page: int = 0) -> None:
    """A page of open questions, oldest first."""
    async with services.uow.reading() as r:
        total = await r.questions.count_open()
        threads = await open_threads(r)
        last = last_page(await r.replies.count_others(), PAGE)
        page = min(page, last)
        found = await r.replies.open_others((page + 1) * PAGE)
    next_page = page + 1 if page < last else 0
    above = thread_rows(visit.lang, threads) if page == 0 else ()
    await out.say(view.inbox(visit.lang, found[page * PAGE :], total, next_page, above))


@router.callback_query(Taps("question", int))
async def one_question(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """One question with what the bot found and what happened so far."""
    await show_question(out, visit, services, args[0])


async def show_question(out: Out, visit: Visit, services: Services, question_id: int) -> None:
    """All that is known of a question; of one that waits no more, what became of it."""
    async with services.uow.reading() as r:
        found = await r.questions.get(question_id)
        about = await r.announcements.get(found.announcement_id or 0) if found else None
        notes = await r.questions.notes(question_id)
        translations = await r.translations.of_question(question_id)
    if found is None:
        await out.say(view.question_gone(visit.lang))
    elif found.status is not QuestionStatus.OPEN:
        await out.say(view.answered_before(visit.lang, found))
    else:
        minutes = minutes_of_other(found, visit.resident.id, services.clock())
        one = Dossier(found, notes, translations, minutes, about)
        for screen in answering.dossier(visit.lang, services, one):
            await out.say(screen)


@router.callback_query(Taps("close", int))
async def close(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Closes a question without an answer."""
    by = visit.resident.id
    outcome = await questions.close(services.uow, services.clock, args[0], by, visit.cause)
    match outcome:
        case Answered():
            await out.say(view.question_closed(visit.lang))
        case AnsweredBefore(question=earlier):
            await out.say(view.answered_before(visit.lang, earlier))
        case NoSuchQuestion():
            await out.say(view.question_gone(visit.lang))
