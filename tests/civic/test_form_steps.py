"""Which steps a registration has, and what counts as an answer."""

from dataclasses import replace

import pytest

from civic.extra_questions import ExtraQuestion, QuestionKind, check_answer, read_answer, valid_answers
from civic.form_steps import Entered, Kind, Step, next_step, number_of, step_before, steps
from civic.need_details import (
    MOST_CHILDREN,
    check_detail,
    children_of,
    count_children,
    details_of,
    missing_detail,
)
from civic.registrations import Need
from tests.factories import an_event

MEAL = ExtraQuestion(
    "meal", QuestionKind.ONE, {"de": "Essen?"}, choices={"veg": {"de": "Vegetarisch"}, "all": {"de": "Alles"}}
)
DAYS = ExtraQuestion(
    "days", QuestionKind.SEVERAL, {"de": "Tage?"}, choices={"mo": {"de": "Montag"}, "tu": {"de": "Dienstag"}}
)
FIRST = ExtraQuestion("first", QuestionKind.YES_NO, {"de": "Zum ersten Mal?"}, required=True)
WISH = ExtraQuestion("wish", QuestionKind.TEXT, {"de": "Wunsch?"})
PLAIN = an_event()
ASKING = replace(PLAIN, questions=(FIRST, MEAL), age_from=12)
HALF = Entered(name="Ada", people=2)


def kinds(entered: Entered) -> list[Kind]:
    return [step.kind for step in steps(PLAIN, entered)]


def test_without_extras_there_are_four_steps_and_two_for_somebody_known() -> None:
    assert kinds(Entered()) == [Kind.NAME, Kind.PEOPLE, Kind.NEEDS, Kind.CONFIRM]
    assert kinds(Entered(name="Ada", known=True)) == [Kind.PEOPLE, Kind.CONFIRM]


def test_an_event_with_a_limit_and_questions_asks_for_both() -> None:
    entered = replace(HALF, needs=frozenset({Need.CHILDCARE, Need.OTHER}))
    assert steps(ASKING, entered) == (
        Step(Kind.NAME),
        Step(Kind.PEOPLE),
        Step(Kind.AGE),
        Step(Kind.NEEDS),
        Step(Kind.DETAIL, "childcare"),
        Step(Kind.DETAIL, "other"),
        Step(Kind.QUESTION, "first"),
        Step(Kind.QUESTION, "meal"),
        Step(Kind.CONFIRM),
    )
    assert number_of(ASKING, entered, Step(Kind.DETAIL, "other")) == (4, 7)
    assert number_of(ASKING, entered, Step(Kind.CONFIRM)) == (7, 7)


def test_changing_asks_neither_for_people_nor_for_age() -> None:
    found = [step.kind for step in steps(ASKING, replace(HALF, changing=7, known=True))]
    assert found == [Kind.NAME, Kind.NEEDS, Kind.QUESTION, Kind.QUESTION, Kind.CONFIRM]


def test_the_next_step_is_the_first_without_an_answer() -> None:
    entered = Entered()
    assert next_step(ASKING, entered) == Step(Kind.NAME)
    assert next_step(ASKING, HALF) == Step(Kind.AGE)
    entered = replace(HALF, age=True, needs=frozenset({Need.INTERPRETER}))
    assert next_step(ASKING, entered) == Step(Kind.DETAIL, "interpreter")
    entered = replace(entered, details={"interpreter": "ar"})
    assert next_step(ASKING, entered) == Step(Kind.QUESTION, "first")
    entered = replace(entered, skipped=frozenset({"first", "meal"}))
    assert next_step(ASKING, entered) == Step(Kind.QUESTION, "first"), "a required one cannot be skipped"
    entered = replace(entered, answers={"first": False})
    assert next_step(ASKING, entered) == Step(Kind.CONFIRM)


def test_an_age_that_does_not_fit_is_never_an_answer() -> None:
    assert next_step(ASKING, replace(HALF, age=False)) == Step(Kind.AGE)


