"""Two of the staff are forgotten at the same moment, and each has lines about the other."""

import asyncio

from storage.database import Database
from storage.rooms import SqlRooms
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_kept_event
from tests.participants import a_registration, keep
from tests.storage.test_quotes import a_work_area, forget
from tests.storage.test_traces import line
from webchat.ports import NewMessage

LINES = 200


async def test_two_who_tell_of_each_other(uow: SqlUnitOfWork, database: Database) -> None:
    event = await a_kept_event(uow)
    both = [await a_work_area(uow, database, mark) for mark in (b"a", b"b")]
    seats = await keep(uow, *(a_registration(event, one, name="Ada Beispiel") for one in both))
    rooms = SqlRooms(database)
    for chat, (other,) in zip((1, 2), (seats[1:], seats[:1]), strict=True):
        for _ in range(LINES):
            body = line(f"{other.code}: Ada Beispiel (1)", f"people_of:{event.id}")
            assert await rooms.add_message(chat, NewMessage(NOW, body, None))
    await asyncio.wait_for(asyncio.gather(*(forget(uow, one) for one in both)), 60)
    assert [await rooms.messages(chat, 0) for chat in (1, 2)] == [[], []]
