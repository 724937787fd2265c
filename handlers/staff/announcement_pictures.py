"""Coordinators put a picture above an announcement, say what it shows, or take it away."""

import asyncio
from dataclasses import replace

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramAPIError
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.announcement_drafts import ChangedMeanwhile, change_draft
from civic.announcements import Announcement, Body, BodyState, fingerprint
from civic.people import cleaned
from civic.pictures import ALT_LIMIT, PICTURE_LIMIT, BadPicture, Picture, keep_picture
from handlers import forms
from handlers.forms import ChangingAnnouncement, Data
from handlers.picture_cleaning import cleaned_picture
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.announcement_cards import announcement, card_screen
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import announcement_changes, news, staff_announcements
from handlers.views import announcement_pictures as view
from handlers.views.welcome import old_button, too_long

router = Router(name="announcement pictures")


@router.callback_query(Taps("a_pic", int))
async def picture(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """The picture that there is, or the question for one."""
    draft = await announcement(services, args[0])
    if draft is not None and draft.picture_id is not None:
        await out.say(view.picture_card(visit.lang, services, draft))
    else:
        await _ask(draft, out, visit, services, state)


@router.callback_query(Taps("a_pic_new", int))
async def another(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int]
) -> None:
    """Asks for another one."""
    await _ask(await announcement(services, args[0]), out, visit, services, state)


async def _ask(
    draft: Announcement | None, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    if draft is None:
        await out.say(staff_announcements.changed(visit.lang))
        return
    await state.clear()
    entered = {"announcement_id": draft.id, "revision": draft.revision}
    await forms.go_to(state, ChangingAnnouncement.picture, out, visit, services, **entered)


@forms.asks(ChangingAnnouncement.picture)
async def picture_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the picture."""
    return view.ask_picture(visit.lang)


@router.message(ChangingAnnouncement.picture, F.photo | F.document)
async def picture_sent(
    message: Message, bot: Bot, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes the picture into the draft and asks what it shows."""
    found = await _fetched(message, bot)
    if not isinstance(found, Picture):
        await out.say(
            view.bad_picture(visit.lang, found) if found is not None else view.not_fetched(visit.lang)
        )
        return
    data = await state.get_data()
    draft = await announcement(services, data["announcement_id"])
    if draft is None or draft.revision != data["revision"]:
        await state.clear()
        await out.say(staff_announcements.changed(visit.lang))
        return
    edited = replace(draft, picture_id=await keep_picture(services.uow, services.clock, found))
    long = list(news.too_long(services, edited))
    if long:
        await state.clear()
        await out.say(announcement_changes.does_not_fit(visit.lang, services, long, edited.limit))
        return
    saved = await change_draft(services.uow, edited, visit.cause, by=visit.resident.id)
    await state.clear()
    if isinstance(saved, ChangedMeanwhile):
        await out.say(staff_announcements.changed(visit.lang))
        return
    await _describe(saved, saved.language, out, visit, services, state)


@router.message(ChangingAnnouncement.picture, forms.TYPED)
async def no_picture(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Words are no picture: it is asked for again."""
    await forms.resume(out, visit, services, state)


async def _fetched(message: Message, bot: Bot) -> Picture | BadPicture | None:
    """The picture in a message; None where the messenger does not hand it out."""
    file = message.photo[-1] if message.photo else message.document
    if file is None or (file.file_size or 0) > PICTURE_LIMIT:
        return BadPicture.TOO_BIG
    try:
        content = await bot.download(file.file_id)
    except TelegramAPIError:
        return None
    if content is None:
        return None
    # Pillow works outside of the loop, where it holds nobody up.
    return await asyncio.to_thread(cleaned_picture, content.read())


@router.callback_query(Taps("a_pic_alt", int, str))
async def describe(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, str],
) -> None:
    """Asks what it shows, in one language."""
    draft = await announcement(services, args[0])
    if draft is None or args[1] not in draft.bodies:
        await out.toast(old_button(visit.lang))
        return
    await state.clear()
    await _describe(draft, args[1], out, visit, services, state)


async def _describe(
    draft: Announcement, language: str, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    entered = {"announcement_id": draft.id, "revision": draft.revision, "language": language}
    await forms.go_to(state, ChangingAnnouncement.description, out, visit, services, **entered)


@forms.asks(ChangingAnnouncement.description)
async def description_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the description."""
    return view.ask_description(visit.lang, services.catalogues[data["language"]])


@router.message(ChangingAnnouncement.description, forms.TYPED)
async def described(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Keeps the description and shows the picture with it."""
    words = cleaned(message.text or "", 2 * ALT_LIMIT)
    if len(words) > ALT_LIMIT:
        await out.say(too_long(visit.lang, ALT_LIMIT))
        return
    data = await state.get_data()
    draft = await announcement(services, data["announcement_id"])
    await state.clear()
    if draft is None or draft.revision != data["revision"]:
        await out.say(staff_announcements.changed(visit.lang))
        return
    edited = with_description(draft, data["language"], words)
    long = list(news.too_long(services, edited))
    if long:
        await out.say(announcement_changes.does_not_fit(visit.lang, services, long, edited.limit))
        return
    saved = await change_draft(services.uow, edited, visit.cause, by=visit.resident.id)
    if isinstance(saved, ChangedMeanwhile):
        await out.say(staff_announcements.changed(visit.lang))
    else:
        await out.say(view.picture_card(visit.lang, services, saved))


def with_description(draft: Announcement, language: str, words: str) -> Announcement:
    """The draft with the words for one language. What others say in theirs is as true as before."""
    current = [code for code in draft.bodies if draft.state(code) is BodyState.UP_TO_DATE]
    bodies = {**draft.bodies, language: replace(draft.bodies.get(language, Body()), alt=words)}
    of = fingerprint(bodies.get(draft.language, Body()))
    for code in current:
        if code != draft.language:
            bodies[code] = replace(bodies[code], of=of)
    return replace(draft, bodies=bodies)


@router.callback_query(Taps("a_pic_off", int, int))
async def remove(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """Takes the picture away."""
    draft = await announcement(services, args[0])
    if draft is None or draft.revision != args[1]:
        await out.say(staff_announcements.changed(visit.lang))
        return
    edited = replace(draft, picture_id=None)
    saved = await change_draft(services.uow, edited, visit.cause, by=visit.resident.id)
    if isinstance(saved, ChangedMeanwhile):
        await out.say(staff_announcements.changed(visit.lang))
    else:
        await out.say(await card_screen(saved.id, visit, services))
