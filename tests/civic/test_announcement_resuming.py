"""A stopped announcement goes on: nobody is left out, nobody gets it twice, nobody who left gets it."""

from dataclasses import replace
from datetime import time, timedelta

from civic.announcement_changes import Begun
from civic.announcement_correcting import recall
from civic.announcement_log import Did
from civic.announcement_progress import Progress
from civic.announcement_resuming import NotStopped, Resumed, resume
from civic.announcement_sending import expire, finish, plan_due, stop
from civic.announcements import Announcement, AnnouncementStatus, DeliveryStatus, Report
from civic.delivery_outcomes import Settled
from civic.keeping import run_rules
from civic.news_times import NewsRules, next_digest
from civic.public_channels import added_to_channel, remove_channel
from civic.residents import Address, Channel, NewsWhen, unsubscribe_all
from civic.retention_periods import Periods
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, NOW, a_sending, an_announcement, residents
from tests.fakes import FakeClock
from tests.storage.test_planning import news, plan, rows, somebody

LEASE = timedelta(minutes=2)


async def report(uow: SqlUnitOfWork, one: Announcement) -> Report:
    async with uow.reading() as r:
        return await r.deliveries.report(one.id)


async def test_who_was_left_out_gets_it(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, *_, leaving = await residents(uow, 6, topics=("culture",))
    sending = await a_sending(uow, author)
    async with uow.writing() as w:
        sent, in_hand = await w.deliveries.claim(2, NOW, NOW + LEASE)
        await w.outcomes.settle([Settled(sent.id, DeliveryStatus.SENT, at=NOW)])
        await w.commit()
    assert await stop(uow, clock, sending.id, by=None)
    await unsubscribe_all(uow, leaving.id)
    outcome = await resume(uow, clock, sending.id, by=None)
    assert isinstance(outcome, Resumed)
    assert (outcome.waiting, outcome.announcement.finished_at) == (3, None)
    async with uow.reading() as r:
        last = (await r.announcement_log.of(sending.id))[-1]
    assert (last.what, last.number) == (Did.RESUMED, 3)
    async with uow.writing() as w:
        copies = await w.deliveries.claim(9, NOW, NOW + LEASE)
        await w.commit()
    assert not {copy.resident_id for copy in copies} & {sent.resident_id, in_hand.resident_id, leaving.id}
    assert await report(uow, sending) == Report(6, 1, 0, 0, 0, 1, 4)
    assert await resume(uow, clock, sending.id, by=None) == NotStopped()


async def test_what_was_not_planned_yet_is_scheduled_again(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, *_ = await residents(uow, 2, topics=("culture",))
    waiting = await an_announcement(uow, author, due_at=NOW + timedelta(hours=1))
    assert await stop(uow, clock, waiting.id, by=None)
    outcome = await resume(uow, clock, waiting.id, by=None)
    assert isinstance(outcome, Resumed)
    assert (outcome.announcement.status, outcome.waiting) == (AnnouncementStatus.SCHEDULED, 0)


async def test_what_is_over_stays_stopped(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, *_ = await residents(uow, 2, topics=("culture",))
    sending = await a_sending(uow, author)
    async with uow.writing() as w:
        await w.announcements.update(replace(sending, expires_at=NOW, status=AnnouncementStatus.STOPPED))
        await w.commit()
    assert await resume(uow, clock, sending.id, by=None) == NotStopped()
    assert await resume(uow, clock, sending.id + 1, by=None) == NotStopped()


async def test_what_has_no_copies_left_stays_stopped(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, *_ = await residents(uow, 2, topics=("culture",))
    sending = await a_sending(uow, author)
    assert await stop(uow, clock, sending.id, by=None)
    clock.advance(timedelta(days=91))
    assert [one.failure for one in await run_rules(uow, clock, Periods()) if one.failure] == []
    before = await report(uow, sending)
    assert before.planned == 2
    assert await resume(uow, clock, sending.id, by=None) == NotStopped()
    async with uow.reading() as r:
        kept = await r.announcements.get(sending.id)
    assert kept is not None
    assert kept.status is AnnouncementStatus.STOPPED


async def test_copies_lapse_when_the_time_is_over(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, *_ = await residents(uow, 3, topics=("culture",))
    lasting = await an_announcement(uow, author)
    async with uow.writing() as w:
        await w.announcements.update(replace(lasting, expires_at=NOW + timedelta(seconds=1)))
        await w.commit()
    assert await plan_due(uow, clock) == [lasting.id]
    await expire(uow, clock)
    assert await report(uow, lasting) == Report(3, 0, 0, 0, 0, 0, 3)
    clock.advance(timedelta(seconds=1))
    await expire(uow, clock)
    assert await report(uow, lasting) == Report(3, 0, 0, 0, 0, 3, 0)
    assert [one.id for one in await finish(uow, clock)] == [lasting.id]


async def test_the_message_goes_on_showing_the_progress(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, *_ = await residents(uow, 2, topics=("culture",))
    sending = await a_sending(uow, author)
    shown = Progress(sending.id, Address(Channel.TELEGRAM, 7), 12, reported=True)
    async with uow.writing() as w:
        await w.progress.keep(shown)
        await w.commit()
    assert await stop(uow, clock, sending.id, by=None)
    await resume(uow, clock, sending.id, by=None)
    async with uow.reading() as r:
        assert await r.progress.unreported() == [replace(shown, reported=False)]


async def test_what_was_due_while_it_was_stopped_is_not_missed(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, *_ = await residents(uow, 2, topics=("culture",))
    waiting = await an_announcement(uow, author, due_at=NOW + timedelta(hours=1))
    assert await stop(uow, clock, waiting.id, by=None)
    clock.advance(timedelta(hours=3))
    assert isinstance(await resume(uow, clock, waiting.id, by=None), Resumed)
    assert await plan_due(uow, clock) == [waiting.id]


async def test_what_was_taken_back_stays_unsent(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, *_ = await residents(uow, 3, topics=("culture",))
    sending = await a_sending(uow, author)
    async with uow.writing() as w:
        [sent] = await w.deliveries.claim(1, NOW, NOW + LEASE)
        await w.outcomes.settle([Settled(sent.id, DeliveryStatus.SENT, message_id=7, at=NOW)])
        await w.commit()
    assert await stop(uow, clock, sending.id, by=None)
    assert isinstance(await recall(uow, clock, sending.id, author.id), Begun)
    assert await resume(uow, clock, sending.id, by=None) == NotStopped()
    async with uow.reading() as r:
        assert not await r.deliveries.is_due(clock())


async def test_digests_and_quiet_hours_hold_for_what_goes_on(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock
) -> None:
    rules = NewsRules(BERLIN, (time(20), time(8)), per_day=2)
    for when in NewsWhen:
        await somebody(uow, when)
    one = await plan(uow, news())
    clock.advance(timedelta(hours=12))  # ten in the evening
    assert await stop(uow, clock, one.id, by=None)
    assert isinstance(await resume(uow, clock, one.id, by=None, rules=rules), Resumed)
    morning = NOW + timedelta(hours=22)
    assert [(row.claimable_at, row.together) for row in await rows(database, one)] == [
        (morning, False),
        (next_digest(morning, rules), True),
        (next_digest(morning, rules, weekly=True), True),
    ]


async def test_a_channel_that_is_gone_gets_nothing_more(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    channel = await added_to_channel(uow, clock, Address(Channel.TELEGRAM, -1_000_000_000_001), "Stadt")
    one = await plan(uow, news(channels=(channel.address.chat_id,)))
    assert await stop(uow, clock, one.id, by=None)
    await remove_channel(uow, channel.id)
    outcome = await resume(uow, clock, one.id, by=None)
    assert isinstance(outcome, Resumed)
    assert outcome.waiting == 0
