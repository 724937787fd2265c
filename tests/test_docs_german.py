"""The German pages say what the program does: its buttons, periods, tables and pictures."""

import re
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.cleaning import periods_of
from bot.settings import Settings
from bot.settings_source import setting_name
from civic.announcement_readiness import TYPED_ABOVE
from civic.retention_periods import RULES, WARNED_BEFORE, Periods, Rule
from civic.staff_sessions import STAFF_IDLE
from locales.catalogues import HERE, read_catalogue
from storage.declarations import BY_NAME, DECLARED
from tests.test_docs import IMAGE_LIMIT, ROOT

GERMAN = ROOT / "docs" / "de"
KEPT = Periods()
PERIOD = re.compile(r"(\d+ Tage?|sofort)\b[^;|\n]*?\(`([a-z_]+)`\)")
PLACEHOLDER = re.compile("«[^«»]+»")


def told(name: str) -> str:
    return (GERMAN / f"{name}.md").read_text("utf-8")


def buttons() -> set[str]:
    """Everything that the program says in German."""
    found: set[str] = set()
    for message in read_catalogue(HERE / "de" / "LC_MESSAGES" / "stadtbote.po"):
        said = message.string or ""
        found |= {said} if isinstance(said, str) else set(said)
    return found


def test_buttons_of_the_guide_exist() -> None:
    guide = told("koordination")
    named = set(re.findall(r"\*\*(.+?)\*\*", guide)) - {"fett"}
    named |= {name for alt in re.findall(r'alt="(.+)"', guide) for name in re.findall(r"„(.+?)“", alt)}
    assert len(named) > 50
    assert named <= buttons()


def test_pictures_exist_are_small_and_all_shown() -> None:
    shown = re.findall(r'<img src="(.+?)" width="300" alt=".{30,}">', told("koordination"))
    assert 6 <= len(shown) <= 8
    assert {GERMAN / picture for picture in shown} == set((GERMAN / "bilder").iterdir())
    assert all((GERMAN / picture).stat().st_size <= IMAGE_LIMIT for picture in shown)


def test_figures_of_the_guide() -> None:
    guide = told("koordination")
    assert f"Nach {STAFF_IDLE.total_seconds() / 3600:.0f} Stunden ohne Eingabe" in guide
    assert f"wird {KEPT.needs} Tage, Anmeldungen werden {KEPT.people} Tage nach" in guide
    assert re.search(rf"mehr als\s+{TYPED_ABOVE} Personen", guide)


def rules_table() -> Iterator[tuple[Rule, int, str]]:
    """Rule, days and setting of each line."""
    line = re.compile(r"^\| `(\w+)` \|[^|]+\| (\d+) \|[^|]+\| (?:`(\w+)`|fest) \|$", re.M)
    for rule, days, setting in line.findall(told("betrieb")):
        yield Rule(rule), int(days), setting


def test_every_rule_has_its_days_and_the_setting_that_changes_them() -> None:
    lines = list(rules_table())
    assert [rule for rule, _, _ in lines] == list(Rule)
    assert {rule: days for rule, days, _ in lines} == {rule: KEPT.days(rule) for rule in Rule}
    assert {rule: setting for rule, _, setting in lines} == {rule: setting_of(rule) for rule in Rule}
    assert f"warnt das Programm {WARNED_BEFORE.days} Tage vorher" in told("betrieb")


def setting_of(rule: Rule) -> str:
    """Which setting changes the period of a rule, found by changing each of them."""
    for field in Settings.model_fields:
        if field.endswith("_days"):
            changed = Settings().model_copy(update={field: 3})
            if periods_of(changed).days(rule) == 3:
                return setting_name(field)
    return ""


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (KEPT.needs, "Tagen nach der Veranstaltung"),
        (KEPT.people, "Tagen nach der Veranstaltung"),
        (KEPT.questions, "Tagen nach der Antwort"),
        (KEPT.question_rows, "Tagen nach der Antwort"),
        (KEPT.transcripts, "Tagen, bei kommender Anmeldung"),
        (KEPT.copies, "Tagen nach dem Versand"),
        (KEPT.drafts, "Tagen nach der letzten Änderung"),
        (KEPT.audit, "Tagen |"),
        (KEPT.residents, f"Tagen ohne Nachricht, nach einer Warnung {WARNED_BEFORE.days} Tage vorher"),
    ],
)
def test_periods_for_the_council(days: int, words: str) -> None:
    table = told("rat-und-datenschutz").split("## Wie lange")[1].split("##")[0]
    assert f"| {days} {words}" in table


