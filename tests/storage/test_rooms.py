"""The web chat's rows: numbers that never come back, transcripts, files, the queue, and forgetting."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from civic.registrations import RegistrationStatus, register
from civic.residents import Address, Channel
from civic.retention_periods import Periods, Rule
from storage.database import Database
from storage.rooms import SqlRooms
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_kept_event, a_request, a_resident
from tests.fakes import FakeClock
from tests.retention import runs
from tests.webchat.fake_rooms import FakeRooms
from webchat.ports import NewMessage, NewUpdate, Rooms, StoredFile, StoredMessage, StoredNotice, Visitor

TOKEN = bytes(range(32))
FAREWELL = NewUpdate("my_chat_member", '{"new_chat_member":{"status":"kicked"}}')
LATER = NOW + timedelta(days=1)


@pytest.fixture(params=["sqlite", "postgres", "memory"])
def rooms(request: pytest.FixtureRequest) -> Rooms:
    """Both databases, and the stand-in that the web chat's own tests use: all keep the same promises."""
    if request.param == "memory":
        return FakeRooms()
    database: Database = request.getfixturevalue(f"{request.param}_database")
    return SqlRooms(database)


def line(text: str, file: StoredFile | None = None) -> NewMessage:
    return NewMessage(NOW, f'{{"text":"{text}"}}', file)


async def a_visitor(rooms: Rooms, token: bytes = TOKEN) -> Visitor:
    return await rooms.create_visitor(token, "uk-UA", NOW)


async def test_a_visitor_is_known_by_its_cookie(rooms: Rooms) -> None:
    visitor = await a_visitor(rooms)
    assert visitor == Visitor(visitor.id, "uk-UA", NOW, NOW, 0)
    assert await rooms.visitor(visitor.id) == visitor
    assert await rooms.visitor_by_token(TOKEN) == visitor
    assert await rooms.visitor_by_token(bytes(32)) is None
    assert await rooms.visitor(visitor.id + 1) is None
    await rooms.touch(visitor.id, "ar", LATER)
    assert await rooms.visitor(visitor.id) == Visitor(visitor.id, "ar", NOW, LATER, 0)


async def test_an_offered_cookie_counts_once_it_was_shown(rooms: Rooms) -> None:
    visitor, first, second = await a_visitor(rooms), bytes(32), bytes([1] * 32)
    assert await rooms.take_token(first) is None
    await rooms.offer_token(visitor.id, first)
    await rooms.offer_token(visitor.id, second)
    waiting = replace(visitor, is_renewing=True)
    assert await rooms.visitor_by_token(TOKEN) == waiting
    assert await rooms.visitor_by_token(second) is None
    assert await rooms.take_token(first) is None
    assert await rooms.take_token(second) == visitor
    assert await rooms.take_token(second) is None
    assert await rooms.visitor_by_token(TOKEN) is None
    assert await rooms.visitor_by_token(second) == visitor
    await rooms.offer_token(visitor.id + 1, first)
    assert await rooms.take_token(first) is None


async def test_the_id_of_a_visitor_is_never_given_again(rooms: Rooms) -> None:
    assert not await rooms.was_visitor(1)
    first = await a_visitor(rooms)
    assert await rooms.end_visitor(first.id, FAREWELL)
    assert await rooms.was_visitor(first.id)
    assert not await rooms.was_visitor(first.id + 1)
    assert not await rooms.was_visitor(0)
    second = await a_visitor(rooms)
    assert second.id == first.id + 1


async def test_messages_are_numbered_for_each_visitor(rooms: Rooms) -> None:
    one, other = await a_visitor(rooms), await a_visitor(rooms, bytes(32))
    hello = await rooms.add_message(one.id, line("hello"))
    again = await rooms.add_message(one.id, line("again"))
    assert hello == StoredMessage(1, 1, NOW, '{"text":"hello"}', deleted=False)
    assert again == StoredMessage(2, 2, NOW, '{"text":"again"}', deleted=False)
    assert await rooms.messages(one.id, 0) == [hello, again]
    assert await rooms.messages(one.id, 1) == [again]
    assert await rooms.message(one.id, 2) == again
    assert await rooms.messages(other.id, 0) == []
    assert await rooms.message(other.id, 2) is None
    visitor = await rooms.visitor(one.id)
    assert visitor is not None
    assert visitor.last_seq == 2


