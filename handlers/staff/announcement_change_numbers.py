"""Many people would see a change: whoever makes it writes their number; and what became of the copies."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.announcement_changes import Reach
from handlers import forms
from handlers.forms import ChangingAnnouncement, Data
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.announcement_changes import corrected_screen, recalled_screen
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import announcement_changes as view
from handlers.views.staff_announcements import changed

router = Router(name="numbers of announcement changes")


@forms.asks(ChangingAnnouncement.number)
async def number_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the number."""
    return view.ask_number(visit.lang, Reach({"": data["number"]}, data["old"]), recall="recalled" in data)


@router.message(ChangingAnnouncement.number, forms.TYPED)
async def number_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Does it if the number is right."""
    data = await state.get_data()
    # int() also reads the digits of other scripts.
    digits = "".join(char for char in message.text or "" if char.isdecimal())
    if not digits or int(digits[:18]) != data["number"]:
        await forms.resume(out, visit, services, state)
        return
    await state.clear()
    if "recalled" in data:
        await out.say(await recalled_screen(data["recalled"], visit, services))
    else:
        await out.say(await corrected_screen(data["change_id"], data["revision"], visit, services))


@router.callback_query(Taps("a_fix_report", int))
async def report(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """The figures as they are now."""
    async with services.uow.reading() as r:
        change = await r.changes.get(args[0])
        numbers = await r.changes.report(args[0])
    if change is None:
        await out.say(changed(visit.lang))
    else:
        await out.redraw(view.change_report(visit.lang, change, numbers))
