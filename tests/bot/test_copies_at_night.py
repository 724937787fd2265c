"""What an outage or a long sending left over when quiet hours begin goes out in the morning."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.announcing import LEASE, Announcing, Policies
from bot.courier import Delivered
from bot.deliverer import no_failpoint
from bot.news_digests import NewsDigests
from bot.sole_sender import SoleSender
from civic.announcements import Body
from civic.delivery_outcomes import PutOff
from civic.residents import Channel, NewsWhen
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.test_news_digests import ScriptedCourier
from tests.factories import NOW
from tests.fakes import FakeClock
from tests.handlers.test_views import city_services
from tests.storage.test_planning import news, plan, rows, somebody

pytestmark = pytest.mark.faults
MORNING = NOW + timedelta(hours=22)


async def test_only_what_is_urgent_goes_out_at_night(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock
) -> None:
    await somebody(uow)
    await somebody(uow, NewsWhen.DAILY)
    left_over = await plan(uow, news())
    # Somebody died with this one in hand.
    in_hand = await plan(uow, news())
    async with uow.writing() as w:
        copies = await w.deliveries.claim(9, NOW, NOW + LEASE)
        await w.outcomes.put_off([PutOff(copies[0].id, NOW)])
        await w.commit()
    urgent = await plan(uow, news(urgent="Bombenfund", bodies={"de": Body("Termin", "Bombe")}), None)
    clock.advance(timedelta(hours=12))  # ten in the evening
    services = replace(city_services(uow, clock), quiet=(time(20), time(8)))
    courier = ScriptedCourier(*[Delivered(5)] * 9)
    digests = NewsDigests(services, courier, no_failpoint, Policies(), LEASE)  # type: ignore[arg-type]
    sole = SoleSender(uow, "bot")
    sender = Announcing(services, courier, Channel.TELEGRAM, sole, digests=digests)  # type: ignore[arg-type]
    await sender.send_due()
    assert len(courier.sent) == 2
    assert all("Bombe" in text for text in courier.sent)
    for one in (left_over, in_hand):
        assert [row.claimable_at for row in await rows(database, one)] == [MORNING] * 2
    assert {row.status for row in await rows(database, urgent)} == {"sent"}
    await sender.send_due()
    assert len(courier.sent) == 2
    clock.advance(timedelta(hours=10))
    await sender.send_due()
    # Two one by one, and two in one digest.
    assert len(courier.sent) == 5
