"""What somebody heard of an event against what it is now."""

from dataclasses import replace
from datetime import timedelta

import pytest

from civic.event_texts import fingerprint, is_outdated, translated, written
from civic.told import Changes, changes, differs, heard, snapshot
from tests.factories import an_event

EVENT = replace(an_event(titles={"de": "Fest", "en": "Party"}), id=1)
LATER = replace(EVENT, starts_at=EVENT.starts_at + timedelta(hours=1))


def test_a_snapshot_is_read_again() -> None:
    known = heard(snapshot(EVENT))
    assert known is not None
    assert (known.starts_at, known.ends_at, known.place) == (EVENT.starts_at, EVENT.ends_at, EVENT.place)
    assert known.titles == EVENT.titles


@pytest.mark.parametrize("told", [{}, {"unreachable": "2026-12-01"}, {"starts_at": 5}])
def test_nothing_kept_means_no_difference(told: dict[str, object]) -> None:
    assert heard(told) is None
    assert not differs(told, LATER)
    assert changes(told, LATER, "de", ()) == Changes()


def test_each_difference_is_before_and_now() -> None:
    now = replace(LATER, place="Alte Eintracht", titles={"de": "Sommerfest", "en": "Party"})
    found = changes(snapshot(EVENT), now, "de", ("en",))
    assert found == Changes(
        ((EVENT.starts_at, EVENT.ends_at), (LATER.starts_at, EVENT.ends_at)),
        (EVENT.place, "Alte Eintracht"),
        ("Fest", "Sommerfest"),
    )


@pytest.mark.parametrize(
    ("titles", "reader", "different"),
    [
        ({"de": "Sommerfest", "en": "Party"}, "de", True),
        ({"de": "Sommerfest", "en": "Party"}, "en", False),
        # A Ukrainian reader saw the English title; a translation that comes later is no other name.
        ({"de": "Fest", "en": "Party", "uk": "Свято"}, "uk", False),
        ({"de": "Fest", "en": "Ball"}, "uk", True),
        ({"de": "Fest"}, "en", True),
        ({}, "de", False),
    ],
)
def test_a_title_is_new_to_whoever_saw_another(titles: dict[str, str], reader: str, different: bool) -> None:
    now = replace(EVENT, titles=titles)
    assert bool(changes(snapshot(EVENT), now, reader, ("en", "de"))) is different


WRITTEN = replace(EVENT, text_states={"source": "de"})


@pytest.mark.parametrize("reader", ["de", "en", "uk"])
def test_translations_that_come_and_go_are_no_new_name(reader: str) -> None:
    described = written(WRITTEN, replace(WRITTEN, descriptions={"de": "Mit Musik"}), "de")
    assert is_outdated(described, "en")
    assert not changes(snapshot(WRITTEN), described, reader, ("en", "de"))
    added = translated(described, "uk", {"title": "Свято"}, fingerprint(described))
    assert not changes(snapshot(described), added, reader, ("en", "de"))
    assert not differs(snapshot(WRITTEN), added)


def test_a_new_name_is_told_although_the_translation_is_still_the_old_one() -> None:
    renamed = written(WRITTEN, replace(WRITTEN, titles={"de": "Sommerfest", "en": "Party"}), "de")
    assert changes(snapshot(WRITTEN), renamed, "en", ("de",)).title == ("Party", "Sommerfest")
    # What they saw then was the German one: its translation is nothing new.
    again = translated(renamed, "en", {"title": "Summer party"}, fingerprint(renamed))
    assert changes(snapshot(renamed), again, "en", ("de",)).title is None


def test_what_nobody_is_told_of_is_no_difference() -> None:
    others = replace(
        EVENT, seats=99, cost="5 €", deadline=LATER.starts_at, titles={**EVENT.titles, "ar": "حفل"}
    )
    assert not differs(snapshot(EVENT), others)
    assert differs(snapshot(EVENT), replace(EVENT, ends_at=EVENT.ends_at + timedelta(minutes=1)))
