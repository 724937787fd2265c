"""The page of licences names every pinned package, and nothing ships that a city could not pass on."""

import re

import pytest

from tests.licences import PAGE, constraints, installed_licence, licence, required

MAY_BE_PASSED_ON = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "LGPL-3.0-only"),
    *("MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Unlicense", "Zlib"),
}


def told() -> dict[str, tuple[str, str]]:
    """Version and licence by package, from the page."""
    rows = re.findall(r"^\| ([a-z0-9-]+) \| (\S+) \| (.+) \|$", PAGE.read_text("utf-8"), re.M)
    return {name: (version, words) for name, version, words in rows}


def test_every_pinned_package_is_on_the_page_with_its_version() -> None:
    assert {name: version for name, (version, _) in told().items()} == constraints()


def test_the_licences_are_those_that_the_packages_name() -> None:
    named = {name: words for name, (_, words) in told().items()}
    found = {name: installed_licence(name) for name in named}
    assert {name: words for name, words in found.items() if words} == {
        name: named[name] for name, words in found.items() if words
    }
    assert len([words for words in found.values() if words]) > 100


def test_what_ships_is_in_the_first_table_and_may_be_passed_on() -> None:
    first, _, second = PAGE.read_text("utf-8").partition("\n## What it is built")
    shipped = set(required("stadtbote", {""})) - {"stadtbote"}
    assert len(shipped) > 50
    assert {name for name in shipped if f"| {name} | " not in first} == set()
    assert {name for name in shipped if f"| {name} | " in second} == set()
    words = {name: re.split(r" (?:AND|OR) ", told()[name][1]) for name in shipped}
    assert {name: kinds for name, kinds in words.items() if not MAY_BE_PASSED_ON.issuperset(kinds)} == {}


def test_a_package_without_a_licence_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.licences.FROM_FILES", {})
    with pytest.raises(LookupError, match="axe-playwright-python names no licence"):
        licence("axe-playwright-python")
