"""Staff log in to the web chat again. Open to everybody, since nobody has a role before."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, Filter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from civic.residents import Address, Channel
from civic.second_factor import is_asked
from civic.staff_login import (
    CodeNeeded,
    LoggedIn,
    Login,
    NotLoggedIn,
    OthersThings,
    Paused,
    is_login_link,
    log_in_by_code,
    log_in_by_link,
)
from handlers import forms
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.second_factor import confirm
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import second_factor
from handlers.views import staff_login as view
from handlers.ways_in import CODE, DIGITS, LOGIN_LINK

router = Router(name="staff login")


class OnTheWeb(Filter):
    """Matches the web chat, the only channel where staff log in."""

    async def __call__(self, event: TelegramObject, visit: Visit) -> bool:
        return visit.channel is Channel.WEB


class CodeAsked(Filter):
    """Matches where the code of an app is waited for."""

    async def __call__(self, event: TelegramObject, visit: Visit, services: Services, out: Out) -> bool:
        return await is_asked(services.uow, services.clock, Address(visit.channel, out.chat_id))


router.message.filter(OnTheWeb())
router.callback_query.filter(OnTheWeb())


@router.message(Command("login", "anmelden"))
async def login_command(
    message: Message, command: CommandObject, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """With a code it is tried; without one the ways are named."""
    if command.args:
        await _try(command.args, out, visit, services, state)
    elif visit.role is not None:
        await out.say(view.logged_in(visit.lang))
    else:
        await out.say(view.ways_in(visit.lang, services))


@router.message(F.text.regexp(f"^{CODE}$"))
async def code_alone(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """The same without the command."""
    await _try(message.text or "", out, visit, services, state)


@router.message(F.text.regexp(rf"^{DIGITS}$"), CodeAsked())
async def digits_alone(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """A code of an app, where one is waited for."""
    if visit.member is not None:
        await confirm(message.text or "", out, visit, services, state)
    else:
        await _try(message.text or "", out, visit, services, state)


@router.callback_query(Taps("login_code"))
async def how_with_code(query: CallbackQuery, out: Out, visit: Visit) -> None:
    """How a recovery code is used. No form is opened, since the one that is open shall go on afterwards."""
    await out.say(view.write_code(visit.lang))


@router.callback_query(Taps("login_telegram"))
async def how_with_telegram(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """How the staff's Telegram account opens the web chat."""
    await out.say(view.by_telegram(visit.lang, services))


@router.callback_query(Taps(LOGIN_LINK, str))
async def follow_link(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[str]
) -> None:
    """Uses a login link up; opening it is not enough."""
    sitting = services.sitting(Address(visit.channel, out.chat_id))
    outcome = await log_in_by_link(services.uow, services.clock, sitting, args[0], visit.cause)
    if isinstance(outcome, NotLoggedIn):
        # Tapped twice, most likely, if they are in: the first tap used the link up.
        text = view.bad_link if visit.member is None else view.logged_in
        await out.redraw(text(visit.lang))
        return
    await _tell(outcome, out, visit, services, state)


async def link_screen(visit: Visit, services: Services, token: str) -> Screen:
    """What a login link is for; the same for every one that does not work."""
    if not await is_login_link(services.uow, services.clock, token):
        return view.bad_link(visit.lang)
    if visit.channel is not Channel.WEB:
        return view.not_here(visit.lang)
    return view.confirm_login(visit.lang, token)


async def _try(text: str, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    sitting = services.sitting(Address(visit.channel, out.chat_id))
    outcome = await log_in_by_code(services.uow, services.clock, sitting, text, visit.cause)
    await _tell(outcome, out, visit, services, state)


async def _tell(outcome: Login, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    match outcome:
        case LoggedIn(resident=resident, member=member):
            lang = services.catalogues[resident.language]
            visit = replace(visit, resident=resident, lang=lang, member=member, locked=None)
            await out.say(view.logged_in(lang))
            await forms.resume(out, visit, services, state)
        case CodeNeeded():
            await out.say(second_factor.asked(visit.lang))
        case NotLoggedIn():
            here = Address(visit.channel, out.chat_id)
            second = await is_asked(services.uow, services.clock, here)
            await out.say((second_factor.wrong if second else view.wrong_code)(visit.lang))
        case Paused(until=until):
            await out.say(view.paused(visit.lang, services.zone, until))
        case OthersThings():
            await out.say(view.others_things(visit.lang))
