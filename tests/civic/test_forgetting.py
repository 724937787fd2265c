"""Forgetting somebody: what they lose, seats that go on, and breakdowns between any two steps."""

from dataclasses import replace
from datetime import timedelta

import pytest

from civic.data_ports import Erasure
from civic.event_forgetting import forget_needs, forget_people
from civic.event_numbers import event_numbers
from civic.events import Closing, Event
from civic.forgetting import (
    LEFT_ALONE,
    LastOwner,
    Losses,
    Pauses,
    StillThere,
    begin_forgetting,
    forget,
    losses,
    resume_forgetting,
)
from civic.needs import NeedWatch
from civic.notices import NoticeKind
from civic.registrations import Closed, Need, Registered, RegistrationStatus, WaitListed, register
from civic.residents import Address, Cause, Channel, Resident
from civic.staff import Role, StaffMember
from storage.unit_of_work import SqlUnitOfWork
from tests.civic.entries import told
from tests.factories import BERLIN, a_kept_event, a_question, a_request, a_resident, an_address
from tests.fakes import FakeClock

STEPS = ["begun", "registration cancelled", "rows deleted", "finished"]


class Breakdown(Exception):
    """What a test makes happen."""


async def begun(uow: SqlUnitOfWork, clock: FakeClock, resident: Resident) -> Erasure:
    erasure = await begin_forgetting(uow, clock, resident.id)
    assert isinstance(erasure, Erasure)
    return erasure


async def is_known(uow: SqlUnitOfWork, address: Address) -> bool:
    async with uow.reading() as r:
        return await r.residents.at(address) is not None


