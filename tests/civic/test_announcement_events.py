"""Invitations end when there is nothing left to be invited to; copies and drafts of announcements."""

from dataclasses import replace
from datetime import timedelta

import pytest

from civic.announcement_copies import copy_announcement, throw_away
from civic.announcement_drafts import ChangedMeanwhile
from civic.announcement_events import stop_full_promotions, why_no_longer
from civic.announcement_sending import plan_due
from civic.announcements import (
    Announcement,
    AnnouncementStatus,
    Audience,
    Body,
    Button,
    ButtonKind,
    DeliveryStatus,
    EventNews,
    SkipReason,
    content_hash,
)
from civic.delivery_outcomes import Settled
from civic.event_changes import call_off
from civic.events import Event, EventStatus, EventWithSeats
from civic.notices import NoticeKind
from civic.residents import Channel, Resident
from civic.staff import (
    BecameStaffGroup,
    BecameTestGroup,
    GroupKind,
    InvalidInvitation,
    InvitationKind,
    look_at,
    make_staff_group,
    make_test_group,
)
from civic.staff_invitations import invite
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_kept_event, a_resident, an_event, residents
from tests.fakes import FakeClock
from tests.seats import sent, sign_up


async def an_invitation(
    uow: SqlUnitOfWork,
    event: Event,
    author: Resident,
    status: AnnouncementStatus = AnnouncementStatus.SCHEDULED,
    news: EventNews = EventNews.INVITATION,
) -> Announcement:
    new = Announcement(
        0,
        author.id,
        {"de": Body("Café", "Kommen Sie!")},
        status=status,
        due_at=NOW,
        button=Button(ButtonKind.EVENT, str(event.id)),
        event_id=event.id,
        event_news=news,
    )
    async with uow.writing() as w:
        kept = await w.announcements.add(replace(new, approved_hash=content_hash(new)))
        await w.commit()
        return kept


async def get(uow: SqlUnitOfWork, one: Announcement) -> Announcement:
    async with uow.reading() as r:
        found = await r.announcements.get(one.id)
    assert found is not None
    return found


async def skipped(uow: SqlUnitOfWork, one: Announcement) -> tuple[int, int]:
    async with uow.reading() as r:
        report = await r.deliveries.report(one.id)
    return report.skipped, report.open


@pytest.mark.parametrize("how", ["full", "cancelled", "over"])
async def test_a_scheduled_invitation_is_held_and_its_author_asked(
    uow: SqlUnitOfWork, clock: FakeClock, how: str
) -> None:
    author, *_ = await residents(uow, 3, topics=("all",))
    event = await a_kept_event(uow, seats=1)
    invitation = await an_invitation(uow, event, author)
    await _ends(uow, clock, event, author, how)
    assert await plan_due(uow, clock) == []
    held = await get(uow, invitation)
    assert (held.status, held.approved_by, held.approved_hash) == (AnnouncementStatus.DRAFT, None, "")
    assert held.revision == invitation.revision + 1
    assert (author.id, NoticeKind.ANNOUNCEMENT_EVENT) in await sent(uow, clock)
    assert await skipped(uow, invitation) == (0, 0)
    assert await stop_full_promotions(uow, clock) == []


async def _ends(uow: SqlUnitOfWork, clock: FakeClock, event: Event, guest: Resident, how: str) -> None:
    if how == "full":
        await sign_up(uow, clock, event, guest)
    elif how == "cancelled":
        await call_off(uow, clock, event.id)
    else:
        clock.advance(timedelta(days=11))


@pytest.mark.parametrize(
    ("how", "why"), [("full", SkipReason.EVENT_FULL), ("cancelled", SkipReason.EVENT_OFF)]
)
async def test_what_is_still_open_invites_no_further(
    uow: SqlUnitOfWork, clock: FakeClock, how: str, why: SkipReason
) -> None:
    author, *_ = await residents(uow, 3, topics=("all",))
    event = await a_kept_event(uow, seats=1)
    invitation = await an_invitation(uow, event, author)
    assert await plan_due(uow, clock) == [invitation.id]
    async with uow.writing() as w:
        (first,) = await w.deliveries.claim(1, clock(), clock() + timedelta(minutes=1))
        await w.outcomes.settle([Settled(first.id, DeliveryStatus.SENT)])
        await w.commit()
    assert await stop_full_promotions(uow, clock) == []
    await _ends(uow, clock, event, author, how)
    assert await stop_full_promotions(uow, clock) == [invitation.id]
    assert await skipped(uow, invitation) == (2, 0)
    assert await stop_full_promotions(uow, clock) == []
    assert why_no_longer(EventNews.INVITATION, await _seats(uow, event), clock()) is why


