"""Invitations that work once and for a day, roles, and groups."""

import asyncio
from datetime import timedelta

from civic.residents import Channel
from civic.staff import (
    BecameStaffGroup,
    Group,
    GroupKind,
    InvalidInvitation,
    InvitationKind,
    Joined,
    Role,
    enter_group,
    forget_group,
    group_moved,
    join,
    look_at,
    make_staff_group,
)
from civic.staff_invitations import invite
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_resident
from tests.fakes import FakeClock

DAY = timedelta(hours=24)


async def role(uow: SqlUnitOfWork, resident_id: int) -> Role | None:
    async with uow.reading() as r:
        member = await r.staff.member(resident_id)
    return member.role if member else None


async def test_an_invitation_gives_its_role_once(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    first, second = await a_resident(sqlite_uow), await a_resident(sqlite_uow)
    token = await invite(sqlite_uow, clock, InvitationKind.COORDINATOR)
    assert len(token) == 32
    assert set(token) <= set("0123456789abcdef")
    assert await join(sqlite_uow, clock, token, first.id) == Joined(Role.COORDINATOR)
    assert await join(sqlite_uow, clock, token, second.id) == InvalidInvitation()
    assert await role(sqlite_uow, first.id) is Role.COORDINATOR
    assert await role(sqlite_uow, second.id) is None


async def test_two_people_cannot_use_one_link_at_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    people = [await a_resident(uow) for _ in range(5)]
    token = await invite(uow, clock, InvitationKind.OWNER)
    outcomes = await asyncio.gather(*(join(uow, clock, token, one.id) for one in people))
    assert outcomes.count(Joined(Role.OWNER)) == 1
    assert outcomes.count(InvalidInvitation()) == 4


async def test_looking_at_a_link_does_not_use_it(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    resident = await a_resident(sqlite_uow)
    token = await invite(sqlite_uow, clock, InvitationKind.OWNER)
    for _ in range(2):
        assert await look_at(sqlite_uow, clock, token) is Role.OWNER
    assert await join(sqlite_uow, clock, token, resident.id) == Joined(Role.OWNER)
    assert await look_at(sqlite_uow, clock, token) == InvalidInvitation()


async def test_an_invitation_lasts_a_day(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    resident = await a_resident(sqlite_uow)
    token = await invite(sqlite_uow, clock, InvitationKind.OWNER)
    clock.advance(DAY - timedelta(seconds=1))
    assert await look_at(sqlite_uow, clock, token) is Role.OWNER
    clock.advance(timedelta(seconds=1))
    assert await look_at(sqlite_uow, clock, token) == InvalidInvitation()
    assert await join(sqlite_uow, clock, token, resident.id) == InvalidInvitation()
    assert await role(sqlite_uow, resident.id) is None


async def test_an_owner_stays_an_owner(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    owner = await a_resident(sqlite_uow, role=Role.OWNER)
    token = await invite(sqlite_uow, clock, InvitationKind.COORDINATOR)
    assert await join(sqlite_uow, clock, token, owner.id) == Joined(Role.OWNER)
    assert await role(sqlite_uow, owner.id) is Role.OWNER


async def test_a_guessed_token_is_nothing(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    resident = await a_resident(sqlite_uow)
    assert await look_at(sqlite_uow, clock, "0" * 32) == InvalidInvitation()
    assert await join(sqlite_uow, clock, "0" * 32, resident.id) == InvalidInvitation()
    refused = await make_staff_group(sqlite_uow, clock, "0" * 32, Channel.TELEGRAM, -100)
    assert refused == InvalidInvitation()


async def test_a_code_for_a_group_makes_no_person_staff_and_the_other_way_round(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    resident = await a_resident(sqlite_uow)
    for_group = await invite(sqlite_uow, clock, InvitationKind.STAFF_GROUP)
    for_person = await invite(sqlite_uow, clock, InvitationKind.OWNER)
    assert await look_at(sqlite_uow, clock, for_group) == InvalidInvitation()
    assert await join(sqlite_uow, clock, for_group, resident.id) == InvalidInvitation()
    refused = await make_staff_group(sqlite_uow, clock, for_person, Channel.TELEGRAM, -100)
    assert refused == InvalidInvitation()
    made = await make_staff_group(sqlite_uow, clock, for_group, Channel.TELEGRAM, -100)
    assert made == BecameStaffGroup()
    again = await make_staff_group(sqlite_uow, clock, for_group, Channel.TELEGRAM, -200)
    assert again == InvalidInvitation()


async def test_the_bot_introduces_itself_once(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    assert await enter_group(sqlite_uow, clock, Channel.TELEGRAM, -100)
    assert not await enter_group(sqlite_uow, clock, Channel.TELEGRAM, -100)
    await forget_group(sqlite_uow, Channel.TELEGRAM, -100)
    assert await enter_group(sqlite_uow, clock, Channel.TELEGRAM, -100)


async def test_a_staff_group_stays_one_when_it_moves(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    token = await invite(sqlite_uow, clock, InvitationKind.STAFF_GROUP)
    await enter_group(sqlite_uow, clock, Channel.TELEGRAM, -100)
    await make_staff_group(sqlite_uow, clock, token, Channel.TELEGRAM, -100)
    await group_moved(sqlite_uow, Channel.TELEGRAM, -100, -1_001_234_567_890)
    await group_moved(sqlite_uow, Channel.TELEGRAM, -5, -6)
    async with sqlite_uow.reading() as r:
        moved = Group(Channel.TELEGRAM, -1_001_234_567_890, GroupKind.STAFF, NOW)
        assert await r.staff.staff_groups() == [moved]
        assert await r.staff.group(Channel.TELEGRAM, -100) is None
        assert await r.staff.group(Channel.TELEGRAM, -6) is None
