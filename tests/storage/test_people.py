"""Residents, accounts, subscriptions, staff, groups and conversations, as rows."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from civic.conversations import Conversation, ConversationKey
from civic.residents import Address, Channel, Resident
from civic.staff import Group, GroupKind, Invitation, InvitationKind, Role, StaffMember
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_resident, an_address

KEY = ConversationKey(bot_id=1, chat_id=7_000_000_000, user_id=7_000_000_000)


async def test_a_resident_comes_back_as_kept(uow: SqlUnitOfWork) -> None:
    address = an_address(Channel.WEB)
    new = Resident(0, "uk", NOW, language_chosen=True, name="Mira", notice_version="1", district="west")
    async with uow.writing() as w:
        kept = await w.residents.add(new, address)
        await w.commit()
    assert kept == replace(new, id=kept.id)
    async with uow.reading() as r:
        assert await r.residents.at(address) == kept
        assert await r.residents.get(kept.id) == kept
        assert await r.residents.at(Address(Channel.TELEGRAM, address.chat_id)) is None


async def test_an_unknown_resident_is_an_error(uow: SqlUnitOfWork) -> None:
    async with uow.writing() as w:
        with pytest.raises(KeyError):
            await w.residents.get(4711)
        with pytest.raises(KeyError):
            await w.residents.lock(4711)


async def test_a_changed_resident_is_read_again_in_the_same_transaction(uow: SqlUnitOfWork) -> None:
    resident = await a_resident(uow)
    async with uow.writing() as w:
        locked = await w.residents.lock(resident.id)
        await w.residents.update(replace(locked, name="Mira", district="west"))
        assert await w.residents.get(resident.id) == replace(locked, name="Mira", district="west")
        await w.commit()


async def test_an_account_belongs_to_whoever_came_first(uow: SqlUnitOfWork) -> None:
    address = an_address()

    async def add() -> Resident:
        async with uow.writing() as w:
            resident = await w.residents.add(Resident(0, "de", NOW), address)
            await w.commit()
            return resident

    met = await asyncio.gather(*(add() for _ in range(10)))
    assert len({resident.id for resident in met}) == 1


async def test_subscriptions_are_a_set(uow: SqlUnitOfWork) -> None:
    resident = await a_resident(uow, topics=("culture", "sports", "work"))
    async with uow.writing() as w:
        await w.residents.subscribe(resident.id, "culture")
        assert await w.residents.topics(resident.id) == {"culture", "sports", "work"}
        await w.residents.unsubscribe(resident.id, "culture")
        assert await w.residents.topics(resident.id) == {"sports", "work"}
        await w.residents.unsubscribe(resident.id)
        assert await w.residents.topics(resident.id) == frozenset()


async def test_a_member_of_staff_has_one_role(uow: SqlUnitOfWork) -> None:
    resident = await a_resident(uow)
    other = await a_resident(uow, role=Role.OWNER)
    later = NOW + timedelta(days=1)
    async with uow.writing() as w:
        assert await w.staff.member(resident.id) is None
        await w.staff.set_member(StaffMember(resident.id, Role.COORDINATOR, NOW))
        await w.staff.set_member(StaffMember(resident.id, Role.OWNER, later))
        assert await w.staff.member(resident.id) == StaffMember(resident.id, Role.OWNER, later)
        assert [m.resident_id for m in await w.staff.everybody()] == [resident.id, other.id]


async def test_an_invitation_remembers_its_use(uow: SqlUnitOfWork) -> None:
    invitation = Invitation("0" * 64, InvitationKind.COORDINATOR, NOW + timedelta(hours=24))
    used = replace(invitation, used_at=NOW)
    async with uow.writing() as w:
        assert await w.staff.lock_invitation(invitation.token_hash) is None
        await w.staff.add_invitation(invitation)
        assert await w.staff.invitation(invitation.token_hash) == invitation
        await w.staff.use_invitation(used)
        assert await w.staff.lock_invitation(invitation.token_hash) == used


async def test_groups_are_kept_replaced_and_forgotten(uow: SqlUnitOfWork) -> None:
    guest = Group(Channel.TELEGRAM, -1_001_234_567_890, GroupKind.GUEST, NOW)
    staff = replace(guest, kind=GroupKind.STAFF)
    async with uow.writing() as w:
        await w.staff.set_group(guest)
        assert await w.staff.staff_groups() == []
        await w.staff.set_group(staff)
        assert await w.staff.group(guest.channel, guest.chat_id) == staff
        assert await w.staff.staff_groups() == [staff]
        await w.staff.remove_group(guest.channel, guest.chat_id)
        assert await w.staff.group(guest.channel, guest.chat_id) is None


async def test_a_conversation_goes_on_where_it_was(uow: SqlUnitOfWork) -> None:
    name = Conversation("registration:name", {"event": 3, "needs": ["interpreter"], "name": None})
    people = Conversation("registration:people", {"event": 3, "name": "Міра"})
    async with uow.writing() as w:
        assert await w.conversations.load(KEY) == Conversation()
        await w.conversations.save(KEY, name, NOW)
        assert await w.conversations.load(KEY) == name
        await w.conversations.save(KEY, people, NOW)
        await w.commit()
    async with uow.reading() as r:
        assert await r.conversations.load(KEY) == people


@pytest.mark.parametrize(
    "other",
    [
        replace(KEY, bot_id=2),
        replace(KEY, chat_id=2),
        replace(KEY, user_id=2),
        replace(KEY, thread_id=2),
        replace(KEY, business_connection_id="b"),
        replace(KEY, destiny="other"),
    ],
)
async def test_every_part_of_the_key_counts(sqlite_uow: SqlUnitOfWork, other: ConversationKey) -> None:
    async with sqlite_uow.writing() as w:
        await w.conversations.save(KEY, Conversation("one"), NOW)
        await w.conversations.save(other, Conversation("two"), NOW)
        assert await w.conversations.load(KEY) == Conversation("one")
        assert await w.conversations.load(other) == Conversation("two")


async def test_abandoned_conversations_are_forgotten(uow: SqlUnitOfWork) -> None:
    form = Conversation("registration:needs", {"name": "Mira", "needs": ["interpreter"]})
    other = replace(KEY, chat_id=2)
    async with uow.writing() as w:
        await w.conversations.save(KEY, form, NOW - timedelta(hours=1))
        await w.conversations.save(other, form, NOW)
        await w.conversations.forget(NOW, 10)
        assert await w.conversations.load(KEY) == Conversation()
        assert await w.conversations.load(other) == form
        await w.conversations.forget(NOW + timedelta(microseconds=1), 10)
        assert await w.conversations.load(other) == Conversation()


async def test_an_empty_conversation_leaves_no_row(uow: SqlUnitOfWork) -> None:
    async with uow.writing() as w:
        await w.conversations.save(KEY, Conversation(None, {"draft": 1}), NOW)
        await w.conversations.save(KEY, Conversation(), NOW)
        await w.conversations.save(KEY, Conversation(), NOW)
        assert await w.conversations.load(KEY) == Conversation()
