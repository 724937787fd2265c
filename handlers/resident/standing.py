"""Where a registration stands, as its person sees it: after registering, and whenever they look."""

from typing import assert_never

from civic.events import Event
from civic.registrations import (
    MAY_RETURN,
    AlreadyRegistered,
    Closed,
    InDraw,
    NoNotice,
    PendingApproval,
    Registered,
    RegisterOutcome,
    Registration,
    RegistrationStatus,
    WaitListed,
)
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.views import form
from handlers.views import mine as mine_view
from handlers.views import registration as view


def holds(status: RegistrationStatus) -> bool:
    """Whether a registration stands in the way of a new one: it goes on, or was declined."""
    return status not in MAY_RETURN


async def already_screen(visit: Visit, services: Services, outcome: AlreadyRegistered) -> Screen:
    """The existing registration with its place in the queue."""
    async with services.uow.reading() as r:
        position = await r.registrations.position(outcome.registration)
    return mine_view.already(visit, services, outcome, position)


async def outcome_screen(
    visit: Visit, services: Services, outcome: RegisterOutcome, link: str = ""
) -> Screen:
    """What came of a registration; `link` is the personal address of it, or empty."""
    match outcome:
        case Registered():
            return view.registered(visit, services, outcome, link)
        case WaitListed():
            return view.wait_listed(visit, services, outcome)
        case PendingApproval():
            return view.pending(visit, services, outcome)
        case InDraw():
            return view.in_draw(visit, services, outcome)
        case AlreadyRegistered():
            return await already_screen(visit, services, outcome)
        case NoNotice():
            return Screen(form.notice_changed(visit.lang))
        case Closed():
            return view.closed(visit.lang, outcome)
        case _:
            assert_never(outcome)


async def own(visit: Visit, services: Services, registration_id: int) -> tuple[Registration, Event] | None:
    """A registration of this person with its event; anybody else's looks as if it did not exist."""
    async with services.uow.reading() as r:
        registration = await r.registrations.get(registration_id)
        one = await r.events.get(registration.event_id) if registration else None
    if registration is None or one is None or registration.resident_id != visit.resident.id:
        return None
    if registration.status is RegistrationStatus.CANCELLED:
        return None
    return registration, one.event
