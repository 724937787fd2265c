"""What comes first: danger, then events, then entries; and what is not asked when it is not needed."""

from pathlib import Path

import pytest

from civic.answers.asking import Answerer
from civic.answers.events_asked import Board
from civic.answers.knowledge import load
from civic.answers.library import Library
from civic.answers.outcomes import (
    Answered,
    Crisis,
    Decision,
    Emergency,
    EventAnswer,
    EventsFound,
    HandOver,
    Refused,
    SmallTalk,
)
from civic.events import EventStatus
from civic.questions_asked import board, decide, on_board
from storage.unit_of_work import SqlUnitOfWork
from tests.civic.answers.test_events_asked import BERLIN, a_board
from tests.factories import NOW, a_kept_event
from tests.fakes import FakeClock

PACK = Path(__file__).parents[2] / "content" / "kaiserslautern"


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(Answerer(load(PACK)))


async def decided(library: Library, question: str, events: Board | None = None) -> Decision:
    async def read() -> Board:
        return events or a_board()

    return await decide(library, question, "de", read)


async def out_of_order() -> Board:
    raise RuntimeError("the database does not answer")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Hilfe, es brennt beim Demokratie-Café!", Emergency),
        ("Ich will nicht mehr leben, was ist heute los?", Crisis),
        ("Ich will mit einem Menschen sprechen", HandOver),
        ("Welche Partei soll ich am Sonntag wählen?", Refused),
        ("Hallo!", SmallTalk),
    ],
)
async def test_what_needs_no_events_reads_none(library: Library, question: str, kind: type) -> None:
    assert isinstance(await decide(library, question, "de", out_of_order), kind)


async def test_an_event_outranks_an_entry_and_its_entries_stay_alternatives(library: Library) -> None:
    asked = "Wann und wo findet das Demokratie-Café statt?"
    without = await decided(library, asked, a_board(events=()))
    assert isinstance(without, Answered)
    found = await decided(library, asked)
    assert isinstance(found, EventAnswer)
    assert [key for key, _ in found.alternatives[:2]] == ["event/1", without.entry]
    assert len(found.alternatives) <= 10


async def test_what_no_field_says_stays_with_the_entry(library: Library) -> None:
    asked = "Wie viele lokale Gruppen verbindet das Netzwerk Engagierte Stadt?"
    found = await decided(library, asked)
    assert isinstance(found, Answered)
    assert found.entry == "engagierte-stadt/gruppen-anzahl"


async def test_an_event_answers_where_no_entry_does(library: Library) -> None:
    found = await decided(library, "Erzähl mir was über den Bastelnachmittag mit dem Bus")
    assert isinstance(found, EventAnswer)


async def test_nothing_for_somebody_beats_a_vague_choice(library: Library) -> None:
    found = await decided(library, "Is there anything for teenagers?")
    assert isinstance(found, EventsFound)
    assert found.events == ()


async def test_drafts_are_never_read_and_examples_only_in_the_bot(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    real, sample = await a_kept_event(sqlite_uow), await a_kept_event(sqlite_uow, example=True)
    await a_kept_event(sqlite_uow, status=EventStatus.DRAFT)
    shown = await board(sqlite_uow, clock, BERLIN)
    assert [one.event.id for one in shown.events] == [real.id, sample.id]
    counted = on_board(shown.events, NOW, BERLIN, examples=False)
    assert [one.event.id for one in counted.events] == [real.id]
