"""Members of staff, invitations and groups."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.questions import QuestionStatus
from civic.residents import Channel
from civic.staff import Group, GroupKind, Invitation, InvitationKind, Role, StaffMember
from storage.repositories.rows import insert_into
from storage.tables import GroupRow, InvitationRow, QuestionRow, StaffRow


class SqlStaff:
    """Implements `civic.ports.Staff`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def member(self, resident_id: int) -> StaffMember | None:
        """The role of a resident, if they have one."""
        row = (await self._session.exec(select(StaffRow).where(StaffRow.resident_id == resident_id))).first()
        return _member(row) if row else None

    async def everybody(self) -> list[StaffMember]:
        """Every member of staff."""
        rows = await self._session.exec(select(StaffRow).order_by(col(StaffRow.resident_id)))
        return [_member(row) for row in rows]

    async def set_member(self, member: StaffMember) -> None:
        """Gives a resident a role, or another one."""
        role = {"role": member.role.value, "since": member.since, "topics": sorted(member.topics)}
        row = insert_into(self._session, StaffRow).values(resident_id=member.resident_id, **role)
        await self._session.exec(row.on_conflict_do_update(index_elements=["resident_id"], set_=role))

    async def lock_owners(self) -> list[StaffMember]:
        """Every owner, locked until the end of the transaction."""
        owners = select(StaffRow).where(StaffRow.role == Role.OWNER.value)
        # In one order, so that two who lock them wait for each other instead of for ever.
        rows = await self._session.exec(owners.order_by(col(StaffRow.resident_id)).with_for_update())
        return [_member(row) for row in rows]

    async def remove_member(self, resident_id: int) -> None:
        """Takes somebody off the staff; questions that they had begun to answer are free again."""
        begun = (col(QuestionRow.claimed_by) == resident_id) & (
            col(QuestionRow.status) == QuestionStatus.OPEN.value
        )
        await self._session.exec(update(QuestionRow).where(begun).values(claimed_by=None, claimed_at=None))
        await self._session.exec(delete(StaffRow).where(col(StaffRow.resident_id) == resident_id))

    async def seen(self, resident_id: int, at: datetime) -> None:
        """Stores when a member of staff used the bot last."""
        member = update(StaffRow).where(col(StaffRow.resident_id) == resident_id)
        await self._session.exec(member.values(seen_at=at))

    async def invitation(self, token_hash: str) -> Invitation | None:
        """An invitation, used or not."""
        row = (
            await self._session.exec(select(InvitationRow).where(InvitationRow.token_hash == token_hash))
        ).first()
        return _invitation(row) if row else None

    async def lock_invitation(self, token_hash: str) -> Invitation | None:
        """The same, locked until the end of the transaction."""
        locked = select(InvitationRow).where(InvitationRow.token_hash == token_hash).with_for_update()
        row = (await self._session.exec(locked)).first()
        return _invitation(row) if row else None

    async def add_invitation(self, invitation: Invitation) -> None:
        """Keeps a new invitation."""
        row = insert(InvitationRow).values(
            token_hash=invitation.token_hash,
            kind=invitation.kind.value,
            expires_at=invitation.expires_at,
            used_at=invitation.used_at,
            topics=sorted(invitation.topics),
        )
        await self._session.exec(row)

    async def use_invitation(self, invitation: Invitation) -> None:
        """Stores when an invitation was used."""
        used = update(InvitationRow).where(col(InvitationRow.token_hash) == invitation.token_hash)
        await self._session.exec(used.values(used_at=invitation.used_at))

    async def count_unused(self, now: datetime) -> int:
        """How many invitations still work."""
        unused = select(func.count()).select_from(InvitationRow).where(_works(now))
        return (await self._session.exec(unused)).one()

    async def withdraw_unused(self, now: datetime) -> int:
        """Deletes those; returns how many there were."""
        return (await self._session.exec(delete(InvitationRow).where(_works(now)))).rowcount

    async def group(self, channel: Channel, chat_id: int) -> Group | None:
        """A group that the bot is in."""
        one = select(GroupRow).where(GroupRow.channel == channel.value, GroupRow.chat_id == chat_id)
        row = (await self._session.exec(one)).first()
        return _group(row) if row else None

    async def staff_groups(self) -> list[Group]:
        """The groups of staff."""
        groups = select(GroupRow).where(GroupRow.kind == GroupKind.STAFF.value).order_by(col(GroupRow.since))
        return [_group(row) for row in await self._session.exec(groups)]

    async def test_groups(self) -> list[Group]:
        """The groups where announcements can be tried: those made for it, and the staff's own."""
        kinds = (GroupKind.TEST.value, GroupKind.STAFF.value)
        groups = select(GroupRow).where(col(GroupRow.kind).in_(kinds)).order_by(col(GroupRow.since))
        return [_group(row) for row in await self._session.exec(groups)]

    async def set_group(self, group: Group) -> None:
        """Adds or replaces a group."""
        kind = {"kind": group.kind.value, "since": group.since}
        row = insert_into(self._session, GroupRow).values(
            channel=group.channel.value, chat_id=group.chat_id, **kind
        )
        await self._session.exec(row.on_conflict_do_update(index_elements=["channel", "chat_id"], set_=kind))

    async def remove_group(self, channel: Channel, chat_id: int) -> None:
        """Forgets a group."""
        one = (col(GroupRow.channel) == channel.value) & (col(GroupRow.chat_id) == chat_id)
        await self._session.exec(delete(GroupRow).where(one))


def _works(now: datetime) -> ColumnElement[bool]:
    return col(InvitationRow.used_at).is_(None) & (col(InvitationRow.expires_at) > now)


def _member(row: StaffRow) -> StaffMember:
    return StaffMember(row.resident_id, Role(row.role), row.since, row.seen_at, frozenset(row.topics))


def _invitation(row: InvitationRow) -> Invitation:
    kind, topics = InvitationKind(row.kind), frozenset(row.topics)
    return Invitation(row.token_hash, kind, row.expires_at, row.used_at, topics)


def _group(row: GroupRow) -> Group:
    return Group(Channel(row.channel), row.chat_id, GroupKind(row.kind), row.since)
