"""What follows from the language of a message."""

from dataclasses import replace

import pytest

from civic.ports import UnitOfWork
from civic.residents import Resident
from civic.speaking import Hearing, hear, hearing
from tests.factories import NOW, a_resident

NEW = Resident(1, "de", NOW)


@pytest.mark.parametrize(
    ("resident", "written", "brings"),
    [
        (NEW, "tr", Hearing.SWITCHED),
        (NEW, "de", Hearing.NOTED),
        (replace(NEW, language="de-simple"), "de", Hearing.NOTED),
        (replace(NEW, language_chosen=True), "tr", Hearing.OFFERED),
        (replace(NEW, heard_language="de"), "tr", Hearing.OFFERED),
        (replace(NEW, heard_language="de"), "de", Hearing.NOTHING),
        (replace(NEW, heard_language="tr"), "tr", Hearing.NOTHING),
        (replace(NEW, heard_language="tr"), "de", Hearing.NOTHING),
        (replace(NEW, heard_language="tr"), "ar", Hearing.OFFERED),
    ],
)
def test_what_a_message_brings(resident: Resident, written: str, brings: Hearing) -> None:
    assert hearing(resident, written) is brings


async def test_of_two_at_the_same_time_one_is_asked_about(uow: UnitOfWork) -> None:
    resident = await a_resident(uow, language="de")
    known, first = await hear(uow, resident, "tr")
    again, second = await hear(uow, resident, "tr")
    assert (first, second) == (Hearing.SWITCHED, Hearing.NOTHING)
    assert (known.language, known.heard_language, known.language_chosen) == ("tr", "tr", False)
    assert again == known
