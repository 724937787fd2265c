"""What is kept about a person, for them to read; and forgetting them."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.data_rights import my_data
from civic.forgetting import LastOwner, Losses, begin_forgetting, forget, losses
from handlers import forms
from handlers.leaving import FORGET_YES, forget_in_memory
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import data_rights as view
from handlers.views.welcome import old_button

router = Router(name="data rights")


@router.message(Command("mydata"))
async def data_command(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Everything about this person, in words and as a file."""
    await _show(out, visit, services)
    await forms.resume(out, visit, services, state)


@router.callback_query(Taps("mydata"))
async def data_tap(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """The same from a button."""
    await _show(out, visit, services)


async def _show(out: Out, visit: Visit, services: Services) -> None:
    found = await my_data(services.uow, services.clock, visit.resident.id)
    await out.say(view.my_data(visit, services, found))


@router.message(Command("forget"))
async def forget_command(message: Message, out: Out, visit: Visit, services: Services) -> None:
    """Says what is lost and asks once."""
    await _ask(out, visit, services)


@router.callback_query(Taps("forget"))
async def forget_tap(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """The same from a button."""
    await _ask(out, visit, services)


async def _ask(out: Out, visit: Visit, services: Services) -> None:
    match await losses(services.uow, services.clock, visit.resident.id):
        case LastOwner():
            await out.say(view.last_owner(visit.lang))
        case Losses() as lost:
            await out.say(view.ask(visit, services, lost))


@router.callback_query(Taps("forget_no"))
async def keep(query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Nothing happens; a form that was open goes on."""
    await out.redraw(view.kept(visit.lang))
    await forms.resume(out, visit, services, state)


@router.callback_query(FORGET_YES)
async def forget_now(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int],
) -> None:
    """Deletes everything and says goodbye. The number in the tap tells whether this person was asked."""
    if args[0] != visit.resident.id:
        await out.toast(old_button(visit.lang))
        return
    begun = await begin_forgetting(services.uow, services.clock, visit.resident.id, visit.cause)
    if isinstance(begun, LastOwner):
        await out.say(view.last_owner(visit.lang))
        return
    await state.clear()
    await forget(services.uow, services.clock, services.zone, begun)
    forget_in_memory(services, begun.person)
    await out.say(view.goodbye(visit.lang, visit.channel))
