"""Many people would see a change: whoever makes it writes their number; and what became of the copies."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.announcement_changes import Reach
from handlers import forms
from handlers.forms import ChangingAnnouncement, Data
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.announcement_correcting import go_on
from handlers.staff.announcement_sending import read_typed
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import announcement_changes as view
from handlers.views.staff_announcements import changed

router = Router(name="numbers of announcement changes")
_ENTERED = ("recalled", "change_id", "revision", "approved")


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
    typed = read_typed(message.text or "")
    # What they were told, where that goes on growing.
    if typed != data["number"]:
        await forms.resume(out, visit, services, state)
        return
    await go_on({key: data[key] for key in _ENTERED if key in data}, typed, out, visit, services, state)


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
