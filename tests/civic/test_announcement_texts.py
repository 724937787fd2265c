"""Bodies of an announcement by hand: written, confirmed, taken out, and another main language."""

from dataclasses import replace

import pytest

from civic.announcement_texts import (
    as_asked,
    still_right,
    takes_words,
    toggled,
    with_body,
    with_main,
    with_words,
    without_body,
    without_text,
)
from civic.announcements import Announcement, AnnouncementStatus, Body, BodyState, fingerprint
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


def with_text(one: Announcement, language: str, text: str) -> Announcement:
    return with_words(one, language, as_asked(one, language), "", text)


def with_title(one: Announcement, language: str, title: str) -> Announcement:
    return with_words(one, language, as_asked(one, language), title, "")


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


def test_words_fit_as_long_as_nobody_else_wrote_in_their_place() -> None:
    asked = as_asked(THREE, "en")
    later = replace(THREE, revision=3)
    others = (
        replace(later, urgent="Now."),
        with_text(later, "de", "Es gibt Kaffee."),
        replace(later, bodies={**later.bodies, "en": replace(later.bodies["en"], alt="A cup")}),
    )
    for changed in (THREE, *others):
        assert takes_words(changed, "en", asked)
    for gone in (
        with_text(later, "en", "There is coffee."),
        with_title(later, "en", "Coffee"),
        without_body(later, "en"),
        replace(later, status=AnnouncementStatus.IN_REVIEW),
        replace(THREE, status=AnnouncementStatus.SENT),
    ):
        assert not takes_words(gone, "en", asked)


def test_what_was_approved_when_it_was_asked_for_still_takes_words() -> None:
    approved = replace(THREE, status=AnnouncementStatus.APPROVED, revision=4)
    asked = as_asked(approved, "en")
    assert takes_words(approved, "en", asked)
    assert not takes_words(replace(approved, revision=5), "en", asked)


def test_a_translation_belongs_to_the_text_that_its_writer_saw() -> None:
    asked = as_asked(THREE, "en")
    changed = with_text(replace(THREE, revision=3), "de", "Es gibt Kaffee.")
    written = with_words(changed, "en", asked, "", "Tea is here.")
    assert written.bodies["en"].title == "Tea"
    assert written.bodies["de"].text == "Es gibt Kaffee."
    assert written.state("en") is BodyState.OUTDATED
