"""A personal link to a registration: given after registering in the web chat, elsewhere on request."""

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.registrations import Registration, speaks_for
from civic.residents import Channel
from civic.return_links import give_link, replace_links, return_address
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import return_links as view

router = Router(name="return_links")


async def address_after(visit: Visit, services: Services, registration: Registration) -> str:
    """The address of a fresh link for somebody who registered in the web chat just now; elsewhere empty."""
    if visit.channel is not Channel.WEB:
        return ""
    token = await give_link(services.uow, services.clock, registration.id)
    return return_address(services.office.public_url, token)


async def say_link(out: Out, visit: Visit, registration: Registration, address: str) -> None:
    """The link as a message of its own, so that it can be found again; nothing where there is none."""
    if address:
        await out.say(view.personal_link(visit.lang, registration.id, address))


@router.callback_query(Taps("link", int))
async def link_tap(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """A further link to one's own registration."""
    async with services.uow.reading() as r:
        registration = await r.registrations.get(args[0])
    if registration is None or speaks_for(registration) != visit.resident.id:
        await out.say(view.no_link(visit.lang))
        return
    token = await give_link(services.uow, services.clock, registration.id)
    address = return_address(services.office.public_url, token)
    await out.say(view.personal_link(visit.lang, registration.id, address))


@router.callback_query(Taps("link_new", int))
async def new_link_tap(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Another link; all earlier ones end."""
    token = await replace_links(services.uow, services.clock, args[0], visit.resident.id, visit.cause)
    if token is None:
        await out.say(view.no_link(visit.lang))
        return
    address = return_address(services.office.public_url, token)
    await out.say(view.renewed(visit.lang, args[0], address))
