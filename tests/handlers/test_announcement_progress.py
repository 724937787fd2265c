"""An author watches one message, which becomes the report; replies never wait for it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event

from bot.announcing import CAREFUL
from bot.app import Hooks
from bot.delivering import deliverer_for
from bot.progress import AT_LEAST_EVERY, SHOWN_AFTER
from civic.announcement_sending import finish, plan_due, stop
from civic.announcements import DeliveryStatus
from civic.delivery_outcomes import Settled
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.bot_api import BotApi
from tests.fakes import FakeClock
from tests.faults.sendings import AUTHOR, Sending, a_due_announcement
from tests.handlers.city import plain
from tests.telegram.chat import Telegram


class Seconds:
    """A monotonic clock."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Watched:
    """A bot whose copies the test settles itself, while the bot shows how far they are."""

    def __init__(self, side: Telegram, sending: Sending) -> None:
        self.side, self.sending, self.seconds = side, sending, Seconds()
        self.restart()

    def restart(self) -> None:
        """Another process goes on; it knows only what is in the tables."""
        app = self.side.app
        hooks = Hooks(clock=app.services.clock, monotonic=self.seconds, pace=CAREFUL)
        self.deliverer = deliverer_for(app.settings, app.services, app.channels, hooks)
        assert self.deliverer._progress is not None
        self.progress = self.deliverer._progress

    async def settle(self, copies: int, status: DeliveryStatus = DeliveryStatus.SENT) -> None:
        """Some copies end."""
        now = self.side.app.services.clock()
        async with self.side.app.services.uow.writing() as w:
            claimed = await w.deliveries.claim(copies, now, now + timedelta(minutes=2))
            await w.outcomes.settle([Settled(one.id, status, at=now) for one in claimed])
            await w.commit()

    async def look(self, seconds: float = 1.0) -> list[str]:
        """Time passes; returns all that the author's messages said so far."""
        self.seconds.now += seconds
        await self.progress.look()
        return [plain(one.text) for one in self.side.shown(AUTHOR)]


@pytest.fixture
async def watched(sqlite_url: str, clock: FakeClock) -> AsyncIterator[Watched]:
    """An announcement to four people that has been planned."""
    async with BotApi() as api:
        side = await Telegram.open(api, sqlite_url, clock)
        side.app.deliverer.stop()  # only what the test asks for is delivered
        services = side.app.services
        sending = await a_due_announcement(services.uow, 4)
        await plan_due(services.uow, services.clock)
        yield Watched(side, sending)
        await side.app.stop()


def numbers(side: Telegram) -> set[int]:
    """The messages in the author's chat."""
    return {one.message_id for one in side.shown(AUTHOR)}


async def test_one_message_becomes_the_report(watched: Watched) -> None:
    assert await watched.look() == []
    [first] = await watched.look(SHOWN_AFTER)
    assert "0 von 4" in first
    await watched.settle(1)
    assert len(await watched.look(0.5)) == 1, "not more than once a second"
    assert "1 von 4" in (await watched.look(0.5))[-1]
    assert len(await watched.look()) == 2, "nothing has changed"
    await watched.settle(2)
    await watched.settle(1, DeliveryStatus.UNKNOWN)
    [done] = await finish(watched.side.app.services.uow, watched.side.app.services.clock)
    assert done.id == watched.sending.announcement.id
    last = (await watched.look())[-1]
    assert "Zugestellt: 3" in last
    assert "Unklar, ob angekommen: 1" in last
    assert len(await watched.look(9)) == 3
    await watched.deliverer.tick()
    assert len(numbers(watched.side)) == 1, "there is no second report"


async def test_a_restart_goes_on_with_the_same_message(watched: Watched) -> None:
    await watched.look()
    await watched.look(SHOWN_AFTER)
    await watched.progress._sole.release()
    watched.restart()
    await watched.settle(3)
    assert "3 von 4" in (await watched.look(SHOWN_AFTER))[-1]
    assert len(numbers(watched.side)) == 1


async def test_when_the_message_is_gone_the_report_comes_by_itself(watched: Watched) -> None:
    await watched.look()
    await watched.look(SHOWN_AFTER)
    await watched.settle(4)
    services = watched.side.app.services
    await finish(services.uow, services.clock)
    text = "Bad Request: message to edit not found"
    watched.side.api.fault("editMessageText", "400", text=text)
    await watched.look()
    await watched.deliverer.tick()
    shown = watched.side.shown(AUTHOR)
    assert "Ihre Mitteilung ist versendet." in plain(shown[-1].text)
    assert len(numbers(watched.side)) == 2


async def test_a_stop_ends_it(watched: Watched) -> None:
    await watched.look()
    await watched.look(SHOWN_AFTER)
    await watched.settle(1)
    services = watched.side.app.services
    assert await stop(services.uow, services.clock, watched.sending.announcement.id, by=None)
    last = (await watched.look())[-1]
    assert "Nicht gesendet, weil gestoppt: 3" in last
    assert len(await watched.look(9)) == 2


async def test_nothing_for_an_author_who_cannot_be_reached(
    watched: Watched, sqlite_uow: SqlUnitOfWork
) -> None:
    async with watched.side.app.services.uow.writing() as w:
        one = await w.announcements.lock(watched.sending.announcement.id)
        assert one is not None
        await w.announcements.update(replace(one, author_id=None))
        await w.commit()
    await watched.look()
    assert await watched.look(SHOWN_AFTER) == []


async def test_what_does_not_change_is_counted_less_often(watched: Watched) -> None:
    """Some copies wait for digests for days, and all of them would be counted each second."""
    counted: list[str] = []

    def note(_: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if "GROUP BY delivery.language" in statement:
            counted.append(statement)

    engine = watched.side.app.database.engine.sync_engine
    await watched.look()
    await watched.look(SHOWN_AFTER)
    event.listen(engine, "before_cursor_execute", note)
    for _ in range(200):
        await watched.look()
    event.remove(engine, "before_cursor_execute", note)
    assert 0 < len(counted) < 20
    await watched.settle(1)
    assert "1 von 4" in (await watched.look(AT_LEAST_EVERY))[-1]
    await watched.settle(1)
    assert "2 von 4" in (await watched.look())[-1]
