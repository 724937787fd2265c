"""When no second person is needed: topics that an owner exempted, and news of an event that are true."""

from dataclasses import replace
from datetime import timedelta

import pytest

from civic.announcement_drafts import change_draft
from civic.announcement_log import history
from civic.announcement_outcomes import Alone, NotAllowed, Refusal, Released
from civic.announcement_readiness import UNDO_WINDOW
from civic.announcement_review import release, undo
from civic.announcement_reviewers import FourEyesSet, is_active, may_go_alone, set_four_eyes
from civic.announcements import Announcement, AnnouncementStatus, Audience, EventNews
from civic.event_changes import call_off, change_event
from civic.events import Event, EventStatus
from civic.residents import ALL_TOPICS, Resident
from civic.staff import Role, StaffMember, note_seen
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, NOW, a_kept_event, an_announcement
from tests.fakes import FakeClock
from tests.reviews import RULES, a_colleague, a_draft

SECOND_NEEDED = NotAllowed(Refusal.SECOND_NEEDED)
DAY = timedelta(days=1)


async def for_audience(
    uow: SqlUnitOfWork, author: Resident, audience: Audience, event: Event | None, news: EventNews | None
) -> Announcement:
    draft = await a_draft(uow, author)
    about = event.id if event else None
    changed = replace(draft, audience=audience, event_id=about, event_news=news)
    kept = await change_draft(uow, changed, by=author.id)
    assert isinstance(kept, Announcement)
    return kept


@pytest.mark.parametrize(
    ("audience", "alone"),
    [
        (Audience(("culture",)), True),
        (Audience(("culture", "sport")), True),
        (Audience(("culture", "sport"), every_topic=True), True),
        (Audience(("culture", "seniors")), False),
        (Audience((ALL_TOPICS,)), False),
        (Audience(()), False),
        (Audience(("culture",), event_id=5), False),
        (Audience((), event_id=5), False),
    ],
)
async def test_topics_that_need_nobody_else(
    uow: SqlUnitOfWork, clock: FakeClock, audience: Audience, alone: bool
) -> None:
    owner = await a_colleague(uow, clock, role=Role.OWNER)
    await a_colleague(uow, clock)
    for topic in ("culture", "sport"):
        done = await set_four_eyes(uow, clock, topic, False, owner.id)
        assert done == FourEyesSet(topic, False)
    await set_four_eyes(uow, clock, "sport", False, owner.id)
    draft = await for_audience(uow, owner, audience, None, None)
    expected = Alone.TOPICS if alone else SECOND_NEEDED
    assert await may_go_alone(uow, clock, draft.id, owner.id) == expected
    await set_four_eyes(uow, clock, "culture", True, owner.id)
    assert await may_go_alone(uow, clock, draft.id, owner.id) == SECOND_NEEDED


