"""What the staff's chats show of somebody goes with them, with their words, or when chats are joined."""

from dataclasses import replace

import pytest
from sqlalchemy import insert

from civic.data_requests import data_file
from civic.question_notes import NoteKind, QuestionNote
from civic.questions import QuestionStatus
from civic.residents import Address, Channel, Resident
from civic.retention_periods import Rule
from civic.staff import Role
from storage import quotes
from storage.database import Database
from storage.rooms import SqlRooms
from storage.tables import EventRatingRow
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_kept_event, a_question, a_resident
from tests.participants import a_registration, keep
from tests.storage.test_retention import DAY
from tests.storage.test_traces import line
from webchat.ports import NewMessage, StoredFile

ASKED = "Wo ist das Café?"


async def a_work_area(uow: SqlUnitOfWork, database: Database, mark: bytes = b"a") -> Resident:
    """A coordinator with a chat on the web."""
    visitor = await SqlRooms(database).create_visitor(mark * 32, "de", NOW)
    address = Address(Channel.WEB, visitor.id)
    return await a_resident(uow, role=Role.COORDINATOR, address=address)


async def say(database: Database, *bodies: str, file: StoredFile | None = None) -> None:
    for body in bodies:
        assert await SqlRooms(database).add_message(1, NewMessage(NOW, body, file))


async def left(database: Database) -> list[int]:
    """Ids of the lines that still say something."""
    return [one.id for one in await SqlRooms(database).messages(1, 0) if not one.deleted]


async def forget(uow: SqlUnitOfWork, resident: Resident) -> None:
    async with uow.writing() as w:
        await w.personal_data.erase(await w.personal_data.person(resident.id), keep_chat=False)
        await w.commit()


async def test_lines_go_in_portions_and_open_pages_see_it(
    uow: SqlUnitOfWork, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_work_area(uow, database)
    event, person = await a_kept_event(uow), await a_resident(uow)
    (one,) = await keep(uow, a_registration(event, person, name="text", phone="0631 7"))
    here = line(f"{one.code}: text (1)", f"people_of:{event.id}")
    call = line("text, 1 person", f"called:{event.id}:{one.id}")
    other = line("Good morning. What would you like to do?", "inbox")
    typed = line(f"{one.code[:3]} {one.code[3:]}".lower(), typed=True)
    await say(database, other, here, other, call, typed, other, here)
    monkeypatch.setattr(quotes, "_LINES_AT_ONCE", 2)
    monkeypatch.setattr(quotes, "_CLUES_AT_ONCE", 2)
    await forget(uow, person)
    assert await left(database) == [1, 3, 6]
    news = await SqlRooms(database).messages(1, 7)
    assert [(one.id, one.body, one.deleted) for one in news] == [(n, "{}", True) for n in (2, 4, 5, 7)]


async def test_notes_and_translations_of_a_question_go(uow: SqlUnitOfWork, database: Database) -> None:
    await a_work_area(uow, database)
    person, other = await a_resident(uow), await a_resident(uow)
    async with uow.writing() as w:
        mine = await w.questions.add(a_question(person, "Na?\n\nUnd nun?"))
        theirs = await w.questions.add(a_question(other, "Na?"))
        await w.questions.add_note(QuestionNote(mine.id, NoteKind.ADDED, "Ich wohne im Tal.", NOW))
        await w.commit()
    await say(
        database,
        line("Gefragt:\n\nNa?\n\nUnd nun?", block="Na?\n\nUnd nun?"),
        line("Ergänzt:\n\nIch wohne im Tal.", f"close:{mine.id}", block="Ich wohne im Tal."),
        line("Gefragt:\n\nNa?", f"answer:{theirs.id}", block="Na?"),
        line("1 offene Frage:", f"question:{mine.id}"),
    )
    await forget(uow, person)
    assert await left(database) == [3]


async def test_quotes_go_before_the_words_of_a_question(uow: SqlUnitOfWork, database: Database) -> None:
    await a_work_area(uow, database)
    person = await a_resident(uow)
    async with uow.writing() as w:
        kept = await w.questions.add(a_question(person, ASKED))
        await w.questions.update(replace(kept, status=QuestionStatus.ANSWERED, answered_at=NOW))
        await w.commit()
    await say(database, line(f"Gefragt:\n\n{ASKED}", block=ASKED), line("Guten Tag!"))
    now = NOW + 91 * DAY
    async with uow.writing() as w:
        assert await w.retention.sweep(Rule.QUESTIONS, NOW + DAY, now, 100) == 1
        await w.commit()
    assert await left(database) == [2]


async def test_a_work_area_is_not_kept_for_an_event_to_come(uow: SqlUnitOfWork, database: Database) -> None:
    """What is said there is about others; whoever only comes to an event keeps their own lines."""
    rooms = SqlRooms(database)
    event, staff = await a_kept_event(uow, starts_at=NOW + 60 * DAY), await a_work_area(uow, database)
    visitor = await rooms.create_visitor(b"b" * 32, "de", NOW)
    guest = await a_resident(uow, address=Address(Channel.WEB, visitor.id))
    await keep(uow, a_registration(event, staff), a_registration(event, guest))
    await say(database, line("Gefragt:"))
    await rooms.add_message(visitor.id, NewMessage(NOW, line("Guten Tag!")))
    async with uow.writing() as w:
        assert await w.retention.sweep(Rule.TRANSCRIPTS, NOW + DAY, NOW + 31 * DAY, 100) == 1
        assert await w.retention.sweep(Rule.TRANSCRIPTS, NOW + DAY, NOW + 31 * DAY, 100) == 0
        await w.commit()
    assert await left(database) == []
    assert len(await rooms.messages(visitor.id, 0)) == 1
    assert await rooms.visitor(1) is not None


async def test_what_owners_see_of_an_absorbed_resident_goes(uow: SqlUnitOfWork, database: Database) -> None:
    await a_work_area(uow, database)
    kept, absorbed = await a_resident(uow), await a_resident(uow)
    copy = StoredFile("copy", data_file(absorbed.id), "application/json", b"{}")
    await say(
        database, line("Name: Ada", f"data_copy:{absorbed.id}"), line("Name: Ben", f"data_copy:{kept.id}")
    )
    await say(database, line("Here is the copy", f"data_ask:{absorbed.id}"), file=copy)
    async with uow.writing() as w:
        await w.links.absorb(kept.id, absorbed.id)
        await w.commit()
    assert await left(database) == [2]
    assert await SqlRooms(database).file("copy") is None


async def test_the_sentence_of_a_rating_goes(uow: SqlUnitOfWork, database: Database) -> None:
    await a_work_area(uow, database)
    event, person = await a_kept_event(uow), await a_resident(uow)
    (one,) = await keep(uow, a_registration(event, person))
    values = {"registration_id": one.id, "event_id": event.id, "stars": 5, "text": "Gut", "asked_at": NOW}
    async with database.writing() as session:
        await session.exec(insert(EventRatingRow).values(values))
        await session.commit()
    await say(database, line("Tee\n\n„Gut“", "feedback"), line("Tee\n\n„Gut gemacht“", "feedback"))
    await forget(uow, person)
    assert await left(database) == [2]
