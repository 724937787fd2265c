"""The rows of the web chat where several processes handle its updates, each those of its own visitors."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, func
from sqlmodel import col, select

from storage.database import Database
from storage.rooms import SqlRooms
from storage.session import Session, SessionLost
from storage.tables import WebUpdateRow
from webchat.ports import StoredUpdate

# As many people as one process serves at the same time; whoever waits behind them may be another's.
AT_ONCE = 32
LOOKED_AT = 1024


class SharedRooms(SqlRooms):
    """Hands out the updates of a visitor to the process that holds their lock, until it confirmed them all.

    A lock is taken before the updates are read and given back after they are deleted, so nobody ever reads
    one that somebody else has in hand. It is free as soon as its holder is dead.
    """

    def __init__(self, database: Database, session: Session) -> None:
        super().__init__(database)
        self._session = session
        self._in_hand: dict[int, int] = {}

    async def updates(self, offset: int, limit: int, kinds: Collection[str] | None) -> Sequence[StoredUpdate]:
        """The first updates that are this process's to handle, whatever the offset, ordered by id."""
        waiting = await self._waiting(kinds)
        mine = {one for one in waiting if self._session.holds(_lock(one))}
        mine |= await self._take([one for one in waiting if one not in mine], AT_ONCE - len(mine))
        found = await self._of(mine, limit, kinds)
        self._keep(found, mine)
        return found

    async def confirm_updates(self, before: int) -> None:
        """Deletes those with id < `before` that were handed out here, and lets their visitors go."""
        done = [number for number in self._in_hand if number < before]
        if not done:
            return
        async with self._database.writing() as session:
            await session.exec(delete(WebUpdateRow).where(col(WebUpdateRow.id).in_(done)))
            await session.commit()
        gone = {self._in_hand.pop(number) for number in done}
        self._session.give_back(_lock(one) for one in gone - set(self._in_hand.values()))

    async def _waiting(self, kinds: Collection[str] | None) -> Sequence[int]:
        """Visitors with updates, whoever waits longest first."""
        visitor = col(WebUpdateRow.visitor_id)
        waiting = select(visitor).group_by(visitor).order_by(func.min(WebUpdateRow.id)).limit(LOOKED_AT)
        if kinds is not None:
            waiting = waiting.where(col(WebUpdateRow.kind).in_(kinds))
        async with self._database.reading() as session:
            return (await session.exec(waiting)).all()

    async def _take(self, visitors: Sequence[int], most: int) -> set[int]:
        """The first of them whom nobody else serves, about as many as are wanted."""
        taken: set[int] = set()
        while visitors and len(taken) < most:
            some, visitors = visitors[:AT_ONCE], visitors[AT_ONCE:]
            try:
                names = await self._session.take([_lock(one) for one in some])
            except SessionLost:
                break
            taken |= {one for one in some if _lock(one) in names}
        return taken

    async def _of(
        self, visitors: Collection[int], limit: int, kinds: Collection[str] | None
    ) -> list[StoredUpdate]:
        if not visitors:
            return []
        own = select(WebUpdateRow).where(col(WebUpdateRow.visitor_id).in_(visitors))
        if kinds is not None:
            own = own.where(col(WebUpdateRow.kind).in_(kinds))
        async with self._database.reading() as session:
            rows = await session.exec(own.order_by(col(WebUpdateRow.id)).limit(limit))
            return [StoredUpdate(r.id, r.visitor_id, r.kind, r.message_id, r.body) for r in rows]

    def _keep(self, found: Sequence[StoredUpdate], visitors: Collection[int]) -> None:
        served = {*visitors, *self._in_hand.values()}
        self._in_hand = {one.id: one.visitor_id for one in found}
        self._session.give_back(_lock(one) for one in served - set(self._in_hand.values()))


def _lock(visitor_id: int) -> str:
    return f"visitor/{visitor_id}"
