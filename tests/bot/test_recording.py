"""What was sent while the database is away is written down when it is back, and not sent again."""

import asyncio
from datetime import timedelta
from typing import cast

import pytest

from bot import deliverer, pusher, recording
from bot.courier import Courier, Delivered, Outcome
from bot.deliverer import Deliverer
from bot.pacing import Lane
from civic.notices import NewNotice, NoticeKind
from civic.questions import hand_over
from civic.residents import Address
from civic.staff import Role
from handlers.screen import Screen
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import a_question, a_resident
from tests.fakes import FakeClock
from tests.faults.shaky import Shaky
from tests.handlers.test_views import city_services


class Sends:
    """A courier that delivers everything, and counts."""

    def __init__(self) -> None:
        self.to: list[int] = []

    async def send(self, lane: Lane, address: Address, screen: Screen) -> Outcome:
        """Delivers it."""
        self.to.append(address.chat_id)
        return Delivered(7)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "RETRY_AFTER", 0.01)


async def two_notices(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    """Two people are to hear that their question takes longer."""
    for _ in range(2):
        asker = await a_resident(uow)
        question = await hand_over(uow, a_question(asker))
        async with uow.writing() as w:
            await w.notices.add(NewNotice(asker.id, NoticeKind.QUESTION_DELAYED, question.id, clock()))
            await w.commit()


def sender(uow: SqlUnitOfWork, clock: FakeClock) -> tuple[Deliverer, Shaky, Sends]:
    shaky, courier = Shaky(uow), Sends()
    services = city_services(cast(SqlUnitOfWork, shaky), clock)
    return Deliverer(services, cast(Courier, courier)), shaky, courier


async def test_a_notice_is_recorded_when_the_database_is_back(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    await two_notices(sqlite_uow, clock)
    one, shaky, courier = sender(sqlite_uow, clock)
    shaky.fail("notices.record")
    await one._send_notices()
    assert "cannot be recorded yet" in caplog.text
    clock.advance(deliverer.LEASE + timedelta(seconds=1))
    await one._send_notices()
    assert len(courier.to) == len(set(courier.to)) == 2


async def test_who_is_told_of_questions_is_told_once(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    await a_resident(sqlite_uow, role=Role.OWNER)
    await hand_over(sqlite_uow, a_question(await a_resident(sqlite_uow)))
    one, shaky, courier = sender(sqlite_uow, clock)
    shaky.fail("pushes.record")
    await one._send_notices()
    clock.advance(pusher.LEASE + timedelta(seconds=1))
    await one._send_notices()
    assert len(courier.to) == 1


async def test_a_stop_waits_for_no_database(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    await two_notices(sqlite_uow, clock)
    one, shaky, courier = sender(sqlite_uow, clock)

    async def stops(name: str, row: int) -> None:
        one.stop()

    one._failpoint = stops
    shaky.fail("notices.record")
    with pytest.raises(Exception, match="out of order"):
        await one._notices()
    # The other one is recorded all the same.
    async with sqlite_uow.writing() as w:
        later = clock() + deliverer.LEASE
        assert len(await w.notices.claim(5, later, later)) == 1
    assert len(courier.to) == 2


async def test_a_fault_of_the_program_is_not_tried_again() -> None:
    tries: list[int] = []

    async def record() -> None:
        tries.append(1)
        raise AssertionError

    with pytest.raises(AssertionError):
        await asyncio.wait_for(recording.until_recorded(record, "it", lambda: False), 5)
    assert len(tries) == 1
