"""Invitations: what they open where a work area is locked, and how they end before their time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from civic.forgetting import begin_forgetting
from civic.one_time_codes import code_at
from civic.residents import Address, Channel, Resident
from civic.second_factor import confirm_second_factor, is_asked, new_second_factor
from civic.staff import (
    BecameStaffGroup,
    BecameTestGroup,
    InvalidInvitation,
    InvitationKind,
    Joined,
    Role,
    StaffMember,
    join,
    look_at,
    make_staff_group,
    make_test_group,
)
from civic.staff_invitations import count_invitations, invite, withdraw_invitations
from civic.staff_log import LogPart, Noted, read_log
from civic.staff_login import CODES, CodeNeeded, LoggedIn, OthersThings, codes_left, log_in_by_code, new_codes
from civic.staff_members import change_role, remove_member
from civic.staff_rights import Acting, Right, RightMissing
from civic.staff_sessions import Sitting, is_open
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_resident, an_address
from tests.fakes import FakeClock


async def a_locked_area(uow: SqlUnitOfWork, role: Role, topics: str = "") -> tuple[Resident, Sitting]:
    sitting = Sitting(an_address(Channel.WEB))
    one = await a_resident(uow, address=sitting.address)
    async with uow.writing() as w:
        await w.staff.set_member(StaffMember(one.id, role, NOW, topics=frozenset(topics.split())))
        await w.commit()
    return one, sitting


async def opened(uow: SqlUnitOfWork, clock: FakeClock, address: Address) -> bool:
    async with uow.reading() as r:
        return await is_open(r, address, clock())


@pytest.mark.parametrize(
    ("theirs", "link"),
    [
        ((Role.OWNER, ""), (Role.VIEWER, "")),
        ((Role.OWNER, ""), (Role.COORDINATOR, "")),
        ((Role.COORDINATOR, ""), (Role.COORDINATOR, "culture")),
        ((Role.COORDINATOR, "culture"), (Role.COORDINATOR, "sports")),
        ((Role.VIEWER, ""), (Role.COORDINATOR, "culture")),
    ],
)
async def test_a_link_for_less_leaves_a_locked_work_area_alone_and_stays_unused(
    uow: SqlUnitOfWork, clock: FakeClock, theirs: tuple[Role, str], link: tuple[Role, str]
) -> None:
    colleague, sitting = await a_locked_area(uow, *theirs)
    token = await invite(uow, clock, InvitationKind(link[0].value), topics=link[1].split())
    assert await join(uow, clock, token, colleague.id, None, sitting) == OthersThings()
    assert not await opened(uow, clock, sitting.address)
    assert await look_at(uow, clock, token) is link[0]
    guest = await a_resident(uow)
    assert await join(uow, clock, token, guest.id) == Joined(link[0])


@pytest.mark.parametrize(
    ("theirs", "link"),
    [
        ((Role.COORDINATOR, ""), (Role.COORDINATOR, "")),
        ((Role.COORDINATOR, "culture"), (Role.COORDINATOR, "culture sports")),
        ((Role.VIEWER, ""), (Role.OWNER, "")),
    ],
)
async def test_a_link_for_as_much_opens_a_locked_work_area(
    uow: SqlUnitOfWork, clock: FakeClock, theirs: tuple[Role, str], link: tuple[Role, str]
) -> None:
    colleague, sitting = await a_locked_area(uow, *theirs)
    token = await invite(uow, clock, InvitationKind(link[0].value), topics=link[1].split())
    assert await join(uow, clock, token, colleague.id, None, sitting) == Joined(link[0])
    assert await opened(uow, clock, sitting.address)


async def test_a_link_for_less_changes_nothing_where_the_work_area_is_open(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    colleague, sitting = await a_locked_area(uow, Role.OWNER)
    (code, *_) = await new_codes(uow, colleague.id)
    assert isinstance(await log_in_by_code(uow, clock, sitting, code), LoggedIn)
    token = await invite(uow, clock, InvitationKind.VIEWER)
    assert await join(uow, clock, token, colleague.id, None, sitting) == Joined(Role.OWNER)


async def test_a_link_is_only_the_first_step_where_a_second_factor_is_set_up(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    colleague, sitting = await a_locked_area(uow, Role.COORDINATOR)
    secret = await new_second_factor(uow, clock, colleague.id)
    assert secret is not None
    assert await confirm_second_factor(uow, clock, colleague.id, code_at(secret, clock()))
    await new_codes(uow, colleague.id)
    clock.advance(timedelta(minutes=1))
    token = await invite(uow, clock, InvitationKind.COORDINATOR)
    assert await join(uow, clock, token, colleague.id, None, sitting) == CodeNeeded()
    assert not await opened(uow, clock, sitting.address)
    assert await codes_left(uow, colleague.id) == CODES
    assert await is_asked(uow, clock, sitting.address)
    assert isinstance(await log_in_by_code(uow, clock, sitting, code_at(secret, clock())), LoggedIn)
    assert await opened(uow, clock, sitting.address)


async def noted(uow: SqlUnitOfWork) -> list[tuple[str, int | None, str]]:
    """What the log says of invitations and groups, newest first."""
    whats = (Noted.INVITATIONS_WITHDRAWN, Noted.STAFF_GROUP_MADE)
    lines = (await read_log(uow, LogPart.STAFF, 0)).lines
    return [(one.what, one.staff_id, one.detail) for one in lines if one.what in whats]


async def is_removed(uow: SqlUnitOfWork, clock: FakeClock, whom: Resident) -> None:
    await remove_member(uow, clock, whom.id, None)


async def is_lowered(uow: SqlUnitOfWork, clock: FakeClock, whom: Resident) -> None:
    await change_role(uow, clock, whom.id, Role.VIEWER, None)


async def is_forgotten(uow: SqlUnitOfWork, clock: FakeClock, whom: Resident) -> None:
    await begin_forgetting(uow, clock, whom.id)


Ends = Callable[[SqlUnitOfWork, FakeClock, Resident], Awaitable[None]]


@pytest.mark.parametrize("ends", [is_removed, is_lowered, is_forgotten])
async def test_what_an_owner_kept_for_themselves_ends_with_their_role(
    uow: SqlUnitOfWork, clock: FakeClock, ends: Ends
) -> None:
    leaving, _ = [await a_resident(uow, role=Role.OWNER) for _ in range(2)]
    acting = Acting(uow, leaving.id, Right.MANAGE_STAFF)
    token = await invite(acting, clock, InvitationKind.OWNER)
    code = await invite(acting, clock, InvitationKind.STAFF_GROUP)
    await ends(uow, clock, leaving)
    assert await look_at(uow, clock, token) == InvalidInvitation()
    guest = await a_resident(uow)
    assert await join(uow, clock, token, guest.id) == InvalidInvitation()
    assert await make_staff_group(uow, clock, code, Channel.TELEGRAM, -100) == InvalidInvitation()
    assert await noted(uow) == [(Noted.INVITATIONS_WITHDRAWN, None, "2")]


@pytest.mark.parametrize("ends", [is_removed, is_lowered, is_forgotten])
async def test_nothing_ends_with_somebody_who_could_not_invite(
    uow: SqlUnitOfWork, clock: FakeClock, ends: Ends
) -> None:
    await a_resident(uow, role=Role.OWNER)
    leaving = await a_resident(uow, role=Role.COORDINATOR)
    token = await invite(uow, clock, InvitationKind.VIEWER)
    await ends(uow, clock, leaving)
    assert await look_at(uow, clock, token) is Role.VIEWER
    assert await noted(uow) == []


async def test_who_is_being_removed_makes_no_invitation_that_outlives_them(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    leaving, staying = [await a_resident(uow, role=Role.OWNER) for _ in range(2)]
    acting = Acting(uow, leaving.id, Right.MANAGE_STAFF)
    async with uow.writing() as w:
        await w.staff.lock_owners()
        await w.staff.remove_member(leaving.id)
        inviting = asyncio.create_task(invite(acting, clock, InvitationKind.OWNER))
        await asyncio.wait((inviting,), timeout=0.3)
        await w.commit()
    with pytest.raises(RightMissing):
        await inviting
    assert await count_invitations(uow, clock) == 0
    assert await invite(Acting(uow, staying.id, Right.MANAGE_STAFF), clock, InvitationKind.OWNER)


async def test_an_owner_takes_back_what_nobody_used(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    owner, guest = await a_resident(uow, role=Role.OWNER), await a_resident(uow)
    acting = Acting(uow, owner.id, Right.MANAGE_STAFF)
    late = await invite(acting, clock, InvitationKind.VIEWER)
    clock.advance(timedelta(hours=24))
    used, token = [await invite(acting, clock, InvitationKind.AUTHOR) for _ in range(2)]
    assert await join(uow, clock, used, guest.id) == Joined(Role.AUTHOR)
    code = await invite(acting, clock, InvitationKind.STAFF_GROUP)
    assert await count_invitations(uow, clock) == 2
    assert await withdraw_invitations(acting, clock) == 2
    assert await count_invitations(uow, clock) == 0
    for ended in (late, token):
        assert await join(uow, clock, ended, guest.id) == InvalidInvitation()
    assert await make_staff_group(uow, clock, code, Channel.TELEGRAM, -100) == InvalidInvitation()
    assert await withdraw_invitations(acting, clock) == 0
    assert await noted(uow) == [(Noted.INVITATIONS_WITHDRAWN, owner.id, "2")]


async def test_a_group_that_becomes_the_staffs_is_noted(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    tried, code = [
        await invite(uow, clock, kind) for kind in (InvitationKind.TEST_GROUP, InvitationKind.STAFF_GROUP)
    ]
    assert await make_test_group(uow, clock, tried, Channel.TELEGRAM, -100) == BecameTestGroup()
    assert await make_staff_group(uow, clock, "0" * 32, Channel.TELEGRAM, -100) == InvalidInvitation()
    assert await noted(uow) == []
    assert await make_staff_group(uow, clock, code, Channel.TELEGRAM, -100) == BecameStaffGroup()
    assert await noted(uow) == [(Noted.STAFF_GROUP_MADE, None, "")]
