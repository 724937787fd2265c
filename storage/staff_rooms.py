"""Which chats on the web are work areas: what is said there is about others."""

from collections.abc import Collection

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from civic.residents import Channel
from storage.tables import AccountRow, StaffRow, StaffSessionRow, WebVisitorRow


def of_staff(but: int = 0) -> SelectOfScalar[int]:
    """Visitors who are of the staff or were, as the row of their session stays; without one resident's."""
    on_staff = col(AccountRow.resident_id).in_(select(StaffRow.resident_id))
    worked_here = col(AccountRow.id).in_(select(StaffSessionRow.account_id))
    return select(AccountRow.chat_id).where(
        AccountRow.channel == Channel.WEB.value, AccountRow.resident_id != but, on_staff | worked_here
    )


async def lock_chats(session: AsyncSession, also: Collection[int] = ()) -> None:
    """Locks all work areas and these chats, as whoever writes to a transcript locks its visitor first.

    All at once and in one order: two who delete lines here would otherwise wait for each other.
    """
    visitor = col(WebVisitorRow.id)
    chats = select(visitor).where(or_(visitor.in_(also), visitor.in_(of_staff())))
    await session.exec(chats.order_by(visitor).with_for_update())
