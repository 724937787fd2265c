"""The list of the staff: roles changed, people limited and removed, and always an owner left."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from civic.data_ports import Erasure
from civic.forgetting import LastOwner, begin_forgetting
from civic.notices import NoticeKind
from civic.passkeys import Passkey
from civic.question_claims import claim
from civic.questions import hand_over
from civic.residents import Resident
from civic.staff import InvitationKind, Joined, Role, StaffMember, join
from civic.staff_invitations import invite
from civic.staff_log import LogPart, Noted, read_log
from civic.staff_login import new_codes
from civic.staff_members import (
    Changed,
    NotChanged,
    Removed,
    Why,
    change_role,
    limit_to,
    remove_member,
    staff_list,
)
from civic.staff_rights import Acting, Right
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_question, a_resident, an_announcement
from tests.fakes import FakeClock
from tests.reviews import told

DAY = timedelta(days=1)


async def roles(uow: SqlUnitOfWork, *people: Resident) -> list[Role | None]:
    async with uow.reading() as r:
        found = [await r.staff.member(one.id) for one in people]
    return [one.role if one else None for one in found]


async def noted(uow: SqlUnitOfWork) -> list[tuple[str, int | None, int | None, str]]:
    page = await read_log(uow, LogPart.STAFF, 0)
    return [(one.what, one.staff_id, one.member_id, one.detail) for one in reversed(page.lines)]


async def named(uow: SqlUnitOfWork, name: str, role: Role) -> Resident:
    one = await a_resident(uow, role=role)
    async with uow.writing() as w:
        await w.residents.update(replace(one, name=name))
        await w.commit()
    return one


async def test_the_list_has_owners_first_and_the_names_that_people_gave(uow: SqlUnitOfWork) -> None:
    viewer = await named(uow, "Vera", Role.VIEWER)
    nameless = await a_resident(uow, role=Role.COORDINATOR)
    owner = await named(uow, "Olga", Role.OWNER)
    found = await staff_list(uow)
    assert [(one.member.resident_id, one.name) for one in found] == [
        (owner.id, "Olga"),
        (nameless.id, ""),
        (viewer.id, "Vera"),
    ]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.AUTHOR, Role.COORDINATOR])
async def test_an_invitation_as_any_role_with_topics(
    uow: SqlUnitOfWork, clock: FakeClock, role: Role
) -> None:
    owner, guest = await a_resident(uow, role=Role.OWNER), await a_resident(uow)
    acting = Acting(uow, owner.id, Right.MANAGE_STAFF)
    token = await invite(acting, clock, InvitationKind(role.value), topics=("culture",))
    assert await join(uow, clock, token, guest.id) == Joined(role)
    async with uow.reading() as r:
        member = await r.staff.member(guest.id)
    assert member == StaffMember(guest.id, role, clock(), topics=frozenset(("culture",)))
    assert await noted(uow) == [
        (Noted.INVITED, owner.id, None, role.value),
        (Noted.JOINED, guest.id, None, role.value),
    ]


@pytest.mark.parametrize(
    ("before", "link", "after"),
    [
        ((Role.COORDINATOR, ""), (Role.COORDINATOR, "sports"), (Role.COORDINATOR, "")),
        ((Role.COORDINATOR, "culture"), (Role.COORDINATOR, "sports"), (Role.COORDINATOR, "culture sports")),
        ((Role.COORDINATOR, "culture"), (Role.COORDINATOR, ""), (Role.COORDINATOR, "")),
        ((Role.AUTHOR, ""), (Role.COORDINATOR, ""), (Role.COORDINATOR, "")),
        ((Role.AUTHOR, "sports"), (Role.COORDINATOR, "culture sports"), (Role.COORDINATOR, "culture sports")),
        # They would lose topics, or get a role on topics that nobody gave them.
        ((Role.AUTHOR, ""), (Role.COORDINATOR, "sports"), (Role.AUTHOR, "")),
        ((Role.AUTHOR, "culture"), (Role.COORDINATOR, "sports"), (Role.AUTHOR, "culture")),
    ],
)
async def test_a_link_takes_no_topics_away(
    sqlite_uow: SqlUnitOfWork,
    clock: FakeClock,
    before: tuple[Role, str],
    link: tuple[Role, str],
    after: tuple[Role, str],
) -> None:
    one = await a_resident(sqlite_uow)
    async with sqlite_uow.writing() as w:
        await w.staff.set_member(StaffMember(one.id, before[0], NOW, topics=frozenset(before[1].split())))
        await w.commit()
    clock.advance(DAY)
    token = await invite(sqlite_uow, clock, InvitationKind(link[0].value), topics=link[1].split())
    assert await join(sqlite_uow, clock, token, one.id) == Joined(after[0])
    async with sqlite_uow.reading() as r:
        expected = StaffMember(one.id, after[0], NOW, topics=frozenset(after[1].split()))
        assert await r.staff.member(one.id) == expected


async def test_an_invitation_makes_nobody_less(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    one = await a_resident(uow, role=Role.COORDINATOR)
    token = await invite(uow, clock, InvitationKind.VIEWER, topics=("culture",))
    assert await join(uow, clock, token, one.id) == Joined(Role.COORDINATOR)
    async with uow.reading() as r:
        assert await r.staff.member(one.id) == StaffMember(one.id, Role.COORDINATOR, NOW)


async def test_an_owner_changes_a_role_and_topics(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    owner, one = await a_resident(uow, role=Role.OWNER), await a_resident(uow, role=Role.VIEWER)
    outcome = await change_role(uow, clock, one.id, Role.AUTHOR, owner.id)
    assert outcome == Changed(StaffMember(one.id, Role.AUTHOR, NOW))
    limited = await limit_to(uow, clock, one.id, ("sports", "culture"), owner.id)
    topics = frozenset(("sports", "culture"))
    assert limited == Changed(StaffMember(one.id, Role.AUTHOR, NOW, topics=topics))
    assert await told(uow, clock()) == [(one.id, NoticeKind.STAFF_ROLE)]
    raised = await change_role(uow, clock, one.id, Role.OWNER, owner.id)
    assert raised == Changed(StaffMember(one.id, Role.OWNER, NOW))
    assert await limit_to(uow, clock, one.id, ("sports",), owner.id) == NotChanged(Why.OWNERS_HAVE_ALL)
    assert await noted(uow) == [
        (Noted.ROLE_CHANGED, owner.id, one.id, "author"),
        (Noted.LIMITED, owner.id, one.id, "culture sports"),
        (Noted.ROLE_CHANGED, owner.id, one.id, "owner"),
    ]


async def test_whoever_is_removed_is_told_and_leaves_their_work(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    owner, gone = await a_resident(uow, role=Role.OWNER), await a_resident(uow, role=Role.AUTHOR)
    draft = await an_announcement(uow, gone)
    question = await hand_over(uow, a_question(await a_resident(uow)))
    await claim(uow, clock, question.id, gone.id)
    await new_codes(uow, gone.id)
    async with uow.writing() as w:
        await w.passkeys.add(Passkey(0, gone.id, b"id", b"key", 0, NOW))
        await w.commit()
    clock.now += timedelta(minutes=1)
    outcome = await remove_member(uow, clock, gone.id, owner.id)
    assert outcome == Removed(StaffMember(gone.id, Role.AUTHOR, NOW))
    assert await roles(uow, gone) == [None]
    assert (gone.id, NoticeKind.STAFF_ROLE) in await told(uow, clock())
    async with uow.reading() as r:
        kept = await r.questions.get(question.id)
        assert await r.announcements.get(draft.id) == draft
        assert (await r.staff_logins.count_codes(gone.id), await r.passkeys.of(gone.id)) == (0, [])
    assert kept is not None
    assert (kept.claimed_by, kept.claimed_at) == (None, None)
    assert await noted(uow) == [(Noted.MEMBER_REMOVED, owner.id, gone.id, "author")]
    assert await remove_member(uow, clock, gone.id, owner.id) == NotChanged(Why.NOT_STAFF)


@pytest.mark.parametrize("role", [None, Role.VIEWER, Role.AUTHOR, Role.COORDINATOR])
async def test_nobody_but_an_owner_changes_the_staff(
    uow: SqlUnitOfWork, clock: FakeClock, role: Role | None
) -> None:
    by, other = await a_resident(uow, role=role), await a_resident(uow, role=Role.VIEWER)
    await a_resident(uow, role=Role.OWNER)
    refused = NotChanged(Why.NOT_OWNER)
    assert await change_role(uow, clock, other.id, Role.OWNER, by.id) == refused
    assert await change_role(uow, clock, by.id, Role.OWNER, by.id) == refused
    assert await limit_to(uow, clock, other.id, (), by.id) == refused
    assert await remove_member(uow, clock, other.id, by.id) == refused
    assert await roles(uow, by, other) == [role, Role.VIEWER]
    assert await noted(uow) == []


async def test_the_last_owner_stays(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    owner, one = await a_resident(uow, role=Role.OWNER), await a_resident(uow, role=Role.COORDINATOR)
    last = NotChanged(Why.LAST_OWNER)
    for by in (owner.id, None):
        assert await remove_member(uow, clock, owner.id, by) == last
        assert await change_role(uow, clock, owner.id, Role.COORDINATOR, by) == last
    await change_role(uow, clock, one.id, Role.OWNER, owner.id)
    assert isinstance(await change_role(uow, clock, owner.id, Role.VIEWER, owner.id), Changed)
    assert await roles(uow, owner, one) == [Role.VIEWER, Role.OWNER]


@pytest.mark.parametrize("how", ["remove", "change"])
async def test_two_owners_who_end_each_other_at_once(uow: SqlUnitOfWork, clock: FakeClock, how: str) -> None:
    first, second = await a_resident(uow, role=Role.OWNER), await a_resident(uow, role=Role.OWNER)

    async def end(whom: Resident, by: Resident) -> object:
        if how == "remove":
            return await remove_member(uow, clock, whom.id, by.id)
        return await change_role(uow, clock, whom.id, Role.VIEWER, by.id)

    outcomes = await asyncio.gather(end(second, first), end(first, second))
    assert outcomes.count(NotChanged(Why.NOT_OWNER)) == 1
    assert (await roles(uow, first, second)).count(Role.OWNER) == 1


async def test_many_owners_who_leave_at_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    owners = [await a_resident(uow, role=Role.OWNER) for _ in range(4)]
    outcomes = await asyncio.gather(*(remove_member(uow, clock, one.id, one.id) for one in owners))
    assert outcomes.count(NotChanged(Why.LAST_OWNER)) == 1
    assert (await roles(uow, *owners)).count(Role.OWNER) == 1


async def test_an_owner_who_is_being_forgotten_is_none_any_more(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    leaving, staying = await a_resident(uow, role=Role.OWNER), await a_resident(uow, role=Role.OWNER)
    assert isinstance(await begin_forgetting(uow, clock, leaving.id), Erasure)
    last = NotChanged(Why.LAST_OWNER)
    assert await remove_member(uow, clock, staying.id, None) == last
    assert await change_role(uow, clock, staying.id, Role.COORDINATOR, None) == last
    assert isinstance(await remove_member(uow, clock, leaving.id, None), Removed)


async def test_who_leaves_waits_for_an_owner_who_is_being_removed(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    leaving, removed = await a_resident(uow, role=Role.OWNER), await a_resident(uow, role=Role.OWNER)
    async with uow.writing() as w:
        await w.staff.lock_owners()
        await w.staff.remove_member(removed.id)
        forgetting = asyncio.create_task(begin_forgetting(uow, clock, leaving.id))
        await asyncio.wait((forgetting,), timeout=0.3)
        await w.commit()
    assert await forgetting == LastOwner()


async def test_an_invitation_does_not_bring_back_what_somebody_was_who_is_being_removed(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    one = await a_resident(uow, role=Role.COORDINATOR)
    token = await invite(uow, clock, InvitationKind.VIEWER)
    async with uow.writing() as w:
        await w.residents.lock(one.id)
        await w.staff.remove_member(one.id)
        joining = asyncio.create_task(join(uow, clock, token, one.id))
        await asyncio.wait((joining,), timeout=0.3)
        await w.commit()
    assert await joining == Joined(Role.VIEWER)
    assert await roles(uow, one) == [Role.VIEWER]


async def test_a_limit_leaves_the_role_that_somebody_gets_at_that_moment(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    owner, one = await a_resident(uow, role=Role.OWNER), await a_resident(uow, role=Role.VIEWER)
    raised = StaffMember(one.id, Role.COORDINATOR, NOW)
    async with uow.writing() as w:
        await w.residents.lock(one.id)
        await w.staff.set_member(raised)
        limiting = asyncio.create_task(limit_to(uow, clock, one.id, ("culture",), owner.id))
        await asyncio.wait((limiting,), timeout=0.3)
        await w.commit()
    assert await limiting == Changed(replace(raised, topics=frozenset(("culture",))))
