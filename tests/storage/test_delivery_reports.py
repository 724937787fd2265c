"""Reports per language: every figure counted, public channels and unread pages apart, all of it adding up."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from civic.announcement_sending import stop
from civic.announcements import DeliveryStatus
from civic.delivery_outcomes import Settled
from civic.delivery_reports import Part, Problem
from civic.residents import Address, Channel
from storage.database import Database
from storage.rooms import SqlRooms
from storage.tables import DeliveryRow
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_resident, a_sending
from tests.fakes import FakeClock

ENDS = (
    ("de", DeliveryStatus.SENT),
    ("de", DeliveryStatus.UNREACHABLE),
    ("uk", DeliveryStatus.UNKNOWN),
    ("uk", DeliveryStatus.SENT),
    ("ar", DeliveryStatus.REFUSED),
    ("de", DeliveryStatus.SENT),
)


async def test_figures_per_language_add_up(uow: SqlUnitOfWork, database: Database, clock: FakeClock) -> None:
    readers = [await a_resident(uow, topics=("culture",), language=code) for code, _ in ENDS]
    late = [await a_resident(uow, topics=("culture",), language="ar") for _ in range(2)]
    sending = await a_sending(uow, readers[0])
    async with uow.writing() as w:
        copies = await w.deliveries.claim(6, NOW, NOW + timedelta(minutes=2))
        by_reader = {one.resident_id: one for one in copies}
        ended = [
            Settled(by_reader[reader.id].id, status, "because" * (status is DeliveryStatus.REFUSED), at=NOW)
            for reader, (_, status) in zip(readers, ENDS, strict=True)
        ]
        await w.outcomes.settle(ended)
        await w.deliveries.skip_of(late[0].id)
        await w.commit()
    # The last one's copy stands for a public channel's.
    async with database.writing() as session:
        channel = update(DeliveryRow).where(DeliveryRow.id == ended[-1].delivery_id)  # type: ignore[arg-type]
        await session.exec(channel.values(resident_id=None))
        await session.commit()
    async with uow.reading() as r:
        parts = await r.delivery_reports.breakdown(sending.id)
        problems = await r.delivery_reports.problems(sending.id, 9)
        total = await r.deliveries.report(sending.id)
    assert parts == [
        Part("ar", False, 3, refused=1, open=1, skipped={"unsubscribed": 1}),
        Part("de", False, 2, delivered=1, unreachable=1),
        Part("uk", False, 2, delivered=1, unknown=1),
        Part("de", True, 1, delivered=1),
    ]
    assert all(part.total == part.planned for part in parts)
    assert sum(part.planned for part in parts) == total.planned
    assert sum(part.sent for part in parts) == total.sent
    assert problems == [
        Problem(ended[2].delivery_id, DeliveryStatus.UNKNOWN, "uk", ""),
        Problem(ended[4].delivery_id, DeliveryStatus.REFUSED, "ar", "because"),
    ]
    assert await stop(uow, clock, sending.id, by=None)
    async with uow.reading() as r:
        [arabic, *_] = await r.delivery_reports.breakdown(sending.id)
    assert arabic.skipped == {"unsubscribed": 1, "stopped": 1}
    assert arabic.total == arabic.planned


async def test_what_lies_on_the_page_unseen_is_waiting(uow: SqlUnitOfWork, database: Database) -> None:
    rooms = SqlRooms(database)
    visitors = [await rooms.create_visitor(bytes([n]) * 32, "de", NOW) for n in range(3)]
    for visitor in visitors:
        reader = await a_resident(uow, topics=("culture",), address=Address(Channel.WEB, visitor.id))
    # The same number in another channel is somebody else.
    await a_resident(uow, topics=("culture",), address=Address(Channel.TELEGRAM, visitors[0].id))
    sending = await a_sending(uow, reader)
    left = NOW + timedelta(minutes=1)
    async with uow.writing() as w:
        copies = await w.deliveries.claim(9, NOW, left)
        await w.outcomes.settle([Settled(one.id, DeliveryStatus.SENT, at=left) for one in copies])
        await w.commit()
    await rooms.touch(visitors[1].id, "de", left)
    async with uow.reading() as r:
        assert await r.delivery_reports.breakdown(sending.id) == [
            Part("de", False, 4, delivered=2, waiting=2)
        ]
        assert await r.delivery_reports.breakdown(replace(sending, id=sending.id + 1).id) == []
