"""Few people are told as "<5", nobody as 0."""

import pytest

from civic.ratings import Ratings
from civic.small_counts import coarse
from handlers.views.small_counts import amount


@pytest.mark.parametrize(
    ("people", "told"), [(0, "0"), (1, "<5"), (4, "<5"), (5, "5"), (1000, "1000"), (None, "<5")]
)
def test_few_are_not_told(people: int | None, told: str) -> None:
    assert amount(people) == told
    assert people is None or coarse(people) == (None if told == "<5" else people)


def test_four_opinions_have_no_average() -> None:
    assert Ratings(9, {5: 3, 1: 1}, ()).average is None
    assert Ratings(9, {5: 4, 1: 1}, ()).average == 4.2
