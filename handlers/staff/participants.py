"""Coordinators look at the people of their event, carry the list away, and decide on registrations."""

import logging

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.event_teams import Audited
from civic.needs import totals
from civic.participants import (
    NoSuchEvent,
    Part,
    Participant,
    Roll,
    RollOutcome,
    TotalsOnly,
    export,
    look,
    rights,
)
from civic.participants import one_of as participant_of
from handlers.screen import File, Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import participant as person_view
from handlers.views import participants as view
from handlers.views.participant_print import participant_print
from handlers.views.participant_table import participant_table
from handlers.views.welcome import old_button
from locales import Language

router = Router(name="participants")
log = logging.getLogger(__name__)


@router.callback_query(Taps("people_of", int))
async def participants(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Who comes and who waits."""
    await show_roll(args[0], Part.ALL, 0, out, visit, services)


@router.callback_query(Taps("people_page", int, str, int))
async def other_participants(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str, int]
) -> None:
    """Turns the page, or shows another part of the list."""
    event_id, part, page = args
    if part not in set(Part):
        await out.toast(old_button(visit.lang))
        return
    await show_roll(event_id, Part(part), page, out, visit, services, redraw=True)


async def show_roll(
    event_id: int,
    part: Part,
    page: int,
    out: Out,
    visit: Visit,
    services: Services,
    *,
    redraw: bool = False,
) -> None:
    """Sends one page of the list, or draws it in the place of the last."""
    found = await roll_of(event_id, out, visit, services)
    if found is not None:
        screen = view.roll(visit.lang, services, found, part, page)
        await (out.redraw(screen) if redraw else out.say(screen))


async def roll_of(event_id: int, out: Out, visit: Visit, services: Services) -> Roll | None:
    """The list for one of its coordinators; everybody else gets figures instead, and None is returned."""
    return await _allowed(
        await look(services.uow, event_id, visit.resident.id), event_id, out, visit, services
    )


async def coordinates(event_id: int, out: Out, visit: Visit, services: Services) -> bool:
    """Whether this is one of the event's coordinators; everybody else gets figures instead."""
    outcome = await rights(services.uow, event_id, visit.resident.id)
    if isinstance(outcome, NoSuchEvent | TotalsOnly):
        await _refuse(outcome, event_id, out, visit, services)
        return False
    return True


async def _allowed(
    outcome: RollOutcome, event_id: int, out: Out, visit: Visit, services: Services
) -> Roll | None:
    if isinstance(outcome, Roll):
        return outcome
    await _refuse(outcome, event_id, out, visit, services)
    return None


async def _refuse(
    outcome: TotalsOnly | NoSuchEvent, event_id: int, out: Out, visit: Visit, services: Services
) -> None:
    if isinstance(outcome, NoSuchEvent):
        await out.toast(old_button(visit.lang))
        return
    log.warning("the people of event %d were not shown to resident %d", event_id, visit.resident.id)
    async with services.uow.reading() as r:
        needs = totals(await r.participants.of_event(event_id))
    await out.say(view.totals_only(visit.lang, services, outcome, needs))


@router.callback_query(Taps("people_menu", int))
async def menu(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """What can be done with the list."""
    found = await roll_of(args[0], out, visit, services)
    if found is not None:
        await out.say(view.menu(visit.lang, services, found))


@router.callback_query(Taps("people_csv", int))
async def as_table(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """The list for a spreadsheet."""
    await _carry_away(args[0], Audited.LIST_AS_CSV, out, visit, services)


@router.callback_query(Taps("people_print", int))
async def to_print(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """The list for paper."""
    await _carry_away(args[0], Audited.LIST_TO_PRINT, out, visit, services)


async def _carry_away(event_id: int, what: Audited, out: Out, visit: Visit, services: Services) -> None:
    outcome = await export(services.uow, services.clock, event_id, visit.resident.id, what, visit.cause)
    found = await _allowed(outcome, event_id, out, visit, services)
    if found is not None:
        file = _file(visit.lang, services, found, what)
        await out.say(
            Screen(view.list_as_file(visit.lang, to_print=what is Audited.LIST_TO_PRINT), file=file)
        )


def _file(lang: Language, services: Services, found: Roll, what: Audited) -> File:
    build = participant_print if what is Audited.LIST_TO_PRINT else participant_table
    return build(lang, services, found)


@router.callback_query(Taps("person", int))
async def person(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """One participant."""
    await show_person(args[0], out, visit, services)


async def show_person(registration_id: int, out: Out, visit: Visit, services: Services) -> None:
    """Sends one participant's card."""
    found = await person_of(registration_id, out, visit, services)
    if found is not None:
        await out.say(person_view.person(visit.lang, services, found[1], found[0]))


async def person_of(
    registration_id: int, out: Out, visit: Visit, services: Services
) -> tuple[Participant, Roll] | None:
    """One participant and their list, for a coordinator of it; others are told why not."""
    found = await participant_of(services.uow, registration_id, visit.resident.id)
    if isinstance(found, tuple):
        return found
    event_id = 0 if isinstance(found, NoSuchEvent) else found.one.event.id
    await _allowed(found, event_id, out, visit, services)
    return None
