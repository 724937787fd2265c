"""The updates of web visitors among several processes: each visitor's in one, in order, and none lost."""

import asyncio
from collections.abc import Sequence

import pytest

from storage.database import Database
from storage.shared_rooms import SharedRooms
from tests.factories import NOW
from tests.storage.test_session import end_connections, session, until
from webchat.ports import NewUpdate, StoredUpdate

pytestmark = pytest.mark.timeout(60)


async def visitor(rooms: SharedRooms, number: int) -> int:
    """Somebody new."""
    return (await rooms.create_visitor(number.to_bytes(32, "big"), "de", NOW)).id


async def write(rooms: SharedRooms, visitor_id: int) -> int:
    """Queues an update."""
    number = await rooms.add_update(visitor_id, NewUpdate("message", "{}"))
    assert number is not None
    return number


def ids(found: Sequence[StoredUpdate]) -> list[int]:
    """Their numbers."""
    return [one.id for one in found]


async def handle(rooms: SharedRooms, found: Sequence[StoredUpdate]) -> None:
    """Confirms them, as the next getUpdates does."""
    await rooms.confirm_updates(found[-1].id + 1)


async def some(rooms: SharedRooms) -> Sequence[StoredUpdate]:
    """Looks until there are any."""
    async with asyncio.timeout(10):
        while not (found := await rooms.updates(0, 100, None)):  # noqa: ASYNC110 - from outside
            await asyncio.sleep(0.01)
        return found


async def test_a_visitor_in_hand_is_nobody_elses(postgres_database: Database) -> None:
    async with session(postgres_database) as here, session(postgres_database) as there:
        one, other = SharedRooms(postgres_database, here), SharedRooms(postgres_database, there)
        ada, ben = await visitor(one, 1), await visitor(one, 2)
        first = await write(one, ada)
        found = await one.updates(0, 100, None)
        assert ids(found) == [first]
        second, third = await write(one, ada), await write(one, ben)
        theirs = await other.updates(0, 100, None)
        assert ids(theirs) == [third]
        await handle(one, found)
        assert await other.updates(0, 100, ["callback_query"]) == []
        found = await one.updates(0, 100, None)
        assert ids(found) in ([second], [second, third])
        await handle(one, found)
        await other.confirm_updates(third)
        assert ids(await other.updates(0, 100, None)) in ([], [third])


async def test_what_a_dead_process_had_in_hand_is_taken_over(postgres_database: Database) -> None:
    async with session(postgres_database) as there:
        async with session(postgres_database) as here:
            one, other = SharedRooms(postgres_database, here), SharedRooms(postgres_database, there)
            ada = await visitor(one, 1)
            first, second = await write(one, ada), await write(one, ada)
            assert ids(await one.updates(0, 100, None)) == [first, second]
            assert await other.updates(0, 100, None) == []
        assert ids(await other.updates(0, 100, None)) == [first, second]


async def test_what_was_lost_on_the_way_is_not_confirmed_later(postgres_database: Database) -> None:
    async with session(postgres_database) as here, session(postgres_database) as there:
        one, other = SharedRooms(postgres_database, here), SharedRooms(postgres_database, there)
        ada, ben = await visitor(one, 1), await visitor(one, 2)
        first = await write(one, ada)
        assert ids(await one.updates(0, 100, None)) == [first]
        await end_connections(postgres_database)
        await until(lambda: not here.holds(f"visitor/{ada}"))
        taken = await some(other)
        assert ids(taken) == [first]
        # The first one was broken off with it, goes on with somebody else, and confirms that.
        second = await write(one, ben)
        await one.confirm_updates(first)
        found = await some(one)
        assert ids(found) == [second]
        await handle(one, found)
        assert await one.count_updates() == 1
        await handle(other, taken)
        assert await one.count_updates() == 0


async def test_two_processes_share_a_crowd_and_handle_everything_once(postgres_database: Database) -> None:
    async with session(postgres_database) as here, session(postgres_database) as there:
        both = [SharedRooms(postgres_database, one) for one in (here, there)]
        people = [await visitor(both[0], number) for number in range(40)]
        written = {person: [await write(both[0], person) for _ in range(2)] for person in people}
        handled: list[tuple[int, StoredUpdate]] = []

        async def work(n: int) -> None:
            while await both[n].count_updates():
                found = await both[n].updates(0, 20, None)
                await asyncio.sleep(0.001 * len(found))
                handled.extend((n, one) for one in found)
                if found:
                    await handle(both[n], found)

        await asyncio.gather(work(0), work(1))
        for person, numbers in written.items():
            assert [one.id for _, one in handled if one.visitor_id == person] == numbers
        assert {n for n, _ in handled} == {0, 1}
