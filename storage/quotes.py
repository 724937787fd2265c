"""What the chats of the staff on the web show of people: lines that quote them, lists of participants."""

from collections.abc import AsyncIterator, Collection, Iterable

from sqlalchemy import delete, or_, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.data_ports import Person
from civic.data_requests import data_file
from civic.participants import FORMATS, list_file
from storage import room_rows
from storage.staff_rooms import lock_chats, of_staff
from storage.tables import (
    EventRatingRow,
    QuestionNoteRow,
    QuestionRow,
    RegistrationRow,
    TranslationRow,
    WebFileRow,
    WebMessageRow,
)
from storage.traces import Seat, Traces, bare, tells_of

# They stand below lines about the people of an event; the number of the event follows.
_PEOPLE_BUTTONS = (
    "called",
    "card",
    "desk_need",
    "door_undo",
    "need_at",
    "people_csv",
    "people_of",
    "people_page",
    "team_take",
)
# They stand below what owners see of somebody who asked for their data; the number of the resident follows.
_DATA_BUTTONS = ("data_copy", "data_ask", "data_yes")
# SQLite takes a thousand conditions in one query; lines are of any length, so only some are read at once.
_CLUES_AT_ONCE, _LINES_AT_ONCE = 100, 200


async def erase_quotes(session: AsyncSession, person: Person) -> None:
    """Deletes them. Call it while the person's registrations and questions are still there."""
    theirs = select(RegistrationRow).where(RegistrationRow.resident_id == person.resident_id)
    registrations = (await session.exec(theirs)).all()
    asked = select(QuestionRow.id).where(QuestionRow.resident_id == person.resident_id)
    questions = (await session.exec(asked)).all()
    rated = select(EventRatingRow.text).where(
        col(EventRatingRow.registration_id).in_([one.id for one in registrations])
    )
    traces = Traces(
        seats=tuple(_seat(one) for one in registrations),
        buttons=_data_buttons(person.resident_id),
        codes=frozenset(way for one in registrations for way in _written(one.code)),
        questions=frozenset(questions),
        quoted=await _words_of(session, questions),
        sentences=_not_empty(await session.exec(rated)),
        looked_for=True,
    )
    await _erase_lines(session, traces, but=person.resident_id)
    await _erase_files(session, [data_file(person.resident_id)])
    for event_id in {one.event_id for one in registrations}:
        await erase_lists(session, event_id)


async def erase_questions(session: AsyncSession, numbers: Collection[int]) -> None:
    """Deletes lines that quote these questions. Call it while their words are still there."""
    traces = Traces(questions=frozenset(numbers), quoted=await _words_of(session, numbers))
    await _erase_lines(session, traces)


async def erase_data_requests(session: AsyncSession, resident_id: int) -> None:
    """Deletes what owners see of somebody who asked for their data, and the copies."""
    await _erase_lines(session, Traces(buttons=_data_buttons(resident_id)))
    await _erase_files(session, [data_file(resident_id)])


async def erase_people_lines(session: AsyncSession, event_id: int) -> None:
    """Deletes lines and lists that tell of an event's people, as with what support they need."""
    codes = select(RegistrationRow.code).where(RegistrationRow.event_id == event_id)
    buttons = frozenset(f"{name}:{event_id}" for name in _PEOPLE_BUTTONS)
    await _erase_lines(session, Traces(buttons=buttons, codes=frozenset(await session.exec(codes))))
    await erase_lists(session, event_id)


async def erase_lists(session: AsyncSession, event_id: int) -> None:
    """Deletes the lists of an event's participants that somebody carried away."""
    await _erase_files(session, [list_file(event_id, ending) for ending in FORMATS])


async def _erase_files(session: AsyncSession, names: Collection[str]) -> None:
    await session.exec(delete(WebFileRow).where(col(WebFileRow.name).in_(names)))


async def _erase_lines(session: AsyncSession, traces: Traces, but: int = 0) -> None:
    """Deletes the lines of the staff that tell of this, other than those of one resident."""
    await lock_chats(session)
    clues = sorted(traces.clues())
    for first in range(0, len(clues), _CLUES_AT_ONCE):
        some = clues[first : first + _CLUES_AT_ONCE]
        async for visitor_id, number, body in _with_clues(session, some, but):
            if tells_of(body, traces):
                await room_rows.delete_message(session, visitor_id, number)


async def _with_clues(
    session: AsyncSession, clues: Iterable[str], but: int
) -> AsyncIterator[tuple[int, int, str]]:
    """Lines that may tell something: visitor, number and body, chat by chat, as everybody locks them."""
    row = WebMessageRow
    found = select(row.visitor_id, row.id, row.body).where(
        col(row.visitor_id).in_(of_staff(but)),
        col(row.deleted).is_(False),
        or_(*(col(row.body).contains(clue, autoescape=True) for clue in clues)),
    )
    found = found.order_by(col(row.visitor_id), col(row.id)).limit(_LINES_AT_ONCE)
    key = tuple_(col(row.visitor_id), col(row.id))
    last = (0, 0)
    while lines := (await session.exec(found.where(key > last))).all():
        last = lines[-1][:2]
        for line in lines:
            yield line


async def _words_of(session: AsyncSession, questions: Collection[int]) -> frozenset[str]:
    """All that is quoted of questions: their words, what was said after them, translations of it."""
    words: list[str] = []
    for text, number in (
        (QuestionRow.text, QuestionRow.id),
        (QuestionNoteRow.text, QuestionNoteRow.question_id),
        (TranslationRow.result, TranslationRow.question_id),
    ):
        words += await session.exec(select(text).where(col(number).in_(questions)))
    return _not_empty(words)


def _seat(row: RegistrationRow) -> Seat:
    return Seat(row.event_id, row.id, row.code, _not_empty((row.name, row.phone, *row.others)))


def _written(code: str) -> tuple[str, str]:
    """As the screens show a code, and as it is read out and typed: in two halves."""
    half = len(code) // 2
    return code, f"{code[:half]} {code[half:]}"


def _data_buttons(resident_id: int) -> frozenset[str]:
    return frozenset(f"{name}:{resident_id}" for name in _DATA_BUTTONS)


def _not_empty(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(text for text in map(bare, texts) if text)
