"""What the soak checks in the end: each check notices what contradicts it, on both databases."""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from benchmarks.soak.evidence import Evidence
from benchmarks.soak.faults import Fault, Kind
from benchmarks.soak.invariants import MB_A_MINUTE, WATCHED_FOR, check_all, growth
from benchmarks.soak.log import Complaint
from benchmarks.soak.people import OUT, SEAT, WAITS, Gone, Resident
from benchmarks.soak.running import Look
from benchmarks.soak.screens import Screen
from benchmarks.soak.staff import Announced
from benchmarks.soak.traffic import Exchange
from benchmarks.soak.words import Words, marker
from civic.announcements import AnnouncementStatus, DeliveryStatus
from civic.delivery_outcomes import Settled
from civic.notices import NewNotice, NoticeKind
from civic.question_notes import Added, add_to_waiting
from civic.residents import ALL_TOPICS, Address, Channel
from civic.residents import Resident as Kept
from civic.time import utc_now
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import a_kept_event, a_question, a_resident, an_announcement
from tests.fakes import FakeClock
from tests.seats import sign_up

ADA, BOB, EVE = 7_200_000_001, 7_200_000_002, 7_200_000_003
WORDS = Words.load()


class Town:
    """A database in which all is as it should be, and what people were told of it."""

    def __init__(self, database: Database) -> None:
        self.database, self.uow, self.clock = database, SqlUnitOfWork(database), FakeClock(utc_now())

    async def begin(self) -> "Town":
        """One seat: Ada has it, Bob waits for it. Both got an announcement."""
        start = self.clock() + timedelta(days=20)
        self.event = await a_kept_event(self.uow, seats=1, starts_at=start)
        self.ada, self.bob = [await self._somebody(chat) for chat in (ADA, BOB)]
        self.hers = await sign_up(self.uow, self.clock, self.event, self.ada)
        self.his = await sign_up(self.uow, self.clock, self.event, self.bob)
        await self._announces()
        people = [self.person(1, SEAT), self.person(2, WAITS)]
        shown = {1: frozenset({self.hers.id}), 2: frozenset({self.his.id})}
        words = [an_exchange(), an_exchange(language="ar")]
        sent = frozenset({self.announcement.id})
        announced = [Announced(self.announcement.id, marker(1))]
        screens = {ADA: people[0].seen, BOB: people[1].seen}
        self.seen = Evidence(words, people, screens, shown, words, announced, sent)
        return self

    def person(self, number: int, told: str) -> Resident:
        """Somebody who has the announcement on their screen and was told this of the event."""
        screen = Screen()
        screen.show(5, f"Tee {marker(1)}", "")
        person = Resident(number, screen, code="de", words=WORDS)
        person.believes[self.event.id] = told
        return person

    async def _somebody(self, chat: int) -> Kept:
        address = Address(Channel.TELEGRAM, chat)
        return await a_resident(self.uow, address=address, topics=[ALL_TOPICS])

    async def _announces(self) -> None:
        author = await a_resident(self.uow, address=Address(Channel.TELEGRAM, EVE))
        self.announcement = await an_announcement(self.uow, author, due_at=self.clock())
        now = self.clock()
        async with self.uow.writing() as w:
            await w.deliveries.plan(self.announcement)
            sending = replace(self.announcement, status=AnnouncementStatus.SENDING)
            await w.announcements.update(sending)
            self.copies = await w.deliveries.claim(10, now, now + timedelta(minutes=2))
            settled = [Settled(one.id, DeliveryStatus.SENT, "", one.id, now) for one in self.copies]
            await w.outcomes.settle(settled)
            found = await w.announcements.get(self.announcement.id)
            assert found is not None
            await w.announcements.update(replace(found, status=AnnouncementStatus.SENT, finished_at=now))
            await w.commit()

    async def sql(self, statement: str) -> None:
        """Changes something behind the program's back."""
        async with self.database.engine.begin() as connection:
            await connection.execute(text(statement))

    async def broken(self, seen: Evidence | None = None) -> list[str]:
        """What does not hold, by the first words."""
        return [one.name for one in await check_all(self.database, seen or self.seen) if not one.holds]


