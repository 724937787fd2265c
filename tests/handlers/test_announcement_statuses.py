"""Nothing but what was approved is ever picked up, whatever goes round; what staff are told of reviews."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete
from sqlmodel import col

from civic.announcement_outcomes import Submitted
from civic.announcement_readiness import ReviewRules
from civic.announcement_review import approve, give_time, note_shown, send_back, submit
from civic.announcement_states import EDITABLE, may, moved
from civic.announcements import Announcement, AnnouncementStatus, Audience, Body, content_hash
from civic.staff import InvitationKind
from storage.tables import StaffRow
from tests.factories import NOW
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson

WAYS = {
    "draft": "in_review approved scheduled",
    "in_review": "draft approved scheduled",
    "approved": "draft scheduled",
    "scheduled": "draft in_review sending stopped missed",
    "sending": "sent stopped",
    "sent": "",
    "stopped": "sending scheduled",
    "missed": "draft scheduled stopped",
}
ONLY_WAITING = [
    status
    for status in AnnouncementStatus
    if status not in (AnnouncementStatus.SCHEDULED, AnnouncementStatus.SENDING)
]


@pytest.mark.parametrize("status", AnnouncementStatus)
def test_the_ways_between_statuses(status: AnnouncementStatus) -> None:
    ways = WAYS[status].split()
    one = Announcement(1, None, {}, status=status)
    for to in AnnouncementStatus:
        assert may(status, to) == (to in ways)
        if to in ways:
            assert moved(one, to) == replace(one, status=to, revision=1)
        else:
            with pytest.raises(ValueError, match=f"from {status} to {to}"):
                moved(one, to)
    assert (status in EDITABLE) == (status is AnnouncementStatus.DRAFT or "draft" in ways)


@pytest.mark.parametrize("status", ONLY_WAITING)
@pytest.mark.parametrize("planned", [False, True])
async def test_what_is_not_scheduled_is_sent_by_nothing_that_goes_round(
    city: City, resident: Person, status: AnnouncementStatus, planned: bool
) -> None:
    await resident.start("topic_all")
    await resident.taps("Yes, please")
    await resident.taps("Yes, 16 or older")
    services = city.app.services
    one = Announcement(
        0,
        None,
        {"en": Body("", "Not yet.")},
        Audience(),
        status,
        NOW - timedelta(minutes=1),
        created_at=NOW,
        language="en",
        submitted_at=NOW,
    )
    async with services.uow.writing() as w:
        kept = await w.announcements.add(replace(one, approved_hash=content_hash(one), approved_at=NOW))
        if planned:  # which nothing does, except for what was stopped or sent
            assert await w.deliveries.plan(kept) == 1
        await w.commit()
    for _ in range(3):
        assert await resident.hears() == []
        city.clock.advance(timedelta(hours=30))
    async with services.uow.reading() as r:
        after = await r.announcements.get(kept.id)
        report = await r.deliveries.report(kept.id)
    assert after is not None
    assert after.status is status
    assert (report.planned, report.sent, report.open) == (planned, 0, planned)


async def test_colleagues_are_asked_and_the_author_is_told(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    services = city.app.services
    colleague = await a_colleague(city, new_person)
    await colleague.start("topic_all")
    await colleague.taps("Yes, please")
    await colleague.taps("Yes, 16 or older")
    await coordinator.says("/announce")
    await coordinator.says("Doors open at <six>.")
    await coordinator.says("Come in.")
    async with services.uow.reading() as r:
        (draft,) = await r.announcements.recent(1)
        staff = [one.resident_id for one in await r.staff.everybody()]
    assert draft.author_id is not None
    (other,) = [one for one in staff if one != draft.author_id]
    one = await submitted(city, draft)
    (asked,) = await colleague.hears()
    assert "A colleague would like to send “Doors open at <six>.”" in asked.text
    city.clock.advance(timedelta(hours=24))
    (late,) = await colleague.hears()
    assert "nobody has answered yet" in late.text
    assert "Read it" in late.labels
    await send_back(services.uow, services.clock, one.id, one.revision, other, "Seven, I think")
    (back,) = await coordinator.hears()
    assert "is a draft again" in back.text
    assert "Seven, I think" in back.text
    again = await submitted(city, await current(city, one))
    await note_shown(services.uow, one.id, other, content_hash(again))
    await approve(services.uow, services.clock, ReviewRules(), one.id, content_hash(again), other)
    (approved,) = await coordinator.hears()
    assert "is approved. It goes out on" in approved.text
    assert await colleague.hears() == []
    city.clock.advance(timedelta(minutes=1))
    (news,) = await colleague.hears()
    assert news.text.startswith("Doors open at <six>.\n\nCome in.")


async def test_the_author_is_asked_for_a_time_and_told_of_what_was_held(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    services = city.app.services
    colleague = await a_colleague(city, new_person)
    await colleague.start("topic_all")
    await colleague.taps("Yes, please")
    await colleague.taps("Yes, 16 or older")
    await coordinator.says("/announce")
    await coordinator.says("Doors")
    await coordinator.says("Doors open.")
    async with services.uow.reading() as r:
        (draft,) = await r.announcements.recent(1)
        (other,) = [one for one in await r.staff.everybody() if one.resident_id != draft.author_id]
    in_time = replace(draft, due_at=NOW + timedelta(hours=3), local_time="01.12.2026 13:00")
    one = await submitted(city, in_time)
    city.clock.advance(timedelta(hours=4))
    await note_shown(services.uow, one.id, other.resident_id, content_hash(one))
    hashed, rules = content_hash(one), ReviewRules()
    await approve(services.uow, services.clock, rules, one.id, hashed, other.resident_id)
    (without_time,) = await coordinator.hears()
    assert "its time has passed meanwhile" in without_time.text
    waiting = replace(await current(city, one), due_at=None, local_time="")
    assert draft.author_id is not None
    await give_time(services.uow, services.clock, rules, waiting, draft.author_id)
    async with city.app.database.writing() as session:
        await session.exec(delete(StaffRow).where(col(StaffRow.resident_id) == other.resident_id))
        await session.commit()
    city.clock.advance(timedelta(minutes=1))
    assert await coordinator.hears() == []  # it is held in the round that would have planned it
    (held,) = await coordinator.hears()
    assert "whoever approved it no longer belongs to the team" in held.text


async def test_whoever_uses_the_bot_counts_as_there(city: City, coordinator: Person) -> None:
    services = city.app.services
    city.clock.advance(timedelta(days=30))
    async with services.uow.reading() as r:
        (member,) = await r.staff.everybody()
    assert member.seen_at is None or member.seen_at < city.clock() - timedelta(days=29)
    await coordinator.says("/help")
    async with services.uow.reading() as r:
        (member,) = await r.staff.everybody()
    assert member.seen_at == city.clock()


async def a_colleague(city: City, new_person: NewPerson) -> Person:
    person = await new_person("en-US")
    await person.start(f"staff_{await city.invitation(InvitationKind.COORDINATOR)}")
    await person.taps("Accept")
    return person


async def submitted(city: City, draft: Announcement) -> Announcement:
    assert draft.author_id is not None
    services = city.app.services
    outcome = await submit(services.uow, services.clock, ReviewRules(), draft, draft.author_id)
    assert isinstance(outcome, Submitted)
    return outcome.announcement


async def current(city: City, one: Announcement) -> Announcement:
    async with city.app.services.uow.reading() as r:
        found = await r.announcements.get(one.id)
    assert found is not None
    return found
