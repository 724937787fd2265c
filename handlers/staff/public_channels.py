"""Staff look after the public channels, and choose in which an announcement is posted."""

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.announcement_drafts import ChangedMeanwhile, change_draft
from civic.announcements import Announcement
from civic.public_channels import PublicChannel, choose_channel_language, remove_channel
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import public_channels as view
from handlers.views import staff_announcements
from handlers.views.welcome import old_button

router = Router(name="public channels")


@router.callback_query(Taps("pc_list"))
async def listing(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """All channels."""
    async with services.uow.reading() as r:
        channels = await r.public_channels.everyone()
    await out.say(view.listing(visit.lang, services, channels))


@router.callback_query(Taps("pc", int))
async def card(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """One of them."""
    found = await _channel(services, args[0])
    await out.say(view.card(visit.lang, services, found) if found else view.gone(visit.lang))


@router.callback_query(Taps("pc_ask", int))
async def ask_language(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """In which language it is written."""
    found = await _channel(services, args[0])
    await out.say(view.ask_language(visit.lang, services, found) if found else view.gone(visit.lang))


@router.callback_query(Taps("pc_language", int, str))
async def language_chosen(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str]
) -> None:
    """Keeps it; an empty one is for all."""
    if args[1] and args[1] not in services.catalogues:
        await out.toast(old_button(visit.lang))
        return
    kept = await choose_channel_language(services.uow, args[0], args[1], visit.cause)
    await out.redraw(view.kept(visit.lang, services, kept) if kept else view.gone(visit.lang))


@router.callback_query(Taps("pc_remove", int))
async def remove(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Nothing more is posted there."""
    removed = await remove_channel(services.uow, args[0], visit.cause)
    await out.redraw(view.removed(visit.lang, removed) if removed else view.gone(visit.lang))


@router.callback_query(Taps("a_channels", int))
async def targets(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Ticks for an announcement."""
    async with services.uow.reading() as r:
        draft = await r.announcements.get(args[0])
    await out.say(await _targets(draft, visit, services))


@router.callback_query(Taps("a_channel", int, int))
async def tick(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """Takes a channel in or out."""
    async with services.uow.reading() as r:
        draft = await r.announcements.get(args[0])
        channel = await r.public_channels.get(args[1])
    if draft is None or channel is None:
        await out.say(await _targets(draft, visit, services))
        return
    ticked = tuple(sorted(set(draft.channels) ^ {channel.address.chat_id}))
    edited = replace(draft, channels=ticked)
    saved = await change_draft(services.uow, edited, visit.cause, by=visit.resident.id)
    kept = None if isinstance(saved, ChangedMeanwhile) else saved
    await out.redraw(await _targets(kept, visit, services))


async def _targets(draft: Announcement | None, visit: Visit, services: Services) -> Screen:
    async with services.uow.reading() as r:
        channels = await r.public_channels.everyone()
    if draft is None:
        return staff_announcements.changed(visit.lang)
    return view.targets(visit.lang, services, draft, channels)


async def _channel(services: Services, channel_id: int) -> PublicChannel | None:
    async with services.uow.reading() as r:
        return await r.public_channels.get(channel_id)
