"""Coordinators' list of announcements, the card of one, copying and throwing away."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from civic.announcement_copies import copy_announcement, throw_away
from civic.announcement_drafts import ChangedMeanwhile
from civic.announcements import Announcement, AnnouncementStatus
from handlers.screen import page_of
from handlers.services import Services, Visit
from handlers.staff.announcement_cards import card_screen, shown
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import staff_announcements as view

router = Router(name="announcements")
ON_PAGE = 8
MOST = 400


@router.callback_query(Taps("announcements"))
async def recent(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """The newest announcements."""
    await _show_list(0, out, visit, services)


@router.callback_query(Taps("a_page", int))
async def page(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Earlier or later ones."""
    await _show_list(args[0], out, visit, services)


async def _show_list(number: int, out: Out, visit: Visit, services: Services) -> None:
    assert visit.role is not None
    async with services.uow.reading() as r:
        found = await r.announcements.recent(MOST)
    await out.say(view.recent(visit.lang, page_of(found, number, ON_PAGE), visit.role))


@router.callback_query(Taps("a_card", int))
async def card(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """A draft with its audience and head counts; what was being asked about it is asked no longer."""
    await state.clear()
    await out.say(await card_screen(args[0], visit, services))


@router.callback_query(Taps("a_copy", int))
async def copy(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """A new draft with the texts of an earlier one."""
    original = await shown(args[0], None, out, visit, services)
    if original is None:
        return
    made = await copy_announcement(services.uow, services.clock, args[0], visit.resident.id, visit.cause)
    if made is None:
        await out.say(view.changed(visit.lang))
        return
    note = view.copied(visit.lang, _sent_on(original, visit, services))
    await out.say(await card_screen(made.id, visit, services, note))


def _sent_on(one: Announcement, visit: Visit, services: Services) -> str:
    """The day on which it went out; empty where it did not."""
    sent = one.status in (AnnouncementStatus.SENDING, AnnouncementStatus.SENT, AnnouncementStatus.STOPPED)
    at = one.finished_at or one.due_at
    return visit.lang.date(at, services.zone) if sent and at is not None else ""


@router.callback_query(Taps("a_delete", int, int))
async def ask_delete(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """Asks once."""
    draft = await shown(args[0], args[1], out, visit, services)
    if draft is not None:
        await out.say(view.confirm_delete(visit.lang, draft))


@router.callback_query(Taps("a_delete_yes", int, int))
async def delete(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """Throws a draft away."""
    gone = await throw_away(services.uow, args[0], args[1], visit.cause)
    changed = isinstance(gone, ChangedMeanwhile)
    await out.redraw(view.changed(visit.lang) if changed else view.deleted(visit.lang))
