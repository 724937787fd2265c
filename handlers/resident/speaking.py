"""The language of a message: it helps to find the answer, and a first message is answered in it."""

from dataclasses import dataclass, replace

from aiogram.fsm.context import FSMContext

from civic.speaking import Hearing, hear
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.views import speaking as view


@dataclass(frozen=True)
class Spoken:
    """How a message is answered: `visit` has the language of the answer, `written` is the code of the
    message's own, as far as known; `offer` is asked below the answer."""

    visit: Visit
    written: str
    offer: Screen | None = None


async def spoken(text: str, visit: Visit, services: Services, state: FSMContext) -> Spoken:
    """Looks at a message's language. A form has a question open already, so nothing is offered inside it."""
    found = services.written_in(text)
    if found is None:
        return Spoken(visit, visit.lang.code)
    written = visit.lang.code if found.base == visit.lang.base else found.code
    if await state.get_state() is not None:
        return Spoken(visit, written)
    resident, brings = await hear(services.uow, visit.resident, found.code)
    if brings is Hearing.SWITCHED:
        return Spoken(replace(visit, resident=resident, lang=found), written, view.stay(found, visit.lang))
    offer = view.offer(found, visit.lang) if brings is Hearing.OFFERED else None
    return Spoken(replace(visit, resident=resident), written, offer)
