"""Consents: separate, off until given, kept with words and times, one with what rests on them."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from civic.agreeing import allow_evaluation, allow_photos, my_consents
from civic.consents import Consent, Purpose, Wording, stands
from civic.questions import hand_over
from civic.registrations import NoNotice, Registered, register
from civic.residents import (
    Address,
    Channel,
    Resident,
    became_unreachable,
    meet,
    notice_shown,
    subscribe,
    toggle_topic,
    unsubscribe_all,
)
from civic.waiting_list import cancelled
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_kept_event, a_question, a_request, a_resident
from tests.fakes import FakeClock

NEWS = Wording("a1", "de")
OTHER = Wording("b2", "ar")


async def kept(uow: SqlUnitOfWork, who: Resident) -> list[Consent]:
    async with uow.reading() as r:
        return await r.consents.of(who.id)


async def test_nothing_is_agreed_to_unasked_and_registering_needs_no_yes(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event, who = await a_kept_event(uow), await a_resident(uow)
    outcome = await register(uow, clock, a_request(event, who))
    assert isinstance(outcome, Registered)
    assert outcome.registration.photos is None
    mine = await my_consents(uow, clock, who.id)
    assert (mine.announcements, mine.evaluation) == (None, None)
    assert await kept(uow, who) == []


async def test_each_purpose_is_given_and_withdrawn_by_itself(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    who = await a_resident(uow)
    assert await subscribe(uow, who.id, "culture", NEWS)
    clock.advance(timedelta(days=1))
    assert await allow_evaluation(uow, who.id, OTHER)
    assert not await allow_evaluation(uow, who.id, NEWS)  # the first words stand
    clock.advance(timedelta(days=1))
    assert await unsubscribe_all(uow, who.id)
    assert await kept(uow, who) == [
        Consent(Purpose.ANNOUNCEMENTS, None, NEWS, NOW, NOW + timedelta(days=2)),
        Consent(Purpose.EVALUATION, None, OTHER, NOW + timedelta(days=1)),
    ]
    assert await allow_evaluation(uow, who.id, None)
    assert not await allow_evaluation(uow, who.id, None)
    assert await allow_evaluation(uow, who.id, NEWS)
    newest = (await my_consents(uow, clock, who.id)).evaluation
    assert newest is not None
    assert (newest.wording, newest.withdrawn_at) == (NEWS, None)
    assert len(await kept(uow, who)) == 3


async def test_subscriptions_and_the_consent_to_them_never_differ(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    address = Address(Channel.WEB, 77)
    who = await meet(uow, clock, address, "de")
    chance = random.Random(5)
    for _ in range(25):
        topic = chance.choice(("culture", "work", "sports"))
        match chance.randrange(6):
            case 0:
                await unsubscribe_all(uow, who.id)
            case 1:
                await became_unreachable(uow, address)
            case 2:
                await subscribe(uow, who.id, topic, NEWS)
            case _:
                await toggle_topic(uow, who.id, topic, NEWS)
        async with uow.reading() as r:
            subscribed = bool(await r.residents.topics(who.id))
        assert stands((await my_consents(uow, clock, who.id)).announcements) is subscribed


async def test_photos_are_agreed_to_for_one_event_until_it_begins(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event, other = await a_kept_event(uow), await a_kept_event(uow)
    who = await a_resident(uow)
    assert not await allow_photos(uow, clock, event.id, who.id, OTHER)  # not registered
    for one in (event, other):
        assert isinstance(await register(uow, clock, a_request(one, who)), Registered)
    assert await allow_photos(uow, clock, event.id, who.id, OTHER)
    assert await photos(uow, event.id, who) == (True, [Consent(Purpose.PHOTOS, event.id, OTHER, NOW)])
    assert await photos(uow, other.id, who) == (None, [])
    clock.now = event.starts_at
    assert await allow_photos(uow, clock, event.id, who.id, None)  # a no is always possible
    said, [consent] = await photos(uow, event.id, who)
    assert (said, consent.withdrawn_at) == (False, event.starts_at)
    assert not await allow_photos(uow, clock, event.id, who.id, OTHER)


async def test_a_yes_to_photos_can_be_taken_back_when_the_registration_is_gone(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event, who = await a_kept_event(uow), await a_resident(uow)
    await register(uow, clock, a_request(event, who))
    await allow_photos(uow, clock, event.id, who.id, OTHER)
    async with uow.writing() as w:
        await w.participants.forget_people(event.id)
        await w.commit()
    [one] = (await my_consents(uow, clock, who.id)).photos
    assert stands(one.consent)
    assert await allow_photos(uow, clock, event.id, who.id, None)
    [one] = (await my_consents(uow, clock, who.id)).photos
    assert not stands(one.consent)


async def test_whoever_comes_back_is_asked_about_photos_anew(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, who = await a_kept_event(uow), await a_resident(uow)
    first = await register(uow, clock, a_request(event, who))
    assert isinstance(first, Registered)
    await allow_photos(uow, clock, event.id, who.id, OTHER)
    async with uow.writing() as w:
        await w.registrations.update(cancelled(first.registration, NOW))
        await w.commit()
    assert isinstance(await register(uow, clock, a_request(event, who)), Registered)
    said, [consent] = await photos(uow, event.id, who)
    assert (said, consent.withdrawn_at) == (None, NOW)


async def photos(uow: SqlUnitOfWork, event_id: int, who: Resident) -> tuple[bool | None, list[Consent]]:
    async with uow.reading() as r:
        registration = await r.registrations.of(event_id, who.id)
        assert registration is not None
        return registration.photos, [one for one in await r.consents.of(who.id) if one.event_id == event_id]


async def test_only_questions_of_people_who_agree_now_are_counted(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    who, silent = await a_resident(uow), await a_resident(uow)
    for one in (who, silent):
        await hand_over(uow, a_question(one))
    assert await counted(uow) == []
    await allow_evaluation(uow, who.id, NEWS)
    assert await counted(uow) == [who.id]
    await allow_evaluation(uow, who.id, None)
    assert await counted(uow) == []


async def counted(uow: SqlUnitOfWork) -> list[int]:
    async with uow.reading() as r:
        return [one.resident_id for one in await r.gaps.asked(NOW, NOW + timedelta(days=1))]


async def test_nobody_is_registered_without_a_notice(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, who = await a_kept_event(uow), await a_resident(uow)
    assert await register(uow, clock, replace(a_request(event, who), notice_version="")) == NoNotice()
    async with uow.reading() as r:
        assert await r.registrations.of(event.id, who.id) is None
        assert (await r.residents.get(who.id)).name == ""
    await register(uow, clock, a_request(event, who))
    async with uow.reading() as r:
        known = await r.residents.get(who.id)
    assert (known.notice_version, known.notice_at) == ("2026-12", NOW)


async def test_the_first_showing_of_a_notice_counts(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    who = await a_resident(sqlite_uow)
    seen = []
    for version in ("1", "1", "2"):
        await notice_shown(sqlite_uow, clock, who.id, version)
        async with sqlite_uow.reading() as r:
            known = await r.residents.get(who.id)
        seen.append((known.notice_version, known.notice_at))
        clock.advance(timedelta(days=1))
    assert seen == [("1", NOW), ("1", NOW), ("2", NOW + timedelta(days=2))]


@pytest.mark.parametrize("gone", ["resident", "event"])
async def test_consents_go_with_their_person_and_their_event(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock, gone: str
) -> None:
    event, who = await a_kept_event(uow), await a_resident(uow)
    await register(uow, clock, a_request(event, who))
    await allow_photos(uow, clock, event.id, who.id, OTHER)
    async with database.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("DELETE FROM registration"))
        await connection.execute(text(f"DELETE FROM {gone}"))
    assert await kept(uow, who) == []