async def test_an_edited_line_gets_a_new_seq_and_keeps_its_place(rooms: Rooms) -> None:
    visitor = await a_visitor(rooms)
    for text in ("a", "b"):
        await rooms.add_message(visitor.id, line(text))
    edited = await rooms.edit_message(visitor.id, 1, "{}")
    assert edited == StoredMessage(1, 3, NOW, "{}", deleted=False)
    assert await rooms.messages(visitor.id, 2) == [edited]
    assert [message.id for message in await rooms.messages(visitor.id, 0)] == [1, 2]
    assert await rooms.edit_message(visitor.id, 9, "{}") is None
    unchanged = await rooms.visitor(visitor.id)
    assert unchanged is not None
    assert unchanged.last_seq == 3


async def test_only_so_many_lines_are_read_at_once(rooms: Rooms) -> None:
    visitor = await a_visitor(rooms)
    for text in "abcde":
        await rooms.add_message(visitor.id, line(text))
    await rooms.edit_message(visitor.id, 1, "{}")
    await rooms.delete_message(visitor.id, 4)
    assert [one.id for one in await rooms.messages(visitor.id, 1, limit=2)] == [2, 3]
    assert [one.id for one in await rooms.messages(visitor.id, 3, limit=2)] == [1, 5]
    assert [one.id for one in await rooms.messages(visitor.id, 6)] == [4]
    assert [one.id for one in await rooms.latest(visitor.id, limit=2)] == [3, 5]
    assert [one.id for one in await rooms.latest(visitor.id)] == [1, 2, 3, 5]
    for text in "abc":
        await rooms.add_notice(visitor.id, text, alert=False, at=NOW)
    assert [one.text for one in await rooms.notices(visitor.id, 8, limit=1)] == ["b"]


async def test_a_deleted_line_is_empty_and_its_file_gone(rooms: Rooms) -> None:
    visitor = await a_visitor(rooms)
    file = StoredFile("f1", "event.ics", "text/calendar", b"BEGIN:VCALENDAR\x00")
    await rooms.add_message(visitor.id, line("file", file))
    assert await rooms.file("f1", visitor.id) == file
    assert await rooms.delete_message(visitor.id, 1)
    assert await rooms.message(visitor.id, 1) == StoredMessage(1, 2, NOW, "{}", deleted=True)
    assert await rooms.file("f1") is None
    assert not await rooms.delete_message(visitor.id, 1)
    assert await rooms.edit_message(visitor.id, 1, "{}") is None
    added = await rooms.add_message(visitor.id, line("next"))
    assert added is not None
    assert (added.id, added.seq) == (2, 3)


async def test_a_file_belongs_to_one_visitor(rooms: Rooms) -> None:
    one, other = await a_visitor(rooms), await a_visitor(rooms, bytes(32))
    file = StoredFile("f" * 64, "map.png", "image/png", b"\x89PNG")
    await rooms.add_message(one.id, line("map", file))
    assert await rooms.file(file.id) == file
    assert await rooms.file(file.id, one.id) == file
    assert await rooms.file(file.id, other.id) is None


async def test_notices_share_the_sequence_of_messages(rooms: Rooms) -> None:
    visitor = await a_visitor(rooms)
    await rooms.add_message(visitor.id, line("a"))
    assert await rooms.add_notice(visitor.id, "Saved", False, NOW)
    assert await rooms.add_notice(visitor.id, "Full", True, NOW)
    expected = [StoredNotice(2, NOW, "Saved", False), StoredNotice(3, NOW, "Full", True)]
    assert await rooms.notices(visitor.id, 0) == expected
    assert await rooms.notices(visitor.id, 2) == expected[1:]