async def test_what_is_lost_is_named_and_nothing_is_changed(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await a_kept_event(uow)
    resident = await a_resident(uow, topics=["culture"], role=Role.COORDINATOR)
    await register(uow, clock, a_request(event, resident))
    async with uow.writing() as w:
        asked = await w.questions.add(a_question(resident))
        await w.commit()
    lost = await losses(uow, clock, resident.id)
    assert isinstance(lost, Losses)
    assert [one.id for _, one in lost.registrations] == [event.id]
    assert (lost.topics, lost.role) == (frozenset({"culture"}), Role.COORDINATOR)
    assert [one.id for one in lost.questions] == [asked.id]


async def test_the_last_owner_stays_until_there_is_another_one(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    owner, other = await a_resident(uow, role=Role.OWNER), await a_resident(uow, role=Role.COORDINATOR)
    assert await losses(uow, clock, owner.id) == LastOwner()
    assert await begin_forgetting(uow, clock, owner.id) == LastOwner()
    async with uow.writing() as w:
        await w.staff.set_member(StaffMember(other.id, Role.OWNER, clock()))
        await w.commit()
    await begun(uow, clock, owner)
    assert await begin_forgetting(uow, clock, other.id) == LastOwner(), "the first one is leaving"


async def test_a_seat_goes_to_whoever_waits(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await a_kept_event(uow, seats=1)
    first, second = await a_resident(uow), await a_resident(uow)
    assert isinstance(await register(uow, clock, a_request(event, first)), Registered)
    assert isinstance(await register(uow, clock, a_request(event, second)), WaitListed)
    await forget(uow, clock, BERLIN, await begun(uow, clock, first))
    async with uow.reading() as r:
        (offered,) = await r.registrations.of_event(event.id)
    assert (offered.resident_id, offered.status) == (second.id, RegistrationStatus.OFFERED)


async def test_figures_of_a_past_event_stay_without_the_person(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await a_kept_event(uow)
    resident = await a_resident(uow)
    await register(uow, clock, a_request(event, resident, people=3))
    clock.now = event.ends_at + timedelta(hours=1)
    await forget(uow, clock, BERLIN, await begun(uow, clock, resident))
    async with uow.reading() as r:
        kept = await r.numbers.get(event.id)
        assert await r.participants.of_event(event.id) == []
    assert kept is not None
    assert kept.registrations == 1


async def test_whoever_comes_to_the_door_after_that_is_counted(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await a_kept_event(uow)
    first, second, others = await a_resident(uow), await a_resident(uow), await a_resident(uow)
    for one, people in ((first, 3), (second, 1), (others, 5)):
        asked = replace(a_request(event, one, people=people), needs=frozenset((Need.STEP_FREE,)))
        assert isinstance(await register(uow, clock, asked), Registered)
    clock.now = event.ends_at + timedelta(minutes=5)
    await forget(uow, clock, BERLIN, await begun(uow, clock, first))
    async with uow.writing() as w:
        _, last = await w.registrations.of_event(event.id)
        await w.registrations.update(replace(last, arrived=4))
        await w.commit()
    assert await counts(uow, event) == (3, 9, 4, 2), "whether the first one came nobody knows"
    await forget(uow, clock, BERLIN, await begun(uow, clock, second))
    assert await counts(uow, event) == (3, 9, 4, 2)
    async with uow.reading() as r:
        kept = await r.numbers.get(event.id)
    assert kept is not None
    assert (kept.registrations, kept.needs, kept.languages) == (2, (), {}), "only counts of them stay"
    clock.now = event.ends_at + timedelta(days=30)
    assert await forget_needs(uow, clock) == 1
    assert await forget_people(uow, clock) == 1
    assert await counts(uow, event) == (3, 9, 4, 2)


async def test_an_alert_of_needs_goes_also_where_nobody_is_left_who_asked(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event, who, _ = await a_kept_event(uow), await a_resident(uow), await a_resident(uow, role=Role.OWNER)
    await register(uow, clock, replace(a_request(event, who), needs=frozenset((Need.SIGN_LANGUAGE,))))
    assert await NeedWatch(uow, clock).look() == 1
    [(_, _, number)] = await told(uow, NoticeKind.NEED_ALERT)
    await forget(uow, clock, BERLIN, await begun(uow, clock, who))
    clock.now = event.ends_at + timedelta(days=7)
    assert await forget_needs(uow, clock) == 0
    async with uow.reading() as r:
        assert await r.need_alerts.get(number) is None


@pytest.mark.parametrize("minutes", [-60, 5])
async def test_whoever_leaves_after_they_were_checked_in_is_counted(
    uow: SqlUnitOfWork, clock: FakeClock, minutes: int
) -> None:
    event, person = await a_kept_event(uow), await a_resident(uow)
    assert isinstance(await register(uow, clock, a_request(event, person, people=2)), Registered)
    clock.now = event.starts_at + timedelta(minutes=minutes)
    async with uow.writing() as w:
        (one,) = await w.registrations.of_event(event.id)
        await w.registrations.update(replace(one, arrived=2))
        await w.commit()
    await forget(uow, clock, BERLIN, await begun(uow, clock, person))
    assert await counts(uow, event) == (1, 2, 2, 0)


async def counts(uow: SqlUnitOfWork, event: Event) -> tuple[int, int, int | None, int | None]:
    found = await event_numbers(uow, event.id)
    assert found is not None
    return found[1].registrations, found[1].seated, found[1].came, found[1].no_show


async def test_whoever_is_being_forgotten_cannot_register(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, resident = await a_kept_event(uow), await a_resident(uow)
    await begun(uow, clock, resident)
    assert await register(uow, clock, a_request(event, resident)) == Closed(Closing.LEAVING)
    async with uow.reading() as r:
        assert await r.registrations.of_event(event.id) == []


@pytest.mark.parametrize("step", STEPS)
async def test_a_breakdown_after_any_step_is_made_good(
    uow: SqlUnitOfWork, clock: FakeClock, step: str
) -> None:
    event = await a_kept_event(uow, seats=1)
    address = an_address(Channel.WEB)
    first, second = await a_resident(uow, address=address, topics=["culture"]), await a_resident(uow)
    await register(uow, clock, a_request(event, first))
    await register(uow, clock, a_request(event, second))

    async def fails(done: str) -> None:
        if done == step:
            raise Breakdown

    erasure = await begun(uow, clock, first)
    with pytest.raises(Breakdown):
        await forget(uow, clock, BERLIN, erasure, fails)
    assert await resume_forgetting(uow, clock, BERLIN) == [], "somebody may still be at it"
    clock.advance(LEFT_ALONE * 2)
    await resume_forgetting(uow, clock, BERLIN)
    clock.advance(LEFT_ALONE * 2)
    await resume_forgetting(uow, clock, BERLIN)
    async with uow.reading() as r:
        assert await r.personal_data.left(erasure.person) == {}
        assert await r.erasures.unfinished() == []
        (offered,) = await r.registrations.of_event(event.id)
    assert (offered.resident_id, offered.status) == (second.id, RegistrationStatus.OFFERED)
    assert not await is_known(uow, address)


async def test_what_takes_effect_twice_begins_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    resident = await a_resident(uow)
    first, again = await begun(uow, clock, resident), await begun(uow, clock, resident)
    assert first == again
    assert first.id


async def test_one_that_fails_keeps_no_other_from_being_forgotten(
    uow: SqlUnitOfWork, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, other = await a_resident(uow), await a_resident(uow)
    erasures = [await begun(uow, clock, stuck), await begun(uow, clock, other)]
    clock.advance(LEFT_ALONE * 2)
    real = forget

    async def fails(*args: object) -> None:
        if erasures[0] in args:
            raise StillThere("delivery: 1")
        await real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr("civic.forgetting.forget", fails)
    pauses = Pauses(clock)
    with pytest.raises(ExceptionGroup):
        await resume_forgetting(uow, clock, BERLIN, LEFT_ALONE, pauses)
    for pause in (1, 2, 4, 8, 16, 32, 60, 60):
        clock.advance(timedelta(minutes=pause, seconds=-1))
        assert await resume_forgetting(uow, clock, BERLIN, LEFT_ALONE, pauses) == []
        clock.advance(timedelta(seconds=1))
        with pytest.raises(ExceptionGroup):
            await resume_forgetting(uow, clock, BERLIN, LEFT_ALONE, pauses)
    async with uow.reading() as r:
        assert [one.id for one in await r.erasures.unfinished()] == [erasures[0].id]
    monkeypatch.undo()
    assert await resume_forgetting(uow, clock, BERLIN) == [erasures[0].person]


async def test_what_others_chats_of_the_staff_quote_goes_too(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    """A colleague's lines on the web that show the person; what shows others stays."""
    from storage.rooms import SqlRooms
    from webchat.ports import NewMessage

    rooms = SqlRooms(uow._database)
    visitor = await rooms.create_visitor(b"hash", "de", clock())
    address = Address(Channel.WEB, visitor.id)
    await a_resident(uow, address=address, role=Role.COORDINATOR)
    event, resident = await a_kept_event(uow), await a_resident(uow)
    request = replace(a_request(event, resident), name="Ożela Großmann")
    await register(uow, clock, request)
    below = f'"reply_markup": {{"inline_keyboard": [[{{"callback_data": "people_page:{event.id}:1"}}]]}}'
    for body in (
        f'{{"text": "1. O\\u017cela Gro\\u00dfmann", "from": {{"is_bot": true}}, {below}}}',
        '{"text": "Ożela Großmann"}',
        '{"text": "Ben"}',
    ):
        await rooms.add_message(visitor.id, NewMessage(clock(), body))
    await forget(uow, clock, BERLIN, await begun(uow, clock, resident))
    left = [one.body for one in await rooms.messages(visitor.id, 0) if not one.deleted]
    assert left == ['{"text": "Ben"}']


async def test_whoever_asked_a_thousand_questions_is_forgotten(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    resident = await a_resident(uow)
    async with uow.writing() as w:
        for number in range(1100):
            await w.questions.add(a_question(resident, f"Frage {number}"))
        await w.commit()
    await forget(uow, clock, BERLIN, await begun(uow, clock, resident))
    async with uow.reading() as r:
        assert await r.questions.open_of(resident.id) == []


async def test_a_cause_is_noted_with_the_beginning(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    resident, cause = await a_resident(uow), Cause(Channel.TELEGRAM, 7)
    await begin_forgetting(uow, clock, resident.id, cause)
    async with uow.reading() as r:
        assert await r.updates.seen(cause)
