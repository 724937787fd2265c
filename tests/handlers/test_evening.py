"""A whole evening on a fake clock: announced, filled, moved, held, thanked, carried away and forgotten."""

import csv
import io
import json
from collections.abc import Sequence

import pytest
from sqlalchemy import inspect

from civic.staff import InvitationKind
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson
from tests.handlers.evening_before import (
    RESIDENTS,
    announced,
    berlin,
    filled,
    moved,
    moved_up,
    nothing_new,
    reminded,
)
from tests.handlers.test_participant_files import Reader
from tests.handlers.transcript import Stage


@pytest.fixture
async def stage(city: City, new_person: NewPerson) -> Stage:
    """Two coordinators who read German, and six subscribers in four languages."""
    stage = Stage("A whole evening, in four languages")
    for name in ("Koordination A", "Koordination B"):
        person = await new_person("de-DE")
        await person.start(f"staff_{await city.invitation(InvitationKind.COORDINATOR)}")
        await person.taps("Annehmen")
        stage.enters(name, person)
    for name, language in RESIDENTS.items():
        person = await new_person(language)
        await person.start("topic_all")
        await person.agrees_to_news()
        stage.enters(name, person)
    return stage


async def at_the_door(city: City, stage: Stage) -> None:
    stage.scene("Two coordinators at the door")
    berlin(city, 19, 9, 45)
    await stage.plays(
        "Koordination A",
        """
        > [Teilnehmende]
        < 5 Personen haben einen Platz.
        < Dolmetschen (Ukrainisch)
        > [Listen, Nachrichten, Bedarf]
        > [Wer diese Liste sieht]
        > [Kollegin/Kollege]
        < ✓ Kollegin/Kollege
        """,
    )
    for name in ("Koordination A", "Koordination B"):
        await stage.plays(name, "> /door\n> [Nähcafé]\n< 0 von 5 Personen sind da.")
    heard = await stage.tap_at_once("Greta Groß", "Koordination A", "Koordination B")
    assert sum("✓ Greta Groß: 2 von 2" in one for one in heard) == 1
    assert sum("Nichts wurde doppelt gezählt" in one for one in heard) == 1
    await stage.plays(
        "Koordination A",
        """
        > Олена
        < Sprache: Ukrainisch
        < Unterstützung: Dolmetschen (Ukrainisch)
        > [Ist da: 1 Person]
        < ✓ Олена Шевченко: 1 von 1
        < 3 von 5 Personen sind da.
        """,
    )
    await stage.plays("Koordination B", "> سلمى\n> [Ist da: 1 Person]\n< 4 von 5 Personen sind da.")


async def let_in(city: City, stage: Stage) -> None:
    stage.scene("Somebody does not come; somebody who waits is let in")
    berlin(city, 19, 10, 10)
    await stage.plays(
        "Koordination B",
        """
        > [Freie Plätze vergeben]
        > [Ja, weitergeben]
        > [Bert Baker]
        < Sprache: Englisch
        < Unterstützung: Kinderbetreuung (3–5: 1)
        > [Einlassen: 1 Person]
        < ✓ Bert Baker: 1 von 1
        > [Zahlen]
        < Gekommene Personen: 5
        < Nicht gekommene Personen: 1
        """,
    )
    await stage.plays("Тарас", "< Ваше місце отримав той, хто чекав на вході")


async def thanked(city: City, stage: Stage) -> None:
    stage.scene("Whoever came is thanked, and says how it was")
    berlin(city, 19, 14)
    await stage.plays(
        "Greta",
        """
        < Danke, dass Sie dabei waren!
        > [5 ★]
        < Ihre Bewertung: 5 von 5
        > Warm und herzlich war es.
        < Bis zum nächsten Mal!
        """,
    )
    await stage.plays("Олена", "< Дякуємо, що Ви були з нами!\n> [4 ★]\n> [Ні, дякую]")
    await stage.plays("سلمى", "< شكرًا لحضوركم!\n> [5 ★]\n> الشاي لذيذ.")
    await stage.plays("Bert", "< Thank you for being there!")
    await nothing_new(stage, "Тарас", "Ada")
    await stage.plays(
        "Koordination A",
        """
        > /feedback
        > [Nähcafé]
        < Einen Durchschnitt gibt es ab 5 Antworten.
        < Antworten: <5 von <5
        < Warm und herzlich war es.
        < الشاي لذيذ.
        <! Greta
        """,
    )


