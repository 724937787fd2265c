"""Copies that wait: claimed together, moved by another choice, dropped when nobody wants them any more."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import event

from civic.announcements import (
    Announcement,
    AnnouncementStatus,
    Audience,
    Delivery,
    DeliveryStatus,
    Report,
    SkipReason,
)
from civic.delivery_outcomes import PutOff, Settled
from civic.news_times import NewsRules
from civic.registrations import RegistrationStatus
from civic.residents import NewsWhen, Resident, toggle_topic, unsubscribe_all
from civic.waiting_copies import choose_news_when
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, NOW, WORDING, a_kept_event, a_resident, a_sending
from tests.fakes import FakeClock
from tests.storage.test_planning import TIMES, news, plan, rows, somebody
from tests.storage.test_waiting_lists import entry

LEASE = timedelta(minutes=2)
assert TIMES is not None
EVENING, MONDAY, MORNING = TIMES.daily, TIMES.weekly, TIMES.overflow
RULES = NewsRules(BERLIN)


async def claim(uow: SqlUnitOfWork, after: timedelta = timedelta(0), limit: int = 9) -> list[list[Delivery]]:
    """What goes out together so long after the evening's digests are due."""
    now = EVENING + after
    async with uow.writing() as w:
        claimed = await w.waiting_copies.claim_together(limit, now, now + LEASE)
        await w.commit()
        return claimed


def numbers(claimed: list[list[Delivery]]) -> list[tuple[int | None, list[int]]]:
    return [(theirs[0].resident_id, [one.announcement_id for one in theirs]) for theirs in claimed]


async def report(uow: SqlUnitOfWork, one: Announcement) -> Report:
    async with uow.reading() as r:
        return await r.deliveries.report(one.id)


async def two_waiting(uow: SqlUnitOfWork) -> tuple[Resident, Announcement, Announcement]:
    reader = await somebody(uow, NewsWhen.DAILY)
    return reader, await plan(uow, news()), await plan(uow, news())


async def test_everything_of_a_person_is_claimed_together_once_it_is_time(uow: SqlUnitOfWork) -> None:
    reader, first, second = await two_waiting(uow)
    other = await somebody(uow, NewsWhen.DAILY)
    third = await plan(uow, news())
    async with uow.reading() as r:
        assert not await r.waiting_copies.together_due(EVENING - LEASE)
        assert await r.waiting_copies.together_due(EVENING)
    assert await claim(uow, -LEASE) == []
    assert numbers(await claim(uow, limit=1)) == [(reader.id, [first.id, second.id, third.id])]
    assert numbers(await claim(uow)) == [(other.id, [third.id])]
    assert await claim(uow, LEASE - timedelta(seconds=1)) == []


async def test_single_copies_and_those_that_wait_do_not_take_each_other(uow: SqlUnitOfWork) -> None:
    await two_waiting(uow)
    now = await somebody(uow)
    single = await plan(uow, news())
    async with uow.writing() as w:
        copies = await w.deliveries.claim(9, EVENING, EVENING + LEASE)
        assert [(one.resident_id, one.announcement_id) for one in copies] == [(now.id, single.id)]
        await w.commit()
    assert [len(theirs) for theirs in await claim(uow)] == [3]


async def test_a_digest_whose_sender_died_is_taken_over(uow: SqlUnitOfWork) -> None:
    reader, first, second = await two_waiting(uow)
    [theirs] = await claim(uow)
    async with uow.writing() as w:
        await w.outcomes.settle([Settled(theirs[0].id, DeliveryStatus.SENT)])
        await w.commit()
    assert numbers(await claim(uow, LEASE)) == [(reader.id, [second.id])]
    assert (await report(uow, first)).sent == 1


async def test_four_senders_never_hold_the_same_digest(uow: SqlUnitOfWork) -> None:
    for _ in range(20):
        await somebody(uow, NewsWhen.DAILY)
    for _ in range(3):
        await plan(uow, news())
    held: list[int] = []

    async def send() -> None:
        while batch := await claim(uow, limit=3):
            held.extend(one.id for theirs in batch for one in theirs)

    await asyncio.gather(*(send() for _ in range(4)))
    while batch := await claim(uow, limit=3):
        held.extend(one.id for theirs in batch for one in theirs)
    assert (len(held), len(set(held))) == (60, 60)


