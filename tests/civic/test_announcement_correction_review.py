"""A correction of what was sent is read by somebody else, like the announcement. On both databases."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from civic.announcement_changes import (
    AnnouncementChange,
    Asked,
    Begun,
    DraftAgain,
    NotChangeable,
    NothingNew,
)
from civic.announcement_correcting import change_correction, correct, draft_correction, recall
from civic.announcement_correction_review import (
    approve_correction,
    ask_again_due,
    ask_to_correct,
    note_correction_shown,
    send_correction_back,
    take_request_back,
)
from civic.announcement_drafts import ChangedMeanwhile
from civic.announcement_log import Did, history
from civic.announcement_outcomes import Alone, NotAllowed, NotShown, Refusal, WrongNumber
from civic.announcement_reviewers import may_go_alone, set_four_eyes
from civic.announcements import Announcement, AnnouncementStatus, Audience, Body, DeliveryStatus, EventNews
from civic.delivery_outcomes import Settled
from civic.event_changes import call_off
from civic.notices import NoticeKind
from civic.residents import Resident
from civic.staff import Role
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import a_kept_event, a_resident, an_announcement, residents
from tests.fakes import FakeClock
from tests.reviews import LONG_AGO, a_colleague, done, leaves, now, told

NEW = {"de": Body("Termin", "Doch am Montag")}
WORSE = {"de": Body("Termin", "Etwas ganz anderes")}
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
ASKED, LATE = NoticeKind.CORRECTION_REVIEW, NoticeKind.CORRECTION_REVIEW_LATE
BACK, APPROVED = NoticeKind.CORRECTION_SENT_BACK, NoticeKind.CORRECTION_APPROVED


async def a_sent(uow: SqlUnitOfWork, clock: FakeClock, author: Resident, readers: int = 2) -> Announcement:
    """An announcement for culture that so many people have."""
    await residents(uow, readers, topics=("culture",))
    one = await an_announcement(uow, author, topics=("culture",))
    async with uow.writing() as w:
        await w.announcements.update(replace(one, status=AnnouncementStatus.SENDING))
        await w.deliveries.plan(one)
        for copy in await w.deliveries.claim(readers, clock(), clock() + DAY):
            await w.outcomes.settle([Settled(copy.id, DeliveryStatus.SENT, "", copy.id, clock())])
        sent = replace(one, status=AnnouncementStatus.SENT)
        await w.announcements.update(sent)
        await w.commit()
    return sent


async def a_correction(
    uow: SqlUnitOfWork, clock: FakeClock, one: Announcement, by: Resident
) -> AnnouncementChange:
    drafted = await draft_correction(uow, clock, one.id, by.id)
    assert isinstance(drafted, AnnouncementChange)
    edited = await change_correction(uow, replace(drafted, bodies=NEW), by.id)
    assert isinstance(edited, AnnouncementChange)
    return edited


async def a_request(
    uow: SqlUnitOfWork, clock: FakeClock, one: Announcement, by: Resident
) -> AnnouncementChange:
    outcome = await ask_to_correct(uow, clock, await a_correction(uow, clock, one, by), by.id)
    assert isinstance(outcome, Asked), outcome
    return outcome.change


async def kept(uow: SqlUnitOfWork, change: AnnouncementChange) -> AnnouncementChange:
    async with uow.reading() as r:
        found = await r.changes.get(change.id)
    assert found is not None
    return found


async def test_somebody_else_reads_and_approves_it(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    absent, resident = await a_colleague(uow, clock, ago=LONG_AGO), await a_resident(uow)
    sent = await a_sent(uow, clock, author)
    draft = await a_correction(uow, clock, sent, author)
    second = NotAllowed(Refusal.SECOND_NEEDED)
    assert await correct(uow, clock, draft, author.id) == second
    outcome = await ask_to_correct(uow, clock, draft, author.id)
    assert isinstance(outcome, Asked)
    asked = outcome.change
    assert (outcome.asked, asked.asked_at) == (1, clock())
    assert await told(uow, clock()) == [(colleague.id, ASKED)]
    assert await correct(uow, clock, asked, author.id) == second
    assert await approve_correction(uow, clock, asked, author.id) == NotAllowed(Refusal.AUTHOR)
    assert await approve_correction(uow, clock, asked, resident.id) == NotAllowed(Refusal.NOT_STAFF)
    assert await approve_correction(uow, clock, asked, colleague.id) == NotShown()
    await note_correction_shown(uow, draft, colleague.id)
    assert await approve_correction(uow, clock, asked, colleague.id) == NotShown(), "of an older revision"
    assert (await now(uow, sent)).bodies == sent.bodies
    await note_correction_shown(uow, asked, colleague.id)
    assert await approve_correction(uow, clock, asked, absent.id) == NotShown(), "shown to somebody else"
    assert await approve_correction(uow, clock, draft, colleague.id) == ChangedMeanwhile()
    begun = await approve_correction(uow, clock, asked, colleague.id)
    assert isinstance(begun, Begun)
    assert (begun.copies, begun.change.by, begun.change.asked_at) == (2, author.id, None)
    assert (await now(uow, sent)).bodies == NEW
    assert await told(uow, clock()) == [(author.id, APPROVED)]
    entries = [(entry.what, entry.staff_id, entry.note) for entry in await history(uow, sent.id)]
    assert entries[-4:] == [
        (Did.CORRECTION_ASKED, author.id, ""),
        (Did.SHOWN, colleague.id, ""),
        (Did.CORRECTION_APPROVED, colleague.id, ""),
        (Did.CORRECTED, author.id, ""),
    ]
    again = await approve_correction(uow, clock, begun.change, colleague.id)
    assert again == ChangedMeanwhile()


async def test_two_who_approve_at_once_correct_it_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_colleague(uow, clock)
    first, second = await a_colleague(uow, clock), await a_colleague(uow, clock)
    sent = await a_sent(uow, clock, author)
    asked = await a_request(uow, clock, sent, author)
    for each in (first, second):
        await note_correction_shown(uow, asked, each.id)
    approvals = [approve_correction(uow, clock, asked, each.id) for each in (first, second)]
    outcomes = await asyncio.gather(*approvals)
    assert Counter(type(outcome) for outcome in outcomes) == {Begun: 1, ChangedMeanwhile: 1}
    assert (await done(uow, sent)).count(Did.CORRECTED) == 1


async def test_an_edit_takes_the_request_away(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    sent = await a_sent(uow, clock, author)
    asked = await a_request(uow, clock, sent, author)
    await note_correction_shown(uow, asked, colleague.id)
    edited = await change_correction(uow, replace(asked, bodies=WORSE), author.id)
    assert isinstance(edited, AnnouncementChange)
    assert edited.asked_at is None
    assert await told(uow, clock()) == []
    for shown in (asked, edited):
        assert await approve_correction(uow, clock, shown, colleague.id) == ChangedMeanwhile()
    outcome = await ask_to_correct(uow, clock, edited, author.id)
    assert isinstance(outcome, Asked)
    assert await approve_correction(uow, clock, outcome.change, colleague.id) == NotShown()
    assert (await now(uow, sent)).bodies == sent.bodies


async def test_whoever_edits_it_is_its_author(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    sent = await a_sent(uow, clock, author)
    asked = await a_request(uow, clock, sent, author)
    edited = await change_correction(uow, replace(asked, bodies=WORSE), colleague.id)
    assert isinstance(edited, AnnouncementChange)
    assert await ask_to_correct(uow, clock, edited, author.id) == NotAllowed(Refusal.NOT_AUTHOR)
    outcome = await ask_to_correct(uow, clock, edited, colleague.id)
    assert isinstance(outcome, Asked)
    await note_correction_shown(uow, outcome.change, colleague.id)
    own = await approve_correction(uow, clock, outcome.change, colleague.id)
    assert own == NotAllowed(Refusal.AUTHOR)
    await note_correction_shown(uow, outcome.change, author.id)
    assert isinstance(await approve_correction(uow, clock, outcome.change, author.id), Begun)


async def test_it_is_given_back_with_a_reason_and_taken_back_without(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    resident = await a_resident(uow)
    sent = await a_sent(uow, clock, author)
    asked = await a_request(uow, clock, sent, author)
    refused = await send_correction_back(uow, clock, asked, resident.id, "Nein")
    assert refused == NotAllowed(Refusal.NOT_STAFF)
    older = replace(asked, revision=asked.revision - 1)
    assert await send_correction_back(uow, clock, older, colleague.id, "Nein") == ChangedMeanwhile()
    back = await send_correction_back(uow, clock, asked, colleague.id, "Wann?" * 200)
    assert isinstance(back, DraftAgain)
    draft = await kept(uow, asked)
    assert (draft.asked_at, len(draft.why)) == (None, 500)
    assert await told(uow, clock()) == [(author.id, BACK)]
    assert await send_correction_back(uow, clock, draft, colleague.id, "Nein") == ChangedMeanwhile()
    outcome = await ask_to_correct(uow, clock, draft, author.id)
    assert isinstance(outcome, Asked)
    assert outcome.change.why == ""
    theirs = await take_request_back(uow, clock, outcome.change, colleague.id)
    assert theirs == NotAllowed(Refusal.NOT_AUTHOR)
    assert isinstance(await take_request_back(uow, clock, outcome.change, author.id), DraftAgain)
    assert await take_request_back(uow, clock, outcome.change, author.id) == ChangedMeanwhile()
    assert (colleague.id, ASKED) not in await told(uow, clock())
    assert (await done(uow, sent))[-3:] == [
        Did.CORRECTION_BACK,
        Did.CORRECTION_ASKED,
        Did.CORRECTION_UNDONE,
    ]


async def test_alone_where_the_announcement_may_go_alone(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    owner = await a_colleague(uow, clock, role=Role.OWNER)
    await a_colleague(uow, clock, ago=LONG_AGO)
    sent = await a_sent(uow, clock, owner)
    assert isinstance(await correct(uow, clock, await a_correction(uow, clock, sent, owner), owner.id), Begun)
    await a_colleague(uow, clock)
    sent = await now(uow, sent)
    change = await a_correction(uow, clock, replace(sent, bodies=WORSE), owner)
    change_or_none = await change_correction(uow, replace(change, bodies=WORSE), owner.id)
    assert isinstance(change_or_none, AnnouncementChange)
    assert await correct(uow, clock, change_or_none, owner.id) == NotAllowed(Refusal.SECOND_NEEDED)
    await set_four_eyes(uow, clock, "culture", False, owner.id)
    assert isinstance(await correct(uow, clock, change_or_none, owner.id), Begun)
    why = [entry.note for entry in await history(uow, sent.id) if entry.what is Did.CORRECTED]
    assert why == [Alone.NOBODY_ELSE, Alone.TOPICS]


async def test_news_of_an_event_goes_alone_but_its_correction_does_not(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author = await a_colleague(uow, clock)
    await a_colleague(uow, clock)
    event = await a_kept_event(uow)
    await call_off(uow, clock, event.id)
    sent = await a_sent(uow, clock, author)
    # Stopped before the end, so that the news do not count as told yet.
    news = replace(
        sent,
        audience=Audience((), event_id=event.id),
        event_id=event.id,
        event_news=EventNews.CANCELLED,
        status=AnnouncementStatus.STOPPED,
    )
    async with uow.writing() as w:
        await w.announcements.update(news)
        await w.commit()
    assert await may_go_alone(uow, clock, sent.id, author.id) == Alone.EVENT_CANCELLED
    change = await a_correction(uow, clock, news, author)
    assert await correct(uow, clock, change, author.id) == NotAllowed(Refusal.SECOND_NEEDED)


async def test_above_fifty_the_approver_types_the_number(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    sent = await a_sent(uow, clock, author, readers=51)
    asked = await a_request(uow, clock, sent, author)
    await note_correction_shown(uow, asked, colleague.id)
    for typed in (None, 50, 52):
        assert await approve_correction(uow, clock, asked, colleague.id, typed) == WrongNumber(51)
        assert await recall(uow, clock, sent.id, author.id, typed) == WrongNumber(51)
    begun = await approve_correction(uow, clock, asked, colleague.id, 51)
    assert isinstance(begun, Begun)
    present = await now(uow, sent)
    async with uow.writing() as w:
        await w.announcements.update(replace(present, status=AnnouncementStatus.SENDING))
        await w.commit()
    assert await recall(uow, clock, sent.id, author.id) == WrongNumber(51)
    while_it_grew = await recall(uow, clock, sent.id, author.id, 60)
    assert isinstance(while_it_grew, Begun)


async def test_after_a_day_everybody_is_asked_once_more(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    owner = await a_colleague(uow, clock, role=Role.OWNER, ago=LONG_AGO)
    sent = await a_sent(uow, clock, author)
    asked = await a_request(uow, clock, sent, author)
    clock.advance(DAY - SECOND)
    assert await ask_again_due(uow, clock) == []
    clock.advance(SECOND)
    assert await ask_again_due(uow, clock) == [asked.id]
    assert await told(uow, clock()) == sorted([(colleague.id, LATE), (owner.id, LATE)])
    clock.advance(2 * DAY)
    assert await ask_again_due(uow, clock) == []
    assert (await done(uow, sent)).count(Did.ESCALATED) == 1
    # The revision that was shown before is still the one that is asked for.
    await note_correction_shown(uow, asked, owner.id)
    assert isinstance(await approve_correction(uow, clock, asked, owner.id), Begun)
    assert await told(uow, clock()) == [(author.id, APPROVED)]


async def test_an_author_who_left(database: Database, uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    await a_colleague(uow, clock)
    sent = await a_sent(uow, clock, author)
    asked = await a_request(uow, clock, sent, author)
    other = await a_request(uow, clock, sent, author)
    await leaves(database, author)
    assert await correct(uow, clock, asked, author.id) == NotAllowed(Refusal.NOT_STAFF)
    assert isinstance(await take_request_back(uow, clock, other, colleague.id), DraftAgain)
    await note_correction_shown(uow, asked, colleague.id)
    assert isinstance(await approve_correction(uow, clock, asked, colleague.id), Begun)
    assert (await now(uow, sent)).bodies == NEW


@pytest.mark.parametrize("recalled", [False, True])
async def test_what_others_were_asked_for_ends_with_the_text_it_was_made_from(
    uow: SqlUnitOfWork, clock: FakeClock, recalled: bool
) -> None:
    author, colleague = await a_colleague(uow, clock), await a_colleague(uow, clock)
    sent = await a_sent(uow, clock, author)
    asked = await a_request(uow, clock, sent, author)
    other = await a_request(uow, clock, sent, colleague)
    await note_correction_shown(uow, other, author.id)
    outcome = (
        await recall(uow, clock, sent.id, author.id)
        if recalled
        else await approve_correction(uow, clock, other, author.id)
    )
    assert isinstance(outcome, Begun)
    assert (await kept(uow, asked)).asked_at is None
    assert (author.id, BACK) in await told(uow, clock())
    assert (colleague.id, ASKED) not in await told(uow, clock())
    await note_correction_shown(uow, asked, colleague.id)
    gone = await approve_correction(uow, clock, asked, colleague.id)
    assert gone == (NotChangeable() if recalled else ChangedMeanwhile())


async def test_nobody_is_asked_for_nothing_new(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_colleague(uow, clock)
    sent = await a_sent(uow, clock, author)
    drafted = await draft_correction(uow, clock, sent.id, author.id)
    assert isinstance(drafted, AnnouncementChange)
    assert await ask_to_correct(uow, clock, drafted, author.id) == NothingNew()
    alone = await a_correction(uow, clock, sent, author)
    assert await ask_to_correct(uow, clock, alone, author.id) == NotAllowed(Refusal.NOBODY_ELSE)
    assert await told(uow, clock()) == []
