"""Owners look after the data of somebody who asks by letter: they find, copy and delete them."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from civic.data_requests import Asker, Nobody, WithoutAccount, copy_data, data_of, find_asker
from civic.data_rights import MyData
from civic.forgetting import LastOwner, Losses, begin_forgetting, forget, losses
from handlers.leaving import forget_in_memory
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import data_requests as view

router = Router(name="data requests")


@router.message(Command("data", "daten"))
async def data_command(
    message: Message, out: Out, visit: Visit, services: Services, command: CommandObject
) -> None:
    """Finds somebody by the code of a registration or by their chat."""
    if not command.args:
        await out.say(view.how(visit.lang))
        return
    match await find_asker(services.uow, command.args):
        case Asker(resident_id=number):
            await _show(number, out, visit, services)
        case WithoutAccount(event_id=event_id):
            await out.say(view.without_account(visit.lang, event_id))
        case Nobody():
            await out.say(view.nobody(visit.lang))


@router.callback_query(Taps("data"))
async def how(query: CallbackQuery, out: Out, visit: Visit) -> None:
    """How somebody is found."""
    await out.say(view.how(visit.lang))


@router.callback_query(Taps("data_copy", int))
async def copied(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Everything about them as a file."""
    match await copy_data(services.uow, services.clock, args[0], visit.resident.id, visit.cause):
        case MyData() as found:
            await out.say(view.copied(visit.lang, found))
        case Nobody():
            await out.say(view.nobody(visit.lang))


@router.callback_query(Taps("data_ask", int))
async def ask(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """What they lose, and one question."""
    if await _is_not_theirs_to_delete(args[0], out, visit, services):
        return
    match await losses(services.uow, services.clock, args[0]):
        case LastOwner():
            await out.say(view.last_owner(visit.lang))
        case Losses() as lost:
            await out.say(view.ask(visit.lang, services, args[0], lost))


@router.callback_query(Taps("data_no"))
async def keep(query: CallbackQuery, out: Out, visit: Visit) -> None:
    """Nothing happens."""
    await out.redraw(view.kept(visit.lang))


@router.callback_query(Taps("data_yes", int))
async def delete(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Deletes everything, to the end also if this breaks off."""
    if await _is_not_theirs_to_delete(args[0], out, visit, services):
        return
    begun = await begin_forgetting(services.uow, services.clock, args[0], visit.cause)
    if isinstance(begun, LastOwner):
        await out.say(view.last_owner(visit.lang))
        return
    await forget(services.uow, services.clock, services.zone, begun)
    forget_in_memory(services, begun.person)
    # The question was deleted with what it named.
    await out.say(view.deleted(visit.lang))


async def _show(number: int, out: Out, visit: Visit, services: Services) -> None:
    match await data_of(services.uow, services.clock, number):
        case MyData() as found:
            await out.say(view.found(visit.lang, services, found))
        case Nobody():
            await out.say(view.nobody(visit.lang))


async def _is_not_theirs_to_delete(resident_id: int, out: Out, visit: Visit, services: Services) -> bool:
    """Says why, where it is the owner or nobody any more."""
    if resident_id == visit.resident.id:
        await out.say(view.your_own(visit.lang))
        return True
    if isinstance(await data_of(services.uow, services.clock, resident_id), Nobody):
        await out.say(view.nobody(visit.lang))
        return True
    return False