def an_exchange(**changed: object) -> Exchange:
    """A message and its answer half a second later."""
    usual = Exchange("question", "de", "telegram", at=10.0, last=10.0, ended=10.5, tries=1, wait=0.5)
    return replace(usual, **changed)  # type: ignore[arg-type]


@pytest.fixture
async def town(database: Database) -> Town:
    return await Town(database).begin()


async def test_nothing_is_said_where_all_is_well(town: Town) -> None:
    assert await town.broken() == []


Plant = Callable[[Town], Awaitable[None]]


async def one_seat_too_many(town: Town) -> None:
    await town.sql("UPDATE registration SET status = 'confirmed'")
    town.seen.people[1].believes.clear()


async def a_seat_is_free(town: Town) -> None:
    await town.sql("UPDATE event SET seats = 2")


async def a_seat_is_lost(town: Town) -> None:
    await town.sql(f"DELETE FROM registration WHERE id = {town.his.id}")


async def a_cancelled_one_is_kept(town: Town) -> None:
    town.seen.people[1].believes[town.event.id] = OUT


async def a_list_is_short(town: Town) -> None:
    town.seen.shown = {1: frozenset()}


async def a_copy_is_open(town: Town) -> None:
    again = "status = 'open', claimable_at = '2099-01-01 00:00:00'"
    await town.sql(f"UPDATE delivery SET {again} WHERE chat_id = {ADA}")


async def an_announcement_ended(town: Town) -> None:
    await town.sql("UPDATE announcement SET status = 'stopped'")


async def an_announcement_hangs(town: Town) -> None:
    await town.sql("UPDATE announcement SET status = 'scheduled'")
    town.seen.released = frozenset()


async def a_copy_did_not_arrive(town: Town) -> None:
    screen(town, 0).copies.clear()


async def a_copy_came_twice(town: Town) -> None:
    screen(town, 0).copies[marker(1)].add(6)


async def a_name_is_left(town: Town) -> None:
    gone(town, "Mira Beispiel", EVE + 1, 10_000)


async def a_chat_is_left(town: Town) -> None:
    gone(town, "Nobody", EVE, 10_000)


async def a_row_is_left(town: Town) -> None:
    gone(town, "Nobody", EVE + 1, town.ada.id)


async def a_message_is_open(town: Town) -> None:
    async with town.uow.writing() as w:
        await w.notices.add(
            NewNotice(town.ada.id, NoticeKind.SEAT_OFFERED, town.hers.id, utc_now() - timedelta(1))
        )
        await w.commit()


async def an_answer_is_missing(town: Town) -> None:
    town.seen.exchanges = [an_exchange(wait=None)]


async def an_apology(town: Town) -> None:
    town.seen.exchanges = [an_exchange(sorry=True)]


async def a_pause_is_asked_for(town: Town) -> None:
    town.seen.exchanges = [an_exchange(held_back=True)]


async def somebody_waits_for_ever(town: Town) -> None:
    town.seen.last_words = [an_exchange(wait=None)]


async def something_failed(town: Town) -> None:
    town.seen.complaints = [
        Complaint(10.0, "error", "update 7 failed Traceback … (sqlite3.OperationalError) database is locked")
    ]


async def it_died(town: Town) -> None:
    town.seen.bad_ends = ["after SIGTERM it ended with 1"]


async def it_grows(town: Town) -> None:
    town.seen.looks = looks(2 * MB_A_MINUTE)


def screen(town: Town, place: int) -> Screen:
    """Of one of the two."""
    return town.seen.people[place].seen


def gone(town: Town, name: str, chat: int, resident_id: int) -> None:
    """One more person, who was told that they are forgotten."""
    person = Resident(9, Screen(), code="de", words=WORDS)
    person.gone = Gone("telegram", chat, name, resident_id)
    town.seen.people = [*town.seen.people, person]


