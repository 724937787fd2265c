"""After registering in the web chat: an e-mail address for the messages about this registration."""

from typing import assert_never

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.mail_addresses import AddressKept, AddressUnclear, NotYours, TooManyAddresses, leave_address
from civic.registrations import Registration
from civic.residents import Channel
from handlers import forms
from handlers.forms import Data, LeavingAddress
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import mail_addresses as view
from handlers.views.return_links import no_link

router = Router(name="mail")


async def offer_mail(out: Out, visit: Visit, services: Services, registration: Registration) -> None:
    """Asks once, where mails can be sent and no messenger rings."""
    if visit.channel is Channel.WEB and services.office.mails:
        await out.say(view.offer(visit.lang, registration.id))


@router.callback_query(Taps("mail_no", int))
async def declined(query: CallbackQuery, out: Out, visit: Visit, args: tuple[int]) -> None:
    """No address."""
    await out.redraw(view.declined(visit.lang))


@router.callback_query(Taps("mail", int))
async def begin(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int],
) -> None:
    """Asks for the address; whose registration it is, is checked when it is kept."""
    if not services.office.mails:
        await out.say(no_link(visit.lang))
        return
    await state.clear()
    await forms.go_to(state, LeavingAddress.address, out, visit, services, registration_id=args[0])


@forms.asks(LeavingAddress.address)
async def address_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks for the address."""
    return view.ask_address(visit.lang)


@router.message(LeavingAddress.address, F.text, ~F.text.startswith("/"))
async def address_given(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes the address."""
    data = await state.get_data()
    outcome = await leave_address(
        services.uow,
        services.clock,
        data["registration_id"],
        visit.resident.id,
        message.text or "",
        visit.cause,
    )
    match outcome:
        case AddressUnclear():
            await out.say(Screen(view.unclear(visit.lang)))
            return
        case AddressKept(address=address):
            screen = view.kept(visit.lang, address)
        case TooManyAddresses():
            screen = view.too_many(visit.lang)
        case NotYours():
            screen = no_link(visit.lang)
        case _:
            assert_never(outcome)
    await state.clear()
    await out.say(screen)


@forms.settles(LeavingAddress.address)
async def after_a_crash(visit: Visit, services: Services, data: Data) -> Screen | None:
    """The address was kept, but nobody knows whether the person was told: told again."""
    async with services.uow.reading() as r:
        address = await r.mails.address(data["registration_id"])
    return view.kept(visit.lang, address) if address is not None else None
