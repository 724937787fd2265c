"""What the chats of the staff on the web show of people: lines that quote them, lists of participants."""

import json
from collections.abc import Collection, Iterable

from sqlalchemy import delete, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.data_ports import Person
from civic.data_requests import data_file
from civic.participants import FORMATS, list_file
from civic.residents import Channel
from storage.tables import (
    AccountRow,
    QuestionRow,
    RegistrationRow,
    StaffRow,
    StaffSessionRow,
    WebFileRow,
    WebMessageRow,
)

# A shorter text would be found in lines that have nothing to do with the person.
_SHORTEST, _LONGEST = 4, 40
# They stand below lines about the people of an event; the number of the event follows.
_PEOPLE_BUTTONS = (
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
# So an owner looks for somebody: the code may be typed in small letters, the chat is in no other row.
_LOOKED_FOR = ('"text":"/data ', '"text":"/daten ')
# SQLite takes a thousand conditions in one query.
_AT_ONCE = 100


async def erase_quotes(session: AsyncSession, person: Person) -> None:
    """Deletes them. Call it while the person's registrations and questions are still there."""
    theirs = select(RegistrationRow).where(RegistrationRow.resident_id == person.resident_id)
    registrations = (await session.exec(theirs)).all()
    asked = select(QuestionRow.text).where(QuestionRow.resident_id == person.resident_id)
    said = list((await session.exec(asked)).all())
    for one in registrations:
        said += [one.code, one.name, one.phone, *one.others]
    buttons = {f'"door_undo:{one.event_id}:{one.id}:' for one in registrations}
    buttons |= {f'"{name}:{person.resident_id}"' for name in _DATA_BUTTONS}
    await _erase_lines(session, _quotes(said) | buttons | {*_LOOKED_FOR}, but=person.resident_id)
    await session.exec(delete(WebFileRow).where(col(WebFileRow.name) == data_file(person.resident_id)))
    for one in registrations:
        await erase_lists(session, one.event_id)


async def erase_people_lines(session: AsyncSession, event_id: int) -> None:
    """Deletes lines and lists that tell of an event's people, as with what support they need."""
    codes = select(RegistrationRow.code).where(RegistrationRow.event_id == event_id)
    buttons = {f'"{name}:{event_id}{end}' for name in _PEOPLE_BUTTONS for end in ('"', ":")}
    await _erase_lines(session, {*await session.exec(codes), *buttons})
    await erase_lists(session, event_id)


async def erase_lists(session: AsyncSession, event_id: int) -> None:
    """Deletes the lists of an event's participants that somebody carried away."""
    names = [list_file(event_id, ending) for ending in FORMATS]
    await session.exec(delete(WebFileRow).where(col(WebFileRow.name).in_(names)))


async def _erase_lines(session: AsyncSession, quotes: Collection[str], but: int = 0) -> None:
    """Deletes the lines of the staff that hold one of these texts, other than those of one resident.

    Lines of whoever was of the staff, too: the row of their session stays.
    """
    on_staff = col(AccountRow.resident_id).in_(select(StaffRow.resident_id))
    worked_here = col(AccountRow.id).in_(select(StaffSessionRow.account_id))
    staff = select(AccountRow.chat_id).where(
        AccountRow.channel == Channel.WEB.value, AccountRow.resident_id != but, on_staff | worked_here
    )
    body = col(WebMessageRow.body)
    ordered = sorted(quotes)
    for first in range(0, len(ordered), _AT_ONCE):
        some = ordered[first : first + _AT_ONCE]
        quoting = or_(*(body.contains(quote, autoescape=True) for quote in some))
        lines = delete(WebMessageRow).where(col(WebMessageRow.visitor_id).in_(staff), quoting)
        await session.exec(lines)


def _quotes(said: Iterable[str]) -> set[str]:
    """The beginnings of these texts as they stand in a line, which is JSON."""
    pieces = (text.strip().partition("\n")[0][:_LONGEST].strip() for text in said)
    long = [piece for piece in pieces if len(piece) >= _SHORTEST]
    return {json.dumps(piece, ensure_ascii=ascii_)[1:-1] for piece in long for ascii_ in (True, False)}
