"""Which chats on the web are work areas: what is said there is about others."""

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from civic.residents import Channel
from storage.tables import AccountRow, StaffRow, StaffSessionRow


def of_staff(but: int = 0) -> SelectOfScalar[int]:
    """Visitors who are of the staff or were, as the row of their session stays; without one resident's."""
    on_staff = col(AccountRow.resident_id).in_(select(StaffRow.resident_id))
    worked_here = col(AccountRow.id).in_(select(StaffSessionRow.account_id))
    return select(AccountRow.chat_id).where(
        AccountRow.channel == Channel.WEB.value, AccountRow.resident_id != but, on_staff | worked_here
    )
