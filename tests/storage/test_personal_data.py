"""One row in every table for each of two people: one of them is exported, then forgotten."""

import json
import time
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from civic.data_ports import Erasure, Person
from civic.data_rights import my_data
from civic.forgetting import begin_forgetting, forget, resume_forgetting
from storage.database import Database
from storage.declarations import DECLARED
from storage.declarations.base import By
from storage.tables import METADATA
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeClock
from tests.storage.samples import SOMETIME, Sampler

ZONE = ZoneInfo("Europe/Berlin")
PERSONAL = {one.name for one in DECLARED if one.is_personal} - {"erasure"}
# Content of the city: what somebody wrote there stays, and only says no more who wrote it.
OWNED = {one.name for one in DECLARED if one.owners} - {"erasure"}


async def rows(connection: AsyncConnection) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    found = {}
    for table in METADATA.sorted_tables:
        every = await connection.execute(select(table).order_by(*table.primary_key.columns))
        found[table.name] = [json.dumps(dict(row._mapping), default=str) for row in every]
    return found


async def forgotten(uow: SqlUnitOfWork, clock: FakeClock, person: Person) -> None:
    """Forgets somebody to the end, with the chat in which they read the goodbye."""
    erasure = await begin_forgetting(uow, clock, person.resident_id)
    assert isinstance(erasure, Erasure)
    await forget(uow, clock, ZONE, erasure)


async def test_the_export_has_every_row_of_mine_and_nothing_of_others(
    database: Database, uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    mine, theirs = Sampler(database, "MARK-OF-ADA"), Sampler(database, "MARK-OF-BEN")
    person, other = await mine.fill(), await theirs.fill()
    found = await my_data(uow, clock, person.resident_id)
    assert set(found.portions) - {"erasure"} == PERSONAL
    document = found.document.decode()
    assert "MARK-OF-BEN" not in document
    assert not any(str(chat) in document for chat in theirs.chats)
    assert "MARK-OF-ADA" in document
    for name in OWNED - {"web_setting"}:
        assert found.portions[name].rows, name
    read = json.loads(document)["tables"]
    assert read["return_link"]["rows"][0]["token_hash"] == "kept, but not readable by anybody"
    assert read["question"]["rows"][0]["resident_id"] == "you"
    assert other.resident_id != person.resident_id


async def test_who_else_is_named_in_my_rows_is_only_staff(
    database: Database, uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    person, other = await Sampler(database, "ADA").fill(), await Sampler(database, "BEN").fill()
    question = METADATA.tables["question"]
    async with database.engine.begin() as connection:
        answered = question.update().where(question.c.resident_id == person.resident_id)
        await connection.execute(answered.values(answered_by=other.resident_id, claimed_by=None))
    told = (await my_data(uow, clock, person.resident_id)).portions["question"].rows[0]
    assert (told["answered_by"], told["claimed_by"]) == ("staff", None)
    theirs = (await my_data(uow, clock, other.resident_id)).portions["question"].rows
    shown = next(row for row in theirs if "text" not in row)
    assert shown == {"id": told["id"], "answered_by": "you"}


async def test_forgetting_leaves_no_row_and_no_mark_of_one_and_everything_of_the_other(
    database: Database, uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    async with database.engine.connect() as connection:
        before = await rows(connection)
    assert not any(before.values())
    other = await Sampler(database, "MARK-OF-BEN").fill()
    async with database.engine.connect() as connection:
        only_ben = await rows(connection)
    mine = Sampler(database, "MARK-OF-ADA")
    person = await mine.fill()
    await forgotten(uow, clock, person)
    clock.now = clock.now.replace(hour=clock.now.hour + 1)
    await resume_forgetting(uow, clock, ZONE)
    async with uow.reading() as r:
        assert await r.personal_data.left(person) == {}
    async with database.engine.connect() as connection:
        after = await rows(connection)
    for name, kept in only_ben.items():
        assert [row for row in kept if row not in after[name] and name != "erasure"] == [], name
    for name in OWNED:
        assert len(after[name]) == len(only_ben[name]), name
    remains = json.dumps({name: after[name] for name in OWNED})
    assert "MARK-OF-ADA" not in remains
    everything = json.dumps(after)
    assert not any(str(chat) in everything for chat in mine.chats)
    assert other.resident_id != person.resident_id


async def test_no_column_names_the_forgotten(
    database: Database, uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    person = await Sampler(database, "ADA").fill()
    await forgotten(uow, clock, person)
    async with database.engine.connect() as connection:
        for declared in DECLARED:
            table = METADATA.tables[declared.name]
            for mention in declared.mentions:
                if mention.way.by is By.RESIDENT:
                    values = (await connection.execute(select(table.c[mention.way.column]))).scalars().all()
                    stays = [] if declared.owners else [mention.left]
                    assert values == stays, f"{declared.name}.{mention.way.column}"


async def test_a_thousand_rows_are_exported_in_seconds(
    database: Database, uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    sampler = Sampler(database, "ADA")
    person = await sampler.fill()
    line = {"visitor_id": sampler.chats[1], "date": SOMETIME, "body": '{"text": "Hallo"}', "deleted": False}
    many = [line | {"id": number, "seq": number} for number in range(600_000, 601_000)]
    async with database.engine.begin() as connection:
        await connection.execute(insert(METADATA.tables["web_message"]), many)
    begun = time.monotonic()
    found = await my_data(uow, clock, person.resident_id)
    assert len(found.document) > 50_000
    assert time.monotonic() - begun < 10
    assert found.count("web_message") == 1001


@pytest.mark.parametrize("month", ["2026-12"])
async def test_only_how_many_were_forgotten_is_counted(
    sqlite_database: Database, sqlite_uow: SqlUnitOfWork, clock: FakeClock, month: str
) -> None:
    for mark in ("ADA", "BEN"):
        await forgotten(sqlite_uow, clock, await Sampler(sqlite_database, mark).fill())
    table = METADATA.tables["erasure_count"]
    async with sqlite_database.engine.connect() as connection:
        people = select(func.sum(table.c.people)).where(table.c.month == month)
        assert (await connection.execute(people)).scalar() == 2
