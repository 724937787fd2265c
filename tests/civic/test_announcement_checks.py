"""Problems of an announcement's texts: in which language, of which kind, and whether it can be sent."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from civic.announcement_checks import WARNINGS, BodyChecks, Problem, ProblemKind
from civic.announcements import Announcement, Body, Button, ButtonKind, WhereMissing, fingerprint
from civic.glossary import Glossary, Term
from civic.people import utf16_length

Kind = ProblemKind
MAIN = Body("Fest", "Um {time} in der Alten Eintracht, 5 Plätze")
GLOSSARY = Glossary((Term("Alte Eintracht", ("Alten Eintracht",)),))
NOTE = 30


def measure(one: Announcement, language: str) -> int:
    """A message of title, blank line and text; with a note above where the language has none."""
    body = one.sendable.get(language)
    shown = body or one.main
    return utf16_length(f"{shown.title}\n\n{shown.text}") + (0 if body else NOTE)


CHECKS = BodyChecks(("de", "en", "ar"), measure, GLOSSARY, lambda button: button.target == "gone")


def announcement(main: Body = MAIN, **others: Body) -> Announcement:
    translated = {code: replace(body, of=fingerprint(main)) for code, body in others.items()}
    bodies: Mapping[str, Body] = {"de": main, **translated}
    return Announcement(1, None, bodies, where_missing=WhereMissing.SKIP)


def kinds(one: Announcement) -> list[tuple[str, ProblemKind]]:
    return [(problem.language, problem.kind) for problem in CHECKS(one)]


GOOD = Body("Party", "At {time} in the Alte Eintracht, ٥ seats")


def test_a_good_one_has_no_problem() -> None:
    assert CHECKS(announcement(en=GOOD)) == []


@pytest.mark.parametrize(
    ("en", "problem"),
    [
        (replace(GOOD, title=""), Problem("en", Kind.TITLE_MISSING)),
        (replace(GOOD, title="😀" * 31), Problem("en", Kind.TITLE_TOO_LONG, "62/60")),
        (replace(GOOD, title="a\nb"), Problem("en", Kind.CONTROL_CHARACTER, "'\\n'")),
        (replace(GOOD, text=f"{GOOD.text}\x1b[0m"), Problem("en", Kind.CONTROL_CHARACTER, "'\\x1b'")),
        (replace(GOOD, text=f"{GOOD.text}\ud83d"), Problem("en", Kind.CONTROL_CHARACTER, "'\\ud83d'")),
        (
            replace(GOOD, text=GOOD.text.replace("{time}", "6")),
            Problem("en", Kind.PLACEHOLDER_LOST, "{time}"),
        ),
        (replace(GOOD, text=f"{GOOD.text} {{x}}"), Problem("en", Kind.PLACEHOLDER_NEW, "{x}")),
        (replace(GOOD, text=GOOD.text.replace("Alte ", "")), Problem("en", Kind.TERM_LOST, "Alte Eintracht")),
        (replace(GOOD, text=GOOD.text.replace("٥", "٦")), Problem("en", Kind.FACT_LOST, "5")),
        (replace(MAIN, title="x"), Problem("en", Kind.SAME_TEXT)),
    ],
)
def test_one_problem_is_one_problem(en: Body, problem: Problem) -> None:
    assert CHECKS(announcement(en=en)) == [problem]
    assert problem.blocks is (problem.kind not in WARNINGS)


def test_a_placeholder_lost_in_one_of_many_languages_names_that_language() -> None:
    lost = replace(GOOD, text="At six in the Alte Eintracht, 5 seats")
    assert kinds(announcement(en=GOOD, ar=lost)) == [("ar", Kind.PLACEHOLDER_LOST)]


def test_one_unit_too_many_in_one_language_only() -> None:
    fits = replace(GOOD, text=GOOD.text + "س" * (4096 - measure(announcement(en=GOOD), "en")))
    assert CHECKS(announcement(en=fits)) == []
    longer = replace(fits, text=fits.text + "س")
    assert CHECKS(announcement(en=longer, ar=GOOD)) == [Problem("en", Kind.TOO_LONG, "4097/4096")]
    assert CHECKS(replace(announcement(ar=GOOD), picture_id=1)) == []
    pictured = replace(announcement(en=fits), picture_id=1)
    assert CHECKS(pictured) == [Problem("en", Kind.TOO_LONG, "4096/1024")]


def test_the_note_takes_its_room() -> None:
    main = Body("Fest", "x" * (4096 - len("Fest\n\n")))
    one = announcement(main)
    assert CHECKS(one) == []
    with_note = replace(one, where_missing=WhereMissing.WITH_NOTE)
    assert CHECKS(with_note) == [
        Problem("en", Kind.TOO_LONG, f"{4096 + NOTE}/4096"),
        Problem("ar", Kind.TOO_LONG, f"{4096 + NOTE}/4096"),
    ]


def test_what_would_not_be_sent_keeps_nothing_back_but_can_be_looked_at() -> None:
    bad = Body("Party", "nothing of it")
    for one in (
        announcement(en=replace(bad, draft=True)),
        replace(announcement(), bodies={"de": MAIN, "en": bad}),
    ):
        assert CHECKS(one) == []
        assert [problem.kind for problem in CHECKS.of(one, "en")] == [
            Kind.PLACEHOLDER_LOST,
            Kind.FACT_LOST,
            Kind.TERM_LOST,
        ]


def test_without_a_main_text_there_is_nothing_to_send() -> None:
    assert ("de", Kind.TEXT_MISSING) in kinds(Announcement(1, None, {}))


def test_languages_that_are_not_on_offer_and_buttons_that_lead_nowhere() -> None:
    one = replace(announcement(fr=GOOD), button=Button(ButtonKind.TOPIC, "gone"))
    assert CHECKS(one) == [
        Problem("fr", Kind.UNKNOWN_LANGUAGE, "fr"),
        Problem("", Kind.BUTTON_GONE, "gone"),
    ]
    assert CHECKS(replace(one, bodies={"de": MAIN}, button=Button(ButtonKind.TOPIC, "here"))) == []


@pytest.mark.parametrize(
    "nasty", ["<b>&amp;", "_*[]()~`>#+-=|.!", "\u202e\u2066", "#" * 100, "{", "{}", "%s {0}"]
)
def test_marks_of_all_kinds_are_text(nasty: str) -> None:
    main = Body(nasty[:60], f"{nasty} {nasty}")
    assert CHECKS(announcement(main)) == []
