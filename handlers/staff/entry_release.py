"""The staff's entries: publishing, approving, telling, withdrawing, throwing away."""

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.publishing import PublishOutcome, approve, approvers_of, submit, tell_waiting, withdraw
from civic.saving_entries import InUse, throw_away
from civic.staff_entries import NoSuchEntry, StaffEntry
from handlers.services import Services, Visit
from handlers.staff.entries import card_screen, waiting_people
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import entries as card_view
from handlers.views import entry_release as view
from handlers.views.welcome import old_button

router = Router(name="entry release")


@router.callback_query(Taps("k_publish", int))
async def ask_publish(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Shows every text as it would be published, then asks once."""
    entry = await _show(args[0], out, visit, services)
    if entry is None:
        return
    async with services.uow.reading() as r:
        alone = not await approvers_of(r, entry)
        waiting = await waiting_people(r, entry.id)
    await out.say(view.ask_publish(visit.lang, entry, waiting, alone=alone))


@router.callback_query(Taps("k_look", int))
async def look(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Shows an approver every text, then the button for exactly these."""
    entry = await _show(args[0], out, visit, services)
    if entry is None:
        return
    async with services.uow.reading() as r:
        waiting = await waiting_people(r, entry.id)
    await out.say(view.ask_approval(visit.lang, entry, waiting))


async def _show(entry_id: int, out: Out, visit: Visit, services: Services) -> StaffEntry | None:
    async with services.uow.reading() as r:
        entry = await r.entries.get(entry_id)
    if entry is None:
        await out.say(view.outcome(visit.lang, NoSuchEntry()))
        return None
    for screen in card_view.whole(visit.lang, services, entry):
        await out.say(screen)
    return entry


@router.callback_query(Taps("k_submit", int, str))
async def submitted(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str]
) -> None:
    """Publishes, or asks the others."""
    came: PublishOutcome = await submit(
        services.uow, services.clock, args[0], args[1], visit.resident.id, visit.cause
    )
    await out.say(view.outcome(visit.lang, came))


@router.callback_query(Taps("k_approve", int, str))
async def approved(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str]
) -> None:
    """Publishes what this approver saw."""
    came: PublishOutcome = await approve(
        services.uow, services.clock, args[0], args[1], visit.resident.id, visit.cause
    )
    await out.say(view.outcome(visit.lang, came))


@router.callback_query(Taps("k_tell", int))
async def tell(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Those who were marked after the publishing get it now."""
    told = await tell_waiting(services.uow, services.clock, args[0], visit.resident.id, visit.cause)
    if not told:
        await out.toast(old_button(visit.lang))
        return
    await out.say(view.told_now(visit.lang, told))


@router.callback_query(Taps("k_withdraw", int))
async def ask_withdraw(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Asks once, and whether those who got it hear of it."""
    async with services.uow.reading() as r:
        entry = await r.entries.get(args[0])
        got = sum(bool(one.got) for one in await r.entries.askers(args[0]))
    if entry is None or not entry.is_known:
        await out.say(view.outcome(visit.lang, NoSuchEntry()))
        return
    await out.say(view.ask_withdraw(visit.lang, entry, got))


@router.callback_query(Taps("k_gone", int, int))
async def withdrawn(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """Takes it out of the knowledge."""
    gone = await withdraw(
        services.uow, services.clock, args[0], visit.resident.id, tell=bool(args[1]), cause=visit.cause
    )
    await out.say(view.withdrawn(visit.lang, gone))


@router.callback_query(Taps("k_drop", int))
async def ask_drop(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Asks once."""
    async with services.uow.reading() as r:
        entry = await r.entries.get(args[0])
    if entry is None:
        await out.say(view.outcome(visit.lang, NoSuchEntry()))
        return
    await out.say(view.ask_throw_away(visit.lang, entry))


@router.callback_query(Taps("k_dropped", int))
async def dropped(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Deletes a draft."""
    outcome = await throw_away(services.uow, args[0], visit.cause)
    if isinstance(outcome, InUse):
        await out.say(await card_screen(args[0], visit, services))
        return
    await out.say(view.thrown_away(visit.lang))
