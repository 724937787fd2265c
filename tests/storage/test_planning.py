"""Plans: who waits for what, who has no text to read, and what public channels get."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from civic.announcement_sending import plan_due
from civic.announcements import (
    Announcement,
    AnnouncementStatus,
    Audience,
    Body,
    DeliveryStatus,
    EventPeople,
    Report,
    SkipReason,
    WhereMissing,
)
from civic.delivery_outcomes import Settled
from civic.news_times import NewsRules, PlanTimes, plan_times
from civic.public_channels import PublicChannel, added_to_channel, choose_channel_language, remove_channel
from civic.registrations import RegistrationStatus
from civic.residents import Address, Channel, NewsWhen, Resident
from storage.database import Database
from storage.tables import DeliveryRow
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, NOW, a_kept_event, a_resident, an_announcement
from tests.fakes import FakeClock
from tests.storage.test_waiting_lists import entry

RULES = NewsRules(BERLIN, per_day=2)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TIMES = plan_times(Announcement(0, 1, {}, due_at=NOW), RULES, NOW)
Standing = tuple[str, str, datetime | None, bool]


async def plan(uow: SqlUnitOfWork, new: Announcement, times: PlanTimes | None = TIMES) -> Announcement:
    """Plans an announcement that is being sent from now on."""
    async with uow.writing() as w:
        kept = await w.announcements.add(replace(new, status=AnnouncementStatus.SENDING, due_at=NOW))
        await w.deliveries.plan(kept, times)
        await w.commit()
        return kept


async def rows(database: Database, one: Announcement) -> Sequence[DeliveryRow]:
    found = select(DeliveryRow).where(DeliveryRow.announcement_id == one.id).order_by(col(DeliveryRow.id))
    async with database.reading() as session:
        return (await session.exec(found)).all()


def standing(row: DeliveryRow) -> Standing:
    return row.status, row.detail, row.claimable_at, row.together


async def somebody(uow: SqlUnitOfWork, when: NewsWhen = NewsWhen.AT_ONCE, language: str = "de") -> Resident:
    resident = await a_resident(uow, topics=("culture",), language=language)
    async with uow.writing() as w:
        await w.residents.update(replace(resident, news_when=when))
        await w.commit()
    return replace(resident, news_when=when)


def news(**changes: object) -> Announcement:
    new = Announcement(0, None, {"de": Body("Termin", "Neuer Termin")}, Audience(("culture",)))
    return replace(new, **changes)  # type: ignore[arg-type]


async def test_a_choice_is_kept(uow: SqlUnitOfWork) -> None:
    weekly = await somebody(uow, NewsWhen.WEEKLY)
    async with uow.reading() as r:
        assert await r.residents.get(weekly.id) == weekly


async def test_whoever_chose_a_digest_waits_for_it(uow: SqlUnitOfWork, database: Database) -> None:
    assert TIMES is not None
    for when in NewsWhen:
        await somebody(uow, when)
    planned = await rows(database, await plan(uow, news()))
    assert [standing(row) for row in planned] == [
        ("open", "", NOW, False),
        ("open", "", TIMES.daily, True),
        ("open", "", TIMES.weekly, True),
    ]


async def test_what_is_urgent_waits_for_nobodys_digest(uow: SqlUnitOfWork, database: Database) -> None:
    await somebody(uow, NewsWhen.WEEKLY)
    urgent = news(urgent="Bombenfund")
    [row] = await rows(database, await plan(uow, urgent, plan_times(urgent, RULES, NOW)))
    assert standing(row) == ("open", "", NOW, False)


async def test_people_of_an_event_need_no_subscription_and_wait_for_nothing(
    uow: SqlUnitOfWork, database: Database
) -> None:
    event = await a_kept_event(uow)
    resident = await a_resident(uow)
    async with uow.writing() as w:
        await w.residents.update(replace(resident, news_when=NewsWhen.WEEKLY))
        await w.registrations.add(entry(event, resident, RegistrationStatus.WAITING))
        await w.commit()
    to_waiting = news(audience=Audience(event_id=event.id, people=EventPeople.WAITING))
    [row] = await rows(database, await plan(uow, to_waiting, plan_times(to_waiting, RULES, NOW)))
    assert (row.resident_id, *standing(row)) == (resident.id, "open", "", NOW, False)
    to_seated = news(audience=Audience(event_id=event.id))
    assert await rows(database, await plan(uow, to_seated)) == []


@pytest.mark.parametrize("where", list(WhereMissing))
async def test_who_has_no_text_is_told_apart_or_gets_another_one(
    uow: SqlUnitOfWork, where: WhereMissing
) -> None:
    for language in ("de", "uk", "ar"):
        await somebody(uow, language=language)
    bodies = {"de": Body("Termin", "Neu"), "uk": Body("Старе", "Старе", of="0" * 16)}
    one = await plan(uow, news(bodies=bodies, where_missing=where))
    async with uow.writing() as w:
        copies = await w.deliveries.claim(9, NOW, NOW + HOUR)
        for copy in copies:
            await w.outcomes.settle([Settled(copy.id, DeliveryStatus.SENT)])
        skips = where is WhereMissing.SKIP
        assert [copy.language for copy in copies] == (["de"] if skips else ["de", "uk", "ar"])
        expected = Report(3, 1, 0, 0, 0, 2, 0) if skips else Report(3, 3, 0, 0, 0, 0, 0)
        assert await w.deliveries.report(one.id) == expected


async def test_a_row_without_text_says_so(uow: SqlUnitOfWork, database: Database) -> None:
    await somebody(uow, NewsWhen.DAILY, "uk")
    [row] = await rows(database, await plan(uow, news(where_missing=WhereMissing.SKIP)))
    assert standing(row)[:3] == ("skipped", SkipReason.NO_TEXT.value, None)


async def test_the_third_of_a_day_waits_for_the_next_morning(uow: SqlUnitOfWork, database: Database) -> None:
    assert TIMES is not None
    reader, digests = await somebody(uow), await somebody(uow, NewsWhen.DAILY)
    sent, planned, third, fourth = [await plan(uow, news()) for _ in range(4)]
    for one in (sent, planned):
        assert [row.together for row in await rows(database, one)] == [False, True]
    for one in (third, fourth):
        late, daily = await rows(database, one)
        assert (late.resident_id, *standing(late)) == (reader.id, "open", "", TIMES.overflow, True)
        assert (daily.resident_id, daily.claimable_at) == (digests.id, TIMES.daily)


@pytest.mark.parametrize("rules", [replace(RULES, per_day=0), replace(RULES, per_day=3)])
async def test_another_number_may_be_set(uow: SqlUnitOfWork, database: Database, rules: NewsRules) -> None:
    await somebody(uow)
    times = plan_times(news(due_at=NOW), rules, NOW)
    for _ in range(3):
        [row] = await rows(database, await plan(uow, news(), times))
        assert standing(row) == ("open", "", NOW, False)


async def test_yesterday_other_people_urgent_and_event_news_do_not_fill_a_day(
    uow: SqlUnitOfWork, database: Database
) -> None:
    reader, other = await somebody(uow), await a_resident(uow, topics=("work",))
    event = await a_kept_event(uow)
    async with uow.writing() as w:
        await w.registrations.add(entry(event, reader, RegistrationStatus.CONFIRMED))
        await w.commit()
    await plan(uow, news(urgent="Bombenfund"), None)
    await plan(uow, news(audience=Audience(event_id=event.id)), None)
    await plan(uow, news(audience=Audience(("work",))))
    old = [await plan(uow, news()) for _ in range(2)]
    async with uow.writing() as w:
        for copy in await w.deliveries.claim(9, NOW, NOW + HOUR):
            late = copy.announcement_id in {one.id for one in old}
            at = NOW - DAY if late else NOW
            await w.outcomes.settle([Settled(copy.id, DeliveryStatus.SENT, at=at)])
        await w.commit()
    [row] = await rows(database, await plan(uow, news()))
    assert (row.resident_id, *standing(row)) == (reader.id, "open", "", NOW, False)
    assert other.id != reader.id


async def test_a_digest_counts_as_one_message(uow: SqlUnitOfWork, database: Database) -> None:
    reader = await somebody(uow, NewsWhen.DAILY)
    for _ in range(4):
        await plan(uow, news())
    async with uow.writing() as w:
        await w.residents.update(replace(reader, news_when=NewsWhen.AT_ONCE))
        await w.commit()
    [row] = await rows(database, await plan(uow, news()))
    assert standing(row) == ("open", "", NOW, False)
    [row] = await rows(database, await plan(uow, news()))
    assert row.together


async def test_a_plan_in_quiet_hours_is_put_off_and_then_asks_who_is_meant(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    night = NewsRules(BERLIN, (NOW.time(), (NOW + HOUR * 3).time()))
    early = await somebody(uow)
    kept = await an_announcement(uow, early, topics=("culture",))
    assert await plan_due(uow, clock, night) == []
    async with uow.writing() as w:
        put_off = await w.announcements.get(kept.id)
        assert put_off is not None
        assert (put_off.status, put_off.due_at) == (AnnouncementStatus.SCHEDULED, NOW)
        assert (await w.deliveries.report(kept.id)).planned == 0
        assert await w.deliveries.oldest_open() is None
        await w.residents.unsubscribe(early.id)
        await w.commit()
    late = await somebody(uow)
    clock.advance(HOUR * 2)
    assert await plan_due(uow, clock, night) == [kept.id]
    async with uow.writing() as w:
        assert [one.resident_id for one in await w.deliveries.claim(9, clock(), clock() + HOUR)] == [late.id]


async def a_channel(uow: SqlUnitOfWork, chat_id: int, language: str = "") -> PublicChannel:
    address = Address(Channel.TELEGRAM, chat_id)
    kept = await added_to_channel(uow, FakeClock(), address, "Stadt\nKL")
    changed = await choose_channel_language(uow, kept.id, language)
    assert changed is not None
    return changed


async def test_chosen_channels_get_one_post_in_their_language(uow: SqlUnitOfWork, database: Database) -> None:
    for chat_id, language in ((-100_1, "uk"), (-100_2, ""), (-100_3, "ar"), (-100_4, "de")):
        await a_channel(uow, chat_id, language)
    one = await plan(uow, news(channels=(-100_1, -100_2, -100_3, -100_9), where_missing=WhereMissing.SKIP))
    async with uow.writing() as w:
        assert await w.deliveries.plan(one) == 0
        await w.commit()
    assert [
        (row.chat_id, row.resident_id, row.language, row.status) for row in await rows(database, one)
    ] == [
        (-100_1, None, "uk", "skipped"),
        (-100_2, None, "de", "open"),
        (-100_3, None, "ar", "skipped"),
    ]


async def test_a_removed_channel_gets_no_post_any_more(uow: SqlUnitOfWork) -> None:
    channel = await a_channel(uow, -100_1)
    assert channel.title == "Stadt KL"
    one = await plan(uow, news(channels=(-100_1,)))
    assert await remove_channel(uow, channel.id) == channel
    assert await remove_channel(uow, channel.id) is None
    assert await choose_channel_language(uow, channel.id, "de") is None
    async with uow.reading() as r:
        assert await r.public_channels.everyone() == []
        assert await r.deliveries.report(one.id) == Report(1, 0, 0, 0, 0, 1, 0)
