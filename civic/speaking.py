"""In which language a message is answered: a first one in its own, until the person chose; a later one in
theirs, with an offer to change that is made once."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from civic.residents import Resident

if TYPE_CHECKING:
    from civic.ports import UnitOfWork


class Hearing(StrEnum):
    """What the language of a message brings."""

    NOTHING = "nothing"
    NOTED = "noted"
    SWITCHED = "switched"
    OFFERED = "offered"


def hearing(resident: Resident, written: str) -> Hearing:
    """What follows from somebody's message that is clearly in the language `written` (a catalogue's code).

    A chosen language is never changed, and easy German is German.
    """
    is_theirs = _base(written) == _base(resident.language)
    if not resident.heard_language:
        if is_theirs:
            return Hearing.NOTED
        return Hearing.OFFERED if resident.language_chosen else Hearing.SWITCHED
    return Hearing.NOTHING if is_theirs or written == resident.heard_language else Hearing.OFFERED


async def hear(uow: UnitOfWork, resident: Resident, written: str) -> tuple[Resident, Hearing]:
    """Stores what follows from a message's language; returns how the person is known now, and what followed.

    Most messages bring nothing, and write nothing.
    """
    if hearing(resident, written) is Hearing.NOTHING:
        return resident, Hearing.NOTHING
    async with uow.writing() as w:
        known = await w.residents.lock(resident.id)
        brings = hearing(known, written)
        if brings is Hearing.NOTHING:
            return known, brings
        language = written if brings is Hearing.SWITCHED else known.language
        heard = replace(known, language=language, heard_language=written)
        await w.residents.update(heard)
        await w.commit()
        return heard, brings


def _base(code: str) -> str:
    return code.partition("-")[0]
