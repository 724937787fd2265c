"""One announcement with one fault in the middle, in a running bot: what was lost, repeated and reported.

Each run is a function of a bot's surroundings, so that tests and a table of faults use the same ones.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy.exc import DBAPIError

from bot.announcing import CAREFUL, Failpoint, Pace
from bot.app import App
from civic.announcement_outcomes import Released
from civic.announcement_readiness import ReviewRules
from civic.announcement_resuming import resume
from civic.announcement_sending import stop
from civic.announcement_times import set_time
from civic.announcements import AnnouncementStatus, Report
from civic.ports import UnitOfWork
from civic.staff import Role, StaffMember
from tests.bot.bot_api import BotApi, Call
from tests.faults.sendings import Sending, a_due_announcement, arrived, tried
from tests.faults.towns import Towns, as_it_is, report
from tests.handlers.city import City
from tests.telegram.chat import Telegram

READERS, MIDDLE = 60, 15
PATIENCE = 100.0
HOUR = timedelta(hours=1)

Act = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Result:
    """What came of it. `lost`: nobody wrote to them, and no figure of the report says so."""

    lost: int
    repeated: int
    report: Report
    reached: int

    @property
    def adds_up(self) -> bool:
        """Whether the figures are the plan's, and what was sent is what the messenger took."""
        one = self.report
        ended = one.sent + one.unreachable + one.refused + one.unknown + one.skipped
        return ended + one.open == one.planned and one.sent == self.reached


def result_of(calls: list[Call], sending: Sending, figures: Report) -> Result:
    """Compares a report with the messenger's own log."""
    reached = arrived(calls, sending.chats)
    explained = figures.unreachable + figures.refused + figures.unknown + figures.skipped
    repeated = sum(reached.values()) - len(reached)
    return Result(len(sending.chats) - len(reached) - explained, repeated, figures, len(reached))


@dataclass
class Scene:
    """A bot, the messenger's side, and what happens when so many copies have been sent.

    Its clock hurries, unless it is to be measured how long something takes: `recovered` says how many seconds
    passed from the end of the fault until everything was sent.
    """

    towns: Towns
    api: BotApi
    pace: Pace = CAREFUL
    readers: int = READERS
    settings: Mapping[str, object] = field(default_factory=dict)
    prepare: Callable[[App], None] = as_it_is
    hurried: bool = True
    over_at: float | None = None
    recovered: float | None = None

    async def play(self, *acts: tuple[int, Act], fault: Act | None = None) -> Result:
        """Sends an announcement; `acts` happen in the middle of it, `fault` before it."""
        hooks = replace(self.towns.hooks, failpoint=_when(dict(acts)), pace=self.pace)
        self.city = await self.towns.open(
            telegram=True, hooks=hooks, prepare=self.prepare, changed=self.settings
        )
        self.sending = await a_due_announcement(self.city.app.services.uow, self.readers)
        if fault is not None:
            await fault()
        await self.ended(AnnouncementStatus.SENT)
        if self.over_at is not None:
            self.recovered = time.monotonic() - self.over_at
        return await self.result()

    def is_over(self) -> None:
        """The fault ends now."""
        self.over_at = time.monotonic()

    async def result(self) -> Result:
        """How it stands."""
        return result_of(self.api.calls, self.sending, await report(self.city, self.sending.announcement))

    async def ended(self, status: AnnouncementStatus) -> None:
        """Lets everything be delivered, until the announcement is there and nothing of it is open."""
        before = time.monotonic()
        async with asyncio.timeout(PATIENCE):
            while not await self._is(status):
                # Copies that were put off come again; leases of what is in hand may run out meanwhile.
                now = time.monotonic()
                self.towns.clock.advance(timedelta(seconds=1 if self.hurried else now - before))
                before = now
                self.city.app.deliverer.ring()
                await asyncio.sleep(0.02)

    async def outcomes_wait(self) -> None:
        """Waits until an outcome is known and cannot be written down."""
        async with asyncio.timeout(PATIENCE):
            while not any(line._recorder._waiting for line in self.city.app.deliverer._copies):  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def _is(self, status: AnnouncementStatus) -> bool:
        try:
            async with self.city.app.services.uow.reading() as r:
                one = await r.announcements.get(self.sending.announcement.id)
                figures = await r.deliveries.report(self.sending.announcement.id)
        except (DBAPIError, OSError):
            # It may be the database that is in trouble; one that stays away is out of patience.
            return False
        return one is not None and one.status is status and not figures.open


def _when(acts: dict[int, Act]) -> Failpoint:
    passed = 0

    async def failpoint(name: str, row: int) -> None:
        nonlocal passed
        passed += name == "copy sent"
        act = acts.pop(passed, None)
        if act is not None:
            await act()

    return failpoint