async def _seats(uow: SqlUnitOfWork, event: Event) -> EventWithSeats:
    async with uow.reading() as r:
        found = await r.events.get(event.id)
    assert found is not None
    return found


async def test_news_that_it_is_cancelled_are_no_invitation(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_resident(uow, topics=("all",))
    event = await a_kept_event(uow, seats=1)
    news = await an_invitation(uow, event, author, news=EventNews.CANCELLED)
    await call_off(uow, clock, event.id)
    assert await stop_full_promotions(uow, clock) == []
    assert (await get(uow, news)).status is AnnouncementStatus.SCHEDULED


async def test_a_draft_is_left_alone(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_resident(sqlite_uow, topics=("all",))
    event = await a_kept_event(sqlite_uow, seats=1)
    for status in AnnouncementStatus:
        if status not in (AnnouncementStatus.SCHEDULED, AnnouncementStatus.SENDING):
            await an_invitation(sqlite_uow, event, author, status)
    await call_off(sqlite_uow, clock, event.id)
    assert await stop_full_promotions(sqlite_uow, clock) == []


def test_without_registration_here_nobody_knows_that_it_is_full() -> None:
    listed = replace(an_event(seats=0), listing_only=True)
    assert why_no_longer(EventNews.INVITATION, EventWithSeats(listed, 0, 0), NOW) is None
    draft = replace(listed, status=EventStatus.DRAFT)
    assert why_no_longer(EventNews.INVITATION, EventWithSeats(draft, 0, 0), NOW) is SkipReason.EVENT_OFF


async def test_what_was_written_of_an_event_is_found_the_newest_first(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author = await a_resident(uow)
    event, other = await a_kept_event(uow), await a_kept_event(uow)
    first = await an_invitation(uow, event, author)
    await an_invitation(uow, other, author)
    second = await an_invitation(uow, event, author, AnnouncementStatus.SENT)
    async with uow.reading() as r:
        assert [one.id for one in await r.announcements.of_event(event.id)] == [second.id, first.id]


async def test_a_copy_keeps_what_is_said_and_to_whom_and_nothing_of_its_sending(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author, other = await residents(uow, 2)
    event = await a_kept_event(uow)
    original = await an_invitation(uow, event, author, AnnouncementStatus.SENT)
    copy = await copy_announcement(uow, clock, original.id, other.id)
    assert copy is not None
    assert copy == Announcement(
        copy.id, other.id, original.bodies, Audience(), created_at=NOW, button=original.button
    )
    assert await get(uow, original) == original
    assert await copy_announcement(uow, clock, 999, other.id) is None


async def test_only_a_draft_in_the_version_that_was_shown_is_thrown_away(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author = await a_resident(uow)
    event = await a_kept_event(uow)
    draft = await an_invitation(uow, event, author, AnnouncementStatus.DRAFT)
    scheduled = await an_invitation(uow, event, author)
    assert await throw_away(uow, draft.id, 7) == ChangedMeanwhile()
    assert await throw_away(uow, scheduled.id, scheduled.revision) == ChangedMeanwhile()
    assert await throw_away(uow, draft.id, draft.revision) == draft
    async with uow.reading() as r:
        assert [one.id for one in await r.announcements.recent(9)] == [scheduled.id]


async def test_a_code_makes_a_test_group_once_and_never_a_person_staff(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    code = await invite(uow, clock, InvitationKind.TEST_GROUP)
    assert await look_at(uow, clock, code) == InvalidInvitation()
    assert await make_staff_group(uow, clock, code, Channel.TELEGRAM, -5) == InvalidInvitation()
    assert await make_test_group(uow, clock, code, Channel.TELEGRAM, -5) == BecameTestGroup()
    assert await make_test_group(uow, clock, code, Channel.TELEGRAM, -6) == InvalidInvitation()
    async with uow.reading() as r:
        assert [(one.chat_id, one.kind) for one in await r.staff.test_groups()] == [(-5, GroupKind.TEST)]
        assert await r.staff.staff_groups() == []


async def test_the_staff_group_stays_what_it_is(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    code = await invite(uow, clock, InvitationKind.STAFF_GROUP)
    assert await make_staff_group(uow, clock, code, Channel.TELEGRAM, -5) == BecameStaffGroup()
    code = await invite(uow, clock, InvitationKind.TEST_GROUP)
    assert await make_test_group(uow, clock, code, Channel.TELEGRAM, -5) == BecameTestGroup()
    async with uow.reading() as r:
        assert [one.kind for one in await r.staff.test_groups()] == [GroupKind.STAFF]