async def test_the_queue_keeps_order_kinds_and_numbers(rooms: Rooms) -> None:
    visitor = await a_visitor(rooms)
    tap = NewUpdate("callback_query", '{"data":"x"}')
    await rooms.add_message(visitor.id, line("hello"), NewUpdate("message", "{}"))
    second = await rooms.add_update(visitor.id, tap)
    assert second is not None
    first = second - 1
    [hello, tapped] = await rooms.updates(0, 100, None)
    assert (hello.id, hello.kind, hello.message_id, hello.visitor_id) == (first, "message", 1, visitor.id)
    assert (tapped.id, tapped.kind, tapped.message_id, tapped.body) == (
        second,
        tap.kind,
        None,
        tap.body,
    )
    assert await rooms.updates(0, 100, ["callback_query"]) == [tapped]
    assert await rooms.updates(0, 100, []) == []
    assert await rooms.updates(0, 1, None) == [hello]
    assert await rooms.updates(second, 100, None) == [tapped]
    assert await rooms.count_updates() == 2
    await rooms.confirm_updates(second)
    assert await rooms.updates(0, 100, None) == [tapped]
    await rooms.confirm_updates(second + 1)
    assert await rooms.count_updates() == 0
    assert await rooms.add_update(visitor.id, tap) == second + 1


async def test_writes_for_nobody_do_nothing(rooms: Rooms) -> None:
    update = NewUpdate("message", "{}")
    assert await rooms.add_message(4711, line("hello"), update) is None
    assert await rooms.edit_message(4711, 1, "{}") is None
    assert not await rooms.delete_message(4711, 1)
    assert not await rooms.add_notice(4711, "Saved", False, NOW)
    assert await rooms.add_update(4711, update) is None
    assert not await rooms.end_visitor(4711, FAREWELL)
    await rooms.touch(4711, "de", NOW)
    assert await rooms.visitor(4711) is None
    assert await rooms.count_updates() == 0


async def test_settings(rooms: Rooms) -> None:
    assert await rooms.setting("commands") is None
    await rooms.set_setting("commands", "[]")
    await rooms.set_setting("commands", "x" * 100_000)
    assert await rooms.setting("commands") == "x" * 100_000
    await rooms.set_setting("commands", None)
    await rooms.set_setting("commands", None)
    assert await rooms.setting("commands") is None


async def fill(rooms: Rooms, visitor: Visitor) -> None:
    file = StoredFile(f"file of {visitor.id}", "a.txt", "text/plain", b"a")
    await rooms.add_message(visitor.id, line("hello", file), NewUpdate("message", "{}"))
    await rooms.add_notice(visitor.id, "Saved", False, NOW)
    await rooms.set_setting(f"chat/{visitor.id}/commands", "[]")


async def test_an_ended_visitor_leaves_only_a_farewell(rooms: Rooms) -> None:
    visitor, other = await a_visitor(rooms), await a_visitor(rooms, bytes(32))
    for one in (visitor, other):
        await fill(rooms, one)
    await rooms.set_setting(f"chat/{visitor.id}0/commands", "[]")
    assert await rooms.end_visitor(visitor.id, FAREWELL)
    assert await rooms.visitor_by_token(TOKEN) is None
    assert await rooms.messages(visitor.id, 0) == []
    assert await rooms.notices(visitor.id, 0) == []
    assert await rooms.file(f"file of {visitor.id}") is None
    assert await rooms.setting(f"chat/{visitor.id}/commands") is None
    assert await rooms.setting(f"chat/{visitor.id}0/commands") == "[]"
    assert await rooms.setting(f"chat/{other.id}/commands") == "[]"
    kept, farewell = await rooms.updates(0, 100, None)
    assert (kept.visitor_id, kept.kind) == (other.id, "message")
    assert (farewell.visitor_id, farewell.kind, farewell.body) == (
        visitor.id,
        FAREWELL.kind,
        FAREWELL.body,
    )
    assert len(await rooms.messages(other.id, 0)) == 1


async def forget(rooms: Rooms, request: pytest.FixtureRequest, before: datetime) -> None:
    """What the clock's work does; the stand-in does it by itself."""
    if isinstance(rooms, FakeRooms):
        assert await rooms.forget(before, before) == 1
        return
    await transcripts(SqlUnitOfWork(request.getfixturevalue(f"{request.node.callspec.id}_database")), before)


