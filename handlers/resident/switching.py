"""Taps on the language to go on in: what was asked is answered again where it changes."""

from dataclasses import replace

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from civic.residents import choose_language
from handlers import forms
from handlers.resident.questions import answer_question
from handlers.said import words_of
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import welcome

router = Router(name="switching")


@router.callback_query(Taps("answer_in", str))
async def answer_in(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[str]
) -> None:
    """Stores the choice. The question comes back with the tap, since the offer quotes it."""
    if args[0] not in services.catalogues:
        await out.toast(welcome.old_button(visit.lang))
        return
    lang = services.catalogues[args[0]]
    resident = await choose_language(services.uow, visit.resident.id, lang.code)
    await out.redraw(welcome.language_chosen(lang))
    asked = out.message.reply_to_message if out.message else None
    again = replace(visit, resident=resident, lang=lang)
    if asked is not None and words_of(asked) and lang.code != visit.lang.code:
        await answer_question(asked, replace(out, message=asked, query=None), again, services, state)
    await forms.resume(out, again, services, state)
