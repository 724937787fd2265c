"""Coordinators see a draft: audience, preview, sending now, stopping, the report."""

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.announcement_drafts import ChangedMeanwhile, change_draft
from civic.announcement_sending import (
    NobodyThere,
    NoText,
    Scheduled,
    ScheduleOutcome,
    schedule,
    stop,
)
from civic.announcements import Announcement
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import news
from handlers.views import staff_announcements as view

router = Router(name="announcements")
RECENT = 10


@router.callback_query(Taps("announcements"))
async def recent(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """The newest announcements."""
    async with services.uow.reading() as r:
        found = await r.announcements.recent(RECENT)
    await out.say(view.recent(visit.lang, services, found))


@router.callback_query(Taps("a_card", int))
async def card(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """A draft with its audience and head counts."""
    await out.say(await card_screen(args[0], visit, services))


async def card_screen(announcement_id: int, visit: Visit, services: Services) -> Screen:
    """The card as it is now."""
    async with services.uow.reading() as r:
        draft = await r.announcements.get(announcement_id)
        counts = await r.announcements.head_counts(draft.audience) if draft else {}
    return view.card(visit.lang, services, draft, counts) if draft else view.changed(visit.lang)


@router.callback_query(Taps("a_audience", int))
async def audience(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Ticks for topics and parts of town."""
    draft = await _announcement(services, args[0])
    await out.say(view.audience(visit.lang, services, draft) if draft else view.changed(visit.lang))


@router.callback_query(Taps("a_topic", int, str))
@router.callback_query(Taps("a_district", int, str))
async def tick(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str]
) -> None:
    """Changes the audience."""
    draft = await _announcement(services, args[0])
    if draft is None:
        await out.say(view.changed(visit.lang))
        return
    edited = _ticked(draft, args[1], is_topic=(query.data or "").startswith("a_topic"))
    saved = await change_draft(services.uow, edited, visit.cause)
    if isinstance(saved, ChangedMeanwhile):
        await out.say(view.changed(visit.lang))
    else:
        await out.redraw(view.audience(visit.lang, services, saved))


def _ticked(draft: Announcement, slug: str, *, is_topic: bool) -> Announcement:
    chosen = draft.audience.topics if is_topic else draft.audience.districts
    after = tuple(sorted(set(chosen) ^ {slug}))
    changed = replace(draft.audience, topics=after) if is_topic else replace(draft.audience, districts=after)
    return replace(draft, audience=changed)


@router.callback_query(Taps("a_preview", int))
async def preview(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """What each language's readers will see, by the view that delivers it."""
    draft = await _announcement(services, args[0])
    if draft is None or not draft.sendable:
        await out.say(view.no_text(visit.lang))
        return
    for lang in services.catalogues:
        screen = news.announcement(lang, services, draft)
        await out.say(Screen(f"{lang.bold(lang.own_name)}\n\n{screen.text}", screen.buttons))


@router.callback_query(Taps("a_now", int, int))
async def ask_now(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """Asks once, with the number of recipients."""
    async with services.uow.reading() as r:
        draft = await r.announcements.get(args[0])
        counts = await r.announcements.head_counts(draft.audience) if draft else {}
    if draft is None or draft.revision != args[1]:
        await out.say(view.changed(visit.lang))
    elif not draft.sendable:
        await out.say(view.no_text(visit.lang))
    elif not counts:
        await out.say(view.nobody(visit.lang))
    else:
        await out.say(view.confirm_now(visit.lang, draft, sum(counts.values())))


@router.callback_query(Taps("a_now_yes", int, int))
async def send_now(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """Releases exactly the version that was shown."""
    draft = await _announcement(services, args[0])
    if draft is None or draft.revision != args[1]:
        await out.say(view.changed(visit.lang))
        return
    outcome = await schedule(services.uow, draft, services.clock(), visit.cause)
    await out.redraw(outcome_screen(visit, outcome))


def outcome_screen(visit: Visit, outcome: ScheduleOutcome) -> Screen:
    """What came of releasing a draft."""
    match outcome:
        case Scheduled(announcement=released, recipients=recipients):
            return view.scheduled(visit.lang, released, recipients)
        case NoText():
            return view.no_text(visit.lang)
        case NobodyThere():
            return view.nobody(visit.lang)
        case ChangedMeanwhile():
            return view.changed(visit.lang)


@router.callback_query(Taps("a_stop", int))
async def stop_tap(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Stops it; what is not sent stays unsent."""
    in_time = await stop(services.uow, services.clock, args[0], visit.cause)
    await out.say(view.stopped(visit.lang, in_time=in_time))


@router.callback_query(Taps("a_report", int))
async def report(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """The figures as they are now."""
    async with services.uow.reading() as r:
        found = await r.announcements.get(args[0])
        numbers = await r.deliveries.report(args[0])
    if found is None:
        await out.say(view.changed(visit.lang))
        return
    await out.redraw(view.report(visit.lang, found, numbers))


async def _announcement(services: Services, announcement_id: int) -> Announcement | None:
    async with services.uow.reading() as r:
        return await r.announcements.get(announcement_id)
