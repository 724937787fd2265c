"""Coordinators write the correction of what was sent, and see it before anybody else does."""

from dataclasses import replace

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.announcement_changes import (
    RECALL_WITHIN,
    AnnouncementChange,
    ChangeKind,
    NotChangeable,
    Reach,
)
from civic.announcement_correcting import (
    change_correction,
    corrected,
    draft_correction,
)
from civic.announcement_drafts import ChangedMeanwhile
from civic.announcements import MESSAGE_LIMIT, TITLE_LIMIT, Announcement, Body, fingerprint
from civic.people import cleaned, cleaned_lines, utf16_length
from handlers import forms
from handlers.forms import ChangingAnnouncement, Data
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import announcement_changes as view
from handlers.views import news
from handlers.views.announcement_previews import preview as as_read
from handlers.views.staff_announcements import changed
from handlers.views.welcome import old_button, too_long

router = Router(name="announcement changes")
PARTS = ("title", "text")


@router.callback_query(Taps("a_fix", int))
async def begin(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """A draft of a correction with the present texts."""
    drafted = await draft_correction(services.uow, services.clock, args[0], visit.resident.id, visit.cause)
    if isinstance(drafted, NotChangeable):
        await out.say(view.not_changeable(visit.lang))
    else:
        await show_card(drafted.id, out, visit, services)


@router.callback_query(Taps("a_fix_card", int))
async def card(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """The correction as it stands."""
    await show_card(args[0], out, visit, services)


async def show_card(change_id: int, out: Out, visit: Visit, services: Services) -> None:
    """The correction as it stands, or that it is none any more."""
    change, shown, reach = await draft_of(change_id, services)
    if change is None or shown is None:
        await out.say(changed(visit.lang))
    else:
        await out.say(view.card(visit.lang, services, shown, change, reach))


async def draft_of(
    change_id: int, services: Services
) -> tuple[AnnouncementChange | None, Announcement | None, Reach]:
    """A correction that nobody has confirmed, the announcement as it would be, and whom it concerns."""
    now = services.clock()
    async with services.uow.reading() as r:
        change = await r.changes.get(change_id)
        if change is None or change.kind is ChangeKind.RECALL or change.confirmed_at is not None:
            return None, None, Reach({})
        one = await r.announcements.get(change.announcement_id)
        reach = await r.changes.reach(change.announcement_id, now - RECALL_WITHIN)
    return change, corrected(one, change, now) if one else None, reach


@router.callback_query(Taps("a_fix_lang", int))
async def choose(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Which title or text."""
    change, _, _ = await draft_of(args[0], services)
    await out.say(view.choose_text(visit.lang, services, change) if change else changed(visit.lang))


@router.callback_query(Taps("a_fix_write", int, str, str))
async def write(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int, str, str],
) -> None:
    """Asks for the new wording."""
    change, _, _ = await draft_of(args[0], services)
    if change is None or args[1] not in change.bodies or args[2] not in PARTS:
        await out.toast(old_button(visit.lang))
        return
    await state.clear()
    entered = {"change_id": args[0], "language": args[1], "part": args[2], "revision": change.revision}
    await forms.go_to(state, ChangingAnnouncement.text, out, visit, services, **entered)


@forms.asks(ChangingAnnouncement.text)
async def text_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the new wording and shows the present one."""
    change, _, _ = await draft_of(data["change_id"], services)
    body = change.bodies.get(data["language"], Body()) if change else Body()
    now = body.title if data["part"] == "title" else body.text
    return view.ask_correction(visit.lang, services.catalogues[data["language"]], now)


@router.message(ChangingAnnouncement.text, forms.TYPED)
async def written(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Keeps the wording in the draft and shows it."""
    data = await state.get_data()
    is_title = data["part"] == "title"
    limit = TITLE_LIMIT if is_title else MESSAGE_LIMIT
    clean = cleaned if is_title else cleaned_lines
    wording = clean(message.text or "", 2 * MESSAGE_LIMIT)
    if utf16_length(wording) > limit:
        await out.say(too_long(visit.lang, limit))
        return
    if not wording:
        await forms.resume(out, visit, services, state)
        return
    change, shown, _ = await draft_of(data["change_id"], services)
    await state.clear()
    if change is None or shown is None or change.revision != data["revision"]:
        await out.say(changed(visit.lang))
        return
    edited = _reworded(change, shown.language, data["language"], data["part"], wording)
    saved = await change_correction(services.uow, edited, visit.resident.id, visit.cause)
    if isinstance(saved, ChangedMeanwhile):
        await out.say(changed(visit.lang))
    else:
        await show_card(saved.id, out, visit, services)


def _reworded(
    change: AnnouncementChange, main: str, language: str, part: str, wording: str
) -> AnnouncementChange:
    body = change.bodies[language]
    body = replace(body, title=wording) if part == "title" else replace(body, text=wording)
    if language != main:
        body = replace(body, of=fingerprint(change.bodies.get(main, Body())), machine=False)
    return replace(change, bodies={**change.bodies, language: body})


@router.callback_query(Taps("a_fix_same", int, int))
async def still_fit(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """Only a slip was corrected: what the other languages say is what the new text says."""
    change, shown, _ = await draft_of(args[0], services)
    if change is None or shown is None or change.revision != args[1]:
        await out.say(changed(visit.lang))
        return
    of = fingerprint(shown.main)
    bodies = {
        code: body if code == shown.language else replace(body, of=of) for code, body in change.bodies.items()
    }
    edited = replace(change, bodies=bodies)
    saved = await change_correction(services.uow, edited, visit.resident.id, visit.cause)
    if isinstance(saved, ChangedMeanwhile):
        await out.say(changed(visit.lang))
    else:
        await show_card(saved.id, out, visit, services)


@router.callback_query(Taps("a_fix_see", int))
async def preview(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """What each language's readers will have, by the view that delivers it."""
    change, shown, reach = await draft_of(args[0], services)
    if change is None or shown is None:
        await out.say(changed(visit.lang))
        return
    long = list(news.too_long(services, shown))
    if long:
        await out.say(view.does_not_fit(visit.lang, services, long, shown.limit))
        return
    for code, readers in sorted(reach.languages.items()):
        await out.say(as_read(visit.lang, services, shown, services.catalogues[code], readers))
