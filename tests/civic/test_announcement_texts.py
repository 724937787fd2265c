"""Bodies of an announcement by hand: written, confirmed, taken out, and another main language."""

import pytest

from civic.announcement_texts import (
    still_right,
    toggled,
    with_body,
    with_main,
    with_text,
    with_title,
    without_body,
    without_text,
)
from civic.announcements import Announcement, Body, BodyState, fingerprint
from civic.web_addresses import host_of, read_web_address

THREE = with_body(
    with_body(
        with_body(Announcement(1, 1, {}), "de", Body("Tee", "Es gibt Tee.")),
        "en",
        Body("Tea", "There is tea."),
    ),
    "ar",
    Body("شاي", "يوجد شاي."),
)


def states(one: Announcement) -> dict[str, BodyState]:
    return {code: one.state(code) for code in ("de", "en", "ar", "uk")}


def test_translations_of_the_present_main_text_are_up_to_date() -> None:
    assert states(THREE) == {
        "de": BodyState.UP_TO_DATE,
        "en": BodyState.UP_TO_DATE,
        "ar": BodyState.UP_TO_DATE,
        "uk": BodyState.MISSING,
    }


def test_after_a_change_of_the_main_text_they_are_outdated_until_somebody_looked() -> None:
    for changed in (with_title(THREE, "de", "Kaffee"), with_text(THREE, "de", "Es gibt Kaffee.")):
        assert (changed.state("en"), changed.state("ar")) == (BodyState.OUTDATED, BodyState.OUTDATED)
        assert set(changed.sendable) == {"de"}
        looked = still_right(changed, "en")
        assert (looked.state("en"), looked.state("ar")) == (BodyState.UP_TO_DATE, BodyState.OUTDATED)
        assert looked.bodies["en"].text == "There is tea."


def test_whoever_writes_a_body_releases_it() -> None:
    machine = Announcement(
        1,
        1,
        {**THREE.bodies, "uk": Body("Чай", "Є чай.", of=fingerprint(THREE.main), draft=True, machine=True)},
    )
    assert machine.state("uk") is BodyState.DRAFT
    right = still_right(machine, "uk").bodies["uk"]
    assert (right.draft, right.machine) == (False, False)
    written = with_text(machine, "uk", "Є кава.").bodies["uk"]
    assert (written.title, written.draft, written.machine) == ("Чай", False, False)


def test_another_main_language_outdates_nothing_that_was_up_to_date() -> None:
    outdated = with_body(with_text(THREE, "de", "Es gibt Kaffee."), "en", Body("Coffee", "There is coffee."))
    english = with_main(outdated, "en")
    assert english.language == "en"
    assert english.bodies["en"].of == ""
    assert states(english) == {
        "de": BodyState.UP_TO_DATE,
        "en": BodyState.UP_TO_DATE,
        "ar": BodyState.OUTDATED,
        "uk": BodyState.MISSING,
    }


@pytest.mark.parametrize("code", ["uk", "ar"])
def test_a_language_without_a_text_that_holds_cannot_be_the_main_one(code: str) -> None:
    changed = with_text(THREE, "de", "Es gibt Kaffee.")
    assert with_main(changed, code) == changed


def test_a_translation_is_taken_out_and_the_main_text_stays() -> None:
    assert set(without_body(THREE, "ar").bodies) == {"de", "en"}
    assert without_body(THREE, "de") == THREE


def test_people_whose_language_has_no_text_are_counted() -> None:
    changed = with_text(THREE, "de", "Es gibt Kaffee.")
    assert without_text(changed, {"de": 5, "en": 3, "uk": 2}) == 5
    assert without_text(THREE, {"de": 5, "en": 3}) == 0


def test_ticks() -> None:
    assert toggled(("b",), "a") == ("a", "b")
    assert toggled(("a", "b"), "a") == ("b",)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" https://www.kaiserslautern.de/kultur?a=1#b ", "https://www.kaiserslautern.de/kultur?a=1#b"),
        ("https://bücher.example/", "https://bücher.example/"),
        ("https://a.example:8443/x", "https://a.example:8443/x"),
        ("http://a.example", None),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("https://localhost", None),
        ("https://127.0.0.1/", None),
        ("https://a.example:99999/", None),
        ("https://user:pw@a.example/", None),
        ("https://a_b.example/", None),
        ("https://-a.example/", None),
        ("https://a..example/", None),
        ("https://[::1", None),
        ("https://a.example/x y", None),
        ("www.a.example", None),
        ("", None),
        (f"https://a.example/{'x' * 500}", None),
    ],
)
def test_only_secure_web_addresses_are_taken(typed: str, kept: str | None) -> None:
    assert read_web_address(typed) == kept


def test_a_long_address_is_shown_by_its_host() -> None:
    assert host_of("https://www.kaiserslautern.de/kultur/very/long?x=1") == "www.kaiserslautern.de"
