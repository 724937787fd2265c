"""The comparison with other systems: every row can be checked, and what is lacking is what the rows say."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.settings import Settings
from civic.announcement_changes import RECALL_WITHIN
from civic.announcement_readiness import TYPED_ABOVE, UNDO_WINDOW
from civic.event_series import MOST_DATES
from civic.events import DEFAULT_REMINDERS
from civic.manners import MOST_MESSAGES, MOST_TAPS
from civic.question_claims import CLAIM_LASTS
from civic.registrations import MOST_PEOPLE
from civic.retention_periods import WARNED_BEFORE
from civic.small_counts import SMALL

PAGE = Path(__file__).parents[1] / "docs" / "comparison.md"
TESTS = Path(__file__).parent
ROW = re.compile(r"^\| ([A-Z]\d+) \| (.+) \|$", re.M)
LINK = re.compile(r"\[([\w./-]+)\]\(([^)\s]+)\)")
MISSING = re.compile(r"^- \*\*([A-Z]\d+)\*\* (.+)\.$", re.M)
NOT_THERE, PARTLY = "### Not there", "### Only partly there"
# Each table with the letter of its rows, and how many there are: none gets lost.
TABLES = {
    "Answers and languages": ("A", 27),
    "Conversations": ("B", 13),
    "Events and registration": ("C", 29),
    "Announcements": ("D", 29),
    "Coordinators' tools": ("E", 9),
    "Hand-over": ("F", 10),
    "Subscriptions": ("G", 7),
    "Privacy and accessibility": ("H", 9),
    "Statistics": ("I", 6),
    "Operation": ("J", 8),
    "What users of other systems complained about": ("K", 35),
    "What none of them has": ("N", 20),
}


@dataclass(frozen=True)
class Row:
    """A feature, what is here of it, and where that can be seen."""

    number: str
    feature: str
    others: str
    here: str
    ours: str
    see: str


def rows(text: str) -> list[Row]:
    """Every row of the tables."""
    return [Row(number, *rest.split(" | ")) for number, rest in ROW.findall(text)]


def sections(text: str) -> Mapping[str, str]:
    """The parts of a page by their headings."""
    found = re.split(r"^## (.+)$", text, flags=re.M)
    return dict(zip(found[1::2], found[2::2], strict=True))


def check_tables(text: str) -> None:
    """Every table is there, with all its rows in their order."""
    parts = sections(text)
    for title, (letter, count) in TABLES.items():
        expected = [f"{letter}{number}" for number in range(1, count + 1)]
        assert [row.number for row in rows(parts[title])] == expected, title
    assert len(rows(text)) == sum(count for _, count in TABLES.values())


def check_what_can_be_seen(text: str) -> None:
    """Whatever is here names tests or pages that exist, and what is not here names none."""
    for row in rows(text):
        assert row.here in ("yes", "partly", "no"), row
        assert row.others, row
        assert row.ours, row
        links = LINK.findall(row.see)
        assert row.see == (", ".join(f"[{name}]({path})" for name, path in links) or "–"), row
        assert bool(links) == (row.here != "no"), row
        assert len(set(links)) == len(links), row
        for name, path in links:
            file = (PAGE.parent / path.partition("#")[0]).resolve()
            assert file.is_file(), path
            if file.is_relative_to(TESTS):
                assert file.stem == name, path
                assert re.search(r"^(?:async )?def test_", file.read_text("utf-8"), re.M), path
            else:
                assert (file.suffix, path.partition("#")[0]) == (".md", name), path


def check_what_is_lacking(text: str) -> None:
    """The two lists at the end are the rows that say no and partly, with their words and a reason."""
    nothing, partly = sections(text)["What Stadtbote lacks"].split(NOT_THERE)[1].split(PARTLY)
    for listed, here in ((nothing, "no"), (partly, "partly")):
        expected = {row.number: row.feature for row in rows(text) if row.here == here}
        items = MISSING.findall(listed)
        assert len(items) == len(re.findall(r"^- ", listed, re.M))
        assert [number for number, _ in items] == list(expected)
        for number, said in items:
            feature, reason = said[: len(expected[number])], said[len(expected[number]) :]
            assert feature == expected[number]
            assert re.fullmatch(r": \S.*", reason), number


CHECKS = (check_tables, check_what_can_be_seen, check_what_is_lacking)


@pytest.mark.parametrize("check", CHECKS)
def test_the_page_holds(check: Callable[[str], None]) -> None:
    check(PAGE.read_text("utf-8"))


@pytest.mark.parametrize(
    ("check", "old", "new"),
    [
        (check_tables, "| B3 |", "| B4 |"),
        (check_tables, "## Hand-over", "## Hand-over to people"),
        (check_what_can_be_seen, "faults/test_restart.py", "faults/test_no_restart.py"),
        (check_what_can_be_seen, "[test_restart](", "[test_seats]("),
        (check_what_can_be_seen, "(../tests/faults/test_restart.py)", "(../tests/faults/towns.py)"),
        (check_what_can_be_seen, "(../tests/faults/test_restart.py)", "(../bot/app.py)"),
        (check_what_can_be_seen, "| no | nothing can be kept | –", "| yes | all can be kept | –"),
        (check_what_can_be_seen, "| nothing can be kept | –", "| nothing | [answers.md](answers.md)"),
        (check_what_can_be_seen, "| no | nothing can be kept |", "| soon | nothing can be kept |"),
        (check_what_is_lacking, "| no | nothing can be kept |", "| partly | nothing can be kept |"),
        (check_what_is_lacking, "- **A10** ", "- **A9** "),
        (check_what_is_lacking, "- **A10** A generated answer", "- **A10** Something else"),
        (check_what_is_lacking, ": no favourites.", ": ."),
        (check_what_is_lacking, "- **K35** ", "- **K35:** "),
    ],
)
def test_a_planted_fault_is_found(check: Callable[[str], None], old: str, new: str) -> None:
    text = PAGE.read_text("utf-8")
    assert old in text
    with pytest.raises((AssertionError, KeyError)):
        check(text.replace(old, new))


def test_our_own_numbers_are_as_told() -> None:
    told = {row.number: row.ours for row in rows(PAGE.read_text("utf-8"))}
    ours = Settings()
    assert ours.quiet_hours is not None
    begin, end = ours.quiet_hours
    for number, words in {
        "B10": f"{MOST_MESSAGES} messages and {MOST_TAPS} taps a minute",
        "C22": f"up to {MOST_DATES} dates",
        "C25": f"{ours.participant_days} days after the event",
        "D4": f"fewer than five as “<{SMALL}”; above {TYPED_ABOVE} the number",
        "D25": f"from {begin:%H}:00 to {end:%-H}:00",
        "D27": f"older than {RECALL_WITHIN.total_seconds() / 3600:.0f} hours",
        "F5": f"a claim of {CLAIM_LASTS.seconds // 60} minutes",
        "F8": f"{ours.question_days} days later",
        "H3": f"warned {WARNED_BEFORE.days} days before",
        "H5": f"needs {ours.need_days} days, people {ours.participant_days} days",
        "I6": f"after {ours.copy_days} days",
        "N4": f"after {ours.need_days} days",
        "N7": f"{UNDO_WINDOW.seconds} seconds",
    }.items():
        assert words in told[number], number
    assert (DEFAULT_REMINDERS, MOST_PEOPLE, ours.news_per_day) == ((48, 3), 6, 2), "the page says so in words"
