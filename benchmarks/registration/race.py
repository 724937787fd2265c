"""The race on one database: who registers, who gives back, who takes what is offered; and the checks."""

import asyncio
from dataclasses import dataclass
from itertools import pairwise
from time import perf_counter

from sqlmodel import col, select

from civic.announcements import DeliveryStatus
from civic.changing import Cancelled, cancel
from civic.events import Event
from civic.notices import NoticeKind
from civic.offers import Claimed, claim, expire_due
from civic.registrations import Registered, RegistrationStatus, WaitListed, register
from civic.residents import Resident
from storage.database import Database
from storage.tables import NoticeRow, RegistrationRow
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, a_kept_event, a_request, residents
from tests.fakes import FakeClock

PEOPLE = 1000
SEATS = 100
GIVEN_BACK = 50


@dataclass(frozen=True)
class Result:
    """How many seconds the parts of a race took, and how many stood where in the end."""

    database: str
    registering: float
    claiming: float
    seated: int
    waiting: int
    offers: int


class Race:
    """One event and everybody who wants to come. AssertionError where a seat or the order is wrong."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._uow = SqlUnitOfWork(database)
        self._clock = FakeClock()
        self._to_give_back = GIVEN_BACK
        self._somebody_waits = asyncio.Event()

    async def run(self) -> Result:
        """Everybody registers at once, fifty of the seated cancel at once, then all offers are taken."""
        event = await a_kept_event(self._uow, seats=SEATS)
        people = await residents(self._uow, PEOPLE)
        begun = perf_counter()
        outcomes = await asyncio.gather(*(self._come(event, one) for one in people))
        registered = perf_counter()
        assert self._to_give_back == 0
        await self._take_offers(event)
        done = perf_counter()
        kind = self._database.url.get_backend_name()
        seated, waiting = await self._counted(event)
        offers = await self._offers_in_order()
        assert (sum(outcomes), offers) == (SEATS, GIVEN_BACK), f"{sum(outcomes)} at once, {offers} offers"
        return Result(kind, registered - begun, done - registered, seated, waiting, offers)

    async def _come(self, event: Event, resident: Resident) -> bool:
        outcome = await register(self._uow, self._clock, a_request(event, resident))
        if isinstance(outcome, WaitListed):
            self._somebody_waits.set()
            return False
        assert isinstance(outcome, Registered)
        if self._to_give_back:
            self._to_give_back -= 1
            # While others register still; a seat given back before that would be offered to nobody.
            await self._somebody_waits.wait()
            given = await cancel(self._uow, self._clock, BERLIN, outcome.registration.id, resident.id)
            assert isinstance(given, Cancelled)
        return True

    async def _take_offers(self, event: Event) -> None:
        await expire_due(self._uow, self._clock, BERLIN)
        while True:
            async with self._uow.reading() as r:
                offers = await r.registrations.offers(event.id)
            if not offers:
                return
            claims = [
                claim(self._uow, self._clock, BERLIN, one.id, one.resident_id)
                for one in offers
                if one.resident_id is not None
            ]
            assert all(isinstance(one, Claimed) for one in await asyncio.gather(*claims))

    async def _counted(self, event: Event) -> tuple[int, int]:
        async with self._uow.reading() as r:
            kept = await r.events.get(event.id)
        assert kept is not None
        assert (kept.taken, kept.offered) == (SEATS, 0), f"{kept.taken} have a seat"
        assert kept.waiting == PEOPLE - SEATS - GIVEN_BACK, f"{kept.waiting} wait"
        return kept.taken, kept.waiting

    async def _offers_in_order(self) -> int:
        """Each offer went to somebody once, in the order of the list, and nobody before them still waits."""
        offers = (
            select(RegistrationRow.queue)
            .join(NoticeRow, col(NoticeRow.subject_id) == col(RegistrationRow.id))
            .where(
                NoticeRow.kind == NoticeKind.SEAT_OFFERED.value,
                col(NoticeRow.status).in_((DeliveryStatus.OPEN.value, DeliveryStatus.SKIPPED.value)),
            )
            .order_by(col(NoticeRow.id))
        )
        still = select(RegistrationRow.queue).where(
            RegistrationRow.status == RegistrationStatus.WAITING.value
        )
        async with self._database.reading() as session:
            served = list(await session.exec(offers))
            waiting = list(await session.exec(still))
        assert served, "nothing was offered"
        assert all(one < next_one for one, next_one in pairwise(served)), "an offer out of order"
        assert max(served) < min(waiting), "somebody was passed over"
        return len(served)
