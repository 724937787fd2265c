"""A member of staff sets up a second factor: an app on their phone that shows codes."""

from contextlib import suppress

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.residents import Address, Channel
from civic.second_factor import (
    confirm_second_factor,
    end_second_factor,
    has_second_factor,
    new_second_factor,
)
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import second_factor as view

router = Router(name="second factor")
# In the conversation: the line that shows the secret, until it is taken out of the chat.
_SHOWN = "second_factor_line"


@router.message(Command("secondfactor", "zweiterfaktor"))
async def second_factor_command(
    message: Message, command: CommandObject, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """With a code it is tried; without one it is told how things stand."""
    code = (command.args or "").strip()
    if code:
        await confirm(code, out, visit, services, state)
    else:
        await out.say(await _standing(visit, services))


@router.callback_query(Taps("factor"))
async def second_factor_tap(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """The same from a button."""
    await out.say(await _standing(visit, services))


@router.callback_query(Taps("factor_new"))
async def fresh_factor(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Shows the secret, this once."""
    secret = None
    if visit.channel is Channel.WEB:
        secret = await new_second_factor(services.uow, services.clock, visit.resident.id, visit.cause)
    if secret is None:
        await out.say(await _standing(visit, services))
        return
    shown = await out.say(view.secret(visit.lang, services, secret))
    await state.update_data({_SHOWN: shown})


@router.callback_query(Taps("factor_kept"))
async def factor_kept(query: CallbackQuery, out: Out, visit: Visit) -> None:
    """Takes the secret out of the chat again, and asks for the first code."""
    await out.take_away()
    await out.say(view.first_code(visit.lang))


@router.callback_query(Taps("factor_end"))
async def end_factor(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """Logs in without it from now on, until a new one is set up."""
    here = Address(visit.channel, out.chat_id)
    if visit.channel is Channel.WEB:
        await end_second_factor(services.uow, services.clock, here, visit.resident.id, visit.cause)
    await out.redraw(await _standing(visit, services))


async def confirm(code: str, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Takes the first code of somebody's app; with it the secret leaves the chat, if it is still there."""
    done = await confirm_second_factor(services.uow, services.clock, visit.resident.id, code, visit.cause)
    if done:
        await _take_away_secret(out, state)
    await out.say((view.is_on if done else view.not_confirmed)(visit.lang))


async def _take_away_secret(out: Out, state: FSMContext) -> None:
    data = await state.get_data()
    shown = data.pop(_SHOWN, None)
    if shown is not None:
        await state.set_data(data)
        with suppress(TelegramBadRequest):
            await out.bot.delete_message(out.chat_id, shown)


async def _standing(visit: Visit, services: Services) -> Screen:
    if visit.channel is not Channel.WEB:
        return view.on_the_web(visit.lang)
    if await has_second_factor(services.uow, visit.resident.id):
        return view.with_it(visit.lang)
    return view.without_it(visit.lang)
