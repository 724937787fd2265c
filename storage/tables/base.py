"""What every table shares: one metadata with named constraints, 64-bit keys, ids that are never reused."""

from typing import ClassVar

from sqlalchemy import BigInteger, Integer, MetaData
from sqlmodel import SQLModel

# SQLite numbers rows by itself only where the column is exactly INTEGER.
BIG_ID = BigInteger().with_variant(Integer(), "sqlite")

# Without AUTOINCREMENT SQLite gives the number of the last row again once that row is deleted.
NEVER_REUSED = {"sqlite_autoincrement": True}

# Of what waits to be sent: it has a time at which a sender may take it until its outcome is known.
UNSETTLED_IS_CLAIMABLE = "(claimable_at IS NOT NULL) = (status IN ('open', 'sending'))"


class Table(SQLModel):
    """Base of all tables. Constraints are named so that migrations can change them on SQLite too."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
