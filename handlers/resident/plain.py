"""Reading without buttons, for screen readers and simple clients."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from civic.choices import choose_numbers
from handlers import forms
from handlers.numbered_chat import NumberedChat
from handlers.resident.start import first_screen
from handlers.services import Services, Visit
from handlers.telegram_out import Out
from handlers.views import plain as view

router = Router(name="plain")


@router.message(Command("plain"))
async def plain_command(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Turns it on or off; a form goes on at the same question with what was entered."""
    numbered = not visit.resident.numbered
    await choose_numbers(services.uow, visit.resident.id, visit.cause, numbered=numbered)
    out.numbered = NumberedChat(out.bot, out.chat_id, visit.lang, state.get_state) if numbered else None
    await out.say(view.switched(visit.lang, numbered=numbered))
    if await state.get_state() is None:
        await out.say(await first_screen(visit, services))
    await forms.resume(out, visit, services, state)
