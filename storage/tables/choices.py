"""What people who read without buttons can choose at present."""

from typing import Any

from sqlalchemy import JSON, BigInteger
from sqlmodel import Field

from storage.tables.base import Table


class ShownScreenRow(Table, table=True):
    """The last screen with choices in a chat; each choice is its number, its words and its data."""

    __tablename__ = "shown_screen"

    account_id: int = Field(
        primary_key=True, foreign_key="account.id", ondelete="CASCADE", sa_type=BigInteger
    )
    message_id: int = Field(sa_type=BigInteger)
    step: str
    choices: list[list[Any]] = Field(sa_type=JSON)
    asked_id: int = Field(sa_type=BigInteger)
    asked: str
