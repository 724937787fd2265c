"""The people of an event on both databases: who sees them, needs, pushes, messages, and forgetting."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from civic.announcements import DeliveryStatus
from civic.changing import NoSeatForMore
from civic.event_forgetting import forget_needs, forget_people
from civic.event_numbers import event_numbers
from civic.event_teams import Audited, colleagues, take_over, toggle_colleague
from civic.events import Event, Way
from civic.needs import NEVER, NeedTotal, NeedWatch, set_threshold
from civic.notices import NoticeKind
from civic.participant_messages import (
    Audience,
    MessageSent,
    NobodyToWrite,
    NotSendable,
    ParticipantMessage,
    Recipients,
    draft_message,
    send_message,
)
from civic.participants import NoSuchEvent, Part, Roll, TotalsOnly, export, look
from civic.pending_pushes import push_pending
from civic.ports import AlreadyHandled
from civic.registrations import Need, NothingToChange, RegistrationStatus
from civic.residents import Cause, Channel, Resident, became_unreachable
from civic.staff import Role
from civic.staff_changes import AcceptedAll, ChangedForThem, accept_fitting, cancel_for, set_people
from storage.unit_of_work import SqlUnitOfWork
from tests.civic.entries import told
from tests.factories import NOW, a_kept_event, a_resident, an_address, residents
from tests.fakes import FakeClock
from tests.participants import a_coordinator, a_registration, keep, roll_of, set_way
from tests.seats import kept, seats_of, sent, sign_up

CONFIRMED, WAITING = RegistrationStatus.CONFIRMED, RegistrationStatus.WAITING
PENDING, CANCELLED = RegistrationStatus.PENDING, RegistrationStatus.CANCELLED
ALERT = NoticeKind.NEED_ALERT
TO_DECIDE = NoticeKind.REGISTRATIONS_PENDING
ZONE = ZoneInfo("Europe/Berlin")


async def test_the_list_has_everybody_with_language_and_whether_they_can_be_reached(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(uow)
    address = an_address()
    ada, blocked = await a_resident(uow, language="uk"), await a_resident(uow, language="ar", address=address)
    await became_unreachable(uow, address)
    staff = await a_coordinator(uow, clock, event)
    await keep(
        uow,
        a_registration(event, blocked, name="Wartet", status=WAITING, queue=2),
        a_registration(event, ada, name="Ada", queue=9),
        a_registration(
            event, None, name="Ohne Konto", language="tr", phone="0631 1", queue=3, status=WAITING
        ),
        a_registration(event, await a_resident(uow), name="Abgesagt", status=CANCELLED, queue=1),
    )
    found = await roll_of(uow, event, staff)
    assert [one.registration.name for one in found.people] == ["Ada", "Wartet", "Ohne Konto", "Abgesagt"]
    assert [one.language for one in found.people] == ["uk", "ar", "tr", "de"]
    assert [one.reachable for one in found.people] == [True, False, False, True]
    assert [found.position(one) for one in found.people] == [0, 1, 2, 0]
    assert [one.registration.name for one in found.part(Part.ENDED)] == ["Abgesagt"]


async def test_names_are_for_the_creator_and_whom_they_add(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    creator = await a_resident(uow, role=Role.COORDINATOR)
    colleague = await a_resident(uow, role=Role.COORDINATOR)
    owner, resident = await a_resident(uow, role=Role.OWNER), await a_resident(uow)
    event = await set_way(uow, await a_kept_event(uow), created_by=creator.id)
    assert isinstance(await look(uow, event.id, creator.id), Roll)
    for one, free in ((colleague, False), (owner, True), (resident, False)):
        found = await look(uow, event.id, one.id)
        assert isinstance(found, TotalsOnly)
        assert found.free is free
    assert await look(uow, event.id + 1, creator.id) == NoSuchEvent()
    assert not await toggle_colleague(uow, clock, event.id, colleague.id, colleague.id)
    assert not await toggle_colleague(uow, clock, event.id, creator.id, resident.id)
    assert not await toggle_colleague(uow, clock, event.id, creator.id, creator.id)
    assert not await take_over(uow, clock, event.id, colleague.id)
    assert await toggle_colleague(uow, clock, event.id, creator.id, colleague.id)
    assert isinstance(await look(uow, event.id, colleague.id), Roll)
    shown = await colleagues(uow, event.id, creator.id)
    assert shown is not None
    assert {one.resident_id: (one.on_team, one.creator) for one in shown} == {
        creator.id: (True, True),
        colleague.id: (True, False),
        owner.id: (False, False),
    }
    assert await toggle_colleague(uow, clock, event.id, creator.id, colleague.id)
    assert isinstance(await look(uow, event.id, colleague.id), TotalsOnly)
    assert await colleagues(uow, event.id, colleague.id) is None
    assert await take_over(uow, clock, event.id, owner.id)
    assert isinstance(await look(uow, event.id, owner.id), Roll)
    async with uow.reading() as r:
        notes = await r.teams.notes(event.id)
    assert [(one.what, one.staff_id) for one in notes] == [
        (Audited.ADDED_COLLEAGUE, creator.id),
        (Audited.REMOVED_COLLEAGUE, creator.id),
        (Audited.TOOK_OVER, owner.id),
    ]


async def test_an_event_that_nobody_looks_after_can_be_taken_over_once(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(uow)
    staff = [await a_resident(uow, role=Role.COORDINATOR) for _ in range(2)]
    taken = await asyncio.gather(*(take_over(uow, clock, event.id, one.id) for one in staff))
    assert sorted(taken) == [False, True]
    assert not await take_over(uow, clock, event.id, (await a_resident(uow)).id)


async def test_who_carried_the_list_away_is_noted_and_nobody_else_gets_it(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(uow)
    staff, other = await a_coordinator(uow, clock, event), await a_resident(uow, role=Role.COORDINATOR)
    assert isinstance(await export(uow, clock, event.id, staff.id, Audited.LIST_AS_CSV), Roll)
    assert isinstance(await export(uow, clock, event.id, other.id, Audited.LIST_TO_PRINT), TotalsOnly)
    async with uow.reading() as r:
        notes = await r.teams.notes(event.id)
    assert [(one.at, one.what, one.staff_id) for one in notes] == [(NOW, Audited.LIST_AS_CSV, staff.id)]


async def test_the_list_is_of_one_moment_while_registrations_come_in(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    """A seat moves from one to the other and back, each time in one transaction: the list has it once."""
    event = await a_kept_event(uow)
    staff = await a_coordinator(uow, clock, event)
    left, right = await keep(
        uow,
        a_registration(event, await a_resident(uow), people=3),
        a_registration(event, await a_resident(uow), people=3, status=CANCELLED),
    )

    async def swap() -> None:
        nonlocal left, right
        for _ in range(25):
            left, right = replace(left, status=right.status), replace(right, status=left.status)
            async with uow.writing() as w:
                await w.registrations.update(left)
                await asyncio.sleep(0)
                await w.registrations.update(right)
                await w.commit()

    async def read() -> list[int]:
        seen = []
        for _ in range(25):
            found = await export(uow, clock, event.id, staff.id, Audited.LIST_AS_CSV)
            assert isinstance(found, Roll)
            seen.append(sum(one.seats for one in found.people))
        return seen

    _, *seen = await asyncio.gather(swap(), read(), read())
    assert {seats for each in seen for seats in each} == {3}


async def an_event_with_needs(uow: SqlUnitOfWork, clock: FakeClock) -> tuple[Event, Resident]:
    event = await a_kept_event(uow, seats=50)
    return event, await a_coordinator(uow, clock, event)


async def test_a_need_is_told_once_when_its_total_reaches_the_threshold(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event, staff = await an_event_with_needs(uow, clock)
    watch = NeedWatch(uow, clock)
    assert await watch.look() == 0
    people = await residents(uow, 5)
    await keep(uow, a_registration(event, people[0], needs=[Need.INTERPRETER], details={"interpreter": "ar"}))
    assert await watch.look() == 1
    assert await watch.look() == 0
    await keep(uow, a_registration(event, people[1], needs=[Need.INTERPRETER], details={"interpreter": "ar"}))
    assert await watch.look() == 0
    await keep(uow, a_registration(event, people[2], needs=[Need.INTERPRETER], details={"interpreter": "uk"}))
    assert await watch.look() == 1
    await keep(uow, a_registration(event, people[3], needs=[Need.CHILDCARE], details={"childcare": "0-2:2"}))
    assert await watch.look() == 0
    await keep(uow, a_registration(event, people[4], needs=[Need.CHILDCARE], details={"childcare": "10+:1"}))
    assert await watch.look() == 1
    assert await sent(uow, clock) == [(staff.id, ALERT)] * 3
    # After a restart everything is looked at again, and nothing is told twice.
    assert await NeedWatch(uow, clock).look() == 0


async def test_an_alert_holds_no_words_and_goes_with_the_needs(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, _ = await an_event_with_needs(uow, clock)
    needy = a_registration(
        event, await a_resident(uow), needs=[Need.INTERPRETER], details={"interpreter": "nur mit Rollstuhl"}
    )
    await keep(uow, needy)
    assert await NeedWatch(uow, clock).look() == 1
    [(_, _, number)] = await told(uow, NoticeKind.NEED_ALERT)
    async with uow.reading() as r:
        alert = await r.need_alerts.get(number)
    assert alert is not None
    assert (alert.need, alert.language) == (Need.INTERPRETER, "other")
    clock.now = event.ends_at + timedelta(days=7)
    assert await forget_needs(uow, clock) == 1
    async with uow.reading() as r:
        assert await r.need_alerts.get(number) is None
        kept = await r.numbers.get(event.id)
    assert kept is not None
    assert kept.needs == (NeedTotal(Need.INTERPRETER, "other", 1),)


async def test_two_processes_tell_a_need_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, staff = await an_event_with_needs(uow, clock)
    await keep(uow, a_registration(event, await a_resident(uow), needs=[Need.STEP_FREE]))
    told = await asyncio.gather(*(NeedWatch(uow, clock).look() for _ in range(4)))
    assert sorted(told) == [0, 0, 0, 1]
    assert await sent(uow, clock) == [(staff.id, ALERT)]


@pytest.mark.parametrize(("status", "told"), [(CONFIRMED, 1), (WAITING, 0), (PENDING, 0), (CANCELLED, 0)])
async def test_needs_count_for_people_with_seats(
    uow: SqlUnitOfWork, clock: FakeClock, status: RegistrationStatus, told: int
) -> None:
    event, _ = await an_event_with_needs(uow, clock)
    one = a_registration(event, await a_resident(uow), needs=[Need.SIGN_LANGUAGE], status=status)
    await keep(uow, one)
    assert await NeedWatch(uow, clock).look() == told


async def test_thresholds_are_set_for_each_event(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, staff = await an_event_with_needs(uow, clock)
    stranger, watch = await a_resident(uow, role=Role.COORDINATOR), NeedWatch(uow, clock)

    async def put(who: Resident, need: Need, least: int) -> bool:
        return await set_threshold(uow, clock, event.id, who.id, need, least)

    assert not await put(stranger, Need.STEP_FREE, 2)
    assert not await put(staff, Need.STEP_FREE, -1)
    assert not await put(staff, Need.STEP_FREE, 10**9)
    assert await put(staff, Need.STEP_FREE, 3)
    assert await put(staff, Need.COMPANION, NEVER)
    needs = [Need.STEP_FREE, Need.COMPANION]
    await keep(uow, a_registration(event, await a_resident(uow), people=2, needs=needs))
    assert await watch.look() == 0
    assert await sent(uow, clock) == []
    # A lower number is reached at once, in the transaction that sets it.
    assert await put(staff, Need.STEP_FREE, 2)
    assert await sent(uow, clock) == [(staff.id, ALERT)]


async def test_without_a_team_whoever_may_see_people_hears_of_needs(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(uow)
    staff = [await a_resident(uow, role=role) for role in (Role.OWNER, Role.COORDINATOR)]
    for role in (Role.AUTHOR, Role.VIEWER):
        await a_resident(uow, role=role)
    await keep(uow, a_registration(event, await a_resident(uow), needs=[Need.STEP_FREE]))
    assert await NeedWatch(uow, clock).look() == 1
    assert await sent(uow, clock) == [(one.id, ALERT) for one in staff]


async def a_moderated_event(uow: SqlUnitOfWork, clock: FakeClock, seats: int = 5) -> tuple[Event, Resident]:
    event = await set_way(uow, await a_kept_event(uow, seats=seats), way=Way.MODERATED)
    return event, await a_coordinator(uow, clock, event)


async def test_coordinators_hear_of_pending_registrations_at_most_once_an_hour(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event, staff = await a_moderated_event(uow, clock)
    assert await push_pending(uow, clock) == 0
    await sign_up(uow, clock, event, await a_resident(uow))
    pushed = await asyncio.gather(*(push_pending(uow, clock) for _ in range(3)))
    assert sorted(pushed) == [0, 0, 1]
    clock.advance(timedelta(minutes=59))
    await sign_up(uow, clock, event, await a_resident(uow))
    assert await push_pending(uow, clock) == 0
    clock.advance(timedelta(minutes=1))
    assert await push_pending(uow, clock) == 1
    clock.advance(timedelta(hours=5))
    # Nothing new: those who are known wait without another message.
    assert await push_pending(uow, clock) == 0
    assert await sent(uow, clock) == [(staff.id, TO_DECIDE)] * 2


async def test_all_that_fit_are_accepted_in_order(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, staff = await a_moderated_event(uow, clock)
    asked = []
    for people in (3, 4, 2, 1):
        clock.advance(timedelta(minutes=1))
        asked.append(await sign_up(uow, clock, event, await a_resident(uow), people))
    stranger = await a_resident(uow, role=Role.COORDINATOR)
    for who, number in ((stranger.id, event.id), (staff.id, event.id + 1)):
        assert await accept_fitting(uow, clock, ZONE, number, who) == NothingToChange()
    outcome = await accept_fitting(uow, clock, ZONE, event.id, staff.id)
    assert outcome == AcceptedAll(accepted=2, left=2)
    statuses = [(await kept(uow, one)).status for one in asked]
    assert statuses == [CONFIRMED, PENDING, CONFIRMED, PENDING]
    told = [(asked[0].resident_id, NoticeKind.ACCEPTED), (asked[2].resident_id, NoticeKind.ACCEPTED)]
    assert await sent(uow, clock) == told
    again = await accept_fitting(uow, clock, ZONE, event.id, staff.id)
    assert again == AcceptedAll(accepted=0, left=2)
    assert await sent(uow, clock) == []


async def test_a_coordinator_changes_and_cancels_for_somebody(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, zone = await a_kept_event(uow, seats=4), ZONE
    staff, stranger = await a_coordinator(uow, clock, event), await a_resident(uow, role=Role.OWNER)
    ada, ben = await a_resident(uow), await a_resident(uow)
    one = await sign_up(uow, clock, event, ada, 3)
    other = await sign_up(uow, clock, event, ben, 2)
    assert other.status is WAITING
    nothing = NothingToChange()
    assert await set_people(uow, clock, zone, one.id, stranger.id, 3, 1) == nothing
    assert await set_people(uow, clock, zone, one.id, staff.id, 2, 1) == nothing
    assert await set_people(uow, clock, zone, one.id, staff.id, 3, 7) == nothing
    assert await set_people(uow, clock, zone, 10**6, staff.id, 3, 1) == nothing
    outcome = await set_people(uow, clock, zone, one.id, staff.id, 3, 4)
    assert isinstance(outcome, NoSeatForMore)
    assert isinstance(await set_people(uow, clock, zone, one.id, staff.id, 3, 2), ChangedForThem)
    assert (await kept(uow, one)).people == 2
    assert (await kept(uow, other)).status is RegistrationStatus.OFFERED
    # The same tap again finds another number and does nothing.
    assert await set_people(uow, clock, zone, one.id, staff.id, 3, 2) == nothing
    assert await cancel_for(uow, clock, zone, one.id, stranger.id) == nothing
    assert isinstance(await cancel_for(uow, clock, zone, one.id, staff.id), ChangedForThem)
    assert await cancel_for(uow, clock, zone, one.id, staff.id) == nothing
    assert (await kept(uow, one)).cancelled_at == clock()
    changed = (ada.id, NoticeKind.CHANGED_BY_STAFF)
    assert [one for one in await sent(uow, clock) if one[0] == ada.id] == [changed, changed]


async def a_message(
    uow: SqlUnitOfWork, clock: FakeClock, event: Event, staff: Resident, to: Recipients
) -> ParticipantMessage:
    draft = ParticipantMessage(0, event.id, staff.id, to, {"de": "Bitte warm anziehen."}, NOW)
    made = await draft_message(uow, clock, draft)
    assert isinstance(made, ParticipantMessage)
    return made


async def test_a_message_goes_once_to_everybody_on_the_list(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await a_kept_event(uow)
    staff = await a_coordinator(uow, clock, event)
    ada, ben, cem, late = await residents(uow, 4)
    await keep(
        uow,
        a_registration(event, ada),
        a_registration(event, ben, status=WAITING),
        a_registration(event, cem, status=CANCELLED),
        a_registration(event, None, name="Ohne Konto", phone="0631 1"),
    )
    message = await a_message(uow, clock, event, staff, Recipients.BOTH)
    causes = [Cause(Channel.WEB, number) for number in (1, 1, 2)]
    results = await asyncio.gather(
        *(send_message(uow, clock, message.id, message.revision, staff.id, cause) for cause in causes),
        return_exceptions=True,
    )
    assert sum(isinstance(one, MessageSent) for one in results) == 1
    assert all(isinstance(one, MessageSent | NotSendable | AlreadyHandled) for one in results)
    (outcome,) = (one for one in results if isinstance(one, MessageSent))
    assert outcome.audience == Audience({"de": 2}, without_account=1)
    await keep(uow, a_registration(event, late))
    told = await sent(uow, clock)
    assert told == [(one.id, NoticeKind.PARTICIPANT_MESSAGE) for one in (ada, ben)]
    async with uow.reading() as r:
        report = await r.participant_messages.report(message.id)
        assert [one.id for one in await r.participant_messages.of_event(event.id)] == [message.id]
    assert (report.planned, report.sent, report.unreachable, report.open) == (3, 2, 1, 0)


@pytest.mark.parametrize(
    ("to", "reached"),
    [(Recipients.CONFIRMED, {"ada"}), (Recipients.WAITING, {"ben"}), (Recipients.BOTH, {"ada", "ben"})],
)
async def test_to_whom_a_message_goes(
    uow: SqlUnitOfWork, clock: FakeClock, to: Recipients, reached: set[str]
) -> None:
    event, other = await a_kept_event(uow), await a_kept_event(uow)
    staff = await a_coordinator(uow, clock, event)
    people = dict(zip(("ada", "ben", "elsewhere"), await residents(uow, 3), strict=True))
    await keep(
        uow,
        a_registration(event, people["ada"]),
        a_registration(event, people["ben"], status=WAITING),
        a_registration(other, people["elsewhere"]),
    )
    message = await a_message(uow, clock, event, staff, to)
    assert isinstance(await send_message(uow, clock, message.id, 0, staff.id), MessageSent)
    assert {one for one, _ in await sent(uow, clock)} == {people[name].id for name in reached}


async def test_only_the_version_that_was_shown_is_sent_and_only_by_the_team(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(uow)
    staff, stranger = await a_coordinator(uow, clock, event), await a_resident(uow, role=Role.COORDINATOR)
    foreign = ParticipantMessage(0, event.id, stranger.id, Recipients.BOTH, {"de": "Hallo"}, NOW)
    assert await draft_message(uow, clock, foreign) == NotSendable()
    message = await a_message(uow, clock, event, staff, Recipients.BOTH)
    assert await send_message(uow, clock, message.id, 0, staff.id) == NobodyToWrite()
    await keep(uow, a_registration(event, await a_resident(uow)))
    edited = await draft_message(uow, clock, replace(message, texts={"de": "Anders"}))
    assert isinstance(edited, ParticipantMessage)
    for number, revision, who in (
        (message.id, 0, staff),
        (message.id, edited.revision, stranger),
        (10**6, 0, staff),
    ):
        assert await send_message(uow, clock, number, revision, who.id) == NotSendable()
    assert await draft_message(uow, clock, message) == NotSendable()
    assert isinstance(await send_message(uow, clock, message.id, edited.revision, staff.id), MessageSent)
    assert await draft_message(uow, clock, edited) == NotSendable()


async def test_whom_a_message_does_not_reach_is_in_the_report(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await a_kept_event(uow)
    staff = await a_coordinator(uow, clock, event)
    await keep(uow, a_registration(event, await a_resident(uow)))
    message = await a_message(uow, clock, event, staff, Recipients.CONFIRMED)
    await send_message(uow, clock, message.id, 0, staff.id)
    async with uow.reading() as r:
        assert (await r.participant_messages.report(message.id)).open == 1
    await sent(uow, clock, DeliveryStatus.UNREACHABLE)
    async with uow.reading() as r:
        report = await r.participant_messages.report(message.id)
    assert (report.planned, report.sent, report.unreachable) == (1, 0, 1)


async def test_needs_go_after_7_days_people_after_30_and_figures_stay(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(uow)
    other = await a_kept_event(uow, starts_at=event.starts_at + timedelta(days=20))
    staff = await a_coordinator(uow, clock, event)
    needy = a_registration(event, await a_resident(uow), needs=[Need.STEP_FREE], people=2)
    needy = replace(needy, answers={"a": "Rollstuhl"}, need_details={"other": "Aufzug"}, arrived=2)
    later = a_registration(other, await a_resident(uow), needs=[Need.COMPANION])
    first, second = await keep(uow, needy, later)
    await keep(uow, *(a_registration(event, one, name="Gast") for one in await residents(uow, 5)))
    message = await a_message(uow, clock, event, staff, Recipients.BOTH)
    await send_message(uow, clock, message.id, 0, staff.id)
    before = await event_numbers(uow, event.id)
    assert before is not None
    assert before[1].needs == (NeedTotal(Need.STEP_FREE, "", 2),)
    assert (before[1].registrations, before[1].came, before[1].no_show) == (6, 2, 5)

    clock.now = event.ends_at + timedelta(days=7) - timedelta(seconds=1)
    assert await forget_needs(uow, clock) == 0
    clock.advance(timedelta(seconds=1))
    assert await forget_needs(uow, clock) == 1
    assert await forget_needs(uow, clock) == 0
    forgotten = await kept(uow, first)
    assert (forgotten.needs, forgotten.need_details, forgotten.answers) == (frozenset(), {}, {})
    assert forgotten.name == "Mira Beispiel"
    assert (await kept(uow, second)).needs == {Need.COMPANION}
    assert await event_numbers(uow, event.id) == (await seats_of(uow, event), before[1])

    clock.now = event.ends_at + timedelta(days=30) - timedelta(seconds=1)
    assert await forget_people(uow, clock) == 0
    clock.advance(timedelta(seconds=1))
    assert await forget_people(uow, clock) == 7, "six registrations and a message"
    assert (await roll_of(uow, event, staff)).people == []
    after = await event_numbers(uow, event.id)
    assert after is not None
    assert after[1] == before[1]
    async with uow.reading() as r:
        assert await r.participant_messages.get(message.id) is None
        assert [one.what for one in await r.teams.notes(event.id)] == [Audited.MESSAGE_SENT]
        assert await r.registrations.get(second.id) is not None


async def test_forgetting_catches_up_after_missed_days(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    events = [await a_kept_event(uow, starts_at=NOW + timedelta(days=days)) for days in (1, 2, 3)]
    for event in events:
        await keep(uow, a_registration(event, await a_resident(uow), needs=[Need.STEP_FREE]))
    clock.advance(timedelta(days=400))
    assert await forget_people(uow, clock, 14) == 3
    assert await forget_needs(uow, clock) == 0
    for event in events:
        numbers = await event_numbers(uow, event.id)
        assert numbers is not None
        assert numbers[1].needs == (NeedTotal(Need.STEP_FREE, "", 1),)


async def test_figures_of_an_unknown_and_of_an_empty_event(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await a_kept_event(uow)
    staff = await a_coordinator(uow, clock, event)
    assert await event_numbers(uow, event.id + 100) is None
    numbers = await event_numbers(uow, event.id)
    assert numbers is not None
    assert (numbers[1].registrations, numbers[1].came, numbers[1].languages) == (0, None, {})
    assert (await roll_of(uow, event, staff)).people == []
