"""How a member of staff gets back into the web chat: recovery codes, a link from Telegram; locking now."""

from aiogram import Router
from aiogram.filters import Command, Filter
from aiogram.types import CallbackQuery, Message, TelegramObject

from civic.residents import Address, Channel
from civic.staff_login import codes_left, new_codes, new_login_link
from civic.staff_sessions import lock
from handlers.links import Target, write_link
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import staff_login as view

router = Router(name="ways back")


class InTelegram(Filter):
    """Matches the messenger that can vouch for somebody."""

    async def __call__(self, event: TelegramObject, visit: Visit) -> bool:
        return visit.channel is Channel.TELEGRAM


@router.callback_query(Taps("ways"))
async def ways(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """What a member of staff has, and what can be set up."""
    left = await codes_left(services.uow, visit.resident.id)
    await out.say(view.ways(visit.lang, services, left, visit.channel))


@router.callback_query(Taps("codes"))
async def fresh_codes(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """A new set of codes; the old one ends."""
    codes = await new_codes(services.uow, visit.resident.id, visit.cause)
    await out.say(view.codes(visit.lang, services, codes))


@router.callback_query(Taps("codes_kept"))
async def codes_kept(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """Takes the codes out of the chat again."""
    await out.redraw(view.codes_kept(visit.lang, await codes_left(services.uow, visit.resident.id)))


@router.message(Command("lock", "sperren"))
async def lock_command(message: Message, out: Out, visit: Visit, services: Services) -> None:
    """Locks the work area at once."""
    await lock_now(out, visit, services)


@router.callback_query(Taps("lock"))
async def lock_tap(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """The same from a button."""
    await lock_now(out, visit, services)


async def lock_now(out: Out, visit: Visit, services: Services) -> None:
    """What was said before disappears with it; the messenger's own lock is not ours."""
    if visit.channel is not Channel.WEB:
        await out.say(view.nothing_to_lock(visit.lang))
        return
    await lock(services.uow, services.clock, Address(visit.channel, out.chat_id), visit.cause)
    await out.say(view.locked(visit.lang, services))


@router.message(Command("weblogin"), InTelegram())
async def web_login(message: Message, out: Out, visit: Visit, services: Services) -> None:
    """A link that opens the web chat for this member of staff."""
    token = await new_login_link(services.uow, services.clock, visit.resident.id, visit.cause)
    if token is not None:
        payload = write_link(Target(login_token=token))
        await out.say(view.login_link(visit.lang, dict(services.deep_links(payload))["Web"]))