def test_answers_to_changed_questions_are_asked_for_again() -> None:
    entered = replace(HALF, age=True, needs=frozenset(), answers={"first": True, "meal": "veg"})
    assert next_step(ASKING, entered) == Step(Kind.CONFIRM)
    fewer = replace(ASKING, questions=(FIRST, replace(MEAL, choices={"all": {"de": "Alles"}})))
    assert next_step(fewer, entered) == Step(Kind.QUESTION, "meal")
    assert next_step(replace(ASKING, questions=(FIRST,)), entered) == Step(Kind.CONFIRM)


def test_the_step_before() -> None:
    assert step_before(PLAIN, HALF, Step(Kind.NEEDS)) == Step(Kind.PEOPLE)
    assert step_before(PLAIN, HALF, Step(Kind.NAME)) is None
    assert step_before(PLAIN, HALF, Step(Kind.QUESTION, "gone")) is None


@pytest.mark.parametrize(
    ("question", "raw", "kept"),
    [
        (FIRST, True, True),
        (FIRST, "yes", None),
        (MEAL, "veg", "veg"),
        (MEAL, "meat", None),
        (MEAL, ["veg"], None),
        (DAYS, ["tu", "mo", "tu"], ["mo", "tu"]),
        (DAYS, [], None),
        (DAYS, ["mo", "we"], None),
        (WISH, "  a \u202eb\r\n\n\n\nc ", "a b\n\nc"),
        (WISH, "x" * 400, "x" * 300),
        (WISH, "\u202e\u200b", None),
        (WISH, 7, None),
    ],
)
def test_an_answer_is_checked(question: ExtraQuestion, raw: object, kept: object) -> None:
    assert check_answer(question, raw) == kept


def test_typed_answers_follow_the_labels() -> None:
    labels = ["Vegetarisch", "Alles"]
    assert read_answer(MEAL, "2", labels) == "all"
    assert read_answer(MEAL, "vegetarisch", labels) == "veg"
    assert read_answer(MEAL, "3", labels) is None
    assert read_answer(DAYS, "2, 1", ["Montag", "Dienstag"]) == ["mo", "tu"]
    assert read_answer(DAYS, "Freitag", ["Montag", "Dienstag"]) is None
    assert read_answer(FIRST, "نعم", ["Ja", "Nein"]) is True
    assert read_answer(WISH, "Bitte ein Stuhl.", []) == "Bitte ein Stuhl."


def test_answers_to_unknown_questions_are_left_out() -> None:
    assert valid_answers((FIRST,), {"first": True, "meal": "veg"}) == {"first": True}


def test_children_are_counted_by_age() -> None:
    assert count_children(["3-5", "0-2", "3-5"]) == "0-2:1,3-5:2"
    assert children_of("0-2:1,3-5:2") == {"0-2": 1, "3-5": 2}
    assert count_children([]) == ""
    assert count_children(["4-7"]) == ""
    assert count_children(["0-2"] * (MOST_CHILDREN + 1)) == ""
    assert children_of("x:1,0-2:many,3-5:٣,6-9:-1,:") == {}


def test_details_belong_to_needs() -> None:
    both = {"interpreter": "ar", "childcare": "0-2:1", "other": "Licht"}
    assert details_of({Need.CHILDCARE}, both) == {"childcare": "0-2:1"}
    assert missing_detail({Need.OTHER, Need.CHILDCARE}, {}) is Need.CHILDCARE
    assert missing_detail({Need.SIGN_LANGUAGE}, {}) is None
    assert check_detail(Need.INTERPRETER, " Tigrinya\n") == "Tigrinya"
    assert check_detail(Need.CHILDCARE, "0-2:0,3-5:1") == "3-5:1"
    assert check_detail(Need.OTHER, "x" * 400) == "x" * 300
    assert check_detail(Need.COMPANION, "secret") == ""
