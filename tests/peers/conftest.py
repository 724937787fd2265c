"""The server of the peer tests, and a bot that speaks to it; a warning where it cannot be had."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.bot.bot_api import TOKEN
from tests.fakes import FakeClock
from tests.handlers.city import City
from tests.peers import peer as peers
from tests.peers.peer import Peer

FOUND = pytest.StashKey[Path | peers.Unavailable]()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Install the server before the first test, whose time limit may be too short for it."""
    if session.config.option.collectonly or FOUND in session.config.stash:
        return
    if any("peer" in getattr(item, "fixturenames", ()) for item in session.items):
        session.config.stash[FOUND] = peers.install()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Nobody shall overlook that the independent server was not asked."""
    match config.stash.get(FOUND, None):
        case peers.Unavailable(reason):
            terminalreporter.write_line(f"WARNING: the peer tests did not run: {reason}", red=True)


@pytest.fixture
async def peer(pytestconfig: pytest.Config) -> AsyncIterator[Peer]:
    """The server, fresh for each test."""
    found = pytestconfig.stash.get(FOUND, None) or peers.install()
    if isinstance(found, peers.Unavailable):
        pytest.skip(f"no independent server: {found.reason}")
    async with ClientSession() as session:
        running = await Peer.start(found, session, TOKEN)
        yield running
        await running.stop()


@pytest.fixture
async def city(peer: Peer, sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    """A bot whose Telegram is that server."""
    city = await City.open(sqlite_url, clock, telegram_token=TOKEN, telegram_api=peer.base)
    yield city
    await city.close()
