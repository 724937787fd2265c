"""The picture that people show at the door: sent again on wish, and what it says to whoever opens it."""

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.registrations import RegistrationStatus
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import door_person, qr
from handlers.views import mine as view

router = Router(name="showing")


@router.callback_query(Taps("show_code", int))
async def show_code(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """The picture of one's own registration; somebody else's looks as if it did not exist."""
    async with services.uow.reading() as r:
        registration = await r.registrations.get(args[0])
    if registration is None or registration.resident_id != visit.resident.id:
        await out.say(view.nothing_to_cancel(visit.lang))
    elif registration.status is not RegistrationStatus.CONFIRMED:
        await out.say(qr.no_entry(visit.lang))
    else:
        await out.say(qr.entry_code(visit, services, registration))


async def shown_at_the_door(visit: Visit, services: Services, code: str) -> Screen:
    """For those who are not staff: their own registration, or for whom the picture is."""
    async with services.uow.reading() as r:
        registration = await r.registrations.by_code(code)
        one = await r.events.get(registration.event_id) if registration else None
        position = await r.registrations.position(registration) if registration else 0
    if registration is None or one is None or registration.resident_id != visit.resident.id:
        return door_person.for_helpers(visit.lang)
    own = view.one_of_mine(visit, services, registration, one.event, position)
    return door_person.for_helpers(visit.lang, own)