async def test_what_expired_or_was_stopped_drops_out(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    reader, stopped, kept = await two_waiting(uow)
    expired = await plan(uow, news(expires_at=EVENING))
    async with uow.writing() as w:
        await w.announcements.update(replace(stopped, status=AnnouncementStatus.STOPPED))
        await w.deliveries.skip_open(stopped.id, SkipReason.STOPPED)
        await w.commit()
    assert numbers(await claim(uow)) == [(reader.id, [kept.id])]
    assert await report(uow, expired) == Report(1, 0, 0, 0, 0, 1, 0)


async def test_a_choice_moves_what_waits(uow: SqlUnitOfWork) -> None:
    reader, first, second = await two_waiting(uow)
    clock = FakeClock(NOW)
    both = [(reader.id, [first.id, second.id])]
    await choose_news_when(uow, clock, reader.id, NewsWhen.WEEKLY, RULES)
    assert await claim(uow) == []
    await choose_news_when(uow, clock, reader.id, NewsWhen.DAILY, RULES)
    async with uow.writing() as w:
        assert numbers(await w.waiting_copies.claim_together(9, EVENING, EVENING + LEASE)) == both
    changed = await choose_news_when(uow, clock, reader.id, NewsWhen.AT_ONCE, RULES)
    assert changed.news_when is NewsWhen.AT_ONCE
    async with uow.writing() as w:
        assert numbers(await w.waiting_copies.claim_together(9, NOW, NOW + LEASE)) == both


async def test_what_is_held_is_not_moved_and_other_peoples_neither(uow: SqlUnitOfWork) -> None:
    reader, *_ = await two_waiting(uow)
    await claim(uow)
    await choose_news_when(uow, FakeClock(NOW), reader.id, NewsWhen.AT_ONCE, RULES)
    other = await somebody(uow, NewsWhen.DAILY)
    await plan(uow, news())
    await choose_news_when(uow, FakeClock(NOW), reader.id, NewsWhen.AT_ONCE, RULES)
    async with uow.writing() as w:
        due = await w.waiting_copies.claim_together(9, EVENING - LEASE, EVENING)
        assert other.id not in [theirs[0].resident_id for theirs in due]


async def test_a_day_until_the_digest_is_not_a_delay(uow: SqlUnitOfWork) -> None:
    await two_waiting(uow)
    async with uow.reading() as r:
        assert await r.deliveries.oldest_open() == EVENING


async def test_ending_one_topic_drops_only_what_no_other_is_a_reason_for(uow: SqlUnitOfWork) -> None:
    reader = await a_resident(uow, topics=("culture", "work"))
    culture = await a_sending(uow, reader, topics=("culture",))
    either = await a_sending(uow, reader, topics=("culture", "work"))
    everybody = await a_sending(uow, reader)
    both = await plan(uow, news(audience=Audience(("culture", "work"), every_topic=True)), None)
    assert await toggle_topic(uow, reader.id, "culture", WORDING) == frozenset({"work"})
    for one, left in ((culture, 0), (either, 1), (everybody, 1), (both, 0)):
        assert await report(uow, one) == Report(1, 0, 0, 0, 0, 1 - left, left)
    assert await toggle_topic(uow, reader.id, "work", WORDING) == frozenset()
    for one in (either, everybody):
        assert await report(uow, one) == Report(1, 0, 0, 0, 0, 1, 0)


async def test_what_a_stop_left_unsent_is_dropped_for_good(uow: SqlUnitOfWork, database: Database) -> None:
    """Somebody may go on with the announcement later."""
    reader = await a_resident(uow, topics=("culture",))
    sending = await a_sending(uow, reader)
    async with uow.writing() as w:
        await w.deliveries.skip_open(sending.id, SkipReason.STOPPED)
        await w.commit()
    await unsubscribe_all(uow, reader.id)
    [row] = await rows(database, sending)
    assert (row.status, row.detail) == ("skipped", SkipReason.UNSUBSCRIBED.value)


async def test_a_new_topic_drops_nothing(uow: SqlUnitOfWork) -> None:
    reader = await a_resident(uow, topics=("culture",))
    culture = await a_sending(uow, reader, topics=("culture",))
    await toggle_topic(uow, reader.id, "work", WORDING)
    assert (await report(uow, culture)).open == 1


async def test_whoever_wants_no_news_still_hears_of_their_event(uow: SqlUnitOfWork) -> None:
    event = await a_kept_event(uow)
    reader, other = await a_resident(uow, topics=("all",)), await a_resident(uow, topics=("all",))
    async with uow.writing() as w:
        await w.registrations.add(entry(event, reader, RegistrationStatus.CONFIRMED))
        await w.commit()
    about_it = await plan(uow, news(audience=Audience(event_id=event.id)), None)
    general = await a_sending(uow, other)
    held = await a_sending(uow, other)
    async with uow.writing() as w:
        for copy in await w.deliveries.claim(9, NOW, NOW + LEASE):
            if copy.announcement_id != held.id:
                await w.outcomes.put_off([PutOff(copy.id, NOW)])
        await w.commit()
    assert await unsubscribe_all(uow, reader.id)
    assert (await report(uow, about_it)).open == 1
    assert await report(uow, general) == Report(2, 0, 0, 0, 0, 1, 1)
    assert await report(uow, held) == Report(2, 0, 0, 0, 0, 0, 2)


async def test_what_waits_for_a_digest_is_found_by_its_own_index(sqlite_database: Database) -> None:
    """A million copies that are due one by one are not looked at for it, nor are they the other way round."""
    asked: list[str] = []
    engine = sqlite_database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(str(args[2])))
    async with SqlUnitOfWork(sqlite_database).reading() as r:
        await r.waiting_copies.together_due(NOW)
    async with sqlite_database.engine.connect() as connection:
        query = next(one for one in asked if "together" in one)
        steps = (
            await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", (NOW.isoformat(), "s"))
        ).all()
    assert "ix_delivery_together" in str(steps)
