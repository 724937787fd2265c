"""What is looked at every second besides deliveries: knowledge, and whatever is due around events."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from bot.clock_trust import ClockTrust, must_wait
from bot.correcting import Corrector
from bot.in_hand import InHand
from bot.library_keeper import LibraryKeeper
from bot.mailer import Mailer
from bot.roles import ProcessRole
from civic.announcement_correction_review import ask_again_due
from civic.announcement_escalation import escalate_due
from civic.announcement_events import stop_full_promotions
from civic.digests import push_due
from civic.draws import draw_due
from civic.forgetting import LEFT_ALONE, Pauses, resume_forgetting
from civic.needs import NeedWatch
from civic.no_shows import release_due
from civic.offers import expire_due
from civic.pending_pushes import push_pending
from civic.ratings import thanks_to_send
from civic.reminders import reminders_due
from handlers.leaving import forget_in_memory
from handlers.services import Services

log = logging.getLogger(__name__)

# Whose work it is, where it is not the clock's. Knowledge is kept up to date by every process for itself.
SENDING = frozenset({"mails", "corrections"})
EVERYWHERE = frozenset({"knowledge"})
# Many texts may take so long to index.
UNHURRIED = frozenset({"knowledge"})
# What is done because it is time, and cannot be undone, waits while the clock may be wrong.
TIMED = frozenset({"digests", "no-shows", "reminders", "thanks", "offers", "draws", "reviews"})


class Rounds:
    """One round (`tick`) can be repeated at any time; whatever fails is tried again in the next one."""

    def __init__(
        self,
        services: Services,
        keeper: LibraryKeeper,
        mailer: Mailer | None = None,
        corrector: Corrector | None = None,
        trust: ClockTrust | None = None,
        in_hand: InHand | None = None,
    ) -> None:
        self._services = services
        self._in_hand = in_hand or InHand()
        self._trust = trust
        self._pauses = Pauses(services.clock)
        self._work: dict[str, Callable[[], Awaitable[object]]] = {
            "knowledge": keeper.look,
            "digests": self._digests,
            "no-shows": self._no_shows,
            "reminders": self._reminders,
            "thanks": self._thanks,
            "offers": self._offers,
            "draws": self._draws,
            "needs": NeedWatch(services.uow, services.clock).look,
            "pending": self._pending,
            "promotions": self._promotions,
            "reviews": self._reviews,
            "erasures": self._erasures,
        }
        self._mailer = mailer
        if mailer is not None:
            mailer.on_step = partial(self._in_hand.goes_on, "mails")
            self._work["mails"] = mailer.send_due
        self._corrector = corrector
        if corrector is not None:
            corrector.on_step = partial(self._in_hand.goes_on, "corrections")
            self._work["corrections"] = corrector.send_due
        self._bells = {what: asyncio.Event() for what in self._work}
        # When a round has ended, all is done that was due when it was asked for.
        self._one_round = {what: asyncio.Lock() for what in self._work}
        self._stopping = False

    def ring(self, leads: Callable[[ProcessRole], bool] = lambda _: True) -> None:
        """Says that something may be due, to the work of what this process leads."""
        for what, bell in self._bells.items():
            if what in EVERYWHERE or leads(ProcessRole.DELIVER if what in SENDING else ProcessRole.CLOCK):
                bell.set()

    def stop(self) -> None:
        """Ends `run` after the round in hand."""
        self._stopping = True
        for one in (self._mailer, self._corrector):
            if one is not None:
                one.stop()
        self.ring()

    async def run(self) -> None:
        """A round at every ring, until `stop`. New knowledge may take minutes, which holds up no digest."""
        await asyncio.gather(*(self._rounds(what) for what in self._work))

    async def tick(self) -> None:
        """Everything once."""
        for what in self._work:
            await self._try(what)

    async def _rounds(self, what: str) -> None:
        while not self._stopping:
            await self._bells[what].wait()
            self._bells[what].clear()
            if not self._stopping:
                await self._try(what)

    async def _digests(self) -> object:
        services = self._services
        return await push_due(services.uow, services.clock, services.zone)

    async def _no_shows(self) -> object:
        return await release_due(self._services.uow, self._services.clock)

    async def _reminders(self) -> object:
        services = self._services
        return await reminders_due(services.uow, services.clock, services.zone)

    async def _thanks(self) -> object:
        services = self._services
        return await thanks_to_send(services.uow, services.clock, services.zone)

    async def _offers(self) -> object:
        services = self._services
        return await expire_due(services.uow, services.clock, services.zone)

    async def _draws(self) -> object:
        services = self._services
        return await draw_due(services.uow, services.clock, services.zone)

    async def _pending(self) -> object:
        return await push_pending(self._services.uow, self._services.clock)

    async def _promotions(self) -> object:
        return await stop_full_promotions(self._services.uow, self._services.clock)

    async def _reviews(self) -> object:
        services = self._services
        late = await ask_again_due(services.uow, services.clock)
        return late + await escalate_due(services.uow, services.clock)

    async def _erasures(self) -> object:
        services = self._services
        parts = (services.uow, services.clock, services.zone)
        done = await resume_forgetting(*parts, LEFT_ALONE, self._pauses)
        for person in done:
            forget_in_memory(services, person)
        return len(done)

    async def _try(self, what: str) -> None:
        if what in TIMED and must_wait(self._trust):
            return
        try:
            async with self._one_round[what]:
                await self._watched(what)
        except Exception:
            log.exception("%s: a round failed; the next one goes on", what)

    async def _watched(self, what: str) -> None:
        if what in UNHURRIED:
            await self._work[what]()
            return
        with self._in_hand.begun(what):
            await self._work[what]()