async def blocked(scene: Scene) -> Result:
    """Somebody blocks the bot in the middle."""

    async def block() -> None:
        scene.api.fault("sendMessage", "403", chat_id=scene.sending.chats[-1])

    return await scene.play((MIDDLE, block))


async def refused(scene: Scene) -> Result:
    """The messenger takes some of the messages for bad requests."""

    async def refuse() -> None:
        for chat in scene.sending.chats[-3:]:
            scene.api.fault("sendMessage", "400", chat_id=chat)

    return await scene.play((MIDDLE, refuse))


async def html_pages(scene: Scene) -> Result:
    """A proxy answers with a page that says 502, and the messenger with 500; both for a moment."""

    async def break_down() -> None:
        scene.is_over()
        for chat, kind in zip(scene.sending.chats[-6:], ("502", "500") * 3, strict=True):
            scene.api.fault("sendMessage", kind, chat_id=chat, times=1)  # type: ignore[arg-type]  # its kinds

    return await scene.play((MIDDLE, break_down))


async def time_outs(scene: Scene) -> Result:
    """Some requests get no answer, some lose their connection."""

    async def hang() -> None:
        scene.city.app.channels.lines[1].bots.wire.timeout = 10.0
        for chat, kind in zip(scene.sending.chats[-4:], ("hang", "drop") * 2, strict=True):
            scene.api.fault("sendMessage", kind, chat_id=chat, times=1)  # type: ignore[arg-type]  # its kinds

    return await scene.play(fault=hang)


async def clock_jumps(scene: Scene) -> Result:
    """The clock is set forward, further than any lease, and later back by more than that."""

    async def forward() -> None:
        scene.towns.clock.advance(timedelta(hours=3))

    async def back() -> None:
        scene.towns.clock.advance(timedelta(hours=-6))

    return await scene.play((MIDDLE, forward), (2 * MIDDLE, back))


async def stopped_and_resumed(scene: Scene) -> tuple[Result, Result]:
    """It is stopped in the middle, and goes on later: how it stood in between, and in the end."""

    async def halt() -> None:
        assert await stop(_uow(scene.city), scene.towns.clock, scene.sending.announcement.id, by=None)

    hooks = replace(scene.towns.hooks, failpoint=_when({MIDDLE: halt}), pace=scene.pace)
    scene.city = await scene.towns.open(telegram=True, hooks=hooks)
    scene.sending = await a_due_announcement(_uow(scene.city), scene.readers)
    await scene.ended(AnnouncementStatus.STOPPED)
    between = await scene.result()
    await resume(_uow(scene.city), scene.towns.clock, scene.sending.announcement.id, by=None)
    await scene.ended(AnnouncementStatus.SENT)
    return between, await scene.result()


async def rescheduled(scene: Scene) -> Result:
    """It gets a later time before the first comes: nothing goes out at the first, all at the second."""
    clock = scene.towns.clock
    clock.advance(-HOUR)
    hooks = replace(scene.towns.hooks, pace=scene.pace)
    scene.city = await scene.towns.open(telegram=True, hooks=hooks)
    scene.sending = await a_due_announcement(_uow(scene.city), scene.readers)
    one = scene.sending.announcement
    assert one.author_id is not None
    async with _uow(scene.city).writing() as w:
        await w.staff.set_member(StaffMember(one.author_id, Role.COORDINATOR, clock()))
        await w.commit()
    later = await set_time(_uow(scene.city), clock, ReviewRules(), one, clock() + 2 * HOUR, one.author_id)
    assert isinstance(later, Released)
    clock.advance(HOUR + timedelta(minutes=1))
    await scene.city.settled()
    assert not tried(scene.api.calls, scene.sending.chats)
    clock.advance(HOUR)
    await scene.ended(AnnouncementStatus.SENT)
    return await scene.result()


async def asked_while_429(scene: Scene) -> tuple[Result, float]:
    """The messenger wants 5 s of silence, in which a resident asks: and for how many seconds they waited."""
    scene.city = await scene.towns.open(telegram=True, hooks=replace(scene.towns.hooks, pace=scene.pace))
    asker = Telegram(scene.api, scene.city).private()
    await asker.says("/start")
    scene.sending = await a_due_announcement(_uow(scene.city), scene.readers)
    scene.api.fault("sendMessage", "429", chat_id=scene.sending.chats[0], times=1, retry_after=5)
    scene.city.app.deliverer.ring()
    async with asyncio.timeout(PATIENCE):
        while not any(call.answer == "429" for call in scene.api.calls):  # noqa: ASYNC110 - the server's log
            await asyncio.sleep(0.005)
    begun = time.monotonic()
    (answer,) = await asker.says("/imprint")
    waited = time.monotonic() - begun
    assert "Stadt Kaiserslautern" in answer.text
    await scene.ended(AnnouncementStatus.SENT)
    scene.recovered = time.monotonic() - begun
    return await scene.result(), waited


def _uow(city: City) -> UnitOfWork:
    return city.app.services.uow
