"""Sends the copies of announcements through one channel: claims, renders, sends, records, at one pace."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.clock_trust import ClockTrust, must_wait
from bot.copy_run import Run
from bot.courier import Courier
from bot.logs import whereabouts
from bot.news_digests import NewsDigests
from bot.outcome_recorder import OutcomeRecorder
from bot.outcomes import Policies as Policies
from bot.outcomes import recorded
from bot.pacing import Lane
from bot.sole_sender import SoleSender
from civic.announcements import Announcement, Delivery, DeliveryStatus, SkipReason
from civic.delivery_outcomes import GivenBack, PutOff, Recorded, Settled
from civic.ports import Work
from civic.public_channels import copy_unreachable
from civic.quiet_hours import after_quiet
from civic.residents import Channel
from handlers.services import Services

log = logging.getLogger(__name__)
# Longer than a batch can take at the slowest: whoever died with it is taken over after this.
LEASE = timedelta(minutes=2)
# For a text that cannot be made: a bug, which an update may end.
AFTER_A_BUG = timedelta(minutes=1)
LAST_WRITES = 2.0

Failpoint: TypeAlias = Callable[[str, int], Awaitable[None]]


@dataclass(frozen=True)
class Pace:
    """How many copies are claimed at once, how many are sent at the same time, and how many outcomes are
    written together (`rows`, or fewer after `seconds`)."""

    batch: int
    workers: int
    rows: int
    seconds: float


CAREFUL = Pace(batch=20, workers=20, rows=1, seconds=0.1)
FAST = Pace(batch=500, workers=64, rows=200, seconds=0.1)


def pace_for(rate: float) -> Pace:
    """Each outcome on its own at the rate that Telegram gives everybody; together where more is paid for."""
    return CAREFUL if rate <= 30 else FAST


class Announcing:
    """One pass (`send_due`) sends everything that is due through one channel, if no other process does."""

    def __init__(
        self,
        services: Services,
        courier: Courier,
        channel: Channel,
        sole: SoleSender,
        pace: Pace = CAREFUL,
        policies: Policies | None = None,
        failpoint: Failpoint | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        digests: NewsDigests | None = None,
        trust: ClockTrust | None = None,
    ) -> None:
        self._services = services
        self._courier = courier
        self.channel = channel
        self.sole = sole
        self._pace = pace
        self._policies = policies or Policies()
        self._failpoint = failpoint
        self._monotonic = monotonic
        self._digests = digests
        self._trust = trust
        self._stopping = False
        self._one_pass = asyncio.Lock()
        self._in_hand: set[int] = set()
        self._recorder = OutcomeRecorder(services.uow, pace.rows, pace.seconds, self._in_hand.discard)

    def stop(self) -> None:
        """What is on the wire ends with its outcome; what was only claimed is given back."""
        self._stopping = True

    async def send_due(self) -> None:
        """Returns when nothing more is due, the lease is somebody else's, or after `stop`."""
        async with self._one_pass:
            async with self._services.uow.reading() as r:
                due = await r.deliveries.is_due(self._services.clock(), self.channel)
            if not due or self._stopping or not await self.sole.acquire():
                return
            try:
                await self._drain()
                await self._send_digests()
            finally:
                # Only an end has to be quick: a database that is locked for seconds is waited for.
                async with asyncio.timeout(LAST_WRITES if self._stopping else None):
                    await self._recorder.flush()
                    await self.sole.release()

    async def _send_digests(self) -> None:
        if self._digests is None:
            return
        while not self._stopping and await self.sole.is_mine():
            if self.sole.needs_beat:
                await self.sole.renew()
            if not await self.sole.kept_during(self._digests.send_some(self.channel, self.sole.is_mine)):
                return

    async def _drain(self) -> None:
        run = Run(self._services.clock(), self._pace.batch)
        working = [self._work(run) for _ in range(self._pace.workers)]
        await asyncio.gather(self._claims(run), self._watch(run), self._until_done(run, *working))
        if run.failure is not None:
            raise run.failure

    async def _until_done(self, run: Run, *working: Awaitable[None]) -> None:
        try:
            await asyncio.gather(*working)
        finally:
            run.over.set()
            self._recorder.wanted.set()

    async def _claims(self, run: Run) -> None:
        """Keeps the queue filled until nothing is due any more."""
        try:
            while not self._must_end() and await self._claim(run):
                await run.wants_more()
        except Exception as failure:
            run.failure = failure
        finally:
            run.close(self._pace.workers)

    def _must_end(self) -> bool:
        """At a stop, and where the clock may be wrong: by it a copy would lapse, or be claimed for a year."""
        return self._stopping or must_wait(self._trust)

    async def _claim(self, run: Run) -> bool:
        now, since = run.latest(self._services.clock()), self._monotonic()
        async with self._services.uow.writing() as w:
            mine = await self.sole.beat(w)
            claimed: list[Delivery] = []
            if mine:
                if not self._policies.resend_after_crash:
                    await w.outcomes.doubt(self.channel, now, self._in_hand)
                await self._rest(w, run, now)
                claimed = await w.deliveries.claim(self._pace.batch, now, now + LEASE, self.channel)
            texts: dict[int, Announcement] = {}
            for number in {one.announcement_id for one in claimed}:
                found = await w.announcements.get(number)
                assert found is not None
                texts[number] = found
            await w.commit()
        self.sole.renewed(mine, since)
        run.refresh(texts)
        # After a jump of the clock a lease may end early; what is in hand is not sent a second time.
        fresh = [one for one in claimed if one.id not in self._in_hand]
        self._in_hand.update(one.id for one in fresh)
        run.put(fresh)
        return bool(claimed)

    async def _rest(self, w: Work, run: Run, now: datetime) -> None:
        """What did not go out before quiet hours began waits for their end."""
        morning = after_quiet(now, self._services.zone, self._services.quiet)
        if morning > now and not run.rested:
            await w.waiting_copies.rest(self.channel, now, morning, self._in_hand)
            run.rested = True

    async def _watch(self, run: Run) -> None:
        """While copies are sent: writes outcomes that wait, renews the lease, notices what was stopped."""
        while not run.over.is_set():
            try:
                async with asyncio.timeout(self._pace.seconds):
                    await self._recorder.wanted.wait()
            except TimeoutError:
                pass
            await self._recorder.flush()
            if self.sole.needs_beat and not run.over.is_set():
                await self._beat(run)

    async def _beat(self, run: Run) -> None:
        try:
            await self.sole.renew()
            async with self._services.uow.reading() as r:
                run.refresh(
                    {number: one for number in run.texts if (one := await r.announcements.get(number))}
                )
        except Exception as failure:
            log.warning("the lease of a sender was not renewed: %s", whereabouts(failure))

    async def _work(self, run: Run) -> None:
        while (delivery := await run.next()) is not None:
            try:
                outcome = await self._outcome(run, delivery)
                if outcome is None:
                    # Not this process's to send any more: whoever took over waits for the row's lease.
                    self._in_hand.discard(delivery.id)
                    continue
                await self._recorder.record(outcome)
                if isinstance(outcome, Settled) and outcome.status is DeliveryStatus.UNREACHABLE:
                    await copy_unreachable(self._services.uow, delivery)
            except Exception as failure:
                log.error("copy %s was not settled: %s", delivery.id, whereabouts(failure))
                self._in_hand.discard(delivery.id)

    async def _outcome(self, run: Run, delivery: Delivery) -> Recorded | None:
        now, announcement = self._services.clock(), run.texts[delivery.announcement_id]
        if self._must_end() or not run.goes_on(announcement):
            return GivenBack(delivery.id, announcement.due_at or now)
        if announcement.expires_at is not None and announcement.expires_at <= now:
            return Settled(delivery.id, DeliveryStatus.SKIPPED, SkipReason.EXPIRED.value)
        if not await self.sole.is_mine():
            return None
        try:
            screen = run.screen(self._services, announcement, delivery)
        except Exception as failure:
            log.error("the text of copy %s cannot be made: %s", delivery.id, whereabouts(failure))
            return PutOff(delivery.id, now + AFTER_A_BUG)
        if screen is None:
            return Settled(delivery.id, DeliveryStatus.SKIPPED, SkipReason.NO_TEXT.value)
        outcome = await self._courier.send(Lane.ANNOUNCEMENT, delivery.address, screen)
        if self._failpoint is not None:
            await self._failpoint("copy sent", delivery.id)
        # On the page it is seen as soon as it is there, which must not be before it was sent.
        left = now if self.channel is Channel.WEB else self._services.clock()
        return recorded(delivery, outcome, left, self._policies)
