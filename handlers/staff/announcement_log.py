"""Coordinators look up what was done with an announcement; owners say where four eyes are needed."""

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.announcement_log import history
from civic.announcement_outcomes import NotAllowed
from civic.announcement_reviewers import set_four_eyes
from handlers.services import Services, Visit
from handlers.staff.announcement_cards import shown
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import announcement_log as view
from handlers.views import announcement_review, announcement_sending
from handlers.views.welcome import old_button

router = Router(name="announcement log")


@router.callback_query(Taps("a_log", int))
async def log(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Who did what, and when."""
    one = await shown(args[0], None, out, visit, services)
    if one is None:
        return
    entries = await history(services.uow, one.id)
    names = await _names({each.staff_id for each in entries if each.staff_id is not None}, services)
    await out.say(view.log(visit.lang, services, one, entries, names))


async def _names(residents: set[int], services: Services) -> dict[int, str]:
    """Shortened names of those who gave one and are still known."""
    found = {}
    async with services.uow.reading() as r:
        for number in residents:
            try:
                found[number] = view.short_name((await r.residents.get(number)).name)
            except KeyError:
                continue
    return found


@router.callback_query(Taps("a_four"))
async def four_eyes(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """For which topics a second person is needed."""
    async with services.uow.reading() as r:
        without = await r.reviews.without_second()
    await out.say(announcement_review.four_eyes(visit.lang, services, without))


@router.callback_query(Taps("a_eyes", str))
async def four_eyes_of(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str]
) -> None:
    """Off, or on again."""
    if not any(topic.slug == args[0] for topic in services.city.topics):
        await out.toast(old_button(visit.lang))
        return
    async with services.uow.reading() as r:
        without = await r.reviews.without_second()
    on = args[0] in without
    done = await set_four_eyes(services.uow, services.clock, args[0], on, visit.resident.id, visit.cause)
    if isinstance(done, NotAllowed):
        await out.say(announcement_sending.not_allowed(visit.lang, done.reason))
        return
    after = without ^ {args[0]}
    await out.redraw(announcement_review.four_eyes(visit.lang, services, after))
