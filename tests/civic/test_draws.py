"""Fair draws: once, by a seed that was fixed before, and recomputable with nothing but SHA-256."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.drawing import draw_lines
from civic.changing import cancel
from civic.draws import draw_due, drawn_order, fingerprint, published_draw
from civic.event_changes import change_event
from civic.events import Event, EventStatus, Way, create_event, publish_event
from civic.notices import NoticeKind
from civic.offers import expire_due
from civic.registrations import InDraw, Registration, RegistrationStatus, WaitListed, register
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, NOW, a_request, an_event, residents
from tests.fakes import FakeClock
from tests.seats import kept, position, seats_of, sent, sign_up

DRAW_AT = NOW + timedelta(days=5)


async def drawn_event(uow: SqlUnitOfWork, clock: FakeClock, seats: int) -> Event:
    draft = replace(an_event(seats=seats, status=EventStatus.DRAFT), way=Way.DRAW, draw_at=DRAW_AT)
    event = await publish_event(uow, clock, (await create_event(uow, draft)).id)
    assert event is not None
    return event


async def test_until_the_draw_nobody_has_a_seat_or_a_place(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await drawn_event(sqlite_uow, clock, 2)
    a, b = await residents(sqlite_uow, 2)
    outcome = await register(sqlite_uow, clock, a_request(event, a))
    assert isinstance(outcome, InDraw)
    other = await sign_up(sqlite_uow, clock, event, b)
    await cancel(sqlite_uow, clock, BERLIN, other.id, b.id)
    await expire_due(sqlite_uow, clock, BERLIN)
    assert await draw_due(sqlite_uow, clock, BERLIN) == 0
    assert (await kept(sqlite_uow, outcome.registration)).status is RegistrationStatus.WAITING
    assert await position(sqlite_uow, outcome.registration) == 0
    assert await sent(sqlite_uow, clock) == []


async def test_the_draw_can_be_recomputed_by_anyone(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await drawn_event(sqlite_uow, clock, 6)
    shown_before = fingerprint(event.draw_seed)
    people = await residents(sqlite_uow, 8)
    groups = [1, 3, 2, 6, 1, 2, 1, 4]
    entries = [await sign_up(sqlite_uow, clock, event, *one) for one in zip(people, groups, strict=True)]
    clock.now = DRAW_AT
    assert await draw_due(sqlite_uow, clock, BERLIN) == 1
    after = (await seats_of(sqlite_uow, event)).event
    assert after.drawn_at == DRAW_AT
    # From here on nothing of ours is used: what docs/events.md says, with the standard library.
    assert hashlib.sha256(after.draw_seed.encode()).hexdigest() == shown_before
    tickets = {
        hashlib.sha256(f"{after.draw_seed}:{entry.code}".encode()).hexdigest(): entry for entry in entries
    }
    free, winners, losers = 6, [], []
    for ticket in sorted(tickets):
        entry = tickets[ticket]
        if entry.people <= free:
            free -= entry.people
            winners.append(entry)
        else:
            losers.append(entry)
    statuses = {entry.id: (await kept(sqlite_uow, entry)).status for entry in entries}
    assert {statuses[entry.id] for entry in winners} == {RegistrationStatus.CONFIRMED}
    assert {statuses[entry.id] for entry in losers} <= {
        RegistrationStatus.WAITING,
        RegistrationStatus.OFFERED,
    }
    waiting = [entry for entry in losers if statuses[entry.id] is RegistrationStatus.WAITING]
    assert [await position(sqlite_uow, entry) for entry in waiting] == list(range(1, len(waiting) + 1))
    assert await told(sqlite_uow, clock) == {
        **{entry.resident_id: NoticeKind.SEAT_FREED for entry in winners},
        **{entry.resident_id: NoticeKind.SEAT_OFFERED for entry in losers},
        **{entry.resident_id: NoticeKind.DRAWN_OUT for entry in waiting},
    }


async def told(uow: SqlUnitOfWork, clock: FakeClock) -> dict[int | None, NoticeKind]:
    heard = await sent(uow, clock)
    assert len(heard) == len(dict(heard)), "somebody was told twice"
    return dict(heard)


async def test_what_is_published_before_and_after_the_draw(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await drawn_event(sqlite_uow, clock, 1)
    people = await residents(sqlite_uow, 4)
    entries = [await sign_up(sqlite_uow, clock, event, one) for one in people]
    await cancel(sqlite_uow, clock, BERLIN, entries[0].id, people[0].id)
    before = await published_draw(sqlite_uow, event.id)
    assert before is not None
    assert (before.seed, before.entries) == ("", ())
    clock.now = DRAW_AT
    await draw_due(sqlite_uow, clock, BERLIN)
    clock.advance(timedelta(hours=1))
    await cancel(sqlite_uow, clock, BERLIN, entries[1].id, people[1].id)
    after = await published_draw(sqlite_uow, event.id)
    assert after is not None
    assert (after.fingerprint, after.seed) == (fingerprint(event.draw_seed), event.draw_seed)
    codes = [entry.code for entry in after.entries]
    assert codes == drawn_order([entry.code for entry in entries[1:]], event.draw_seed)
    lines = draw_lines(after)
    assert lines[1:3] == [f"seed: {event.draw_seed}", "seats: 1"]
    assert [line.split()[1].rstrip(",") for line in lines[3:]] == codes
    assert draw_lines(before)[1:] == ["not drawn yet; the seed is shown after the draw"]
    assert await published_draw(sqlite_uow, event.id + 1) is None


async def test_it_is_drawn_once_and_then_the_list_is_an_ordinary_one(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await drawn_event(sqlite_uow, clock, 1)
    people = await residents(sqlite_uow, 4)
    entries = [await sign_up(sqlite_uow, clock, event, one) for one in people[:3]]
    clock.now = DRAW_AT + timedelta(hours=1)
    assert await draw_due(sqlite_uow, clock, BERLIN) == 1
    assert await draw_due(sqlite_uow, clock, BERLIN) == 0
    await sent(sqlite_uow, clock)
    late = await register(sqlite_uow, clock, a_request(event, people[3]))
    assert isinstance(late, WaitListed)
    assert late.position == 3
    now = [await kept(sqlite_uow, one) for one in entries]
    [winner] = [one for one in now if one.status is RegistrationStatus.CONFIRMED]
    first = min((one for one in now if one is not winner), key=lambda one: one.queue)
    assert winner.resident_id is not None
    await cancel(sqlite_uow, clock, BERLIN, winner.id, winner.resident_id)
    assert await sent(sqlite_uow, clock) == [(first.resident_id, NoticeKind.SEAT_OFFERED)]


async def test_an_edit_begun_before_the_draw_does_not_undo_it(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await drawn_event(sqlite_uow, clock, 1)
    clock.now = DRAW_AT
    await draw_due(sqlite_uow, clock, BERLIN)
    assert await change_event(sqlite_uow, clock, BERLIN, replace(event, seats=5)) is None


async def test_the_seed_stays_as_it_was_published(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await drawn_event(sqlite_uow, clock, 1)
    assert len(event.draw_seed) == 32
    edited = await change_event(sqlite_uow, clock, BERLIN, replace(event, seats=5, draw_seed="0" * 32))
    assert edited is not None
    assert edited.draw_seed == event.draw_seed


async def test_a_published_event_becomes_one_with_a_draw(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    plain = await publish_event(
        sqlite_uow, clock, (await create_event(sqlite_uow, an_event(status=EventStatus.DRAFT))).id
    )
    assert plain is not None
    assert plain.draw_seed == ""
    drawn = await change_event(sqlite_uow, clock, BERLIN, replace(plain, way=Way.DRAW))
    assert drawn is not None
    assert len(drawn.draw_seed) == 32


async def test_without_a_time_of_its_own_the_draw_is_at_the_deadline_and_offers_go_on(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await drawn_event(sqlite_uow, clock, 1)
    changed = await change_event(sqlite_uow, clock, BERLIN, replace(event, draw_at=None))
    assert changed is not None
    people = await residents(sqlite_uow, 2)
    entries = [await sign_up(sqlite_uow, clock, event, one) for one in people]
    clock.now = changed.deadline - timedelta(seconds=1)
    assert await draw_due(sqlite_uow, clock, BERLIN) == 0
    clock.now = changed.deadline
    assert await draw_due(sqlite_uow, clock, BERLIN) == 1
    seated, waits = sorted([await kept(sqlite_uow, one) for one in entries], key=lambda one: one.status.value)
    assert seated.resident_id is not None
    await cancel(sqlite_uow, clock, BERLIN, seated.id, seated.resident_id)
    assert (await kept(sqlite_uow, waits)).status is RegistrationStatus.OFFERED


async def test_what_has_begun_is_not_drawn(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await drawn_event(sqlite_uow, clock, 1)
    [one] = await residents(sqlite_uow, 1)
    entry: Registration = await sign_up(sqlite_uow, clock, event, one)
    clock.now = event.starts_at
    assert await draw_due(sqlite_uow, clock, BERLIN) == 0
    assert (await kept(sqlite_uow, entry)).status is RegistrationStatus.WAITING


@pytest.mark.parametrize("seed", ["", "a", "ü"])
def test_the_order_depends_on_the_seed_and_the_codes_alone(seed: str) -> None:
    codes = [f"CODE{number}" for number in range(50)]
    order = drawn_order(codes, seed)
    assert sorted(order) == sorted(codes)
    assert drawn_order(reversed(codes), seed) == order
    assert drawn_order(codes, seed + "x") != order