def test_the_council_reads_of_no_other_periods() -> None:
    table = told("rat-und-datenschutz").split("## Wie lange")[1].split("##")[0]
    found = [int(days) for days in re.findall(r"\| (\d+) Tagen", table)]
    assert sorted(found) == [7, 30, 30, 90, 90, 180, 365, 365, 365]


@pytest.mark.parametrize("page", ["rat-und-datenschutz", "folgenabschaetzung"])
def test_what_the_staff_was_shown_goes_with_its_transcripts(page: str) -> None:
    assert f"bis zu {KEPT.transcripts} Tage, in Telegram," in told(page)


def activities() -> dict[str, str]:
    """The numbered sections of the record by their headings."""
    parts = re.split(r"^## ", told("verarbeitungsverzeichnis"), flags=re.M)[1:]
    sections = {part.partition("\n")[0]: part for part in parts}
    return {name: part for name, part in sections.items() if name[0].isdigit()}


def tables(section: str) -> list[str]:
    return [name for line in re.findall(r"\*\*Tabellen:\*\* (.+)", section) for name in names(line)]


def names(line: str) -> list[str]:
    return re.findall(r"`(\w+)`", line)


def test_every_table_is_part_of_one_activity() -> None:
    listed = [name for section in activities().values() for name in tables(section)]
    about_nobody = told("verarbeitungsverzeichnis").split("## Ohne Personenbezug")[1].split("##")[0]
    assert sorted([*listed, *names(about_nobody)]) == sorted(BY_NAME)
    assert not [name for name in names(about_nobody) if BY_NAME[name].is_personal]


def test_periods_of_the_record_are_those_of_the_program() -> None:
    told_periods = PERIOD.findall(told("verarbeitungsverzeichnis"))
    found = [(Rule(rule), 0 if days == "sofort" else int(days.split()[0])) for days, rule in told_periods]
    assert {rule for rule, _ in found} == set(Rule)
    assert [(rule, days) for rule, days in found if KEPT.days(rule) != days] == []


@pytest.mark.parametrize("name", activities())
def test_an_activity_names_a_rule_for_each_of_its_tables(name: str) -> None:
    section = activities()[name]
    named = {RULES[Rule(rule)] for _, rule in PERIOD.findall(section)}
    by_rule = set(RULES.values())
    own = [one for one in DECLARED if one.name in tables(section) and one.is_personal]
    assert own
    assert [one.name for one in own if one.kept in by_rule and one.kept not in named] == []


@pytest.mark.parametrize("name", activities())
def test_an_activity_says_what_the_law_asks_for(name: str) -> None:
    said = re.findall(r"^- \*\*(.+?):\*\*", activities()[name], re.M)
    assert said == ["Zweck", "Rechtsgrundlage", "Betroffene", "Daten", "Empfänger", "Löschung", "Tabellen"]


@pytest.mark.parametrize("page", sorted(GERMAN.glob("*.md")), ids=lambda page: page.stem)
def test_what_only_the_city_knows_is_marked_on_both_sides(page: Path) -> None:
    assert not re.search("[«»]", PLACEHOLDER.sub("", told(page.stem)))


def test_the_pages_are_found_from_the_readme() -> None:
    assert "(docs/de/README.md)" in (ROOT / "README.md").read_text("utf-8")
    index = told("README")
    pages = {page.name for page in GERMAN.glob("*.md")} - {"README.md"}
    assert set(re.findall(r"\]\(([\w-]+\.md)\)", index)) == pages


def test_licences_of_all_installed_packages_are_listed() -> None:
    table = told("lizenzen").split("## Alle Pakete")[1]
    listed = re.findall(r"^\| ([\w.-]+) \| [^|]{2,60} \|$", table, re.M)
    assert listed[0] == "Paket"
    assert {canonicalize_name(name) for name in listed[1:]} == brought_by("stadtbote")


def brought_by(name: str) -> set[str]:
    """The packages that a package needs on this system, and what those need."""
    waiting: list[tuple[str, tuple[str, ...]]] = [(name, ())]
    seen = set(waiting)
    while waiting:
        package, extras = waiting.pop()
        for needed in map(Requirement, requires(package) or ()):
            one = (canonicalize_name(needed.name), tuple(sorted(needed.extras)))
            if one not in seen and _wanted(needed, extras):
                seen.add(one)
                waiting.append(one)
    return {package for package, _ in seen} - {name}


def _wanted(needed: Requirement, extras: tuple[str, ...]) -> bool:
    return needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in ("", *extras))
