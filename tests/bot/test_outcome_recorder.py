"""Outcomes of copies are written down, many together or one by one, and survive a database in trouble."""

import asyncio

import pytest

from bot import recording
from bot.outcome_recorder import OutcomeRecorder
from civic.announcements import DeliveryStatus, Report
from civic.delivery_outcomes import Settled
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_sending, residents
from tests.faults.shaky import Shaky

SENT = DeliveryStatus.SENT


async def claimed(uow: SqlUnitOfWork, readers: int) -> tuple[int, list[int]]:
    """An announcement and its copies, all of them claimed."""
    author, *_ = await residents(uow, readers, topics=("culture",))
    sending = await a_sending(uow, author)
    async with uow.writing() as w:
        copies = await w.deliveries.claim(readers, NOW, NOW)
        await w.commit()
    return sending.id, [copy.id for copy in copies]


async def sent(uow: SqlUnitOfWork, number: int) -> int:
    async with uow.reading() as r:
        report: Report = await r.deliveries.report(number)
    return report.sent


async def test_one_by_one_each_is_durable_when_record_returns(uow: SqlUnitOfWork) -> None:
    number, copies = await claimed(uow, 5)
    durable: list[int] = []
    recorder = OutcomeRecorder(uow, 1, 0.1, durable.append)
    for n, copy in enumerate(copies, 1):
        await recorder.record(Settled(copy, SENT, message_id=7, at=NOW))
        assert await sent(uow, number) == n
    assert durable == copies


async def test_many_are_written_together(uow: SqlUnitOfWork) -> None:
    number, copies = await claimed(uow, 7)
    durable: list[int] = []
    recorder = OutcomeRecorder(uow, 3, 0.1, durable.append)
    for copy in copies[:2]:
        await recorder.record(Settled(copy, SENT, at=NOW))
    assert (await sent(uow, number), recorder.wanted.is_set()) == (0, False)
    for copy in copies[2:5]:
        await recorder.record(Settled(copy, SENT, at=NOW))
    assert (await sent(uow, number), recorder.wanted.is_set()) == (0, True)
    # The sixth is as many as may wait: from now on somebody has to write first.
    waiting = [asyncio.ensure_future(recorder.record(Settled(copy, SENT, at=NOW))) for copy in copies[5:]]
    await asyncio.sleep(0)
    assert not any(one.done() for one in waiting)
    await recorder.flush()
    await asyncio.gather(*waiting)
    assert await sent(uow, number) == 7
    assert sorted(durable) == copies


async def test_a_database_out_of_order_loses_no_outcome(
    uow: SqlUnitOfWork, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(recording, "RETRY_AFTER", 0.01)
    number, copies = await claimed(uow, 4)
    shaky = Shaky(uow)
    recorder = OutcomeRecorder(shaky, 1, 0.1, lambda _: None)
    shaky.fail("outcomes.settle", spared=1)
    await asyncio.gather(*(recorder.record(Settled(copy, SENT, at=NOW)) for copy in copies))
    assert await sent(uow, number) == 4
    assert "cannot be recorded yet" in caplog.text
