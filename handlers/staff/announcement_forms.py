"""Coordinators type: the texts of an announcement, and the time at which it is sent."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.announcement_drafts import ChangedMeanwhile, change_draft, draft_announcement
from civic.announcement_sending import schedule
from civic.announcements import Body, fingerprint
from civic.people import cleaned_lines, utf16_length
from civic.time import Moment, read_moment
from handlers import forms
from handlers.forms import Data, WritingAnnouncement
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.announcements import card_screen, outcome_screen
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import staff_announcements as view
from handlers.views.event_forms import time_problem
from handlers.views.welcome import old_button, too_long

router = Router(name="announcement forms")
_SHOWN_TIME = "%d.%m.%Y %H:%M"


@router.message(Command("announce"))
async def announce_command(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Begins an announcement in one's own language."""
    await _begin(0, visit.lang.code, out, visit, services, state)


@router.callback_query(Taps("announce"))
async def announce_tap(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """The same from a button."""
    await _begin(0, visit.lang.code, out, visit, services, state)


@router.callback_query(Taps("a_text", int))
async def choose_language(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """In which language to write."""
    async with services.uow.reading() as r:
        draft = await r.announcements.get(args[0])
    await out.say(view.languages(visit.lang, services, draft) if draft else view.changed(visit.lang))


@router.callback_query(Taps("a_write", int, str))
async def write_in(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, str],
) -> None:
    """Asks for the text in that language."""
    if args[1] not in services.catalogues:
        await out.toast(old_button(visit.lang))
        return
    await _begin(args[0], args[1], out, visit, services, state)


async def _begin(
    announcement_id: int, language: str, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    await state.clear()
    await forms.go_to(
        state,
        WritingAnnouncement.text,
        out,
        visit,
        services,
        announcement_id=announcement_id,
        language=language,
        revision=await _revision(announcement_id, services),
    )


async def _revision(announcement_id: int, services: Services) -> int:
    async with services.uow.reading() as r:
        draft = await r.announcements.get(announcement_id)
    return draft.revision if draft else 0


@forms.asks(WritingAnnouncement.text)
async def text_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the text."""
    return view.ask_text(visit.lang, services.catalogues[data["language"]])


@router.message(WritingAnnouncement.text, F.text, ~F.text.startswith("/"))
async def text_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Keeps the text in a draft and shows the card."""
    text = cleaned_lines(message.text or "", 2 * view.TEXT_LIMIT)
    if utf16_length(text) > view.TEXT_LIMIT:
        await out.say(too_long(visit.lang, view.TEXT_LIMIT))
        return
    if not text:
        await forms.resume(out, visit, services, state)
        return
    data = await state.get_data()
    kept = await _keep(data, text, visit, services)
    await state.clear()
    await out.say(await card_screen(kept, visit, services) if kept else view.changed(visit.lang))


async def _keep(data: Data, text: str, visit: Visit, services: Services) -> int:
    """The id of the draft that holds the text now; 0 where it changed since the question, or was sent."""
    announcement_id, language = data["announcement_id"], data["language"]
    if not announcement_id:
        bodies = {language: Body(text=text)}
        made = await draft_announcement(
            services.uow, services.clock, visit.resident.id, bodies, visit.cause, language=language
        )
        return made.id
    async with services.uow.reading() as r:
        draft = await r.announcements.get(announcement_id)
    if draft is None or draft.revision != data["revision"]:
        return 0
    of = "" if language == draft.language else fingerprint(draft.main)
    edited = replace(draft, bodies={**draft.bodies, language: Body(text=text, of=of)})
    saved = await change_draft(services.uow, edited, visit.cause)
    return 0 if isinstance(saved, ChangedMeanwhile) else saved.id


@router.callback_query(Taps("a_later", int, int))
async def ask_time(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, int],
) -> None:
    """Asks when it shall go out."""
    await state.clear()
    entered = {"announcement_id": args[0], "revision": args[1]}
    await forms.go_to(state, WritingAnnouncement.when, out, visit, services, **entered)


@forms.asks(WritingAnnouncement.when)
async def time_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the time."""
    return view.ask_time(visit.lang)


@router.message(WritingAnnouncement.when, F.text, ~F.text.startswith("/"))
async def time_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Releases the version that was shown, for that local time."""
    moment = read_moment(message.text or "", services.clock(), services.zone)
    if not isinstance(moment, Moment):
        await out.say(Screen(time_problem(visit.lang, moment)))
        return
    data = await state.get_data()
    async with services.uow.reading() as r:
        draft = await r.announcements.get(data["announcement_id"])
    await state.clear()
    if draft is None or draft.revision != data["revision"]:
        await out.say(view.changed(visit.lang))
        return
    shown = replace(
        draft,
        local_time=moment.at.astimezone(services.zone).strftime(_SHOWN_TIME),
        zone=str(services.zone),
    )
    outcome = await schedule(services.uow, shown, moment.at, visit.cause)
    await out.say(outcome_screen(visit, outcome))
