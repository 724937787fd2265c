"""One connection to PostgreSQL beside the pool: locks that live as long as it does, and news for others."""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, BigInteger, NullPool, String, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.database import Database
from storage.silence import SERVERS_SIDE

log = logging.getLogger(__name__)
BEAT = 1.0
PATIENCE = 5.0
# Who ends does not wait long for a server that is silent: with the connection the locks end anyway.
FAREWELL = 1.0
CHANNEL = "stadtbote"

_KEYS, _TOPICS = (
    bindparam(name, type_=ARRAY(kind)) for name, kind in (("keys", BigInteger), ("topics", String))
)
_TAKE = text("SELECT key FROM unnest(:keys) key WHERE pg_try_advisory_lock(key)").bindparams(_KEYS)
_GIVE_BACK = text("SELECT pg_advisory_unlock(key) FROM unnest(:keys) key").bindparams(_KEYS)
_SAY = text("SELECT pg_notify(:channel, topic) FROM unnest(:topics) topic").bindparams(_TOPICS)


class SessionLost(Exception):
    """The connection ended, and with it everything that was held."""


@dataclass(frozen=True)
class _Asked:
    names: Sequence[str]
    taken: asyncio.Future[set[str]]


def key_of(name: str) -> int:
    """The 64 bits by which PostgreSQL knows a lock."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)


class Session:
    """What this process holds, by names. `run` keeps it; no statement is sent from anywhere else.

    A lock belongs to the connection: it is free as soon as the process is dead, and `holds` is false as soon
    as the connection is. A process that is stopped but alive keeps what it has.
    """

    def __init__(self, database: Database, beat: float = BEAT) -> None:
        self._engine = _engine(database)
        self._beat = beat
        self._held: set[str] = set()
        self._had: set[str] = set()
        self._wanted: dict[str, asyncio.Event] = {}
        self._asked: list[_Asked] = []
        self._back: list[str] = []
        self._said: dict[str, None] = {}
        self._wake = asyncio.Event()
        self._ready = asyncio.Event()
        self._broken = self._closing = False
        self.on_loss: list[Callable[[], None]] = []
        self.on_news: list[Callable[[str], None]] = []

    def holds(self, name: str) -> bool:
        """Whether it is this process's now."""
        return name in self._held

    def had(self, name: str) -> bool:
        """Whether it was this process's when the connection ended, and there is none again yet."""
        return not self._ready.is_set() and name in self._had

    def want(self, name: str) -> None:
        """Takes it whenever it is free, and keeps it until the end."""
        self._wanted.setdefault(name, asyncio.Event())
        self._wake.set()

    async def until_held(self, name: str) -> None:
        """Waits until something that was wanted is this process's."""
        await self._wanted[name].wait()

    async def take(self, names: Sequence[str]) -> set[str]:
        """Those of them that nobody held, this process included. SessionLost where that cannot be said."""
        taken: asyncio.Future[set[str]] = asyncio.get_running_loop().create_future()
        self._asked.append(_Asked(names, taken))
        self._wake.set()
        try:
            return await taken
        except asyncio.CancelledError:
            # Whoever is cancelled at the very moment of getting it does not keep it.
            if taken.done() and not taken.cancelled() and taken.exception() is None:
                self.give_back(taken.result())
            raise

    def give_back(self, names: Iterable[str]) -> None:
        """Lets others have them. What is not held any more is nobody's concern."""
        back = [name for name in names if name in self._held]
        if back:
            self._held.difference_update(back)
            self._back += back
            self._wake.set()

    async def say(self, topic: str) -> None:
        """Tells all other processes. While there is no connection they find out by themselves."""
        if self._ready.is_set():
            self._said[topic] = None
            self._wake.set()

    async def started(self) -> None:
        """Waits for the first answer of the server: what was free and wanted is held then."""
        async with asyncio.timeout(PATIENCE):
            await self._ready.wait()

    async def run(self) -> None:
        """Keeps the connection, again and again, until `close`."""
        while not self._closing:
            try:
                await self._connected()
            except Exception as failure:  # of the driver, the network or the server
                log.warning("the session with the database was lost: %s", type(failure).__name__)
            self._lost()
            if not self._closing:
                await self._until_woken(self._beat)
        await self._engine.dispose()

    def close(self) -> None:
        """Ends `run`; everything is given back at once."""
        self._closing = True
        self._wake.set()

    async def _connected(self) -> None:
        async with asyncio.timeout(PATIENCE):
            connection = await self._engine.connect()
        try:
            await self._listen(connection)
            while not self._closing:
                async with asyncio.timeout(PATIENCE):
                    await self._step(connection)
                self._ready.set()
                await self._until_woken(self._beat)
                if self._broken:
                    raise SessionLost
            async with asyncio.timeout(FAREWELL):
                await connection.execute(text("SELECT pg_advisory_unlock_all()"))
        finally:
            # What the server has not answered is not waited for.
            await connection.invalidate()
            await connection.close()

    async def _listen(self, connection: AsyncConnection) -> None:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        me: int = driver.get_server_pid()
        self._broken = False

        def heard(_: object, pid: int, __: str, topic: str) -> None:
            for listener in self.on_news if pid != me else ():
                listener(topic)

        def ended(_: object) -> None:
            self._broken = True
            self._wake.set()

        driver.add_termination_listener(ended)
        async with asyncio.timeout(PATIENCE):
            await driver.add_listener(CHANNEL, heard)

    async def _step(self, connection: AsyncConnection) -> None:
        """Everything that was asked for since the last one, in a statement for each kind."""
        back, self._back = self._back, []
        if back:
            await connection.execute(_GIVE_BACK, {"keys": [key_of(name) for name in back]})
        said, self._said = self._said, {}
        if said:
            await connection.execute(_SAY, {"channel": CHANNEL, "topics": list(said)})
        asked = list(self._asked)
        names = {name for one in asked for name in one.names} | self._wanted.keys()
        taken = await self._take(connection, names - self._held)
        del self._asked[: len(asked)]
        self._hand_out(asked, taken)

    async def _take(self, connection: AsyncConnection, names: Collection[str]) -> set[str]:
        """Also asks where there is nothing to take, which shows that the server is there."""
        keys = {key_of(name): name for name in names}
        found = await connection.execute(_TAKE, {"keys": list(keys)})
        return {keys[key] for key in found.scalars()}

    def _hand_out(self, asked: Sequence[_Asked], taken: set[str]) -> None:
        self._held |= taken
        for name in taken & self._wanted.keys():
            self._wanted[name].set()
        left = taken - self._wanted.keys()
        for one in asked:
            if not one.taken.cancelled():
                one.taken.set_result(left & set(one.names))
                left -= set(one.names)
        self.give_back(left)

    def _lost(self) -> None:
        if self._ready.is_set():
            self._had = set(self._held)
        self._ready.clear()
        self._held.clear()
        self._back.clear()
        self._said.clear()
        for event in self._wanted.values():
            event.clear()
        asked, self._asked = self._asked, []
        for one in asked:
            if not one.taken.cancelled():
                one.taken.set_exception(SessionLost())
        for tell in self.on_loss:
            tell()

    async def _until_woken(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return
        self._wake.clear()


def _engine(database: Database) -> AsyncEngine:
    # With these the server notices after eleven seconds that a machine is gone. A process whose server is
    # silent gives up after BEAT and PATIENCE, and two seconds in which the driver says goodbye; that is
    # sooner, so nobody else has a lock that it still relies on.
    settings = {"application_name": "stadtbote session", **SERVERS_SIDE}
    return create_async_engine(
        database.url,
        hide_parameters=True,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args={"server_settings": settings},
    )
