"""Coordinators type the titles and texts of an announcement, one language after the other."""

from dataclasses import asdict

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.announcement_drafts import ChangedMeanwhile, change_draft, draft_announcement
from civic.announcement_texts import (
    AsAsked,
    as_asked,
    still_right,
    takes_words,
    with_main,
    with_words,
    without_body,
)
from civic.announcements import TITLE_LIMIT, Announcement
from civic.people import cleaned, cleaned_lines, utf16_length
from handlers import forms
from handlers.forms import TYPED, Data, WritingAnnouncement
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.announcement_cards import announcement, card_screen, keep, shown
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import announcement_texts as view
from handlers.views.news import length_of, too_long
from handlers.views.welcome import old_button

router = Router(name="announcement forms")
_MOST = 8192  # more than a message can hold, so that what is too long is told and not cut
_NEW, _TITLE, _TEXT = "new", "title", "text"


@router.message(Command("announce"))
async def announce_command(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Begins an announcement in one's own language."""
    await _begin(None, visit.lang.code, _NEW, out, visit, services, state)


@router.callback_query(Taps("announce"))
async def announce_tap(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """The same from a button."""
    await _begin(None, visit.lang.code, _NEW, out, visit, services, state)


@router.callback_query(Taps("a_text", int))
async def choose_language(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """In which language to write."""
    draft = await shown(args[0], None, out, visit, services)
    if draft is not None:
        await out.say(view.languages(visit.lang, services, draft))


@router.callback_query(Taps("a_body", int, str))
async def one_language(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, str],
) -> None:
    """A language's title and text; where there are none, asks for them."""
    draft = await _in_language(args, out, visit, services)
    if draft is None:
        return
    if args[1] in draft.bodies:
        await out.say(_body_screen(draft, args[1], visit, services))
    else:
        await _begin(draft, args[1], _NEW, out, visit, services, state)


def _body_screen(draft: Announcement, code: str, visit: Visit, services: Services) -> Screen:
    written_in = services.catalogues[code]
    length = length_of(written_in, services, draft) if code in draft.sendable else 0
    return view.body(visit.lang, services, draft, written_in, length, draft.limit)


@router.callback_query(Taps("a_title", int, str))
async def title_of(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, str],
) -> None:
    """Asks for another title."""
    draft = await _in_language(args, out, visit, services)
    if draft is not None:
        await _begin(draft, args[1], _TITLE, out, visit, services, state)


@router.callback_query(Taps("a_write", int, str))
async def write_in(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, str],
) -> None:
    """Asks for another text."""
    draft = await _in_language(args, out, visit, services)
    if draft is not None:
        await _begin(draft, args[1], _TEXT, out, visit, services, state)


@router.callback_query(Taps("a_right", int, int, str))
@router.callback_query(Taps("a_main", int, int, str))
@router.callback_query(Taps("a_without", int, int, str))
async def change_language(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int, str]
) -> None:
    """Marks a translation as right, makes it the main language, or takes it out."""
    draft = await shown(args[0], args[1], out, visit, services)
    if draft is None:
        return
    change = {"a_right": still_right, "a_main": with_main, "a_without": without_body}
    edited = change[(query.data or "").partition(":")[0]](draft, args[2])
    saved = await keep(edited, out, visit, services)
    if saved is not None:
        await out.redraw(await card_screen(saved.id, visit, services))


async def _in_language(
    args: tuple[int, str], out: Out, visit: Visit, services: Services
) -> Announcement | None:
    if args[1] not in services.catalogues:
        await out.toast(old_button(visit.lang))
        return None
    return await shown(args[0], None, out, visit, services)


async def _begin(
    draft: Announcement | None,
    language: str,
    what: str,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
) -> None:
    await state.clear()
    step = WritingAnnouncement.text if what == _TEXT else WritingAnnouncement.title
    base = draft or Announcement(0, visit.resident.id, {}, language=language)
    entered = {"language": language, "what": what, "title": "", "asked": asdict(as_asked(base, language))}
    await forms.go_to(state, step, out, visit, services, announcement_id=base.id, **entered)


@forms.asks(WritingAnnouncement.title)
async def title_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the title."""
    return view.ask_title(visit.lang, services.catalogues[data["language"]])


@forms.asks(WritingAnnouncement.text)
async def text_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the text."""
    return view.ask_text(visit.lang, services.catalogues[data["language"]])


@router.message(WritingAnnouncement.title, TYPED)
async def title_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Goes on to the text, or keeps the new title."""
    title = cleaned(message.text or "", _MOST)
    if utf16_length(title) > TITLE_LIMIT:
        await out.say(view.title_too_long(visit.lang, utf16_length(title)))
        return
    if not title:
        await forms.resume(out, visit, services, state)
        return
    data = await state.get_data()
    if data["what"] == _TITLE:
        await _keep({**data, "title": title}, "", out, visit, services, state)
    else:
        await forms.go_to(state, WritingAnnouncement.text, out, visit, services, title=title)


@router.message(WritingAnnouncement.text, TYPED)
async def text_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Keeps the text in a draft and shows the card."""
    text = cleaned_lines(message.text or "", _MOST)
    if not text:
        await forms.resume(out, visit, services, state)
        return
    await _keep(await state.get_data(), text, out, visit, services, state)


async def _keep(data: Data, text: str, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Keeps what was written in the announcement as it is now, unless that would be too long for somebody.

    Where somebody else wrote in its place meanwhile, it is shown again.
    """
    language, asked = data["language"], AsAsked(**data["asked"])
    base: Announcement | None = Announcement(0, visit.resident.id, {}, language=language)
    if data["announcement_id"]:
        base = await announcement(services, data["announcement_id"])
    if base is None or not takes_words(base, language, asked):
        await state.clear()
        await _not_kept(data, text, out, visit, services)
        return
    edited = with_words(base, language, asked, data["title"], text)
    over = too_long(services, edited)
    if over:
        await out.say(view.too_long_for(visit.lang, services, over, edited.limit))
        return
    kept = await _saved(edited, visit, services)
    await state.clear()
    if isinstance(kept, ChangedMeanwhile):
        await _not_kept(data, text, out, visit, services)
        return
    written_in = services.catalogues[language]
    note = view.written(
        visit.lang, services, written_in, text, length_of(written_in, services, kept), kept.limit
    )
    await out.say(await card_screen(kept.id, visit, services, note))


async def _not_kept(data: Data, text: str, out: Out, visit: Visit, services: Services) -> None:
    await out.say(view.not_kept(visit.lang))
    for screen in view.typed(services.catalogues[data["language"]], data["title"], text):
        await out.say(screen)


async def _saved(edited: Announcement, visit: Visit, services: Services) -> Announcement | ChangedMeanwhile:
    if edited.id:
        return await change_draft(services.uow, edited, visit.cause, by=visit.resident.id)
    return await draft_announcement(
        services.uow,
        services.clock,
        visit.resident.id,
        edited.bodies,
        visit.cause,
        language=edited.language,
    )
