"""The thread of an announcement: the open replies to it."""

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.announcement_replies import Thread
from civic.ports import Work
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import announcement_replies as view
from handlers.views.staff_announcements import changed

router = Router(name="announcement threads")


@router.callback_query(Taps("a_thread", int))
async def thread(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Open replies, oldest first; each is answered like any other question."""
    async with services.uow.reading() as r:
        one = await r.announcements.get(args[0])
        questions = await r.replies.open_of(args[0])
        total = await r.replies.count(args[0])
    if one is None:
        await out.say(changed(visit.lang))
    else:
        await out.say(view.thread(visit.lang, one, questions, total))


async def open_threads(r: Work) -> list[Thread]:
    """Announcements with open replies."""
    found = []
    for announcement_id, n in await r.replies.threads():
        one = await r.announcements.get(announcement_id)
        assert one is not None
        found.append(Thread(one, n))
    return found
