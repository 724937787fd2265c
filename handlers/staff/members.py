"""Owners invite people to the staff, and see, change and end what members of it may do."""

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.staff import InvitationKind, Role
from civic.staff_invitations import count_invitations, invite, withdraw_invitations
from civic.staff_members import (
    Changed,
    NamedMember,
    NotChanged,
    Removed,
    change_role,
    limit_to,
    remove_member,
    staff_list,
)
from handlers.links import Target, write_link
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import staff as staff_view
from handlers.views import staff_members as view
from handlers.views.welcome import old_button

router = Router(name="members of staff")


@router.callback_query(Taps("invite"))
async def choose_invitation(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """As what somebody is invited."""
    await out.say(view.choose_invitation(visit.lang))


@router.callback_query(Taps("invite_as", str))
async def invite_as(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str]
) -> None:
    """A new one-time link for each channel."""
    if args[0] not in set(Role):
        await out.toast(old_button(visit.lang))
        return
    token = await invite(services.uow, services.clock, InvitationKind(args[0]), visit.cause)
    links = services.deep_links(write_link(Target(staff_token=token)))
    await out.say(staff_view.invitation(visit.lang, Role(args[0]), links))


@router.callback_query(Taps("staff_list", int))
async def listed(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """A page of the members."""
    unused = await count_invitations(services.uow, services.clock)
    await out.redraw(view.members(visit.lang, await staff_list(services.uow), args[0], unused))


@router.callback_query(Taps("m_withdraw"))
async def ask_withdrawal(query: CallbackQuery, out: Out, visit: Visit) -> None:
    """Taking invitations back takes a second tap."""
    await out.redraw(view.ask_withdrawal(visit.lang))


@router.callback_query(Taps("m_withdraw_yes"))
async def withdraw(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """Takes all of them back that nobody has used."""
    await withdraw_invitations(services.uow, services.clock, visit.cause)
    await out.redraw(view.done(visit.lang))


@router.callback_query(Taps("m", int))
async def card(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """One of them."""
    await _show(args[0], out, visit, services)


@router.callback_query(Taps("m_roles", int))
async def ask_role(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Which role they shall have."""
    found = await _known(args[0], out, visit, services)
    if found is not None:
        await out.redraw(view.choose_role(visit.lang, found))


@router.callback_query(Taps("m_role", int, str))
async def role_chosen(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str]
) -> None:
    """Gives it to them."""
    if args[1] not in set(Role):
        await out.toast(old_button(visit.lang))
        return
    by, cause = visit.resident.id, visit.cause
    done = await change_role(services.uow, services.clock, args[0], Role(args[1]), by, cause)
    await _say(done, args[0], out, visit, services)


@router.callback_query(Taps("m_topics", int, int))
async def topics(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """To what they are limited."""
    found = await _known(args[0], out, visit, services)
    if found is not None:
        await out.redraw(view.topics(visit.lang, services, found, args[1]))


@router.callback_query(Taps("m_t", int, str, int))
async def tick(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str, int]
) -> None:
    """A topic more, or one less."""
    member_id, slug, page = args
    if slug not in view.topic_names(visit.lang, services):
        await out.toast(old_button(visit.lang))
        return
    found = await _known(member_id, out, visit, services)
    if found is None:
        return
    wanted = found.member.topics ^ {slug}
    done = await limit_to(services.uow, services.clock, member_id, wanted, visit.resident.id, visit.cause)
    if isinstance(done, NotChanged):
        await out.say(view.not_changed(visit.lang, done.why))
        return
    await out.redraw(view.topics(visit.lang, services, NamedMember(done.member, found.name), page))


@router.callback_query(Taps("m_off", int))
async def ask_removal(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Taking somebody off the staff takes a second tap."""
    found = await _known(args[0], out, visit, services)
    if found is not None:
        await out.redraw(view.ask_removal(visit.lang, found))


@router.callback_query(Taps("m_off_yes", int))
async def remove(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """Takes them off it."""
    done = await remove_member(services.uow, services.clock, args[0], visit.resident.id, visit.cause)
    await _say(done, args[0], out, visit, services)


async def _say(
    done: Changed | Removed | NotChanged, member_id: int, out: Out, visit: Visit, services: Services
) -> None:
    match done:
        case NotChanged(why=why):
            await out.say(view.not_changed(visit.lang, why))
        case Changed() if member_id != visit.resident.id:
            await _show(member_id, out, visit, services)
        case _:
            # After changing or leaving by oneself the list may be closed to them.
            await out.redraw(view.done(visit.lang))


async def _show(member_id: int, out: Out, visit: Visit, services: Services) -> None:
    found = await _known(member_id, out, visit, services)
    if found is not None:
        await out.redraw(view.member(visit.lang, services, found))


async def _known(member_id: int, out: Out, visit: Visit, services: Services) -> NamedMember | None:
    everybody = await staff_list(services.uow)
    found = next((one for one in everybody if one.member.resident_id == member_id), None)
    if found is None:
        await out.toast(old_button(visit.lang))
    return found
