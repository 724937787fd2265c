"""Which lines of the web chat are hidden: those of a work area of staff that has locked itself.

Whoever is taken off the staff has such a work area for good.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, false
from sqlalchemy.orm import Mapped
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from civic.residents import Channel
from storage.tables import AccountRow, StaffSessionRow, WebFileRow, WebMessageRow, WebNoticeRow


def locked_since(visitor_id: int, now: datetime) -> SelectOfScalar[datetime]:
    """When a visitor's work area locked itself."""
    ended = select(StaffSessionRow.ends_at).join(
        AccountRow, col(AccountRow.id) == col(StaffSessionRow.account_id)
    )
    return ended.where(
        AccountRow.channel == Channel.WEB.value,
        AccountRow.chat_id == visitor_id,
        col(StaffSessionRow.ends_at) <= now,
    )


def is_hidden(table_name: str, now: datetime) -> ColumnElement[bool]:
    """Which rows of a table a locked chat does not show: lines, notices and files of before."""
    match table_name:
        case WebMessageRow.__tablename__:
            return _is_before(col(WebMessageRow.visitor_id), col(WebMessageRow.date), now)
        case WebNoticeRow.__tablename__:
            return _is_before(col(WebNoticeRow.visitor_id), col(WebNoticeRow.date), now)
        case WebFileRow.__tablename__:
            return exists().where(
                col(WebMessageRow.visitor_id) == col(WebFileRow.visitor_id),
                col(WebMessageRow.id) == col(WebFileRow.message_id),
                _is_before(col(WebMessageRow.visitor_id), col(WebMessageRow.date), now),
            )
    return false()


def _is_before(visitor_id: Mapped[int], date: Mapped[datetime], now: datetime) -> ColumnElement[bool]:
    return exists().where(
        col(AccountRow.channel) == Channel.WEB.value,
        col(AccountRow.chat_id) == visitor_id,
        col(StaffSessionRow.account_id) == col(AccountRow.id),
        col(StaffSessionRow.ends_at) <= now,
        col(StaffSessionRow.ends_at) > date,
    )
