"""Every button of the staff, tapped with made-up data by whoever may not: no row changes."""

from dataclasses import dataclass

import pytest

from civic.announcement_drafts import draft_announcement
from civic.announcements import Body
from civic.questions import hand_over
from civic.registrations import register
from civic.residents import Address, Channel, notice_shown
from civic.staff import InvitationKind, Role, StaffMember
from civic.staff_rights import Right, may
from handlers.routers import STAFFED
from handlers.staff.rights import right_of
from handlers.taps import FormTaps, Taps
from handlers.views.privacy import notice_version
from tests.factories import NOW, a_question, a_request
from tests.telegram.chat import Chat, Telegram

# What is in the text arguments of buttons: languages, roles, topics, parts, kinds.
WORDS = ("de", "owner", "culture")
Rows = dict[str, list[tuple[object, ...]]]
# That an update was answered, and when somebody of the staff was here.
BESIDE = ("processed_update", "staff_member")


@dataclass(frozen=True)
class Forged:
    """The data of a button; `open`: it is answered whatever form is open."""

    right: Right
    data: str
    open: bool


def forged() -> list[Forged]:
    """Every button of the staff, with the numbers of things that there are."""
    found = []
    for router, _, _ in STAFFED:
        for handler in router.callback_query.handlers:
            right, filters = right_of(handler), handler.filters or []
            assert right is not None
            for one in filters:
                if isinstance(one.callback, Taps) and not isinstance(one.callback, FormTaps):
                    name, kinds = one.callback.name, one.callback.kinds
                    is_open = type(one.callback) is Taps and len(filters) == 2
                    for word in WORDS if str in kinds else WORDS[:1]:
                        args = ["1" if kind is int else word for kind in kinds]
                        found.append(Forged(right, ":".join([name, *args]), is_open))
    return found


async def a_city_at_work(side: Telegram) -> Chat:
    """An owner with an event, somebody registered, a draft, a question; each with the number 1."""
    owner = await side.staff(InvitationKind.OWNER, 89)
    uow = side.app.services.uow
    async with uow.reading() as r:
        chief = await r.residents.at(Address(Channel.TELEGRAM, owner.chat.id))
    assert chief is not None
    event = await side.event(created_by=chief.id)
    await register(uow, side.city.clock, a_request(event, chief))
    draft = await draft_announcement(uow, side.city.clock, chief.id, {"de": Body("Tee", "Es gibt Tee.")})
    question = await hand_over(uow, a_question(chief))
    assert (event.id, draft.id, question.id) == (1, 1, 1)
    return owner


async def at_rest(side: Telegram) -> Rows:
    """Everything stored, once what happens by itself has happened."""
    await side.app.rounds.tick()
    await side.app.deliverer.tick()
    return without(side.rows())


def without(rows: Rows, *, own: bool = False) -> Rows:
    """`own`: also without what is being asked; some of these names are buttons of residents, too."""
    beside = (*BESIDE, "conversation") if own else BESIDE
    return {name: found for name, found in rows.items() if name not in beside}


async def _told(side: Telegram, chat: Chat) -> None:
    """Somebody who knows what is stored of a question, since a button of residents would tell them first."""
    services = side.app.services
    async with services.uow.reading() as r:
        resident = await r.residents.at(Address(Channel.TELEGRAM, chat.chat.id))
    assert resident is not None
    await notice_shown(services.uow, services.clock, resident.id, notice_version(services.office))


@pytest.mark.parametrize("role", [None, Role.VIEWER, Role.AUTHOR])
async def test_made_up_buttons_change_nothing(telegram_side: Telegram, role: Role | None) -> None:
    await a_city_at_work(telegram_side)
    if role is None:
        chat = telegram_side.private(91)
        await chat.says("/start")
        await _told(telegram_side, chat)
    else:
        chat = await telegram_side.staff(InvitationKind(role.value), 91)
    member = StaffMember(1, role, NOW) if role else None
    taps = [one for one in forged() if not may(member, one.right)]
    assert len(taps) > (100 if role is Role.AUTHOR else 200)
    under = chat.said_by_bot()
    before = without(await at_rest(telegram_side), own=role is None)
    for batch in [taps[i : i + 20] for i in range(0, len(taps), 20)]:
        # Nobody is that fast; a day has enough minutes.
        telegram_side.app.services.manners.forget(Address(Channel.TELEGRAM, chat.chat.id))
        for one in batch:
            heard = await chat.forges(one.data, under)
            if member is not None and one.open:
                assert any("That is not part of your role" in each.text for each in heard), one.data
        assert without(telegram_side.rows(), own=role is None) == before, batch


async def test_commands_that_a_viewer_types(telegram_side: Telegram) -> None:
    await a_city_at_work(telegram_side)
    chat = await telegram_side.staff(InvitationKind.VIEWER, 91)
    before = await at_rest(telegram_side)
    for command in ("/announce", "/newevent", "/door", "/einlass"):
        heard = await chat.says(command)
        assert any("That is not part of your role" in one.text for one in heard), command
    assert without(telegram_side.rows()) == before
