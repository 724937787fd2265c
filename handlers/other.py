"""What is left: unknown buttons and commands, and messages that are not text."""

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers import forms
from handlers.services import Services, Visit
from handlers.telegram_out import Out
from handlers.views import welcome

router = Router(name="other")


@router.callback_query()
async def old_button(query: CallbackQuery, out: Out, visit: Visit) -> None:
    """A button of an earlier message, or a forged one."""
    await out.toast(welcome.old_button(visit.lang))


@router.message(F.chat.type == ChatType.PRIVATE, F.text)
async def unknown_command(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """A command that there is not (for this person)."""
    await out.say(welcome.help_screen(visit.lang, services.office))
    await forms.resume(out, visit, services, state)


@router.message(F.chat.type == ChatType.PRIVATE)
async def not_text(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Voice, pictures, files, places: nothing is kept, a form stays where it is."""
    await out.say(welcome.text_only(visit.lang))
    await forms.resume(out, visit, services, state)
