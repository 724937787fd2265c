"""Becoming staff, the staff's menu, the code of its group."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from civic.residents import Address, Channel
from civic.staff import InvalidInvitation, InvitationKind, Joined, join
from civic.staff_invitations import invite
from civic.staff_login import CodeNeeded, OthersThings, new_codes
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import second_factor, staff_login
from handlers.views import staff as view
from handlers.ways_in import JOIN

joining = Router(name="joining")
router = Router(name="staff menu")


@joining.callback_query(Taps(JOIN, str))
async def accept(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str]) -> None:
    """Uses a one-time link up; open to everybody, since newcomers to the staff have no role yet."""
    uow, sitting = services.uow, services.sitting(Address(visit.channel, out.chat_id))
    outcome = await join(uow, services.clock, args[0], visit.resident.id, visit.cause, sitting)
    match outcome:
        case Joined(role=role):
            await out.redraw(view.joined(visit.lang, role))
            if visit.channel is Channel.WEB:
                codes = await new_codes(uow, visit.resident.id)
                await out.say(staff_login.codes(visit.lang, services, codes))
        case CodeNeeded():
            await out.redraw(second_factor.asked(visit.lang))
        case OthersThings():
            await out.redraw(staff_login.others_things(visit.lang))
        case InvalidInvitation() if visit.role is not None:
            # Tapped twice, most likely; the first tap let them in.
            await out.redraw(view.joined(visit.lang, visit.role))
        case InvalidInvitation():
            await out.redraw(view.bad_invitation(visit.lang))


@router.message(Command("staff"))
async def staff_command(message: Message, out: Out, visit: Visit, services: Services) -> None:
    """What staff can do."""
    await show_menu(out, visit, services)


@router.callback_query(Taps("staff"))
async def staff_tap(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """The same from a button."""
    await show_menu(out, visit, services)


async def show_menu(out: Out, visit: Visit, services: Services) -> None:
    """The menu with the number of open questions."""
    assert visit.role is not None
    async with services.uow.reading() as r:
        waiting = await r.questions.count_open()
    await out.say(view.menu(visit.lang, visit.role, waiting))


@router.callback_query(Taps("group_code"))
async def group_code(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """A one-time code that makes a group the staff's group."""
    code = await invite(services.uow, services.clock, InvitationKind.STAFF_GROUP, visit.cause)
    await out.say(view.group_code(visit.lang, code))
