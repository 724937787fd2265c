"""Events, registrations and questions, as rows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection
from sqlalchemy import event as events
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from civic.event_drafts import concerned, is_told, throw_away
from civic.event_rules import UNSET
from civic.events import Event, EventStatus
from civic.questions import QuestionStatus
from civic.registrations import Need, Registration, RegistrationStatus
from civic.residents import Resident
from storage.database import Database
from storage.tables import RatingRow
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_kept_event, a_question, a_resident, an_event, residents

CONFIRMED, WAITING = RegistrationStatus.CONFIRMED, RegistrationStatus.WAITING
CANCELLED = RegistrationStatus.CANCELLED


def registration(
    event: Event, resident: Resident, queue: int, *, people: int = 1, status: RegistrationStatus = WAITING
) -> Registration:
    needs = frozenset({Need.INTERPRETER, Need.STEP_FREE})
    return Registration(0, event.id, resident.id, f"C{queue}", "Mira", people, status, queue, NOW, needs)


async def test_an_event_comes_back_as_kept(uow: SqlUnitOfWork) -> None:
    resident = await a_resident(uow)
    new = replace(
        an_event(titles={"uk": "Ремонт", "ar": "إصلاح", "de": "Reparatur"}),
        step_free=False,
        cost="5 €",
        created_by=resident.id,
    )
    async with uow.writing() as w:
        kept = await w.events.add(new)
        assert kept == replace(new, id=kept.id)
        assert list(kept.titles) == ["uk", "ar", "de"]
        changed = replace(kept, seats=3, step_free=None, status=EventStatus.CANCELLED, revision=1)
        await w.events.update(changed)
        assert await w.events.lock(kept.id) == changed
        await w.commit()
    async with uow.reading() as r:
        found = await r.events.get(kept.id)
        assert found is not None
        assert (found.event, found.taken, found.waiting) == (changed, 0, 0)
        assert await r.events.get(kept.id + 1) is None
        assert await r.events.count() == 1


async def test_what_residents_and_what_staff_see(uow: SqlUnitOfWork) -> None:
    soon, later = NOW + timedelta(days=1), NOW + timedelta(days=2)
    second = await a_kept_event(uow, starts_at=later)
    first = await a_kept_event(uow, starts_at=soon)
    draft = await a_kept_event(uow, starts_at=later, status=EventStatus.DRAFT)
    cancelled = await a_kept_event(uow, starts_at=later, status=EventStatus.CANCELLED)
    running = await a_kept_event(uow, starts_at=NOW - timedelta(hours=1))
    await a_kept_event(uow, starts_at=NOW - timedelta(days=1))
    async with uow.reading() as r:
        assert [e.event for e in await r.events.coming(NOW)] == [first, second]
        expected = [running, first, second, draft, cancelled]
        assert [e.event for e in await r.events.of_staff(NOW)] == expected


async def test_seats_are_counted_in_people_by_one_query(database: Database, uow: SqlUnitOfWork) -> None:
    event, empty = await a_kept_event(uow), await a_kept_event(uow)
    a, b, c, d = await residents(uow, 4)
    async with uow.writing() as w:
        await w.registrations.add(registration(event, a, 1, people=3, status=CONFIRMED))
        await w.registrations.add(registration(event, b, 2, people=2, status=CONFIRMED))
        await w.registrations.add(registration(event, c, 3, people=6, status=WAITING))
        await w.registrations.add(registration(event, d, 4, people=5, status=CANCELLED))
        assert await w.registrations.seats_taken(event.id) == 5
        assert await w.registrations.seats_taken(empty.id) == 0
        await w.commit()
    statements: list[str] = []

    def note(_: Connection, __: DBAPICursor, statement: str, *rest: object) -> None:
        statements.append(statement)

    events.listen(database.engine.sync_engine, "before_cursor_execute", note)
    async with uow.reading() as r:
        coming = await r.events.coming(NOW)
    events.remove(database.engine.sync_engine, "before_cursor_execute", note)
    assert [(e.event.id, e.taken, e.waiting, e.free) for e in coming] == [
        (event.id, 5, 6, 0),  # while people wait, no seat is for newcomers
        (empty.id, 0, 0, 10),
    ]
    assert len([s for s in statements if s.startswith("SELECT")]) == 1


async def test_examples_go_with_their_registrations(uow: SqlUnitOfWork) -> None:
    example, real = await a_kept_event(uow, example=True), await a_kept_event(uow)
    resident = await a_resident(uow)
    async with uow.writing() as w:
        gone = await w.registrations.add(registration(example, resident, 1))
        kept = await w.registrations.add(registration(real, resident, 2))
        assert await w.events.count_examples() == 1
        assert await w.events.remove_examples() == 1
        assert await w.events.remove_examples() == 0
        assert await w.registrations.get(gone.id) is None
        assert await w.registrations.get(kept.id) == kept


async def test_a_registration_is_found_in_every_way(uow: SqlUnitOfWork) -> None:
    event, resident = await a_kept_event(uow), await a_resident(uow)
    async with uow.writing() as w:
        kept = await w.registrations.add(registration(event, resident, 1, people=2))
        assert kept == replace(registration(event, resident, 1, people=2), id=kept.id)
        changed = replace(kept, status=CANCELLED, needs=frozenset(), cancelled_at=NOW)
        await w.registrations.update(changed)
        assert await w.registrations.get(kept.id) == changed
        assert await w.registrations.of(event.id, resident.id) == changed
        assert await w.registrations.by_code("C1") == changed
        assert await w.registrations.by_code("C2") is None
        assert await w.registrations.of(event.id + 1, resident.id) is None


async def test_the_waiting_list_is_a_queue(uow: SqlUnitOfWork) -> None:
    event = await a_kept_event(uow)
    big, small, last, seated = await residents(uow, 4)
    async with uow.writing() as w:
        assert await w.registrations.next_queue(event.id) == 1
        assert await w.registrations.first_waiting(event.id) is None
        of_last = await w.registrations.add(registration(event, last, 9))
        of_small = await w.registrations.add(registration(event, small, 7, people=2))
        of_big = await w.registrations.add(registration(event, big, 5, people=4))
        of_seated = await w.registrations.add(registration(event, seated, 3, status=CONFIRMED))
        assert await w.registrations.next_queue(event.id) == 10
        assert await w.registrations.first_waiting(event.id) == of_big
        order = (of_seated, of_big, of_small, of_last)
        assert [await w.registrations.position(one) for one in order] == [0, 1, 2, 3]
        await w.registrations.update(replace(of_big, status=CANCELLED))
        assert await w.registrations.position(of_last) == 2
        assert await w.registrations.first_waiting(event.id) == of_small
        await w.registrations.update(replace(of_small, status=CONFIRMED))
        assert await w.registrations.first_waiting(event.id) == of_last
        await w.registrations.update(of_small)
        assert await w.registrations.of_event(event.id) == [of_seated, of_small, of_last]


async def test_the_first_in_the_list_of_at_most_so_many_people(uow: SqlUnitOfWork) -> None:
    event = await a_kept_event(uow, seats=3)
    four, three = await residents(uow, 2)
    async with uow.writing() as w:
        of_four = await w.registrations.add(registration(event, four, 1, people=4))
        of_three = await w.registrations.add(registration(event, three, 2, people=3))
        assert await w.registrations.first_waiting(event.id) == of_four
        assert await w.registrations.first_waiting(event.id, at_most=4) == of_four
        assert await w.registrations.first_waiting(event.id, at_most=3) == of_three
        assert await w.registrations.first_waiting(event.id, at_most=2) is None


async def test_my_registrations_are_those_still_to_come(uow: SqlUnitOfWork) -> None:
    resident, other = await residents(uow, 2)
    later = await a_kept_event(uow, starts_at=NOW + timedelta(days=3))
    running = await a_kept_event(uow, starts_at=NOW - timedelta(hours=1))
    over = await a_kept_event(uow, starts_at=NOW - timedelta(days=1))
    given_up = await a_kept_event(uow)
    async with uow.writing() as w:
        mine_later = await w.registrations.add(registration(later, resident, 1))
        mine_running = await w.registrations.add(registration(running, resident, 2, status=CONFIRMED))
        await w.registrations.add(registration(over, resident, 3, status=CONFIRMED))
        await w.registrations.add(registration(given_up, resident, 4, status=CANCELLED))
        await w.registrations.add(registration(later, other, 5))
        found = await w.registrations.of_resident(resident.id, NOW)
    assert found == [(mine_running, running), (mine_later, later)]


@pytest.mark.parametrize("people", [0, 7])
async def test_the_table_refuses_a_wrong_number_of_people(uow: SqlUnitOfWork, people: int) -> None:
    event, resident = await a_kept_event(uow), await a_resident(uow)
    async with uow.writing() as w:
        with pytest.raises(IntegrityError):
            await w.registrations.add(registration(event, resident, 1, people=people))


async def test_the_tables_refuse_seats_below_zero_and_second_registrations(uow: SqlUnitOfWork) -> None:
    event, resident = await a_kept_event(uow), await a_resident(uow)
    async with uow.writing() as w:
        with pytest.raises(IntegrityError):
            await w.events.update(replace(event, seats=-1))
    async with uow.writing() as w:
        await w.registrations.add(registration(event, resident, 1))
        with pytest.raises(IntegrityError):
            await w.registrations.add(registration(event, resident, 2))


async def test_questions_wait_in_the_order_they_were_asked(uow: SqlUnitOfWork) -> None:
    asker, other, coordinator = await residents(uow, 3)
    async with uow.writing() as w:
        late = await w.questions.add(replace(a_question(asker, "B?"), asked_at=NOW + timedelta(hours=1)))
        early = await w.questions.add(replace(a_question(other, "A?"), entry="olga/hours", score=0.25))
        assert await w.questions.open(10) == [early, late]
        assert await w.questions.open(1) == [early]
        assert await w.questions.open_of(asker.id) == [late]
        answered = replace(
            early, status=QuestionStatus.ANSWERED, answer="Ja", answered_by=coordinator.id, answered_at=NOW
        )
        await w.questions.update(answered)
        assert await w.questions.get(early.id) == answered
        assert await w.questions.lock(early.id) == answered
        assert await w.questions.lock(early.id + 10) is None
        assert await w.questions.get(early.id + 10) is None
        assert await w.questions.count_open() == 1


async def test_opinions_are_only_counted(database: Database, uow: SqlUnitOfWork) -> None:
    async with uow.writing() as w:
        for helpful in (True, False, True):
            await w.questions.rate("olga/hours", "de", helpful=helpful)
        await w.questions.rate("olga/hours", "en", helpful=False)
        await w.commit()
    async with database.reading() as session:
        rows = (await session.exec(select(RatingRow).order_by(RatingRow.language))).all()
    assert [(r.entry, r.language, r.helpful, r.unhelpful) for r in rows] == [
        ("olga/hours", "de", 2, 1),
        ("olga/hours", "en", 0, 1),
    ]


async def test_drafts_earlier_ones_and_removal(uow: SqlUnitOfWork) -> None:
    unfinished = await a_kept_event(uow, starts_at=UNSET, status=EventStatus.DRAFT)
    draft = await a_kept_event(uow, status=EventStatus.DRAFT)
    coming = await a_kept_event(uow)
    past = [await a_kept_event(uow, starts_at=NOW - timedelta(days=n)) for n in (3, 2, 1)]
    await a_kept_event(uow, starts_at=NOW - timedelta(days=1), status=EventStatus.CANCELLED)
    async with uow.reading() as r:
        assert [one.event.id for one in await r.events.drafts()] == [draft.id, unfinished.id]
        assert [one.event.id for one in await r.events.earlier(NOW, 2)] == [past[2].id, past[1].id]
    assert await throw_away(uow, draft.id)
    assert not await throw_away(uow, draft.id)
    assert not await throw_away(uow, coming.id)
    async with uow.reading() as r:
        assert [one.event.id for one in await r.events.drafts()] == [unfinished.id]
        assert await r.events.get(coming.id) is not None


async def test_people_who_hear_of_a_change(uow: SqlUnitOfWork) -> None:
    event = await a_kept_event(uow)
    a, b, c = await residents(uow, 3)
    async with uow.writing() as w:
        await w.registrations.add(registration(event, a, 1, people=3, status=CONFIRMED))
        await w.registrations.add(registration(event, b, 2, people=2, status=WAITING))
        await w.registrations.add(registration(event, c, 3, people=6, status=CANCELLED))
        await w.commit()
    assert await concerned(uow, event.id) == 2
    assert is_told(event, replace(event, place="Rathaus"))
    assert not is_told(event, replace(event, cost="5 Euro", titles={**event.titles, "uk": "Кафе"}))
