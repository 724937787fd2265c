"""Who on the staff answers for what, and pushes of new questions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.pushes import Choices, Push
from civic.residents import Address, Channel
from civic.staff import Group, Role, StaffMember
from storage.repositories.audience import newest_account
from storage.repositories.rows import Columns, insert_into
from storage.tables import AccountRow, GroupRow, ResidentRow, StaffPushRow, StaffRow, StaffTopicRow

_LONGEST_PAUSE = timedelta(days=1)


class SqlRouting:
    """Implements `civic.question_ports.Routing`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def reachable_staff(self) -> list[StaffMember]:
        """Members of staff with an account that has not blocked the bot."""
        reachable = newest_account(col(StaffRow.resident_id)).is_not(None)
        members = select(StaffRow).where(reachable).order_by(col(StaffRow.resident_id))
        rows = await self._session.exec(members)
        return [
            StaffMember(row.resident_id, Role(row.role), row.since, topics=frozenset(row.topics))
            for row in rows
        ]

    async def choices(self) -> Choices:
        """The topics that members of staff chose to answer for."""
        chosen: defaultdict[int, set[str]] = defaultdict(set)
        for row in await self._session.exec(select(StaffTopicRow)):
            chosen[row.resident_id].add(row.topic)
        return {resident_id: frozenset(topics) for resident_id, topics in chosen.items()}

    async def choose(self, resident_id: int, topic: str, *, wanted: bool) -> None:
        """Adds or removes a topic of a member of staff."""
        if wanted:
            row = insert_into(self._session, StaffTopicRow).values(resident_id=resident_id, topic=topic)
            await self._session.exec(row.on_conflict_do_nothing())
            return
        one = (col(StaffTopicRow.resident_id) == resident_id) & (col(StaffTopicRow.topic) == topic)
        await self._session.exec(delete(StaffTopicRow).where(one))


class SqlPushes:
    """Implements `civic.question_ports.Pushes`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def note(self, residents: Iterable[int], groups: Sequence[Group], since: datetime) -> None:
        """Something opened at `since` is to be told; what waits already stays with its earlier time."""
        for resident_id in residents:
            await self._note(["resident_id"], {"resident_id": resident_id}, since)
        for group in groups:
            reader: Columns = {"channel": group.channel.value, "chat_id": group.chat_id}
            await self._note(["channel", "chat_id"], reader, since)

    async def is_due(self, now: datetime) -> bool:
        """Whether `claim` has anything to do; takes no lock."""
        return (await self._session.exec(select(select(StaffPushRow.id).where(_due(now)).exists()))).one()

    async def claim(self, now: datetime, lease_until: datetime) -> list[Push]:
        """Takes what is due, or whose lease ran out. Who cannot be reached is left out for good."""
        due = select(StaffPushRow).where(_due(now)).with_for_update(skip_locked=True)
        claimed = []
        for row in list(await self._session.exec(due)):
            since = min(one for one in (row.since, row.sending_since) if one is not None)
            push = await self._push(row, since)
            await self._set(
                row.id,
                since=None,
                sending_since=since if push is not None else None,
                next_at=lease_until if push is not None else row.next_at,
            )
            if push is not None:
                claimed.append(push)
        return claimed

    async def record(self, push_id: int, next_at: datetime) -> None:
        """It was sent, or is needless; nothing more before `next_at`."""
        await self._set(push_id, sending_since=None, next_at=next_at)

    async def postpone(self, push_id: int, until: datetime) -> None:
        """Gives it back; nobody takes it before `until`."""
        await self._set(push_id, next_at=until)

    async def _note(self, key: list[str], reader: Columns, since: datetime) -> None:
        row = insert_into(self._session, StaffPushRow).values(since=since, next_at=since, **reader)
        earlier = {"since": func.coalesce(col(StaffPushRow.since), row.excluded.since)}
        await self._session.exec(row.on_conflict_do_update(index_elements=key, set_=earlier))

    async def _push(self, row: StaffPushRow, since: datetime) -> Push | None:
        if row.resident_id is None:
            assert row.channel is not None
            assert row.chat_id is not None
            address = Address(Channel(row.channel), row.chat_id)
            group = select(GroupRow).where(GroupRow.channel == row.channel, GroupRow.chat_id == row.chat_id)
            known = (await self._session.exec(group)).first()
            return Push(row.id, since, address) if known is not None else None
        account = (
            select(AccountRow.channel, AccountRow.chat_id, ResidentRow.language)
            .join(ResidentRow, col(ResidentRow.id) == col(AccountRow.resident_id))
            .where(
                ResidentRow.id == row.resident_id, col(AccountRow.id) == newest_account(col(ResidentRow.id))
            )
        )
        found = (await self._session.exec(account)).first()
        if found is None:
            return None
        channel, chat_id, language = found
        return Push(row.id, since, Address(Channel(channel), chat_id), row.resident_id, language)

    async def _set(self, push_id: int, **columns: datetime | None) -> None:
        await self._session.exec(
            update(StaffPushRow).where(col(StaffPushRow.id) == push_id).values(**columns)
        )


def _due(now: datetime) -> ColumnElement[bool]:
    something = or_(col(StaffPushRow.since).is_not(None), col(StaffPushRow.sending_since).is_not(None))
    # Nobody waits for so long but by a clock that was wrong.
    is_time = or_(col(StaffPushRow.next_at) <= now, col(StaffPushRow.next_at) > now + _LONGEST_PAUSE)
    return something & is_time
