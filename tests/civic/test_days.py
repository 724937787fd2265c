"""Days as people write them."""

from datetime import date

import pytest

from civic.days import read_day

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize("text", ["31.12.2026", "31. 12. 2026", " 2026-12-31 ", "٣١.١٢.٢٠٢٦"])
def test_a_day(text: str) -> None:
    assert read_day(text, TODAY) == date(2026, 12, 31)


def test_today_is_not_over() -> None:
    assert read_day("1.12.2026", TODAY) == TODAY


@pytest.mark.parametrize(
    "text", ["", "30.11.2026", "31.2.2027", "31.12.", "12/31/2026", "32.1.2027", "2027-13-01"]
)
def test_no_day(text: str) -> None:
    assert read_day(text, TODAY) is None