async def test_only_owners_decide_about_topics(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    coordinator, stranger = await a_colleague(uow, clock), 999_999
    for by in (coordinator.id, stranger):
        refused = await set_four_eyes(uow, clock, "culture", False, by)
        assert refused == NotAllowed(Refusal.NOT_OWNER)
    async with uow.reading() as r:
        assert await r.reviews.without_second() == frozenset()


async def test_a_real_cancelling_goes_alone_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_colleague(uow, clock)
    await a_colleague(uow, clock)
    event = await a_kept_event(uow)
    invited = await an_announcement(uow, author, topics=("culture",), status=AnnouncementStatus.SENT)
    async with uow.writing() as w:
        await w.announcements.update(replace(invited, event_id=event.id, event_news=EventNews.INVITATION))
        await w.commit()
    readers = Audience(("culture",))
    draft = await for_audience(uow, author, readers, event, EventNews.CANCELLED)
    assert await may_go_alone(uow, clock, draft.id, author.id) == SECOND_NEEDED  # it is not cancelled
    assert await call_off(uow, clock, event.id) is not None
    assert await may_go_alone(uow, clock, draft.id, author.id) is Alone.EVENT_CANCELLED
    async with uow.writing() as w:
        await w.announcements.update(replace(draft, channels=(-1001,)))
        await w.commit()
    assert await may_go_alone(uow, clock, draft.id, author.id) == SECOND_NEEDED
    async with uow.writing() as w:
        await w.announcements.update(draft)
        await w.commit()
    others = Audience(("culture", "seniors"))
    wider = await for_audience(uow, author, others, event, EventNews.CANCELLED)
    assert await may_go_alone(uow, clock, wider.id, author.id) == SECOND_NEEDED
    said_moved = await for_audience(uow, author, readers, event, EventNews.MOVED)
    assert await may_go_alone(uow, clock, said_moved.id, author.id) == SECOND_NEEDED
    invitation = await for_audience(uow, author, readers, event, EventNews.INVITATION)
    assert await may_go_alone(uow, clock, invitation.id, author.id) == SECOND_NEEDED
    elsewhere = await for_audience(uow, author, readers, await a_kept_event(uow), EventNews.CANCELLED)
    assert await may_go_alone(uow, clock, elsewhere.id, author.id) == SECOND_NEEDED
    released = await release(uow, clock, RULES, draft, author.id)
    assert isinstance(released, Released)
    assert (await history(uow, draft.id))[-1].note == Alone.EVENT_CANCELLED
    second = await for_audience(uow, author, readers, event, EventNews.CANCELLED)
    assert await may_go_alone(uow, clock, second.id, author.id) == SECOND_NEEDED
    await undo(uow, clock, draft.id, author.id)
    assert await may_go_alone(uow, clock, second.id, author.id) is Alone.EVENT_CANCELLED


async def test_to_people_of_the_event_only(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_colleague(uow, clock)
    await a_colleague(uow, clock)
    event, other = await a_kept_event(uow), await a_kept_event(uow)
    await call_off(uow, clock, event.id)
    for audience, expected in (
        (Audience((), event_id=event.id), Alone.EVENT_CANCELLED),
        (Audience((), event_id=other.id), SECOND_NEEDED),
        (Audience(("culture",)), SECOND_NEEDED),
        (Audience(()), SECOND_NEEDED),
    ):
        draft = await for_audience(uow, author, audience, event, EventNews.CANCELLED)
        assert await may_go_alone(uow, clock, draft.id, author.id) == expected


async def test_a_real_move_goes_alone_once_each_time(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_colleague(uow, clock)
    await a_colleague(uow, clock)
    event = await a_kept_event(uow)
    people = Audience((), event_id=event.id)
    renamed = await change_event(uow, clock, BERLIN, replace(event, titles={"de": "Anders"}))
    assert renamed is not None
    draft = await for_audience(uow, author, people, event, EventNews.MOVED)
    assert await may_go_alone(uow, clock, draft.id, author.id) == SECOND_NEEDED
    moved = await change_event(uow, clock, BERLIN, replace(renamed, place="Pfalzplatz"))
    assert moved is not None
    assert await may_go_alone(uow, clock, draft.id, author.id) is Alone.EVENT_MOVED
    sent = await an_announcement(uow, author, status=AnnouncementStatus.SENT)
    async with uow.writing() as w:
        said = replace(sent, event_id=event.id, event_news=EventNews.MOVED, approved_at=clock())
        await w.announcements.update(said)
        await w.commit()
    assert await may_go_alone(uow, clock, draft.id, author.id) == SECOND_NEEDED
    clock.advance(UNDO_WINDOW)
    later = replace(moved, starts_at=moved.starts_at + DAY, ends_at=moved.ends_at + DAY)
    assert await change_event(uow, clock, BERLIN, later) is not None
    assert await may_go_alone(uow, clock, draft.id, author.id) is Alone.EVENT_MOVED
    await call_off(uow, clock, event.id)
    assert await may_go_alone(uow, clock, draft.id, author.id) == SECOND_NEEDED


async def test_a_draft_that_was_moved_is_no_news(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await a_kept_event(uow, status=EventStatus.DRAFT)
    await change_event(uow, clock, BERLIN, replace(event, place="Pfalzplatz"))
    async with uow.reading() as r:
        assert await r.reviews.moved_at(event.id) is None


async def test_being_seen_is_kept_once_an_hour(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    colleague = await a_colleague(uow, clock, ago=20 * DAY)

    async def member() -> StaffMember:
        async with uow.reading() as r:
            found = await r.staff.member(colleague.id)
        assert found is not None
        return found

    assert not is_active(await member(), clock())
    await note_seen(uow, clock, await member())
    assert (await member()).seen_at == NOW
    assert is_active(await member(), clock())
    clock.advance(timedelta(minutes=59))
    await note_seen(uow, clock, await member())
    assert (await member()).seen_at == NOW
    clock.advance(timedelta(minutes=1))
    await note_seen(uow, clock, await member())
    assert (await member()).seen_at == NOW + timedelta(hours=1)
    # A new role does not make anybody forgotten.
    async with uow.writing() as w:
        await w.staff.set_member(StaffMember(colleague.id, Role.OWNER, clock()))
        await w.commit()
    assert (await member()).seen_at == NOW + timedelta(hours=1)
