"""kill -9 after messages left and before that is recorded; what arrived stands in the messenger's own log."""

import signal
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.deliverer import BATCH, LEASE
from civic.announcements import Report
from civic.event_changes import call_off
from civic.registrations import RegistrationRequest, register
from civic.reminders import reminders_due
from civic.residents import Address, Channel
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.bot_api import Call
from tests.civic.answers.packs import write_pack
from tests.factories import BERLIN, NOW, a_kept_event, a_request, a_resident
from tests.fakes import FakeClock
from tests.faults.processes import LONGEST_RUN, Peer, ended, start
from tests.faults.program import Run, send_what_is_due
from tests.faults.sendings import Sending, a_due_announcement, arrived

pytestmark = [pytest.mark.faults, pytest.mark.timeout(LONGEST_RUN * 2)]
READERS = 45
LATER = NOW + LEASE + timedelta(seconds=1)


class Killed:
    """A run that was killed at a failpoint, and the run after it."""

    def __init__(self, database_url: str, peer: Peer, folder: Path) -> None:
        self._url, self._peer = database_url, peer
        self._content = write_pack(folder / "content")
        self._earlier = len(peer.calls)

    @property
    def calls(self) -> Sequence[Call]:
        """What the messenger heard in this test."""
        return self._peer.calls[self._earlier :]

    async def at(self, name: str, passing: int) -> None:
        """Runs until the program kills itself."""
        run = Run(self._url, self._peer.base, self._content, NOW, (name, passing))
        assert await ended(start(send_what_is_due, run)) == -signal.SIGKILL

    async def then(self) -> None:
        """Runs again, later than the leases, until nothing is left."""
        run = Run(self._url, self._peer.base, self._content, LATER)
        assert await ended(start(send_what_is_due, run)) == 0


@pytest.mark.parametrize("passing", [1, BATCH + 7])
async def test_announcement(database_url: str, peer: Peer, tmp_path: Path, passing: int) -> None:
    database = Database(database_url)
    uow = SqlUnitOfWork(database)
    sending = await a_due_announcement(uow, READERS)
    killed = Killed(database_url, peer, tmp_path)
    await killed.at("copy sent", passing)
    before = arrived(killed.calls, sending.chats)
    assert 0 < before.total() < READERS
    assert max(before.values()) == 1
    assert 0 < before.total() - (await report(uow, sending)).sent <= BATCH

    await killed.then()
    after = arrived(killed.calls, sending.chats)
    assert set(after) == set(sending.chats)
    assert max(after.values()) <= 2
    # Some of a batch may still have been on the wire when the program died and were counted later.
    assert after.total() - READERS <= BATCH
    assert await report(uow, sending) == Report(READERS, READERS, 0, 0, 0, 0, 0)
    await database.close()


async def test_notices(sqlite_url: str, clock: FakeClock, peer: Peer, tmp_path: Path) -> None:
    database = Database(sqlite_url)
    uow = SqlUnitOfWork(database)
    event = await a_kept_event(uow, seats=50)
    chats = range(500, 500 + READERS)
    for chat in chats:
        resident = await a_resident(uow, address=Address(Channel.TELEGRAM, chat))
        request = RegistrationRequest(event.id, resident.id, "Ada", 1, frozenset(), "1")
        await register(uow, clock, request)
    await call_off(uow, clock, event.id)
    killed = Killed(sqlite_url, peer, tmp_path)
    await killed.at("notice sent", BATCH + 3)
    before = arrived(killed.calls, chats)
    assert BATCH < before.total() < READERS
    await killed.then()
    after = arrived(killed.calls, chats)
    assert set(after) == set(chats)
    assert max(after.values()) <= 2
    assert after.total() - READERS <= BATCH
    await database.close()


async def test_reminders(database_url: str, clock: FakeClock, peer: Peer, tmp_path: Path) -> None:
    database = Database(database_url)
    uow = SqlUnitOfWork(database)
    event = await a_kept_event(uow, seats=50, starts_at=NOW + timedelta(hours=48))
    clock.now = NOW - timedelta(hours=1)
    chats = range(600, 600 + READERS)
    for chat in chats:
        resident = await a_resident(uow, address=Address(Channel.TELEGRAM, chat))
        await register(uow, clock, a_request(event, resident))
    assert await reminders_due(uow, clock, BERLIN) == 0
    clock.now = NOW
    assert await reminders_due(uow, clock, BERLIN) == READERS
    killed = Killed(database_url, peer, tmp_path)
    await killed.at("notice sent", BATCH + 3)
    assert BATCH < arrived(killed.calls, chats).total() < READERS
    await killed.then()
    after = arrived(killed.calls, chats)
    assert set(after) == set(chats)
    assert max(after.values()) <= 2
    assert after.total() - READERS <= BATCH
    await database.close()


async def report(uow: SqlUnitOfWork, sending: Sending) -> Report:
    """How the announcement stands."""
    async with uow.reading() as r:
        return await r.deliveries.report(sending.announcement.id)
