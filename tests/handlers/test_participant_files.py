"""Participant lists as files: opened by other programs, cell by cell, whatever people are called."""

import csv
import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from civic.event_numbers import counted
from civic.events import Event, EventWithSeats
from civic.extra_questions import ExtraQuestion, QuestionKind
from civic.participants import Participant, Roll, in_order
from civic.registrations import Need, RegistrationStatus
from handlers.screen import File
from handlers.services import Services
from handlers.views.event_figures import figures_table
from handlers.views.participant_print import participant_print
from handlers.views.participant_table import participant_table, table_file
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import an_event
from tests.fakes import FakeClock
from tests.handlers.test_views import city_services
from tests.participants import a_registration

FOOD = {"v": {"de": "vegan"}, "f": {"de": "Fisch"}}
QUESTIONS = (
    ExtraQuestion("q1", QuestionKind.YES_NO, {"de": "Zum ersten Mal?"}),
    ExtraQuestion(
        "q2",
        QuestionKind.SEVERAL,
        {"de": "Was essen Sie?"},
        choices=FOOD,
    ),
    ExtraQuestion("q3", QuestionKind.TEXT, {"de": "=Woher?"}),
)
NASTY = [
    ('=HYPERLINK("http://x.example";"Klick")', '\'=HYPERLINK("http://x.example";"Klick")'),
    ("+49 631", "'+49 631"),
    ("-1+1", "'-1+1"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("\t=1+1", "'=1+1"),
    ("\r=1+1", "'=1+1"),
    ("\tAda", "'Ada"),
    ("  =1+1", "'=1+1"),
    ("＝1+1", "'＝1+1"),
    ("\u202e=1+1", "'=1+1"),
    ("Ada\nLovelace\r\n=2", "Ada Lovelace =2"),
    ("\u202eecalevoL", "ecalevoL"),
    ('<b>Ada</b> & Co; "x"', '<b>Ada</b> & Co; "x"'),
    ("Łódź Müller", "Łódź Müller"),
    ("علي حسن", "علي حسن"),
    ("Олена", "Олена"),
]


@pytest.fixture
def services(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> Services:
    return city_services(sqlite_uow, clock)


def an_evening(**changes: object) -> Event:
    event = replace(an_event(titles={"de": "Fest & <i>Feier</i>"}, seats=600), id=7, questions=QUESTIONS)
    return replace(event, **changes)  # type: ignore[arg-type]


def a_roll(*people: Participant) -> Roll:
    return Roll(EventWithSeats(an_evening(), 0, 0), in_order(people))


def rows_of(file: File) -> list[list[str]]:
    assert file.content.startswith(b"\xef\xbb\xbf")
    text = file.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_every_cell_of_the_table(services: Services) -> None:
    event = an_evening()
    ada = a_registration(
        event,
        None,
        name="Ada",
        people=3,
        needs=[Need.INTERPRETER, Need.CHILDCARE],
        details={"interpreter": "ar", "childcare": "3-5:2"},
        phone="+49 631 1",
    )
    ada = replace(
        ada,
        id=1,
        code="ABCDEF",
        others=("Ben", "Cem"),
        photos=True,
        arrived=2,
        answers={"q1": False, "q2": ["f", "v"], "q3": "Aus Mainz\nund Köln"},
    )
    waiting = replace(
        a_registration(event, None, name="Olga", status=RegistrationStatus.WAITING), id=2, code="GHJKLM"
    )
    ended = replace(
        a_registration(event, None, name="Weg", status=RegistrationStatus.CANCELLED), id=3, code="NPQRST"
    )
    found = a_roll(Participant(ended, ""), Participant(waiting, "uk"), Participant(ada, "ar"))
    file = participant_table(services.catalogues["de"], services, found)
    assert file.name == "participants-7.csv"
    heading, first, second, third = rows_of(file)
    assert heading[:6] == [
        *("Status", "Wartelistenplatz", "Name", "Weitere Namen", "Personen", "Benötigte Unterstützung")
    ]
    assert heading[6:9] == ["Zum ersten Mal?", "Was essen Sie?", "'=Woher?"]
    assert heading[9:] == ["Foto", "Sprache", "Code", "Telefon", "Gekommen"]
    needs = "Dolmetschen (Arabisch), Kinderbetreuung (3–5: 2)"
    assert first[:6] == ["Hat einen Platz", "", "Ada", "Ben, Cem", "3", needs]
    assert first[6:9] == ["nein", "Fisch und vegan", "Aus Mainz und Köln"]
    assert first[9:] == ["Foto erlaubt", "Arabisch", "ABCDEF", "'+49 631 1", "2"]
    assert second[:9] == ["Warteliste", "1", "Olga", "", "1", "", "", "", ""]
    assert second[9:] == ["kein Foto", "Ukrainisch", "GHJKLM", "", "0"]
    assert third == ["Abgesagt", "", "Weg", "", "1", "", "", "", "", "kein Foto", "", "NPQRST", "", "0"]


@pytest.mark.parametrize(("name", "cell"), NASTY)
def test_no_cell_computes_or_breaks_its_line(services: Services, name: str, cell: str) -> None:
    one = Participant(a_registration(an_evening(), None, name=name), "de")
    _, row = rows_of(participant_table(services.catalogues["de"], services, a_roll(one)))
    assert row[2] == cell
    assert len(row) == 14


def test_lines_end_as_spreadsheets_expect(services: Services) -> None:
    assert table_file("x.csv", [["a", "b"], ["ü", ""]]).content == "\ufeffa;b\r\nü;\r\n".encode()


@pytest.mark.parametrize(
    ("code", "heading"), [("de", "Status"), ("en", "Status"), ("uk", "Статус"), ("ar", "الحالة")]
)
def test_the_heading_is_in_the_coordinators_language(services: Services, code: str, heading: str) -> None:
    first, *_ = rows_of(participant_table(services.catalogues[code], services, a_roll()))
    assert first[0] == heading


def test_500_people_are_in_both_files_once(services: Services) -> None:
    event = an_evening()
    people = [
        Participant(a_registration(event, None, name=f"Gast {n:03} \u202e<b>", people=n % 6 + 1), "ar")
        for n in range(500)
    ]
    found = a_roll(*people)
    lang = services.catalogues["ar"]
    _, *rows = rows_of(participant_table(lang, services, found))
    assert [row[2] for row in rows] == [f"Gast {n:03} <b>" for n in range(500)]
    page = participant_print(lang, services, found).content.decode()
    assert re.findall(r"<bdi>(Gast \d{3}) &lt;b&gt;</bdi>", page) == [f"Gast {n:03}" for n in range(500)]


class Reader(HTMLParser):
    """An independent reader of the printed list: its tags, and the words in its cells."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not {name for name, _ in attrs} & {"src", "href", "onerror", "onclick"}

    def handle_data(self, data: str) -> None:
        self.words += [data] if data.strip() else []


def test_the_printed_list_is_sorted_escaped_and_needs_nothing_else(services: Services) -> None:
    event = an_evening()
    names = ["Zoë", "ärger", "Anna", "<script>alert(1)</script>", "عمر", "\u202eOliver\n& Söhne"]
    people = [Participant(a_registration(event, None, name=name), "de") for name in names]
    waiting = a_registration(event, None, name="Wartet", status=RegistrationStatus.WAITING, phone="0631 1")
    gone = a_registration(event, None, name="Abgesagt", status=RegistrationStatus.CANCELLED)
    found = a_roll(*people, Participant(waiting, "uk"), Participant(gone, "de"))
    file = participant_print(services.catalogues["de"], services, found)
    assert file.name == "participants-7.html"
    reader = Reader()
    reader.feed(file.content.decode())
    assert not {"script", "img", "link", "iframe"} & set(reader.tags)
    shown = [word for word in reader.words if word in {*names, "Oliver & Söhne", "Wartet", "Abgesagt"}]
    order = ["<script>alert(1)</script>", "Anna", "ärger", "Oliver & Söhne", "Zoë", "عمر", "Wartet"]
    assert shown == order
    assert "\u202e" not in file.content.decode()
    assert reader.words.count("kein Foto") == 7
    assert "6 Personen haben einen Platz." in reader.words
    assert "0631 1" in reader.words


def test_figures_for_a_spreadsheet(services: Services) -> None:
    event = an_evening()
    people = [
        Participant(a_registration(event, None, people=6, needs=[Need.STEP_FREE]), "de"),
        Participant(a_registration(event, None, people=2), "ar"),
    ]
    rows = rows_of(figures_table(services.catalogues["de"], services, event, counted(people)))
    assert rows[:4] == [
        ["Veranstaltung", "Fest & <i>Feier</i>"],
        ["Tag", "2026-12-11"],
        ["Anmeldungen", "<5"],
        ["Personen mit Platz", "8"],
    ]
    assert ["Gekommene Personen", "nicht gezählt"] in rows
    assert rows[-3:] == [["Deutsch", "6"], ["Arabisch", "<5"], ["Stufenloser Zugang", "6"]]
