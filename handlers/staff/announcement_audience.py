"""Coordinators choose who gets an announcement."""

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.announcement_texts import subscribers, toggled
from civic.announcements import Announcement, Audience, EventPeople
from civic.events import EventStatus, EventWithSeats
from handlers.services import Services, Visit
from handlers.staff.announcement_cards import keep, shown
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import announcement_audience as view
from handlers.views.welcome import old_button

router = Router(name="announcement audience")
EARLIER_EVENTS = 5


@router.callback_query(Taps("a_audience", int))
async def audience(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Ticks for topics and parts of town."""
    draft = await shown(args[0], None, out, visit, services)
    if draft is not None:
        await out.say(view.audience(visit.lang, services, draft))


@router.callback_query(Taps("a_topic", int, str))
@router.callback_query(Taps("a_district", int, str))
async def tick(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str]
) -> None:
    """Adds or takes out a topic or a part of town."""
    is_topic = (query.data or "").startswith("a_topic:")
    things = services.city.topics if is_topic else services.city.districts
    if not any(one.slug == args[1] for one in things):
        await out.toast(old_button(visit.lang))
        return
    draft = await shown(args[0], None, out, visit, services)
    if draft is None:
        return
    chosen = draft.audience
    if is_topic:
        changed = replace(chosen, topics=toggled(chosen.topics, args[1]))
    else:
        changed = replace(chosen, districts=toggled(chosen.districts, args[1]))
    await _keep(draft, changed, out, visit, services)


@router.callback_query(Taps("a_every", int))
async def every_topic(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """One of the topics is enough, or all of them together."""
    draft = await shown(args[0], None, out, visit, services)
    if draft is not None:
        changed = replace(draft.audience, every_topic=not draft.audience.every_topic)
        await _keep(draft, changed, out, visit, services)


@router.callback_query(Taps("a_recent", int))
async def not_recent(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Leaves out who got something on these topics lately, or no longer."""
    draft = await shown(args[0], None, out, visit, services)
    if draft is not None:
        days = 0 if draft.audience.not_recent_days else view.RECENT_DAYS
        await _keep(draft, replace(draft.audience, not_recent_days=days), out, visit, services)


@router.callback_query(Taps("a_langs", int))
async def languages(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Ticks for languages."""
    draft = await shown(args[0], None, out, visit, services)
    if draft is not None:
        await out.redraw(view.languages_of(visit.lang, services, draft))


@router.callback_query(Taps("a_lang", int, str))
async def language(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str]
) -> None:
    """Adds or takes out a language."""
    if args[1] not in services.catalogues:
        await out.toast(old_button(visit.lang))
        return
    draft = await shown(args[0], None, out, visit, services)
    if draft is None:
        return
    changed = replace(draft.audience, languages=toggled(draft.audience.languages, args[1]))
    saved = await keep(replace(draft, audience=changed), out, visit, services)
    if saved is not None:
        await out.redraw(view.languages_of(visit.lang, services, saved))


@router.callback_query(Taps("a_people", int))
async def people(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Which event's people."""
    draft = await shown(args[0], None, out, visit, services)
    if draft is not None:
        found = await events_with_people(services)
        await out.say(view.choose_event(visit.lang, services, draft, found, "a_p_event"))


async def events_with_people(services: Services) -> list[EventWithSeats]:
    """Events to come or cancelled, and the last ones that are over."""
    async with services.uow.reading() as r:
        coming = await r.events.of_staff(services.clock())
        earlier = await r.events.earlier(services.clock(), EARLIER_EVENTS)
    found = {one.event.id: one for one in (*coming, *earlier) if one.event.status is not EventStatus.DRAFT}
    return list(found.values())


@router.callback_query(Taps("a_p_event", int, int))
async def people_of(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """Everybody with a seat, until somebody says otherwise."""
    async with services.uow.reading() as r:
        one = await r.events.get(args[1])
    if one is None or one.event.status is EventStatus.DRAFT:
        await out.toast(old_button(visit.lang))
        return
    draft = await shown(args[0], None, out, visit, services)
    if draft is not None:
        changed = replace(draft.audience, event_id=args[1], people=EventPeople.PARTICIPANTS)
        await _keep(draft, changed, out, visit, services)


@router.callback_query(Taps("a_who", int, str))
async def who(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str]
) -> None:
    """Participants, waiting list or both."""
    draft = await shown(args[0], None, out, visit, services)
    if draft is None:
        return
    if args[1] not in set(EventPeople) or draft.audience.event_id is None:
        await out.toast(old_button(visit.lang))
        return
    changed = replace(draft.audience, people=EventPeople(args[1]))
    await _keep(draft, changed, out, visit, services)


@router.callback_query(Taps("a_subscribers", int))
async def to_subscribers(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Back from the people of an event to topics."""
    draft = await shown(args[0], None, out, visit, services)
    if draft is not None:
        await _keep(draft, subscribers(draft.audience), out, visit, services)


async def _keep(draft: Announcement, changed: Audience, out: Out, visit: Visit, services: Services) -> None:
    saved = await keep(replace(draft, audience=changed), out, visit, services)
    if saved is not None:
        await out.redraw(view.audience(visit.lang, services, saved))