async def transcripts(uow: SqlUnitOfWork, now: datetime) -> int:
    """Deletes what is older than this instant; how many rows."""
    return await runs(uow, FakeClock(now), Rule.TRANSCRIPTS, periods=Periods(transcripts=0))


async def test_what_is_too_old_is_forgotten(rooms: Rooms, request: pytest.FixtureRequest) -> None:
    gone, here = await a_visitor(rooms), await a_visitor(rooms, bytes(32))
    for one in (gone, here):
        await fill(rooms, one)
    await rooms.touch(here.id, "de", LATER)
    new = await rooms.add_message(here.id, NewMessage(LATER, "{}"))
    await rooms.add_notice(here.id, "New", False, LATER)
    await forget(rooms, request, LATER)
    assert await rooms.visitor(gone.id) is None
    assert await rooms.setting(f"chat/{gone.id}/commands") is None
    assert {update.visitor_id for update in await rooms.updates(0, 100, None)} == {here.id}
    assert await rooms.messages(here.id, 0) == [new]
    assert [notice.text for notice in await rooms.notices(here.id, 0)] == ["New"]
    assert await rooms.file(f"file of {here.id}") is None
    added = await rooms.add_message(here.id, line("next"))
    assert added is not None
    assert added.id == 3


async def test_numbers_appear_in_order_while_many_write(rooms: Rooms) -> None:
    visitors = [await a_visitor(rooms, bytes([n]) * 32) for n in range(4)]
    writing = True
    seen: list[int] = []

    async def read() -> None:
        while writing:
            seen.extend(u.id for u in await rooms.updates(seen[-1] + 1 if seen else 0, 100, None))
            await asyncio.sleep(0)  # the stand-in never waits for anything, so nobody else would get a turn

    async def write(visitor: Visitor) -> None:
        for n in range(15):
            await rooms.add_message(visitor.id, line(str(n)), NewUpdate("message", "{}"))

    reader = asyncio.create_task(read())
    await asyncio.gather(*(write(visitor) for visitor in visitors))
    writing = False
    await reader
    seen.extend(u.id for u in await rooms.updates(seen[-1] + 1 if seen else 0, 100, None))
    assert seen == [update.id for update in await rooms.updates(0, 100, None)]
    assert len(seen) == 60
    for visitor in visitors:
        messages = await rooms.messages(visitor.id, 0)
        assert [(m.id, m.seq) for m in messages] == [(n, n) for n in range(1, 16)]


async def test_whoever_has_an_event_to_come_is_kept_until_a_day_after_it(database: Database) -> None:
    rooms, uow = SqlRooms(database), SqlUnitOfWork(database)
    coming = await a_kept_event(uow, starts_at=NOW + timedelta(days=90))
    over = coming.ends_at + timedelta(days=1)
    guest, cancelled, nobody = [await a_visitor(rooms, bytes([n]) * 32) for n in range(3)]
    for visitor in (guest, cancelled):
        resident = await a_resident(uow, address=Address(Channel.WEB, visitor.id))
        await register(uow, FakeClock(), a_request(coming, resident))
    # The same number in another messenger is somebody else.
    other = await a_resident(uow, address=Address(Channel.TELEGRAM, nobody.id))
    await register(uow, FakeClock(), a_request(coming, other))
    async with uow.writing() as w:
        last = await w.registrations.of(coming.id, resident.id)
        assert last is not None
        await w.registrations.update(replace(last, status=RegistrationStatus.CANCELLED))
        await w.commit()
    for visitor in (guest, cancelled, nobody):
        await fill(rooms, visitor)
    kept = [await rooms.kept_until(visitor.id) for visitor in (guest, cancelled, nobody)]
    assert kept == [over, None, None]
    lines = await rooms.messages(guest.id, 0)
    soon = over - timedelta(seconds=1)
    assert await transcripts(uow, soon) == 6, "two visitors, two lines of each"
    assert await rooms.messages(guest.id, 0) == lines != []
    assert len(await rooms.notices(guest.id, 0)) == 1
    assert await transcripts(uow, over) == 3
