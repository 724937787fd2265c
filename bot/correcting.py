"""Changes copies that were sent: corrects them in their reader's language, or takes them back."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from bot.announcing import Failpoint
from bot.correcting_digests import message_of
from bot.courier import Courier, Delivered, Later, Outcome, Refused, Unknown, Unreachable
from bot.deliverer import no_failpoint
from bot.outcomes import recorded_as
from bot.pacing import Lane
from bot.recording import all_ended
from civic.announcement_changes import RECALL_WITHIN, AnnouncementChange, ChangeKind, Edit
from civic.announcement_correcting import finish_changes, plan_changes
from civic.announcements import Announcement, DeliveryStatus
from civic.residents import became_unreachable
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import announcement_changes as view
from handlers.views import news, news_channels, news_digest

BATCH = 20
# Longer than a batch can take at the slowest: whoever died with it is taken over after this.
LEASE = timedelta(minutes=2)
# To do it twice does no harm, so that what may have failed is tried again for so long.
TRIED_AGAIN, WAIT = timedelta(hours=1), timedelta(seconds=30)
# `detail` of a copy whose message holds other announcements too, which would no longer fit into it.
TOGETHER = "together"
DELETED, REPLACED = "deleted", "replaced"


class Corrector:
    """One pass (`send_due`) does everything that is due and can be repeated at any time."""

    def __init__(self, services: Services, courier: Courier, failpoint: Failpoint = no_failpoint) -> None:
        self._services = services
        self._courier = courier
        self._failpoint = failpoint
        self._stopping = False
        # Told of each batch: many copies may take hours.
        self.on_step: Callable[[], object] = lambda: None
        # When a pass has ended, everything that was due when it was asked for has an outcome.
        self._one_pass = asyncio.Lock()

    def stop(self) -> None:
        """Ends `send_due` after the copies in hand."""
        self._stopping = True

    async def send_due(self) -> None:
        """Changes what is due, batch by batch, and closes what is done."""
        services = self._services
        async with self._one_pass:
            await plan_changes(services.uow, services.clock)
            while not self._stopping and await self._batch():
                self.on_step()
            await finish_changes(services.uow, services.clock)

    async def _batch(self) -> int:
        now = self._services.clock()
        async with self._services.uow.reading() as r:
            if not await r.changes.is_due(now):
                return 0
        async with self._services.uow.writing() as w:
            claimed = await w.changes.claim(BATCH, now, now + LEASE)
            await w.commit()
        found: dict[int, tuple[AnnouncementChange, Announcement]] = {}
        async with self._services.uow.reading() as r:
            for number in {one.change_id for one in claimed}:
                change = await r.changes.get(number)
                assert change is not None
                announcement = await r.announcements.get(change.announcement_id)
                assert announcement is not None
                found[number] = change, announcement
        await all_ended(self._change(one, *found[one.change_id]) for one in claimed)
        return len(claimed)

    async def _change(self, one: Edit, change: AnnouncementChange, announcement: Announcement) -> None:
        tried = await self._try(one, change, announcement)
        if tried is None:
            await self._record(one, DeliveryStatus.SKIPPED, TOGETHER)
            return
        outcome, detail = tried
        await self._failpoint("copy changed", one.id)
        now = self._services.clock()
        match outcome:
            case Later(seconds=seconds):
                await self._postpone(one, timedelta(seconds=seconds))
            case Unknown() if change.confirmed_at is None or now - change.confirmed_at < TRIED_AGAIN:
                await self._postpone(one, WAIT)
            case Delivered() | Unreachable() | Refused() | Unknown():
                status, why = recorded_as(outcome)
                await self._record(one, status, detail if status is DeliveryStatus.SENT else why)
        if isinstance(outcome, Unreachable) and one.resident_id is not None:
            await became_unreachable(self._services.uow, one.address)

    async def _try(
        self, one: Edit, change: AnnouncementChange, announcement: Announcement
    ) -> tuple[Outcome, str] | None:
        lang, services = self._services.catalogues[one.language], self._services
        recalled = change.kind is ChangeKind.RECALL
        held, valid = await message_of(services.uow, one)
        if held > 1 and valid:
            digest = news_digest.again(lang, services, valid)
            if digest is None:
                return None
            return await self._edit(one, digest), REPLACED if recalled else ""
        if not recalled:
            view_of = news_channels.post if one.resident_id is None else news.announcement
            return await self._edit(one, view_of(lang, services, announcement)), ""
        if one.sent_at is None or services.clock() - one.sent_at < RECALL_WITHIN:
            outcome = await self._courier.delete(Lane.ANNOUNCEMENT, one.address, one.message_id)
            if not isinstance(outcome, Refused):
                return outcome, DELETED
        return await self._edit(one, view.withdrawn(lang, services, announcement)), REPLACED

    async def _edit(self, one: Edit, screen: Screen) -> Outcome:
        return await self._courier.edit(Lane.ANNOUNCEMENT, one.address, one.message_id, screen)

    async def _record(self, one: Edit, status: DeliveryStatus, detail: str) -> None:
        async with self._services.uow.writing() as w:
            await w.changes.record(one.id, status, detail)
            await w.commit()

    async def _postpone(self, one: Edit, wait: timedelta) -> None:
        async with self._services.uow.writing() as w:
            await w.changes.postpone(one.id, self._services.clock() + wait)
            await w.commit()
