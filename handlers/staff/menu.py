"""Becoming staff, the staff's menu, invitations."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from civic.staff import InvalidInvitation, InvitationKind, Joined, Role, invite, join
from handlers.links import Target, write_link
from handlers.services import Services, Visit
from handlers.staff.access import StaffOnly
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import staff as view

joining = Router(name="joining")
router = Router(name="staff menu")


@joining.callback_query(Taps("join", str))
async def accept(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str]) -> None:
    """Uses a one-time link up; open to everybody, since newcomers to the staff have no role yet."""
    outcome = await join(services.uow, services.clock, args[0], visit.resident.id, visit.cause)
    match outcome:
        case Joined(role=role):
            await out.redraw(view.joined(visit.lang, role))
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


@router.callback_query(Taps("invite"), StaffOnly(Role.OWNER))
async def invite_coordinator(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """A new one-time link for each channel."""
    token = await invite(services.uow, services.clock, InvitationKind.COORDINATOR, visit.cause)
    payload = write_link(Target(staff_token=token))
    await out.say(view.invitation(visit.lang, services.deep_links(payload)))


@router.callback_query(Taps("group_code"), StaffOnly(Role.OWNER))
async def group_code(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """A one-time code that makes a group the staff's group."""
    code = await invite(services.uow, services.clock, InvitationKind.STAFF_GROUP, visit.cause)
    await out.say(view.group_code(visit.lang, code))
