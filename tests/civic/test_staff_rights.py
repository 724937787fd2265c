"""What each role may do, and that it is looked up in the transaction that does it, on both databases."""

from dataclasses import replace

import pytest

from civic.announcement_changes import AnnouncementChange
from civic.announcement_correcting import change_correction, draft_correction
from civic.announcement_drafts import change_draft
from civic.announcement_log import Did
from civic.announcement_outcomes import BackToAuthor, NotAllowed, Refusal, Released, Submitted
from civic.announcement_review import approve, release, send_back, submit, undo
from civic.announcement_sending import plan_due, stop
from civic.announcements import AnnouncementStatus, Audience, Body
from civic.event_changes import call_off, change_event
from civic.event_teams import Audited, take_over
from civic.events import EventStatus, publish_event
from civic.participants import TotalsOnly, export, look
from civic.questions import answer, hand_over
from civic.staff import Role, StaffMember
from civic.staff_members import change_role, remove_member
from civic.staff_rights import GRANTED, Acting, Right, RightMissing, may
from civic.time import Clock
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_question, a_resident, an_announcement, an_event
from tests.fakes import FakeClock
from tests.reviews import RULES, a_colleague, a_draft, done, in_review, now, read_by

V, A, C = Role.VIEWER, Role.AUTHOR, Role.COORDINATOR
OWNERS = {Role.OWNER}
SENDERS = {C, *OWNERS}
WRITERS = {A, *SENDERS}
EVERYBODY = {V, *WRITERS}
MATRIX = {
    Right.LOOK: EVERYBODY,
    Right.ANSWER: WRITERS,
    Right.WRITE_ENTRIES: WRITERS,
    Right.WRITE_EVENTS: WRITERS,
    Right.WRITE_ANNOUNCEMENTS: WRITERS,
    Right.PUBLISH_ENTRIES: SENDERS,
    Right.PUBLISH_EVENTS: SENDERS,
    Right.SEE_PEOPLE: SENDERS,
    Right.EXPORT_PEOPLE: SENDERS,
    Right.WRITE_TO_PEOPLE: SENDERS,
    Right.SEND: SENDERS,
    Right.CHOOSE_CHANNELS: SENDERS,
    Right.MANAGE_STAFF: OWNERS,
    Right.READ_LOG: OWNERS,
    Right.DECIDE: OWNERS,
    Right.HANDLE_DATA: OWNERS,
}


@pytest.mark.parametrize("right", list(Right))
@pytest.mark.parametrize("role", list(Role))
def test_the_rights_of_every_role(role: Role, right: Right) -> None:
    assert may(StaffMember(1, role, NOW), right) is (role in MATRIX[right])
    assert not may(None, right)


def test_every_role_has_rights() -> None:
    assert set(GRANTED) == set(Role)


def test_whoever_is_limited_to_topics() -> None:
    anybody = StaffMember(1, C, NOW)
    limited = replace(anybody, topics=frozenset(("culture", "sports")))
    for topics in (None, (), ("culture",), ("culture", "sports")):
        assert may(limited, Right.SEND, topics)
        assert may(anybody, Right.SEND, topics)
    for topics in (("work",), ("culture", "work"), ("all",)):
        assert not may(limited, Right.SEND, topics)
        assert may(anybody, Right.SEND, topics)
    assert not may(limited, Right.MANAGE_STAFF, ("culture",))


