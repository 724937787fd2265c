"""Meeting residents, their language, district and subscriptions."""

import asyncio
from datetime import timedelta

import pytest

from civic.notices import NewNotice, NoticeKind
from civic.residents import (
    became_reachable,
    became_unreachable,
    choose_district,
    choose_language,
    meet,
    subscribe,
    toggle_topic,
    unsubscribe_all,
)
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, WORDING, a_resident, a_sending, an_address, residents
from tests.fakes import FakeClock


async def topics(uow: SqlUnitOfWork, resident_id: int) -> frozenset[str]:
    async with uow.reading() as r:
        return await r.residents.topics(resident_id)


async def gets_notices(uow: SqlUnitOfWork, resident_id: int) -> bool:
    async with uow.writing() as w:
        await w.notices.add(NewNotice(resident_id, NoticeKind.SEAT_FREED, 1, NOW))
        claimed = await w.notices.claim(1, NOW, NOW + timedelta(minutes=1))
        await w.commit()
    return bool(claimed)


async def test_the_first_message_makes_a_resident_the_second_finds_them(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    address = an_address()
    new = await meet(sqlite_uow, clock, address, "uk")
    assert (new.language, new.language_chosen, new.created_at) == ("uk", False, NOW)
    clock.advance(timedelta(days=1))
    assert await meet(sqlite_uow, clock, address, "de") == new
    assert await meet(sqlite_uow, clock, an_address(), "de") != new


async def test_a_chosen_language_and_district_stay(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    address = an_address()
    resident = await meet(sqlite_uow, clock, address, "de")
    chosen = await choose_language(sqlite_uow, resident.id, "ar")
    assert (chosen.language, chosen.language_chosen) == ("ar", True)
    assert (await choose_district(sqlite_uow, resident.id, "west")).district == "west"
    again = await meet(sqlite_uow, clock, address, "de")
    assert (again.language, again.language_chosen, again.district) == ("ar", True, "west")
    assert (await choose_district(sqlite_uow, resident.id, "")).district == ""


async def test_a_tick_subscribes_and_a_second_one_ends_it(sqlite_uow: SqlUnitOfWork) -> None:
    resident = await a_resident(sqlite_uow, topics=("work",))
    assert await toggle_topic(sqlite_uow, resident.id, "culture", WORDING) == frozenset({"culture", "work"})
    assert await toggle_topic(sqlite_uow, resident.id, "work", WORDING) == frozenset({"culture"})
    assert await topics(sqlite_uow, resident.id) == {"culture"}


async def test_the_consent_ends_with_the_last_topics_also_when_two_chats_end_them_at_once(
    uow: SqlUnitOfWork,
) -> None:
    resident = await a_resident(uow)
    for topic in ("youth", "sport"):
        await toggle_topic(uow, resident.id, topic, WORDING)
    left = await asyncio.gather(
        *(toggle_topic(uow, resident.id, each, WORDING) for each in ("youth", "sport"))
    )
    assert sorted(len(topics or ()) for topics in left) == [0, 1]
    async with uow.reading() as r:
        assert [one.withdrawn_at is None for one in await r.consents.of(resident.id)] == [False]


@pytest.mark.parametrize("ends", ["a topic", "all"])
async def test_there_is_a_consent_to_what_one_chat_begins_while_the_other_ends_the_rest(
    uow: SqlUnitOfWork, ends: str
) -> None:
    resident = await a_resident(uow)
    await toggle_topic(uow, resident.id, "youth", WORDING)
    other = (
        toggle_topic(uow, resident.id, "youth", WORDING)
        if ends == "a topic"
        else unsubscribe_all(uow, resident.id)
    )
    await asyncio.gather(other, subscribe(uow, resident.id, "sport", WORDING))
    async with uow.reading() as r:
        standing = [one for one in await r.consents.of(resident.id) if one.withdrawn_at is None]
    assert len(standing) == bool(await topics(uow, resident.id))


async def test_subscribing_tells_whether_it_is_new(sqlite_uow: SqlUnitOfWork) -> None:
    resident = await a_resident(sqlite_uow)
    assert await subscribe(sqlite_uow, resident.id, "culture", WORDING)
    assert not await subscribe(sqlite_uow, resident.id, "culture", WORDING)
    assert await topics(sqlite_uow, resident.id) == {"culture"}


async def test_unsubscribing_ends_everything_of_one_person(sqlite_uow: SqlUnitOfWork) -> None:
    resident = await a_resident(sqlite_uow, topics=("culture", "work"))
    other = await a_resident(sqlite_uow, topics=("culture",))
    assert await unsubscribe_all(sqlite_uow, resident.id)
    assert not await unsubscribe_all(sqlite_uow, resident.id)
    assert await topics(sqlite_uow, resident.id) == frozenset()
    assert await topics(sqlite_uow, other.id) == {"culture"}


async def test_a_block_ends_subscriptions_and_unblocking_does_not_bring_them_back(
    sqlite_uow: SqlUnitOfWork,
) -> None:
    address = an_address()
    resident = await a_resident(sqlite_uow, address=address, topics=("culture",))
    await became_unreachable(sqlite_uow, address)
    assert not await gets_notices(sqlite_uow, resident.id)
    await became_reachable(sqlite_uow, address)
    assert await gets_notices(sqlite_uow, resident.id)
    assert await topics(sqlite_uow, resident.id) == frozenset()


async def test_a_block_by_a_stranger_changes_nothing(sqlite_uow: SqlUnitOfWork) -> None:
    stranger = an_address()
    await became_unreachable(sqlite_uow, stranger)
    async with sqlite_uow.reading() as r:
        assert await r.residents.at(stranger) is None


async def skipped_and_open(uow: SqlUnitOfWork, announcement_id: int) -> tuple[int, int]:
    async with uow.reading() as r:
        report = await r.deliveries.report(announcement_id)
    return report.skipped, report.open


@pytest.mark.parametrize("way", ["unsubscribes", "unticks", "blocks"])
async def test_whoever_ends_the_last_subscription_gets_no_more_copies(
    sqlite_uow: SqlUnitOfWork, way: str
) -> None:
    address = an_address()
    leaving = await a_resident(sqlite_uow, address=address, topics=("culture",))
    await residents(sqlite_uow, 2, topics=("culture",))
    sendings = [await a_sending(sqlite_uow, leaving) for _ in range(2)]
    match way:
        case "unsubscribes":
            assert await unsubscribe_all(sqlite_uow, leaving.id)
        case "unticks":
            assert await toggle_topic(sqlite_uow, leaving.id, "culture", WORDING) == frozenset()
        case _:
            await became_unreachable(sqlite_uow, address)
    for sending in sendings:
        assert await skipped_and_open(sqlite_uow, sending.id) == (1, 2)


async def test_whoever_keeps_a_subscription_or_comes_back_keeps_the_copies(
    sqlite_uow: SqlUnitOfWork,
) -> None:
    address = an_address()
    resident = await a_resident(sqlite_uow, address=address, topics=("culture", "work"))
    sending = await a_sending(sqlite_uow, resident)
    await toggle_topic(sqlite_uow, resident.id, "work", WORDING)
    await toggle_topic(sqlite_uow, resident.id, "work", WORDING)
    await became_reachable(sqlite_uow, address)
    assert await skipped_and_open(sqlite_uow, sending.id) == (0, 1)
