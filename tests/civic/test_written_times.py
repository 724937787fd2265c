"""Dates and times as coordinators write them in four languages, and what must be asked about."""

import subprocess
import sys
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.time import InThePast, NoSuchTime, NotUnderstood, TwoTimes
from civic.written_days import NoSuchDay
from civic.written_times import (
    Doubt,
    EndsFirst,
    Read,
    Reader,
    Span,
    Unsure,
    WrittenTime,
    literal,
    read_clock,
    read_one_time,
    read_times,
)

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
SIX = datetime(2026, 12, 18, 17, 0, tzinfo=UTC)
EIGHT = datetime(2026, 12, 18, 19, 0, tzinfo=UTC)


def at(text: str) -> datetime:
    """A time on the walls of the city as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def read(text: str, language: str = "de", now: datetime = NOW) -> WrittenTime:
    return read_times(text, Reader(now, BERLIN, language))


@pytest.mark.parametrize(
    "text",
    [
        "Fr 18.12. 18 Uhr",
        "Freitag, den 18.12.2026 um 18:00 Uhr",
        "Fr., 18.12.26 18 Uhr",
        "18.12. 18:00",
        "18.12. 18",
        "18. 12. 2026, 18.00",
        "18.12. 6 pm",
        "2026-12-18 18:00",
        "пт 18.12. о 18:00",
        "الجمعة ١٨.١٢. الساعة ١٨:٠٠",
        "18 Uhr am 18.12.",
        "um 18:00, Freitag 18.12.2026",
    ],
)
def test_a_literal_date_is_taken_as_written(text: str) -> None:
    assert read(text) == Read(Span(SIX))


@pytest.mark.parametrize(
    "text",
    [
        "18.12. 18-20 Uhr",
        "18.12. 18:00–20:00",
        "Fr 18.12. von 18 bis 20 Uhr",
        "18.12. 18 Uhr - 20 Uhr",
        "18.12. з 18 до 20",
        "18.12. من 18 إلى 20",
        "18.12. 6-8pm",
        "2026-12-18 18:00 - 2026-12-18 20:00",
        "18.12.2026 18:00 bis 18.12.2026 20:00",
    ],
)
def test_an_end_may_be_written_as_well(text: str) -> None:
    assert read(text) == Read(Span(SIX, EIGHT))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("18 December 6pm", "en"),
        ("December 18th, 2026 at 6 pm", "en"),
        ("Friday, 18 December 18:00", "en"),
        ("6pm on 18 December", "en"),
        ("12/18/2026 6pm", "en"),
        ("18. Dezember 18 Uhr", "de"),
        ("Fr, 18. Dez. um 18.00 Uhr", "de"),
        ("18 грудня о 18:00", "uk"),
        ("п’ятниця, 18 грудня 2026 о 18:00", "uk"),
        ("18 грудня о 6 вечора", "uk"),
        ("١٨ ديسمبر الساعة ١٨:٠٠", "ar"),
        ("الجمعة 18 ديسمبر الساعة 6 مساءً", "ar"),
    ],
)
def test_words_are_understood_and_asked_about(text: str, language: str) -> None:
    assert read(text, language) == Unsure((Span(SIX),), Doubt.WORDS)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("heute 18 Uhr", "de", "2026-12-01 18:00"),
        ("morgen 18 Uhr", "de", "2026-12-02 18:00"),
        ("übermorgen um 9 Uhr", "de", "2026-12-03 09:00"),
        ("nächsten Freitag 19:30", "de", "2026-12-04 19:30"),
        ("am Dienstag um 8 Uhr", "de", "2026-12-08 08:00"),
        ("tomorrow 6pm", "en", "2026-12-02 18:00"),
        ("next Friday at 7:30 pm", "en", "2026-12-04 19:30"),
        ("завтра о 18:00", "uk", "2026-12-02 18:00"),
        ("наступну п'ятницю о 19:30", "uk", "2026-12-04 19:30"),
        ("غدًا الساعة 18:00", "ar", "2026-12-02 18:00"),
        ("الجمعة القادمة الساعة 19:30", "ar", "2026-12-04 19:30"),
    ],
)
def test_days_from_today_are_asked_about(text: str, language: str, expected: str) -> None:
    assert read(text, language) == Unsure((Span(at(expected)),), Doubt.WORDS)


def test_a_weekday_that_does_not_fit_the_date_is_asked_about() -> None:
    assert read("Do 18.12. 18 Uhr") == Unsure((Span(SIX), Span(at("2026-12-17 18:00"))), Doubt.WEEKDAY)
    assert read("Mo 18.12. 18 Uhr") == Unsure((Span(SIX), Span(at("2026-12-21 18:00"))), Doubt.WEEKDAY)
    thursday = read("Thursday 18 December 18-20h", "en")
    assert isinstance(thursday, Unsure)
    assert thursday.doubt is Doubt.WEEKDAY
    assert thursday.spans[0] == Span(SIX, EIGHT)


@pytest.mark.parametrize("text", ["03.04. 18:00", "03/04 6pm", "3/4/2027 18:00"])
def test_day_and_month_that_may_be_swapped_are_asked_about(text: str) -> None:
    assert read(text, "en") == Unsure(
        (Span(at("2027-04-03 18:00")), Span(at("2027-03-04 18:00"))), Doubt.DAY_OR_MONTH
    )


def test_in_german_the_day_comes_first_and_a_weekday_decides_in_english() -> None:
    assert read("03.04. 18:00", "de") == Read(Span(at("2027-04-03 18:00")))
    assert read("Sat 03.04. 18:00", "en") == Read(Span(at("2027-04-03 18:00")))
    assert read("07.07. 18:00", "en") == Read(Span(at("2027-07-07 18:00")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31.2. 18 Uhr", NoSuchDay()),
        ("31. Februar 18 Uhr", NoSuchDay()),
        ("18.13.2026 18 Uhr", NoSuchDay()),
        ("29.2.2027 18:00", NoSuchDay()),
        ("18.12. 25 Uhr", NoSuchTime()),
        ("18.12. 18:75", NoSuchTime()),
        ("18.12. 13 pm", NoSuchTime()),
        ("28.3.2027 2:30", NoSuchTime()),
        ("27.3.2027 22:00 - 28.3.2027 02:30", NoSuchTime()),
        ("31.10.2027 2:30", TwoTimes()),
        ("30.11.2026 18:00", InThePast()),
        ("1.12.2026 10:00", InThePast()),
        ("heute 9 Uhr", InThePast()),
        ("18.12. 20-18 Uhr", EndsFirst()),
        ("18.12. 18-18 Uhr", EndsFirst()),
        ("19.12.2026 18:00 bis 18.12.2026 20:00", EndsFirst()),
    ],
)
def test_what_cannot_be_is_named(text: str, expected: WrittenTime) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bald",
        "18.12.",
        "18:00",
        "Freitag 18",
        "morgen",
        "morgen früh um acht",
        "morgen halb 8 Uhr",
        "nicht morgen 18 Uhr",
        "18. oder 19. Dezember 18 Uhr",
        "18 December 19 18:00",
        "18. Dezember 18",
        "Dezember 18:00",
        "jeden Freitag 18 Uhr",
        "18.12. 18 Uhr oder später",
        "18.12. 18-20-22 Uhr",
        "18.12.2026 18:00 UTC",
        "٣" * 400,
        "1" * 400,
        "18.12. 18 Uhr\n\n19.12. 18 Uhr",
    ],
)
def test_nothing_is_guessed(text: str) -> None:
    assert read(text) == NotUnderstood()


def test_a_night_ends_on_the_next_day() -> None:
    assert read("18.12. 22-1 Uhr") == Read(Span(at("2026-12-18 22:00"), at("2026-12-19 01:00")))


def test_the_end_of_a_range_may_be_in_the_afternoon() -> None:
    assert read("18.12. 10-1 pm") == Read(Span(at("2026-12-18 10:00"), at("2026-12-18 13:00")))


def test_a_date_without_a_year_is_the_next_one() -> None:
    assert read("30.11. 18:00") == Read(Span(at("2027-11-30 18:00")))
    assert read("29.2. 18:00") == Read(Span(at("2028-02-29 18:00")))
    assert read("3. April 18 Uhr") == Unsure((Span(at("2027-04-03 18:00")),), Doubt.WORDS)


def test_a_deadline_has_no_end() -> None:
    reader = Reader(NOW, BERLIN)
    assert read_one_time("18.12. 18-20 Uhr", reader) == NotUnderstood()
    assert read_one_time("18.12. 18 Uhr", reader) == Read(Span(SIX))
    assert read_one_time("31.2. 18 Uhr", reader) == NoSuchDay()


@given(
    st.datetimes(min_value=datetime(2027, 1, 1), max_value=datetime(2060, 1, 1)),  # noqa: DTZ001
    st.integers(min_value=1, max_value=3000),
)
def test_what_is_written_literally_is_read_again(start: datetime, minutes: int) -> None:
    first = start.replace(second=0, microsecond=0, tzinfo=UTC)
    span = Span(first, datetime.fromtimestamp(first.timestamp() + 60 * minutes, UTC))
    found = read(literal(span, BERLIN))
    # Only a night on which the clock goes back cannot be written unambiguously.
    assert found == Read(span) or isinstance(found, TwoTimes | EndsFirst)


def test_the_library_is_loaded_only_when_it_is_needed() -> None:
    code = (
        "import sys; import civic.written_times; "
        "assert not {'dateparser', 'regex'} & set(sys.modules), 'loaded too early'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9", time(9)),
        ("9:30", time(9, 30)),
        ("09.30 Uhr", time(9, 30)),
        ("um 18 Uhr", time(18)),
        ("6 pm", time(18)),
        ("12 am", time(0)),
        ("٩:٣٠", time(9, 30)),
        ("24:00", None),
        ("9:75", None),
        ("13 pm", None),
        ("18-20 Uhr", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_time_of_day_by_itself(text: str, expected: time | None) -> None:
    assert read_clock(text) == expected
