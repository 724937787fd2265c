"""Data of somebody who asks for them by letter or at the counter: an owner finds, copies and deletes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from civic.data_rights import MyData, my_data
from civic.residents import Address, Channel
from civic.staff_log import Noted, note_acting

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Cause
    from civic.time import Clock

_LONGEST = 16
# What the web chat of a colleague shows: invitations, recovery codes, keys of apps, questions of others.
_SAID: Mapping[str, str] = {"web_message": "body", "web_notice": "text", "web_update": "body"}


@dataclass(frozen=True)
class Asker:
    """The resident who is meant."""

    resident_id: int


@dataclass(frozen=True)
class WithoutAccount:
    """A registration that staff made for somebody; it belongs to no resident."""

    event_id: int
    registration_id: int


@dataclass(frozen=True)
class Nobody:
    """There is no such registration or chat (any more)."""


async def find_asker(uow: UnitOfWork, said: str) -> Asker | WithoutAccount | Nobody:
    """Whose data are meant: by the code of a registration, or by channel and number of a chat ("web 7")."""
    address = _address(said)
    async with uow.reading() as r:
        if address is not None:
            resident = await r.residents.at(address)
            return Asker(resident.id) if resident is not None else Nobody()
        registration = await r.registrations.by_code("".join(said.split()).upper())
    if registration is None:
        return Nobody()
    if registration.resident_id is None:
        return WithoutAccount(registration.event_id, registration.id)
    return Asker(registration.resident_id)


async def data_of(uow: UnitOfWork, clock: Clock, resident_id: int) -> MyData | Nobody:
    """What is kept about a resident."""
    try:
        return await my_data(uow, clock, resident_id)
    except KeyError:
        return Nobody()


async def copy_data(
    uow: UnitOfWork, clock: Clock, resident_id: int, by: int, cause: Cause | None = None
) -> MyData | Nobody:
    """The same to be carried out of the chat; that it was done is noted, without whose data they are.

    What was said in the web chat of somebody who is or was on the staff is for their own eyes only.
    """
    found = await data_of(uow, clock, resident_id)
    if isinstance(found, MyData):
        async with uow.writing(cause) as w:
            await note_acting(w, clock(), Noted.DATA_COPIED)
            await w.commit()
        worked_here = found.role is not None or found.count("staff_session") > 0
        return _without_what_was_said(found) if worked_here and resident_id != by else found
    return found


def _without_what_was_said(found: MyData) -> MyData:
    portions = dict(found.portions)
    for table in _SAID.keys() & portions.keys():
        said, one = _SAID[table], portions[table]
        rows = [{name: value for name, value in row.items() if name != said} for row in one.rows]
        why = f"{said}: it may show codes, and words of others; the person sees it with /mydata"
        portions[table] = replace(one, rows=rows, left_out=why)
    return replace(found, portions=portions)


def data_file(resident_id: int) -> str:
    """The name of a copy; by it the web chat's own is found and deleted with the person."""
    return f"data-{resident_id}.json"


def _address(said: str) -> Address | None:
    channel, _, number = said.strip().casefold().partition(" ")
    number = number.strip()
    plain = number.isascii() and number.isdigit() and len(number) <= _LONGEST
    return Address(Channel(channel), int(number)) if plain and channel in set(Channel) else None
