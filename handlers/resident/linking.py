"""Joining the chats of one person: a code here, entered there; where messages go; parting again."""

from dataclasses import replace
from typing import assert_never

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.link_codes import CODE_LASTS, Locked, NoCode, WrongCode, new_code
from civic.linking import Linked, NothingToSplit, Place, Preview, Split, link, look_at_code, split, write_here
from civic.residents import Address
from handlers import forms
from handlers.forms import TYPED, Data, JoiningChats
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import linking as view
from handlers.views.welcome import old_button

router = Router(name="linking")
typed = Router(name="typed_codes")


@router.message(Command("link"))
async def link_command(
    message: Message, command: CommandObject, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """A code to enter elsewhere, or what the code that was written would join."""
    if command.args:
        found = await look_at_code(services.uow, services.clock, _here(out, visit), command.args)
        await out.say(_looked(visit, services, found))
    else:
        await out.say(await _overview(out, visit, services))
    await forms.resume(out, visit, services, state)


@router.callback_query(Taps("chats"))
async def chats_tap(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """The chats that are joined, or a first code."""
    await out.say(await _overview(out, visit, services))


@router.callback_query(Taps("chat_code"))
async def code_tap(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """A code for a further chat."""
    await out.say(await _fresh_code(out, visit, services))


@router.callback_query(Taps("chat_enter"))
async def enter_tap(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Asks for the code of the other chat."""
    await state.clear()
    await forms.go_to(state, JoiningChats.code, out, visit, services)


@forms.asks(JoiningChats.code)
async def code_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks for the code."""
    return view.ask_code(visit.lang)


@typed.message(JoiningChats.code, TYPED)
async def code_typed(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Says what would be joined; after a wrong code another one may be written."""
    found = await look_at_code(services.uow, services.clock, _here(out, visit), message.text or "")
    if not isinstance(found, WrongCode):
        await state.clear()
    await out.say(_looked(visit, services, found))


@router.callback_query(Taps("chat_join", str, str))
async def join_tap(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str, str]
) -> None:
    """Joins the chats; a second tap shows that they are."""
    hashed, wanted = args
    if wanted not in tuple(Place):
        await out.toast(old_button(visit.lang))
        return
    here = _here(out, visit)
    outcome = await link(
        services.uow, services.clock, services.zone, hashed, here, Place(wanted), visit.cause
    )
    if isinstance(outcome, Linked):
        lang = services.catalogues[outcome.resident.language]
        await out.redraw(view.linked(replace(visit, resident=outcome.resident, lang=lang), services, outcome))
        return
    accounts = await _accounts(services, here)
    await out.say(
        view.not_joined(visit.lang, services, outcome)
        if len(accounts) < 2
        else view.chats(visit, here, accounts)
    )


@router.callback_query(Taps("chat_no"))
async def declined(query: CallbackQuery, out: Out, visit: Visit) -> None:
    """Nothing is joined, or split."""
    await out.redraw(view.declined(visit.lang))


@router.callback_query(Taps("chat_here"))
async def here_tap(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """Messages come to this chat from now on."""
    await write_here(services.uow, _here(out, visit), visit.cause)
    await out.redraw(view.written_here(visit.lang))


@router.message(Command("unlink"))
async def unlink_command(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Says what parting means, and asks."""
    await out.say(await _ask_split(out, visit, services))
    await forms.resume(out, visit, services, state)


@router.callback_query(Taps("chat_split"))
async def split_tap(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """The same from a button."""
    await out.say(await _ask_split(out, visit, services))


@router.callback_query(Taps("chat_split_yes"))
async def split_confirmed(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """This chat starts anew; a form that was open in it ends."""
    outcome = await split(services.uow, services.clock, _here(out, visit), visit.cause)
    match outcome:
        case Split():
            await state.clear()
            await out.redraw(view.parted(visit.lang))
        case NothingToSplit():
            await out.say(view.alone(visit.lang))
        case Locked():
            await out.say(view.not_joined(visit.lang, services, outcome))
        case _:
            assert_never(outcome)


async def _overview(out: Out, visit: Visit, services: Services) -> Screen:
    here = _here(out, visit)
    accounts = await _accounts(services, here)
    if len(accounts) > 1:
        return view.chats(visit, here, accounts)
    return await _fresh_code(out, visit, services)


async def _fresh_code(out: Out, visit: Visit, services: Services) -> Screen:
    until = services.clock() + CODE_LASTS
    code = await new_code(services.uow, services.clock, _here(out, visit), visit.cause)
    if isinstance(code, Locked):
        return view.not_joined(visit.lang, services, code)
    return view.fresh_code(visit, services, code, until)


async def _ask_split(out: Out, visit: Visit, services: Services) -> Screen:
    joined = len(await _accounts(services, _here(out, visit))) > 1
    return view.ask_split(visit) if joined else view.alone(visit.lang)


async def _accounts(services: Services, here: Address) -> list[Address]:
    async with services.uow.reading() as r:
        resident = await r.residents.at(here)
        return list(await r.links.accounts(resident.id)) if resident is not None else []


def _looked(visit: Visit, services: Services, found: Preview | NoCode) -> Screen:
    if isinstance(found, Preview):
        return view.preview(visit, services, found)
    return view.not_joined(visit.lang, services, found)


def _here(out: Out, visit: Visit) -> Address:
    return Address(visit.channel, out.chat_id)
