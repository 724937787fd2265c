"""Audiences: what the database says of any of them is what a plain reading of the rules says."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civic.announcement_audience import without_text
from civic.announcements import (
    Announcement,
    AnnouncementStatus,
    Audience,
    Body,
    EventPeople,
    fingerprint,
)
from civic.events import Event
from civic.registrations import RegistrationStatus
from civic.residents import Channel, Resident
from storage.database import Database
from storage.tables import AccountRow, DeliveryRow
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BODY, NOW, a_kept_event, a_resident, a_sending, an_address, an_announcement
from tests.storage.test_waiting_lists import entry

TOPICS = ("culture", "work", "sports")
DISTRICTS = ("", "west", "east")
LANGUAGES = ("de", "uk", "ar")
STANDINGS = (
    None,
    RegistrationStatus.CONFIRMED,
    RegistrationStatus.WAITING,
    RegistrationStatus.OFFERED,
    RegistrationStatus.CANCELLED,
)
DAY = timedelta(days=1)
SENT = (("culture", 1), ("work", 5), ("all", 20))


@dataclass(frozen=True)
class Who:
    """A resident as the rules see them; `read`: topics of what they were sent, and how many days ago."""

    id: int
    language: str
    district: str
    topics: frozenset[str]
    reachable: bool
    standing: RegistrationStatus | None
    read: tuple[tuple[str, int], ...]


def meant(who: Who, audience: Audience) -> bool:
    """The rules in plain words."""
    if not who.reachable:
        return False
    if audience.districts and who.district not in audience.districts:
        return False
    if audience.languages and who.language not in audience.languages:
        return False
    if audience.event_id is not None:
        seated = who.standing is RegistrationStatus.CONFIRMED
        waits = who.standing in (RegistrationStatus.WAITING, RegistrationStatus.OFFERED)
        return {
            EventPeople.PARTICIPANTS: seated,
            EventPeople.WAITING: waits,
            EventPeople.BOTH: seated or waits,
        }[audience.people]
    for topic, days in who.read:
        shared = topic == "all" or "all" in audience.topics or topic in audience.topics
        if shared and days < audience.not_recent_days:
            return False
    if "all" in audience.topics:
        return bool(who.topics)
    if "all" in who.topics:
        return True
    hits = [topic in who.topics for topic in audience.topics]
    return all(hits) and bool(hits) if audience.every_topic else any(hits)


@dataclass(frozen=True)
class Town:
    """Sixty people, and the number of the event that some have to do with."""

    people: list[Who]
    event_id: int


@pytest.fixture
async def town(uow: SqlUnitOfWork, database: Database) -> Town:
    event = await a_kept_event(uow, seats=200)
    author = await a_resident(uow)
    sent = {(topic, days): await _sent(uow, author, topic, days) for topic, days in SENT}
    people = [await _somebody(uow, database, number, event, sent) for number in range(60)]
    return Town(people, event.id)


async def _sent(uow: SqlUnitOfWork, author: Resident, topic: str, days: int) -> int:
    at = NOW - days * DAY
    kept = await an_announcement(uow, author, topics=(topic,), due_at=at)
    async with uow.writing() as w:
        await w.announcements.update(replace(kept, status=AnnouncementStatus.SENT, finished_at=at))
        await w.commit()
    return kept.id


async def _somebody(
    uow: SqlUnitOfWork, database: Database, number: int, event: Event, sent: Mapping[tuple[str, int], int]
) -> Who:
    topics = [t for place, t in enumerate((*TOPICS, "all")) if (number * 7 + number // 9) >> place & 1]
    address, read = an_address(), tuple(key for place, key in enumerate(sent) if number % (place + 3) == 0)
    language, district = LANGUAGES[number % 3], DISTRICTS[number // 3 % 3]
    resident = await a_resident(uow, language=language, topics=topics, district=district, address=address)
    standing, reachable = STANDINGS[number % 5], number % 11 != 5
    async with uow.writing() as w:
        if standing is not None:
            await w.registrations.add(entry(event, resident, standing))
        await w.residents.set_reachable(address, reachable)
        await w.commit()
    async with database.writing() as session:
        session.add_all(_copy(sent[key], resident.id, NOW - key[1] * DAY) for key in read)
        await session.commit()
    return Who(resident.id, language, district, frozenset(topics), reachable, standing, read)


def _copy(announcement_id: int, resident_id: int, at: datetime) -> DeliveryRow:
    return DeliveryRow(
        announcement_id=announcement_id,
        resident_id=resident_id,
        channel="telegram",
        chat_id=resident_id,
        language="de",
        status="sent",
        claimable_at=None,
        detail="",
        together=False,
        message_id=1,
        sent_at=at,
    )


async def asked(uow: SqlUnitOfWork, audience: Audience) -> tuple[Mapping[str, int], list[int]]:
    """The head counts, and who is planned; nothing of it is kept."""
    async with uow.writing() as w:
        new = Announcement(0, None, {"de": BODY}, audience, AnnouncementStatus.SENDING, NOW)
        kept = await w.announcements.add(new)
        counts = await w.announcements.head_counts(audience)
        planned = await w.deliveries.plan(kept)
        copies = await w.deliveries.claim(1000, NOW, NOW + DAY)
        assert planned == len(copies)
        return counts, sorted(copy.resident_id or 0 for copy in copies)


AUDIENCES = st.builds(
    Audience,
    topics=st.lists(st.sampled_from((*TOPICS, "all")), unique=True, max_size=3).map(tuple),
    districts=st.lists(st.sampled_from(DISTRICTS), unique=True, max_size=2).map(tuple),
    every_topic=st.booleans(),
    languages=st.lists(st.sampled_from(LANGUAGES), unique=True, max_size=2).map(tuple),
    event_id=st.sampled_from((None, None, 1)),
    people=st.sampled_from(EventPeople),
    not_recent_days=st.sampled_from((0, 1, 2, 5, 6, 30)),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(audience=AUDIENCES)
async def test_any_audience_is_what_the_rules_say(uow: SqlUnitOfWork, town: Town, audience: Audience) -> None:
    audience = replace(audience, event_id=town.event_id if audience.event_id else None)
    expected = [who for who in town.people if meant(who, audience)]
    counts, planned = await asked(uow, audience)
    assert planned == sorted(who.id for who in expected)
    assert counts == Counter(who.language for who in expected)


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        (Audience(()), {"all"}),
        (Audience(("culture", "work"), every_topic=True), {"both", "all"}),
        (Audience(("culture", "all"), every_topic=True), {"culture", "both", "all"}),
        (Audience((), every_topic=True), {"all"}),
        (Audience(languages=("uk",)), {"both"}),
        (Audience(("culture",), ("west",), languages=("uk", "de")), {"both"}),
    ],
)
async def test_topics_districts_and_languages_together(
    uow: SqlUnitOfWork, audience: Audience, expected: set[str]
) -> None:
    people = {
        "culture": await a_resident(uow, topics=("culture",), language="de"),
        "both": await a_resident(uow, topics=("culture", "work"), language="uk", district="west"),
        "all": await a_resident(uow, topics=("all",), language="ar"),
        "nothing": await a_resident(uow),
    }
    _, planned = await asked(uow, audience)
    assert planned == sorted(people[name].id for name in expected)


async def test_one_person_with_two_accounts_gets_one_copy_at_the_newest_reachable(
    uow: SqlUnitOfWork, database: Database
) -> None:
    first, second, third = an_address(), an_address(Channel.WEB), an_address()
    resident = await a_resident(uow, topics=("work", "culture"), address=first)
    for address in (second, third):
        async with database.writing() as session:
            new = AccountRow(
                resident_id=resident.id,
                channel=address.channel.value,
                chat_id=address.chat_id,
                reachable=address is second,
                created_at=NOW,
            )
            session.add(new)
            await session.commit()
    sending = await a_sending(uow, resident, topics=("work", "culture"))
    async with uow.writing() as w:
        [copy] = await w.deliveries.claim(9, NOW, NOW + DAY)
    assert (copy.announcement_id, copy.address) == (sending.id, second)


def test_whose_language_has_no_text() -> None:
    main = Body("Termin", "Neuer Termin")
    old = replace(main, of="0" * 16)
    one = Announcement(1, 1, {"de": main, "uk": old, "ar": Body("T", "t", of=fingerprint(main))})
    assert without_text(one, {"de": 3, "uk": 2, "ar": 1, "en": 5}) == {"uk": 2, "en": 5}