def looks(a_minute: float, seconds: float = 2 * WATCHED_FOR + 10) -> list[Look]:
    """A main process that grows by so many MB a minute, from its second start on."""
    before = [Look(0.0, 1, 900.0, 200.0)]
    return before + [
        Look(20 + at, 2, 400 + at * a_minute / 60, 200.0) for at in range(0, int(seconds) + 1, 5)
    ]


@pytest.mark.parametrize(
    ("plant", "noticed"),
    [
        (one_seat_too_many, "No event has more people than seats"),
        (a_seat_is_free, "No seat is free"),
        (a_seat_is_lost, "Registrations are as people were told"),
        (a_cancelled_one_is_kept, "Registrations are as people were told"),
        (a_list_is_short, "Registrations are as people were told"),
        (a_copy_is_open, "Of each announcement"),
        (an_announcement_ended, "Of each announcement"),
        (a_copy_did_not_arrive, "Of each announcement"),
        (a_copy_came_twice, "Nobody gets a copy twice"),
        (a_name_is_left, "Who was forgotten"),
        (a_chat_is_left, "Who was forgotten"),
        (a_row_is_left, "Who was forgotten"),
        (an_announcement_hangs, "No update, message or copy"),
        (a_message_is_open, "No update, message or copy"),
        (an_answer_is_missing, "Every message is answered"),
        (an_apology, "Every message is answered"),
        (a_pause_is_asked_for, "Every message is answered"),
        (somebody_waits_for_ever, "In the end everybody"),
        (something_failed, "There is no complaint"),
        (it_died, "The program ended"),
        (it_grows, "The main process grows"),
    ],
)
async def test_what_must_not_be_is_noticed(town: Town, plant: Plant, noticed: str) -> None:
    await plant(town)
    (found,) = await town.broken()
    assert found.startswith(noticed)


async def test_a_damaged_file_is_noticed(sqlite_database: Database) -> None:
    town = await Town(sqlite_database).begin()
    assert sqlite_database.file is not None
    with closing(sqlite3.connect(sqlite_database.file)) as unguarded, unguarded:
        unguarded.execute("DELETE FROM event")
    assert "The database is whole" in await town.broken()


async def test_a_fault_at_that_moment_explains_what_was_lost(town: Town) -> None:
    await an_answer_is_missing(town)
    await something_failed(town)
    town.seen.faults = [Fault(Kind.DATABASE, 9.0, 1.0, begun=9.0, over=10.2)]
    assert await town.broken() == []
    town.seen.faults = [Fault(Kind.DATABASE, 30.0, 1.0, begun=30.0, over=31.0)]
    assert len(await town.broken()) == 2


async def test_what_joined_a_waiting_question_needs_no_answer(town: Town) -> None:
    async with town.uow.writing() as w:
        await w.questions.add(a_question(town.ada))
        await w.commit()
    added = await add_to_waiting(town.uow, town.clock, town.ada.id, "And on Sundays?")
    assert isinstance(added, Added)
    town.seen.exchanges = [an_exchange(wait=None, text="And on Sundays?")]
    assert await town.broken() == []
    town.seen.exchanges = [an_exchange(wait=None, text="Something else")]
    assert len(await town.broken()) == 1


async def test_a_fault_explains_only_complaints_of_its_kind(town: Town) -> None:
    await something_failed(town)
    town.seen.faults = [Fault(Kind.BROKEN, 9.0, 1.0, begun=9.0, over=10.2)]
    (found,) = await town.broken()
    assert found.startswith("There is no complaint")


async def test_a_kill_explains_some_copies_that_come_twice(town: Town) -> None:
    await a_copy_came_twice(town)
    town.seen.faults = [Fault(Kind.KILL, 9.0, 0.0, begun=9.0, over=9.1, ready=20.0)]
    assert await town.broken() == []
    screen(town, 0).copies[marker(1)] |= set(range(100))
    (found,) = await town.broken()
    assert found.startswith("Nobody gets a copy twice")


def test_growth_is_told_of_a_long_life_only() -> None:
    found = growth(looks(1.5))
    assert found == pytest.approx(1.5)
    assert growth(looks(1.5, seconds=WATCHED_FOR)) is None
    assert growth([]) is None
