"""Delivers what is due: plans announcements, has their copies sent, sends notices, records outcomes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial

from bot.announcing import LEASE as LEASE
from bot.announcing import Announcing
from bot.announcing import Failpoint as Failpoint
from bot.clock_trust import ClockTrust, must_wait
from bot.courier import Courier, Later, Unreachable
from bot.in_hand import InHand
from bot.logs import whereabouts
from bot.outcomes import recorded_as
from bot.pacing import Lane
from bot.planner import Planner
from bot.progress import ProgressKeeper
from bot.pusher import Pusher
from bot.recording import all_ended, until_recorded
from civic.announcement_sending import expire, finish
from civic.announcements import DeliveryStatus
from civic.event_notices import note_delivery
from civic.notices import Notice, NoticeKind
from civic.question_waiting import close_unreachable, not_delivered
from civic.residents import became_unreachable
from civic.told import Told
from handlers.notices import notice_screen
from handlers.services import Services

log = logging.getLogger(__name__)
BATCH = 20

# A notice whose text cannot be made waits as long as it has failed, within these; then it is given up.
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=3)
GIVE_UP_AFTER = timedelta(days=1)


async def no_failpoint(name: str, row: int) -> None:
    """Outside of fault tests nothing happens between sending and recording."""


class Deliverer:
    """One pass (`tick`) does everything that is due and can be repeated at any time."""

    def __init__(
        self,
        services: Services,
        courier: Courier,
        failpoint: Failpoint = no_failpoint,
        copies: Sequence[Announcing] = (),
        progress: ProgressKeeper | None = None,
        trust: ClockTrust | None = None,
        in_hand: InHand | None = None,
    ) -> None:
        self._in_hand = in_hand or InHand()
        self._services = services
        self._courier = courier
        self._pusher = Pusher(services, courier)
        self._failpoint = failpoint
        self._copies = copies
        self._progress = progress
        self._trust = trust
        self._planner = Planner(services)
        self._notice_bell, self._progress_bell = asyncio.Event(), asyncio.Event()
        self._copy_bells = [asyncio.Event() for _ in copies]
        self._stopping = False
        # When a pass has ended, everything that was due when it was asked for has an outcome.
        self._one_pass = asyncio.Lock()

    @property
    def leases(self) -> Mapping[str, bool]:
        """For each channel whether this process sends its copies."""
        return {line.channel.value: line.sole.is_held for line in self._copies}

    def ring(self) -> None:
        """Says that something may be due."""
        for bell in (self._notice_bell, self._planner.bell, self._progress_bell, *self._copy_bells):
            bell.set()

    async def run(self) -> None:
        """A pass at every ring, until `stop`. A 429 may hold copies up for minutes, but nothing else."""
        sending = zip(self._copy_bells, self._copies, strict=True)
        await asyncio.gather(
            self._passes(self._notice_bell, self._send_notices),
            self._passes(self._planner.bell, self._plan),
            self._passes(self._progress_bell, self._show_progress),
            *(self._passes(bell, partial(self._send_copies, line)) for bell, line in sending),
        )

    def stop(self) -> None:
        """Ends `run` after the messages in hand are sent and recorded."""
        self._stopping = True
        self._pusher.stop()
        for line in self._copies:
            line.stop()
        self.ring()

    async def tick(self) -> None:
        """Notices first: they are about people's own affairs."""
        await self._send_notices()
        await self._plan()
        await asyncio.gather(*(self._send_copies(line) for line in self._copies))
        await self._show_progress()

    async def _passes(self, bell: asyncio.Event, send_due: Callable[[], Awaitable[None]]) -> None:
        while not self._stopping:
            await bell.wait()
            bell.clear()
            try:
                await send_due()
            except Exception:
                log.exception("a delivery pass failed; the next one goes on")

    async def _send_notices(self) -> None:
        async with self._one_pass:
            with self._in_hand.begun("notices"):
                while not self._stopping and await self._notices():
                    self._in_hand.goes_on("notices")
                if not self._stopping:
                    await self._pusher.send_due()

    async def _plan(self) -> None:
        """Everything but sending: freezes audiences, lets copies lapse, closes what has ended."""
        services = self._services
        with self._in_hand.begun("plans"):
            if not await self._must_wait():
                if await self._planner.look():
                    for bell in self._copy_bells:
                        bell.set()
                await expire(services.uow, services.clock)
            await finish(services.uow, services.clock)

    async def _must_wait(self) -> bool:
        """Whether the clock may be wrong: what is sent or lapses by it cannot be undone."""
        if self._trust is not None:
            # A process that only delivers hears of the last clean-up by nobody else.
            await self._trust.look()
        return must_wait(self._trust)

    async def _send_copies(self, line: Announcing) -> None:
        if not await self._must_wait():
            await line.send_due()
        await finish(self._services.uow, self._services.clock)

    async def _show_progress(self) -> None:
        if self._progress is not None:
            await self._progress.look()

    async def _notices(self) -> int:
        now = self._services.clock()
        async with self._services.uow.reading() as r:
            if not await r.notices.is_due(now):
                return 0
        async with self._services.uow.writing() as w:
            claimed = await w.notices.claim(BATCH, now, now + LEASE)
            await w.commit()
        await all_ended(self._notice(one) for one in claimed)
        return len(claimed)

    async def _notice(self, notice: Notice) -> None:
        try:
            screen = await notice_screen(self._services, notice)
        except Exception as failure:
            log.error(
                "the text of notice %s (%s) cannot be made: %s", notice.id, notice.kind, whereabouts(failure)
            )
            await self._no_text(notice)
            return
        if screen is None:
            await self._record_notice(notice, DeliveryStatus.SKIPPED, None)
            return
        outcome = await self._courier.send(Lane.NOTICE, notice.address, screen)
        await self._failpoint("notice sent", notice.id)
        if isinstance(outcome, Later):
            async with self._services.uow.writing() as w:
                await w.notices.postpone(
                    notice.id, self._services.clock() + timedelta(seconds=outcome.seconds)
                )
                await w.commit()
            return
        status, _ = recorded_as(outcome)
        await self._record_notice(
            notice, status, screen.told, more=screen.continues and status is DeliveryStatus.SENT
        )
        if isinstance(outcome, Unreachable):
            await became_unreachable(self._services.uow, notice.address)
            await unreachable_noticed(self._services, notice)

    async def _no_text(self, notice: Notice) -> None:
        now = self._services.clock()
        since = notice.failing_since or now
        if now - since >= GIVE_UP_AFTER:
            await self._record_notice(notice, DeliveryStatus.REFUSED, None)
            return
        wait = min(max(now - since, FIRST_WAIT), LONGEST_WAIT)
        async with self._services.uow.writing() as w:
            await w.notices.failed(notice.id, since, now + wait)
            await w.commit()

    async def _record_notice(
        self, notice: Notice, status: DeliveryStatus, told: Told | None, *, more: bool = False
    ) -> None:
        async def record() -> None:
            async with self._services.uow.writing() as w:
                # First, since it locks the event as everybody does who changes registrations.
                await note_delivery(w, notice, status, told)
                if more:
                    await w.notices.advance(notice.id, self._services.clock())
                else:
                    await w.notices.record(notice.id, status)
                await w.commit()

        await until_recorded(record, f"what became of notice {notice.id}", lambda: self._stopping)


async def unreachable_noticed(services: Services, notice: Notice) -> None:
    """What follows for questions when their asker is found to be gone."""
    if notice.kind is NoticeKind.QUESTION_ANSWERED:
        await not_delivered(services.uow, services.clock, notice.subject_id)
    await close_unreachable(services.uow, services.clock)
