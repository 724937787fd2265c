"""Who sent an update: everything about them in one statement, which is built once."""

from dataclasses import replace

from sqlalchemy import Connection, Row, and_, bindparam, exists, inspect, literal
from sqlalchemy import select as select_columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.choices import Shown
from civic.conversations import Conversation, ConversationKey
from civic.residents import Address, Cause
from civic.retention_ports import Sign
from civic.senders import Sender
from civic.staff import Role, StaffMember
from storage.database import Database
from storage.repositories.choices import to_choices
from storage.repositories.conversations import loaded
from storage.repositories.erasures import SqlErasures
from storage.repositories.residents import to_resident
from storage.tables import (
    AccountRow,
    ErasureRow,
    ResidentRow,
    ResidentSignRow,
    ShownScreenRow,
    StaffRow,
    StaffSessionRow,
    UpdateRow,
)

_UPDATE = exists().where(
    col(UpdateRow.channel) == bindparam("came_by"), col(UpdateRow.update_id) == bindparam("number")
)
# One row, whether the account is known or not.
_ANYBODY = select_columns(literal(1).label("one")).subquery("anybody")
_RESIDENT = inspect(ResidentRow).local_table.c
_SENDER = (
    select_columns(
        _UPDATE.label("is_seen"),
        exists(select_columns(col(ErasureRow.id))).label("anybody_leaves"),
        *_RESIDENT,
        col(AccountRow.reachable).label("is_reachable"),
        col(StaffRow.role).label("staff_role"),
        col(StaffRow.since).label("staff_since"),
        col(StaffRow.seen_at).label("staff_seen_at"),
        col(StaffRow.topics).label("staff_topics"),
        col(StaffSessionRow.ends_at).label("session_ends_at"),
        col(ResidentSignRow.last_on).label("sign_on"),
        col(ResidentSignRow.warned_on).label("warned_on"),
        col(ShownScreenRow.message_id).label("shown_id"),
        col(ShownScreenRow.choices).label("shown_choices"),
        col(ShownScreenRow.step).label("shown_step"),
        col(ShownScreenRow.asked_id).label("shown_asked_id"),
        col(ShownScreenRow.asked).label("shown_asked"),
    )
    .select_from(_ANYBODY)
    .outerjoin(
        AccountRow,
        and_(col(AccountRow.channel) == bindparam("channel"), col(AccountRow.chat_id) == bindparam("chat")),
    )
    .outerjoin(ResidentRow, col(ResidentRow.id) == col(AccountRow.resident_id))
    .outerjoin(StaffRow, col(StaffRow.resident_id) == col(ResidentRow.id))
    .outerjoin(StaffSessionRow, col(StaffSessionRow.account_id) == col(AccountRow.id))
    .outerjoin(ResidentSignRow, col(ResidentSignRow.resident_id) == col(ResidentRow.id))
    .outerjoin(ShownScreenRow, col(ShownScreenRow.account_id) == col(AccountRow.id))
)


class SqlSenders:
    """Implements `civic.senders.Senders`."""

    def __init__(self, database: Database, session: AsyncSession) -> None:
        self._database = database
        self._session = session

    async def look(self, address: Address, cause: Cause, key: ConversationKey) -> Sender:
        """All that is known of an account, its conversation and an update."""
        values = {
            "channel": address.channel.value,
            "chat": address.chat_id,
            "came_by": cause.channel.value,
            "number": cause.update_id,
        }

        def find(connection: Connection) -> tuple[bool, Sender]:
            row = connection.execute(_SENDER, values).one()
            return row.anybody_leaves, _sender(row, loaded(connection, key))

        anybody_leaves, sender = await self._database.look(find)
        if not anybody_leaves:
            return sender
        # Seldom, and then from one moment.
        _, sender = await (await self._session.connection()).run_sync(find)
        return replace(sender, erasure=await SqlErasures(self._session).at(address))


def _sender(row: Row[tuple[object, ...]], conversation: Conversation) -> Sender:
    if row.id is None:
        return Sender(row.is_seen, conversation)
    return Sender(
        row.is_seen,
        conversation,
        resident=to_resident(row),
        is_reachable=row.is_reachable,
        member=_member(row),
        session_ends_at=row.session_ends_at if row.staff_role else None,
        sign=Sign(row.sign_on, row.warned_on) if row.sign_on else None,
        shown=_shown(row) if row.numbered else None,
    )


def _member(row: Row[tuple[object, ...]]) -> StaffMember | None:
    if row.staff_role is None:
        return None
    topics = frozenset(row.staff_topics)
    return StaffMember(row.id, Role(row.staff_role), row.staff_since, row.staff_seen_at, topics)


def _shown(row: Row[tuple[object, ...]]) -> Shown | None:
    if row.shown_id is None:
        return None
    choices = to_choices(row.shown_choices)
    return Shown(row.shown_id, choices, row.shown_step, row.shown_asked_id, row.shown_asked)
