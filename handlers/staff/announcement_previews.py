"""Coordinators see an announcement as its readers will, and send it to themselves or a group as a test."""

from dataclasses import replace

from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import CallbackQuery

from civic.announcements import Announcement, WhereMissing
from civic.staff import Group, GroupKind, InvitationKind
from civic.staff_invitations import invite
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.announcement_cards import shown
from handlers.taps import Taps
from handlers.telegram_out import Out, send
from handlers.views import announcement_previews as view
from handlers.views import news
from handlers.views.welcome import old_button

router = Router(name="announcement previews")


@router.callback_query(Taps("a_preview", int))
async def preview(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """What each language's readers will see, by the view that delivers it."""
    draft = await _with_text(args[0], out, visit, services)
    if draft is not None:
        await show_all(draft, out, visit, services)
        await out.say(view.after_preview(visit.lang, draft))


async def show_all(draft: Announcement, out: Out, visit: Visit, services: Services) -> None:
    """One message per language whose readers get one."""
    async with services.uow.reading() as r:
        counts = await r.announcements.head_counts(draft.audience)
    for lang in services.catalogues:
        if draft.where_missing is WhereMissing.SKIP and lang.code not in draft.sendable:
            continue
        await out.say(view.preview(visit.lang, services, draft, lang, counts.get(lang.code, 0)))


@router.callback_query(Taps("a_inert"))
async def inert(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """A button of a preview."""
    await out.toast(view.is_preview(visit.lang))


@router.callback_query(Taps("a_test", int))
async def test_where(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """To whom."""
    draft = await _with_text(args[0], out, visit, services)
    if draft is None:
        return
    kinds = [group.kind for group in await _groups(visit, services)]
    counted = (kinds.count(GroupKind.STAFF), kinds.count(GroupKind.TEST))
    await out.say(view.test_where(visit.lang, draft, *counted))


@router.callback_query(Taps("a_test_me", int))
async def test_to_me(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Exactly what readers get, in every language that has a text."""
    draft = await _with_text(args[0], out, visit, services)
    if draft is None:
        return
    for code in draft.sendable:
        await out.say(news.announcement(services.catalogues[code], services, draft))
    await out.say(view.tested(visit.lang, draft, len(draft.sendable), 0))


@router.callback_query(Taps("a_test_in", int, str))
async def test_in_group(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, bot: Bot, args: tuple[int, str]
) -> None:
    """The same in a group of the messenger that the coordinator writes in, without buttons that come back."""
    draft = await _with_text(args[0], out, visit, services)
    if draft is None:
        return
    chats = [one.chat_id for one in await _groups(visit, services) if one.kind.value == args[1]]
    if not chats:
        await out.toast(old_button(visit.lang))
        return
    sent = failed = 0
    for chat_id in chats:
        for code in draft.sendable:
            screen = news.announcement(services.catalogues[code], services, draft)
            try:
                await send(bot, chat_id, replace(screen, buttons=view.only_links(screen.buttons)))
                sent += 1
            except (TelegramForbiddenError, TelegramBadRequest):
                failed += 1
    await out.say(view.tested(visit.lang, draft, sent, failed))


@router.callback_query(Taps("a_test_code"))
async def test_code(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """A one-time code that makes a group a test group."""
    code = await invite(services.uow, services.clock, InvitationKind.TEST_GROUP, visit.cause)
    await out.say(view.test_code(visit.lang, code))


async def _groups(visit: Visit, services: Services) -> list[Group]:
    async with services.uow.reading() as r:
        return [one for one in await r.staff.test_groups() if one.channel is visit.channel]


async def _with_text(announcement_id: int, out: Out, visit: Visit, services: Services) -> Announcement | None:
    draft = await shown(announcement_id, None, out, visit, services)
    if draft is not None and not draft.sendable:
        await out.say(Screen(view.no_text(visit.lang)))
        return None
    return draft
