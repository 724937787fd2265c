"""Coordinators see to the texts of an event in several languages."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from civic.event_changes import change_event
from civic.event_texts import approved, fingerprint, parts, source_language, state_of, translated
from civic.event_translations import Accepted, accept_texts, ask_for_texts, refuse_texts
from civic.events import Event
from civic.translations import NoDraft
from handlers.event_parts import cleaned_part, limit_of
from handlers.links import Target, write_link
from handlers.services import Services, Visit
from handlers.staff.event_cards import event_with_seats, show_card
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import event_texts as view
from handlers.views.answering import links_for_volunteer
from handlers.views.event_previews import nothing_changed
from handlers.views.welcome import old_button

router = Router(name="event texts")


async def _event(services: Services, event_id: int) -> Event | None:
    one = await event_with_seats(services, event_id)
    return one.event if one is not None else None


@router.callback_query(Taps("ev_texts", int))
async def show_states(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """How the texts of each language stand."""
    async with services.uow.reading() as r:
        one = await r.events.get(args[0])
        waiting = await r.event_texts.waiting(args[0])
    if one is None:
        await out.toast(old_button(visit.lang))
        return
    drafts = [services.catalogues[work.target] for work in waiting]
    await out.say(view.states(visit.lang, services, one.event, drafts))


@router.callback_query(Taps("ev_text", int, str))
async def show_language(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str]
) -> None:
    """The texts of one language."""
    async with services.uow.reading() as r:
        one = await r.events.get(args[0])
        waiting = await r.event_texts.waiting(args[0])
    if one is None or args[1] not in services.catalogues:
        await out.toast(old_button(visit.lang))
        return
    work = next((each for each in waiting if each.target == args[1]), None)
    target = services.catalogues[args[1]]
    await out.say(view.one_language(visit.lang, services, one.event, target, work))


@router.callback_query(Taps("ev_vol", int, str))
async def ask_volunteer(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str]
) -> None:
    """A link by which one volunteer translates the texts."""
    event = await _event(services, args[0])
    if event is None or args[1] not in services.catalogues or args[1] == source_language(event):
        await out.toast(old_button(visit.lang))
        return
    token = await ask_for_texts(services.uow, services.clock, event, args[1], visit.resident.id, visit.cause)
    links = services.deep_links(write_link(Target(event_texts_token=token)))
    await out.say(links_for_volunteer(visit.lang, services.catalogues[args[1]], links))


@router.callback_query(Taps("ev_draft", int))
async def show_draft(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """What a volunteer has handed in."""
    async with services.uow.reading() as r:
        work = await r.event_texts.get(args[0])
    if work is None or not work.waits:
        await out.toast(old_button(visit.lang))
        return
    await out.say(view.draft(visit.lang, services, work))


@router.callback_query(Taps("ev_take", int))
async def take_over(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Puts a volunteer's texts into the event."""
    async with services.uow.reading() as r:
        work = await r.event_texts.get(args[0])
    outcome = await accept_texts(services.uow, services.clock, args[0], visit.cause)
    if not isinstance(outcome, Accepted) or work is None:
        await out.toast(old_button(visit.lang))
        return
    note = view.taken_over(visit.lang, state_of(outcome.event, work.target))
    await show_card(outcome.event.id, out, visit, services, note)


@router.callback_query(Taps("ev_refuse", int))
async def refuse(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Throws them away."""
    if await refuse_texts(services.uow, services.clock, args[0], visit.cause):
        await out.say(view.thrown_away(visit.lang))
    else:
        await out.toast(old_button(visit.lang))


@router.callback_query(Taps("ev_fits", int, str))
async def fits(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str]
) -> None:
    """Somebody has read the texts of a language and found them right."""
    event = await _event(services, args[0])
    if event is None or not parts(event, args[1]) or args[1] == source_language(event):
        await out.toast(old_button(visit.lang))
        return
    await _keep(approved(event, args[1]), out, visit, services)


@router.callback_query(Taps("ev_auto", int, str))
async def translate(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int, str]
) -> None:
    """Texts by the city's server, marked as such until somebody has read them."""
    event = await _event(services, args[0])
    if event is None or args[1] not in services.catalogues or services.translator is None:
        await out.toast(old_button(visit.lang))
        return
    source = source_language(event)
    texts: dict[str, str] = {}
    for part, text in parts(event, source).items():
        found = await services.translator.translate(text, source, args[1])
        if isinstance(found, NoDraft):
            await out.say(view.no_translation(visit.lang, event.id))
            return
        texts[part] = cleaned_part(part, found.text)[: limit_of(part)]
    await _keep(translated(event, args[1], texts, fingerprint(event), machine=True), out, visit, services)


async def _keep(event: Event, out: Out, visit: Visit, services: Services) -> None:
    """Keeps texts; where somebody else changed the event meanwhile, the card shows how it is."""
    kept = await change_event(services.uow, services.clock, services.zone, event, visit.cause)
    await show_card(event.id, out, visit, services, "" if kept else nothing_changed(visit.lang))
