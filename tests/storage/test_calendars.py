"""Rows of calendars: imported dates, private feeds, versions of events; they end with what they belong to."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from civic.calendar_items import CalendarItem
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_kept_event, a_resident

LATER = NOW + timedelta(hours=1)


async def test_dates_of_a_feed(uow: SqlUnitOfWork) -> None:
    event = await a_kept_event(uow, example=True)
    item = CalendarItem("vhs", "uid", "2026-12-11", event.id, "f" * 64, NOW)
    async with uow.writing() as w:
        assert await w.calendar_items.add(item)
        assert await w.calendar_items.add(replace(item, recurrence="")), "another date of the same entry"
        assert await w.calendar_items.add(replace(item, feed="club"))
        assert not await w.calendar_items.add(replace(item, fingerprint="x"))
        await w.calendar_items.update(replace(item, cancelled=True, starts_at=LATER))
        await w.commit()
    async with uow.reading() as r:
        found = {one.key: one for one in await r.calendar_items.of_feed("vhs")}
        assert found[item.key] == replace(item, cancelled=True, starts_at=LATER)
        assert len(found) == 2
    async with uow.writing() as w:
        await w.events.remove_examples()
        await w.commit()
    async with uow.reading() as r:
        assert await r.calendar_items.of_feed("vhs") == []


async def test_when_a_feed_was_looked_at(uow: SqlUnitOfWork) -> None:
    for at in (NOW, LATER):
        async with uow.writing() as w:
            await w.calendar_items.set_checked("vhs", at)
            await w.commit()
        async with uow.reading() as r:
            assert await r.calendar_items.checked_at("vhs") == at


async def test_one_private_feed_for_each_resident(uow: SqlUnitOfWork, database: Database) -> None:
    ada, bert = await a_resident(uow), await a_resident(uow)
    async with uow.writing() as w:
        await w.feed_tokens.set(ada.id, "old", NOW)
        await w.feed_tokens.set(ada.id, "new", LATER)
        await w.feed_tokens.set(bert.id, "other", NOW)
        await w.commit()
    async with uow.reading() as r:
        assert await r.feed_tokens.resident_of("old") is None
        assert await r.feed_tokens.resident_of("new") == ada.id
        assert await r.feed_tokens.created_at(ada.id) == LATER
    with pytest.raises(IntegrityError):
        async with uow.writing() as w:
            await w.feed_tokens.set(bert.id, "new", NOW)
    async with database.engine.begin() as connection:
        await connection.execute(text(f"DELETE FROM resident WHERE id = {ada.id}"))
    async with uow.writing() as w:
        assert await w.feed_tokens.resident_of("new") is None
        await w.feed_tokens.remove(bert.id)
        await w.feed_tokens.remove(bert.id)
        await w.commit()
    async with uow.reading() as r:
        assert await r.feed_tokens.created_at(bert.id) is None


async def test_versions_of_events(uow: SqlUnitOfWork) -> None:
    event = await a_kept_event(uow)
    async with uow.writing() as w:
        await w.event_stamps.set(event.id, 1, NOW)
        await w.event_stamps.set(event.id, 2, LATER)
        await w.commit()
    async with uow.reading() as r:
        assert await r.event_stamps.of({event.id: 1}) == {}
        assert await r.event_stamps.of({event.id: 2, 999: 1}) == {event.id: LATER}
        assert await r.event_stamps.of({}) == {}
