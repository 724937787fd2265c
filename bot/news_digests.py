"""Sends digests: what waited for one person goes out together, each copy with an outcome of its own."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from bot.courier import Courier, Later, Unreachable
from bot.logs import whereabouts
from bot.outcome_recorder import OutcomeRecorder
from bot.outcomes import Policies, recorded
from bot.pacing import Lane
from bot.recording import all_ended
from civic.announcements import Announcement, AnnouncementStatus, Delivery, DeliveryStatus, SkipReason
from civic.delivery_outcomes import GivenBack, PutOff, Recorded, Settled
from civic.residents import Channel, became_unreachable
from handlers.services import Services
from handlers.views.news_digest import Part, parts

log = logging.getLogger(__name__)
PEOPLE = 20
"""How many people's digests are in hand at the same time."""
# For a text that cannot be made: a bug, which an update may end.
AFTER_A_BUG = timedelta(minutes=1)

Failpoint = Callable[[str, int], Awaitable[None]]
MaySend = Callable[[], Awaitable[bool]]


class NewsDigests:
    """Sends what is due. A crash repeats at most the digests in hand, as it does with single copies."""

    def __init__(
        self,
        services: Services,
        courier: Courier,
        failpoint: Failpoint,
        policies: Policies,
        lease: timedelta,
    ) -> None:
        self._services = services
        self._courier = courier
        self._failpoint = failpoint
        self._policies = policies
        self._lease = lease
        self._recorder = OutcomeRecorder(services.uow, 1, 0, lambda _: None)

    async def send_some(self, channel: Channel, may_send: MaySend) -> int:
        """The digests of a few people of a channel; returns of how many, 0 when nothing is due.

        `may_send`: whether this process still is the one that sends; if not, whoever is takes them over.
        """
        services = self._services
        now = services.clock()
        async with services.uow.reading() as r:
            if not await r.waiting_copies.together_due(now, channel):
                return 0
        async with services.uow.writing() as w:
            claimed = await w.waiting_copies.claim_together(PEOPLE, now, now + self._lease, channel)
            await w.commit()
        texts = await self._texts({one.announcement_id for theirs in claimed for one in theirs})
        await all_ended(self._settle(theirs, texts, may_send) for theirs in claimed)
        return len(claimed)

    async def _texts(self, numbers: set[int]) -> dict[int, Announcement]:
        texts = {}
        async with self._services.uow.reading() as r:
            for number in numbers:
                announcement = await r.announcements.get(number)
                assert announcement is not None
                texts[number] = announcement
        return texts

    async def _settle(
        self, copies: Sequence[Delivery], texts: dict[int, Announcement], may_send: MaySend
    ) -> None:
        now = self._services.clock()
        not_sent: list[Recorded] = []
        sendable = []
        for one in copies:
            about = texts[one.announcement_id]
            if about.status is not AnnouncementStatus.SENDING:
                not_sent.append(GivenBack(one.id, now))
            elif about.expires_at is not None and about.expires_at <= now:
                not_sent.append(Settled(one.id, DeliveryStatus.SKIPPED, SkipReason.EXPIRED.value))
            else:
                sendable.append(one)
        if not_sent:
            await self._recorder.together(not_sent)
        if not sendable:
            return
        lang = self._services.catalogues[sendable[0].language]
        try:
            made = parts(lang, self._services, [texts[one.announcement_id] for one in sendable])
        except Exception as failure:
            log.error("the digest with copy %s cannot be made: %s", sendable[0].id, whereabouts(failure))
            await self._recorder.together([PutOff(one.id, now + AFTER_A_BUG) for one in sendable])
            return
        await self._digest(sendable, made, may_send)

    async def _digest(self, copies: Sequence[Delivery], made: Sequence[Part], may_send: MaySend) -> None:
        """Message by message; whoever cannot be reached, or not now, is not tried again for the rest."""
        services, first = self._services, copies[0]
        for part in made:
            if not await may_send():
                return
            held, began = [copies[place] for place in part.holds], services.clock()
            outcome = await self._courier.send(Lane.ANNOUNCEMENT, first.address, part.screen)
            await self._failpoint("digest sent", held[0].id)
            # On the page it is seen as soon as it is there, which must not be before it was sent.
            at = began if first.address.channel is Channel.WEB else services.clock()
            over = isinstance(outcome, Later | Unreachable)
            ended = copies[part.holds[0] :] if over else held
            await self._recorder.together([recorded(one, outcome, at, self._policies) for one in ended])
            if isinstance(outcome, Unreachable):
                await became_unreachable(services.uow, first.address)
            if over:
                return