async def carried_away(city: City, stage: Stage) -> None:
    stage.scene("The list for a spreadsheet, and for paper")
    staff = stage.person("Koordination A")
    await stage.plays("Koordination A", LIST + "> [Liste als CSV]\n> [Liste zum Drucken]")
    table = csv.reader(io.StringIO(await file_of(staff, ".csv"), newline=""), delimiter=";")
    heading, *rows = table
    columns = [heading.index(name) for name in ("Name", "Personen", "Benötigte Unterstützung", "Gekommen")]
    assert [tuple(row[column] for column in columns) for row in rows] == [
        ("Greta Groß", "2", "", "2"),
        ("Олена Шевченко", "1", "Dolmetschen (Ukrainisch)", "1"),
        ("سلمى حداد", "1", "", "1"),
        ("Bert Baker", "1", "Kinderbetreuung (3–5: 1)", "1"),
        ("Ada Lovelace", "1", "", "0"),
        ("Тарас Мельник", "1", "", "0"),
    ]
    page = Reader()
    page.feed(await file_of(staff, ".html"))
    assert {"Greta Groß", "Олена Шевченко", "سلمى حداد", "Bert Baker"} <= set(page.words)
    assert not {"Ada Lovelace", "Тарас Мельник"} & set(page.words)


LIST = """
    > /staff
    > [Unsere Veranstaltungen]
    > [Vergangene]
    > [Nähcafé]
    < Personen mit Platz
    > [Zurück]
    > [Teilnehmende]
    > [Listen, Nachrichten, Bedarf]
"""


async def file_of(person: Person, ending: str) -> str:
    """The text of the newest file whose name ends so."""
    files = [one.file for _, one in sorted(person.newest.items()) if one.file]
    last = [one for one in files if str(one["name"]).endswith(ending)][-1]
    async with person.session.get(f"{person.city.url}/chat/files/{last['id']}") as response:
        return (await response.read()).decode("utf-8-sig")


async def forgotten(city: City, stage: Stage) -> None:
    staff = stage.person("Koordination A")
    figures = """
        > /staff
        > [Unsere Veranstaltungen]
        > [Vergangene]
        > [Nähcafé]
        > [Zahlen als CSV]
    """
    stage.scene("A week later nothing is left of what people needed")
    await stage.plays("Koordination A", figures)
    before = await file_of(staff, ".csv")
    assert "Dolmetschen (Ukrainisch);<5" in before
    berlin(city, 26, 13)
    await city.app._clean()
    assert not any(table == "web_file" for table, _ in await traces(city))
    await stage.plays("Koordination A", LIST + "> [Liste als CSV]")
    assert "Greta Groß" in (table := await file_of(staff, ".csv"))
    assert "Dolmetschen" not in table
    await stage.plays("Koordination A", figures)
    assert await file_of(staff, ".csv") == before
    stage.scene("A month later nobody is left of the people, and the figures are the same")
    berlin(city, 49, 13)
    await city.app._clean()
    await stage.plays("Koordination A", figures)
    assert await file_of(staff, ".csv") == before
    await stage.plays("Koordination A", LIST + "<! Groß\n<! Олена")
    await stage.plays("Greta", "> /my\n< keine Anmeldungen")
    # Names that are offered to their own people the next time, as they were told.
    assert await traces(city) == {("resident", name) for name in NAMES}


async def traces(city: City) -> set[tuple[str, str]]:
    """In which tables the names of participants are still found, whatever they are written as."""
    found = set()
    async with city.app.database.engine.connect() as connection:
        tables = await connection.run_sync(lambda one: inspect(one).get_table_names())
        for table in tables:
            rows = (await connection.exec_driver_sql(f'SELECT * FROM "{table}"')).all()
            found |= {(table, name) for name in NAMES for row in rows if _holds(row, name)}
    return found


def _holds(row: Sequence[object], name: str) -> bool:
    cells = [cell.decode(errors="replace") if isinstance(cell, bytes) else str(cell) for cell in row]
    return any(form in cell for cell in cells for form in (name, json.dumps(name)[1:-1]))


NAMES = ("Greta Groß", "Ada Lovelace", "Олена Шевченко", "سلمى حداد", "Bert Baker", "Тарас Мельник")


async def test_a_whole_evening(city: City, stage: Stage) -> None:
    try:
        await announced(stage)
        await filled(stage)
        await moved_up(city, stage)
        await moved(city, stage)
        await reminded(city, stage)
        await at_the_door(city, stage)
        await let_in(city, stage)
        await thanked(city, stage)
        await carried_away(city, stage)
        await forgotten(city, stage)
    finally:
        stage.keep("evening.txt")
