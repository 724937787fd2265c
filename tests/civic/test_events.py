"""Events: whether they take registrations, who may change them, and texts by language."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from civic.event_changes import change_event
from civic.events import (
    Closing,
    Event,
    EventStatus,
    EventWithSeats,
    Localised,
    Way,
    coming_events,
    create_event,
    in_language,
    publish_event,
    remove_examples,
    why_closed,
)
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, NOW, a_kept_event, an_event
from tests.fakes import FakeClock

EVENT = an_event()


@pytest.mark.parametrize(
    ("event", "now", "expected"),
    [
        (EVENT, NOW, None),
        (EVENT, EVENT.deadline - timedelta(seconds=1), None),
        (EVENT, EVENT.deadline, Closing.DEADLINE),
        (EVENT, EVENT.starts_at, Closing.OVER),
        (replace(EVENT, deadline=EVENT.ends_at), EVENT.starts_at, Closing.OVER),
        (replace(EVENT, status=EventStatus.CANCELLED), NOW, Closing.CANCELLED),
        (replace(EVENT, status=EventStatus.DRAFT), NOW, Closing.UNKNOWN),
        (None, NOW, Closing.UNKNOWN),
    ],
)
def test_why_an_event_is_closed(event: Event | None, now: datetime, expected: Closing | None) -> None:
    assert why_closed(event, now) is expected


@pytest.mark.parametrize(("taken", "free"), [(0, 10), (4, 6), (10, 0), (12, 0)])
def test_free_seats_are_never_negative(taken: int, free: int) -> None:
    assert EventWithSeats(EVENT, taken, waiting=0).free == free


def test_nobody_is_in_a_newcomers_way_before_a_draw() -> None:
    drawn = replace(EVENT, way=Way.DRAW)
    assert EventWithSeats(EVENT, 2, waiting=3, offered=1).free == 0
    assert EventWithSeats(EVENT, 2, waiting=0, offered=1).free == 7
    assert EventWithSeats(drawn, 0, waiting=30).free == 10
    assert EventWithSeats(replace(drawn, drawn_at=NOW), 10, waiting=20).free == 0


def test_a_text_is_in_the_language_or_the_first_fallback_or_any() -> None:
    texts = {"uk": "Ремонт", "de": "Reparatur", "en": ""}
    assert in_language(texts, "uk", ("de",)) == Localised("Ремонт", "uk")
    assert in_language(texts, "en", ("de",)) == Localised("Reparatur", "de")
    assert in_language(texts, "ar", ("tr",)) == Localised("Ремонт", "uk")
    assert in_language({"en": ""}, "en", ("de",)) is None


async def test_a_draft_is_seen_after_it_is_published(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    draft = await create_event(sqlite_uow, an_event(status=EventStatus.DRAFT))
    assert await coming_events(sqlite_uow, clock) == []
    published = await publish_event(sqlite_uow, clock, draft.id)
    assert published == replace(draft, status=EventStatus.PUBLISHED, revision=1)
    assert [shown.event for shown in await coming_events(sqlite_uow, clock)] == [published]


async def test_what_cannot_be_published(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    cancelled = await a_kept_event(sqlite_uow, status=EventStatus.CANCELLED)
    over = await a_kept_event(sqlite_uow, status=EventStatus.DRAFT, starts_at=NOW)
    for event_id in (cancelled.id, over.id, over.id + 1):
        assert await publish_event(sqlite_uow, clock, event_id) is None


async def test_the_second_of_two_edits_is_refused(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await a_kept_event(sqlite_uow)
    changed = await change_event(sqlite_uow, clock, BERLIN, replace(event, place="Rathaus"))
    assert changed == replace(event, place="Rathaus", revision=1, sequence=1)
    assert await change_event(sqlite_uow, clock, BERLIN, replace(event, place="Park")) is None
    assert await change_event(sqlite_uow, clock, BERLIN, replace(event, id=event.id + 1)) is None
    async with sqlite_uow.reading() as r:
        kept = await r.events.get(event.id)
    assert kept is not None
    assert kept.event == changed


async def test_an_event_that_has_begun_is_no_longer_coming(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(sqlite_uow)
    clock.advance(event.starts_at - NOW - timedelta(seconds=1))
    assert len(await coming_events(sqlite_uow, clock)) == 1
    clock.advance(timedelta(seconds=1))
    assert await coming_events(sqlite_uow, clock) == []


async def test_examples_can_be_removed(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    await a_kept_event(sqlite_uow, example=True)
    real = await a_kept_event(sqlite_uow)
    assert await remove_examples(sqlite_uow) == 1
    assert [shown.event for shown in await coming_events(sqlite_uow, clock)] == [real]
