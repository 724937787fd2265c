"""Needs counted in people, interpreters by language, children by age; figures that single nobody out."""

from dataclasses import replace

import pytest

from civic.event_numbers import counted
from civic.needs import NEVER, NeedTotal, by_alert, children, threshold, totals
from civic.registrations import Need, RegistrationStatus
from tests.factories import an_event
from tests.participants import a_participant, a_registration

EVENT = replace(an_event(), id=1)
CHILDCARE, INTERPRETER = Need.CHILDCARE, Need.INTERPRETER


def test_totals_are_in_people_and_interpreters_by_language() -> None:
    people = [
        a_participant(a_registration(EVENT, None, people=3, needs=[INTERPRETER, Need.STEP_FREE]), "ar"),
        a_participant(a_registration(EVENT, None, needs=[INTERPRETER], details={"interpreter": "ar"}), "de"),
        a_participant(
            a_registration(EVENT, None, needs=[INTERPRETER], details={"interpreter": "Tigrinya"}), "en"
        ),
    ]
    assert totals(people) == [
        NeedTotal(INTERPRETER, "ar", 4),
        NeedTotal(INTERPRETER, "Tigrinya", 1),
        NeedTotal(Need.STEP_FREE, "", 3),
    ]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("ar", "ar"),
        ("pt-BR", "pt"),
        ("prs", "prs"),
        ("Tigrinya", "other"),
        ("hiv", "other"),
        ("de HIV", "other"),
        ("de-HIV", "de"),
    ],
)
def test_what_was_typed_is_in_no_alert_and_in_no_figure(said: str, code: str) -> None:
    needy = a_registration(EVENT, None, needs=[INTERPRETER], details={"interpreter": said})
    people = [a_participant(needy), a_participant(needy)]
    assert by_alert(totals(people)) == {(INTERPRETER, code): 2}
    assert counted(people).needs == (NeedTotal(INTERPRETER, code, 2),)


def test_an_offer_counts_with_the_seats_that_are_held() -> None:
    offered = a_registration(EVENT, None, people=4, needs=[Need.COMPANION], status=RegistrationStatus.OFFERED)
    assert totals([a_participant(replace(offered, offered=2))]) == [NeedTotal(Need.COMPANION, "", 2)]


@pytest.mark.parametrize(
    ("said", "bands"),
    [
        ("0-2:1,6-9:2", {"0–2": 1, "6–9": 2}),
        ("10+:3", {"10+": 3}),
        ("3–5", {"3–5": 1}),
        ("٣-٥:٢", {"3–5": 2}),
        ("2", {"": 2}),
        ("", {"": 1}),
        ("two small ones", {"": 1}),
        ("0", {"": 1}),
    ],
)
def test_children_by_age(said: str, bands: dict[str, int]) -> None:
    assert children(said) == bands


def test_children_are_counted_together_for_the_alert() -> None:
    people = [
        a_participant(a_registration(EVENT, None, needs=[CHILDCARE], details={"childcare": said}))
        for said in ("0-2:1,6-9:2", "6-9:1")
    ]
    found = totals(people)
    assert found == [NeedTotal(CHILDCARE, "0–2", 1), NeedTotal(CHILDCARE, "6–9", 3)]
    assert by_alert(found) == {(CHILDCARE, ""): 4}


def test_thresholds_have_defaults() -> None:
    assert threshold({}, INTERPRETER) == 1
    assert threshold({}, CHILDCARE) == 3
    assert threshold({CHILDCARE: NEVER}, CHILDCARE) == NEVER


def test_small_groups_are_not_told_exactly() -> None:
    people = [
        a_participant(a_registration(EVENT, None, people=people), language)
        for people, language in ((5, "de"), (4, "ar"), (6, "de"))
    ]
    waiting = a_registration(EVENT, None, people=6, status=RegistrationStatus.WAITING)
    numbers = counted([*people, a_participant(waiting, "fr")])
    assert numbers.languages == {"de": 11, "ar": None}
    assert (numbers.seated, numbers.waiting, numbers.registrations) == (15, 6, 4)


def test_who_came_and_who_did_not() -> None:
    came = replace(a_registration(EVENT, None, people=3), arrived=2)
    gone = a_registration(EVENT, None, people=2, status=RegistrationStatus.RELEASED)
    cancelled = a_registration(EVENT, None, people=4, status=RegistrationStatus.CANCELLED)
    numbers = counted(map(a_participant, (came, gone, cancelled)))
    assert (numbers.came, numbers.no_show, numbers.cancelled) == (2, 3, 4)
    assert counted([a_participant(a_registration(EVENT, None))]).came is None