async def test_each_transaction_looks_up_who_acts(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    member = await a_resident(uow, role=C)
    acting = Acting(uow, member.id, Right.PUBLISH_EVENTS)
    async with acting.reading() as r:
        assert r.acting == StaffMember(member.id, C, NOW)
    await change_role(uow, clock, member.id, A, None)
    with pytest.raises(RightMissing):
        async with acting.reading():
            pass
    with pytest.raises(RightMissing):
        async with acting.writing():
            pass
    async with Acting(uow, member.id, Right.WRITE_EVENTS).writing() as w:
        assert w.acting is not None
    await remove_member(uow, clock, member.id, None)
    with pytest.raises(RightMissing):
        async with Acting(uow, member.id, Right.LOOK).reading():
            pass


async def test_an_author_hands_in_and_cannot_send(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, chief = await a_colleague(uow, clock, role=A), await a_colleague(uow, clock, role=Role.OWNER)
    draft = await a_draft(uow, author)
    assert await release(uow, clock, RULES, draft, author.id) == NotAllowed(Refusal.SECOND_NEEDED)
    submitted = await submit(uow, clock, RULES, draft, author.id)
    assert isinstance(submitted, Submitted)
    assert submitted.asked == 1
    assert isinstance(await undo(uow, clock, draft.id, author.id), BackToAuthor)
    again = await in_review(uow, clock, await now(uow, draft), author)
    hashed = await read_by(uow, again, chief)
    assert isinstance(await approve(uow, clock, RULES, draft.id, hashed, chief.id), Released)
    assert await undo(uow, clock, draft.id, author.id) == NotAllowed(Refusal.NO_RIGHT)
    with pytest.raises(RightMissing):
        await stop(Acting(uow, author.id, Right.WRITE_ANNOUNCEMENTS), clock, draft.id, by=author.id)
    scheduled = await now(uow, draft)
    acting = Acting(uow, author.id, Right.WRITE_ANNOUNCEMENTS)
    with pytest.raises(RightMissing):
        await change_draft(acting, replace(scheduled, urgent="because"), by=author.id)
    assert await now(uow, draft) == scheduled


@pytest.mark.parametrize("role", [V, A])
async def test_neither_approves_nor_sends_back(uow: SqlUnitOfWork, clock: FakeClock, role: Role) -> None:
    writer, lesser = await a_colleague(uow, clock), await a_colleague(uow, clock, role=role)
    await a_colleague(uow, clock)
    one = await in_review(uow, clock, await a_draft(uow, writer), writer)
    hashed = await read_by(uow, one, lesser)
    assert await approve(uow, clock, RULES, one.id, hashed, lesser.id) == NotAllowed(Refusal.NO_RIGHT)
    back = await send_back(uow, clock, one.id, one.revision, lesser.id, "no")
    assert back == NotAllowed(Refusal.NO_RIGHT)
    assert await now(uow, one) == one


@pytest.mark.parametrize("role", [V, A])
async def test_who_cannot_send_is_no_second_person(uow: SqlUnitOfWork, clock: FakeClock, role: Role) -> None:
    alone = await a_colleague(uow, clock)
    await a_colleague(uow, clock, role=role)
    draft = await a_draft(uow, alone)
    assert await submit(uow, clock, RULES, draft, alone.id) == NotAllowed(Refusal.NOBODY_ELSE)
    assert isinstance(await release(uow, clock, RULES, draft, alone.id), Released)


async def test_an_approval_of_somebody_who_lost_the_right_is_held(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    writer, approver = await a_colleague(uow, clock), await a_colleague(uow, clock)
    await a_colleague(uow, clock)
    one = await in_review(uow, clock, await a_draft(uow, writer), writer)
    hashed = await read_by(uow, one, approver)
    assert isinstance(await approve(uow, clock, RULES, one.id, hashed, approver.id), Released)
    await change_role(uow, clock, approver.id, A, None)
    clock.now = (await now(uow, one)).due_at or clock.now
    assert await plan_due(uow, clock) == []
    assert (await now(uow, one)).status is AnnouncementStatus.IN_REVIEW
    assert (await done(uow, one))[-1] is Did.HELD


async def limit(uow: SqlUnitOfWork, clock: Clock, resident_id: int, *topics: str) -> None:
    async with uow.writing() as w:
        await w.staff.set_member(StaffMember(resident_id, C, clock(), topics=frozenset(topics)))
        await w.commit()


async def test_announcements_of_other_topics_are_for_others(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    writer, limited = await a_colleague(uow, clock), await a_resident(uow)
    await limit(uow, clock, limited.id, "culture")
    draft = await a_draft(uow, writer)  # for everybody
    acting = Acting(uow, limited.id, Right.WRITE_ANNOUNCEMENTS)
    with pytest.raises(RightMissing):
        await change_draft(acting, replace(draft, urgent="x"), by=limited.id)
    # There is no second person for a topic that nobody else may send on.
    assert await submit(uow, clock, RULES, draft, writer.id) == NotAllowed(Refusal.NOBODY_ELSE)
    for_culture = replace(draft, audience=Audience(("culture",)))
    narrowed = await change_draft(uow, for_culture, by=writer.id)
    assert not isinstance(narrowed, NotAllowed)
    one = await in_review(uow, clock, await now(uow, draft), writer)
    hashed = await read_by(uow, one, limited)
    await limit(uow, clock, limited.id, "sports")
    assert await approve(uow, clock, RULES, one.id, hashed, limited.id) == NotAllowed(Refusal.NO_RIGHT)
    await limit(uow, clock, limited.id, "culture")
    assert isinstance(await approve(uow, clock, RULES, one.id, hashed, limited.id), Released)


async def test_an_announcement_without_topics_is_for_whoever_has_all(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    writer, limited = await a_colleague(uow, clock), await a_colleague(uow, clock)
    await a_colleague(uow, clock)
    await a_resident(uow, topics=("all",))
    await limit(uow, clock, limited.id, "culture")
    draft = replace(await a_draft(uow, writer), audience=Audience(topics=()))
    assert not isinstance(await change_draft(uow, draft, by=writer.id), NotAllowed)
    acting = Acting(uow, limited.id, Right.WRITE_ANNOUNCEMENTS)
    with pytest.raises(RightMissing):
        await change_draft(acting, replace(await now(uow, draft), urgent="x"), by=limited.id)
    one = await in_review(uow, clock, await now(uow, draft), writer)
    hashed = await read_by(uow, one, limited)
    assert await approve(uow, clock, RULES, one.id, hashed, limited.id) == NotAllowed(Refusal.NO_RIGHT)


async def test_a_correction_of_another_topic_is_for_others(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    writer, limited = await a_colleague(uow, clock), await a_colleague(uow, clock)
    await limit(uow, clock, limited.id, "sports")
    sent = await an_announcement(uow, writer, topics=("culture",), status=AnnouncementStatus.SENT)
    drafted = await draft_correction(uow, clock, sent.id, writer.id)
    assert isinstance(drafted, AnnouncementChange)
    edited = replace(drafted, bodies={"de": Body("Termin", "Etwas ganz anderes")})
    acting = Acting(uow, limited.id, Right.SEND)
    with pytest.raises(RightMissing):
        await change_correction(acting, edited, limited.id)
    async with uow.reading() as r:
        assert await r.changes.get(drafted.id) == drafted
    await limit(uow, clock, limited.id, "sports", "culture")
    assert isinstance(await change_correction(acting, edited, limited.id), AnnouncementChange)


async def test_questions_about_other_initiatives_are_for_others(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, limited = await a_resident(uow), await a_resident(uow)
    await limit(uow, clock, limited.id, "sports")
    one = await hand_over(uow, replace(a_question(asker), topic="work"))
    acting = Acting(uow, limited.id, Right.ANSWER)
    with pytest.raises(RightMissing):
        await answer(acting, clock, one.id, "Yes.", limited.id)
    await limit(uow, clock, limited.id, "sports", "work")
    assert await answer(acting, clock, one.id, "Yes.", limited.id)


async def test_an_author_writes_events_that_others_publish(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_resident(uow, role=A)
    acting = Acting(uow, author.id, Right.WRITE_EVENTS)
    async with acting.writing() as w:
        draft = await w.events.add(replace(an_event(status=EventStatus.DRAFT), created_by=author.id))
        await w.commit()
    changed = await change_event(acting, clock, RULES.hours.zone, replace(draft, place="Rathaus"))
    assert changed is not None
    with pytest.raises(RightMissing):
        await publish_event(acting, clock, draft.id)
    shown = replace(changed, status=EventStatus.PUBLISHED)
    with pytest.raises(RightMissing):
        await change_event(acting, clock, RULES.hours.zone, shown)
    published = await publish_event(uow, clock, draft.id)
    assert published is not None
    with pytest.raises(RightMissing):
        await change_event(acting, clock, RULES.hours.zone, replace(published, place="Park"))
    with pytest.raises(RightMissing):
        await call_off(acting, clock, draft.id)


@pytest.mark.parametrize("role", [V, A])
async def test_who_may_not_see_people_is_on_no_team(uow: SqlUnitOfWork, clock: FakeClock, role: Role) -> None:
    writer = await a_resident(uow, role=role)
    async with uow.writing() as w:
        event = await w.events.add(replace(an_event(), created_by=writer.id))
        await w.commit()
    assert isinstance(await look(uow, event.id, writer.id), TotalsOnly)
    assert isinstance(await export(uow, clock, event.id, writer.id, Audited.LIST_AS_CSV), TotalsOnly)
    assert not await take_over(uow, clock, event.id, writer.id)
