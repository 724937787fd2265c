"""Times, numbers in groups and addresses keep their order in a line from right to left."""

from datetime import timedelta

import pytest

from civic.cutting import message_length
from civic.days import read_day
from civic.people import cleaned, read_name, read_number, utf16_length
from civic.time import to_ascii_digits
from civic.written_times import Read, Reader, read_times
from locales import Catalogues
from locales.direction import LRI, PDI, RLM, framed, harmless, unmarked, with_runs
from tests.factories import BERLIN, NOW

LANGUAGES = Catalogues.load()


@pytest.mark.parametrize(
    "run",
    [
        "18:00",
        "18:00-20:00",
        "18:00 – 20:00",
        "18.12. 18:00-20:00",
        "18.12.2026 18:00",
        "16-27",
        "16+",
        "48, 3",
        "49.4447, 7.7690",
        "0631 365-4019",
        "+49 631 365",
        "https://www.city.example/a?b=1",
        "amt@city.example",
    ],
)
def test_what_runs_from_left_to_right_is_isolated(run: str) -> None:
    assert with_runs(f"مثلًا: {run}") == f"مثلًا: {LRI}{run}{PDI}"
    assert with_runs(f"مثلًا: {run}.") == f"مثلًا: {LRI}{run}{PDI}."
    assert with_runs(f"Zum Beispiel: {run}") == f"Zum Beispiel: {run}"
    assert message_length(f"مثلًا: {run}") >= utf16_length(with_runs(f"مثلًا: {run}"))


def test_numbers_within_latin_words_and_whole_numbers_stay_as_they_are() -> None:
    for text in ("القواعد EN 301 549 هنا", "ترميز UTF-8.", "من 10 إلى 12", "{n}-{most}"):
        assert framed(text) == text
    assert framed('<a href="https://a.example/1-2">{x}</a>') == '<a href="https://a.example/1-2">{x}</a>'


def test_an_arabic_text_that_begins_with_an_emoji_begins_from_the_right() -> None:
    arabic = LANGUAGES["ar"]
    assert arabic.body("😀 مرحبا\n18:00 الآن") == f"{RLM}😀 مرحبا\n{RLM}{LRI}18:00{PDI} الآن"
    assert LANGUAGES["de"].body("😀 Hallo 18:00") == "😀 Hallo 18:00"


def test_isolates_stay_only_where_they_end() -> None:
    label = LANGUAGES["ar"].label("Example: {title}", title="Anna M. (R2)")
    assert harmless(label) == label
    assert harmless(f"{LRI}a\nb{PDI}\u202e\u061c") == "a\nb"
    assert unmarked(f"{RLM}{label}") == unmarked(label) == "مثال: Anna M. (R2)"


def test_a_label_of_several_values_isolates_each() -> None:
    assert LANGUAGES["ar"].joined("Tee (2)", 3) == f"{RLM}\u2068Tee (2){PDI} · {LRI}3{PDI}"
    assert LANGUAGES["de"].joined("Tee (2)", 3) == "Tee (2) · 3"


def test_every_date_in_every_language_has_digits_from_0_to_9() -> None:
    for lang in LANGUAGES:
        for day in range(0, 400, 13):
            at = NOW + timedelta(days=day, hours=day % 24)
            parts = (lang.date(at, BERLIN), lang.short_date(at, BERLIN), lang.time(at, BERLIN))
            shown = " ".join(
                (*parts, lang.weekday(at, BERLIN), lang.calendar_day(at.date()), lang.decimal(4.7))
            )
            assert to_ascii_digits(shown) == shown


@pytest.mark.parametrize("zero", ["٠", "۰", "０"])
def test_digits_of_every_script_are_read(zero: str) -> None:
    def typed(text: str) -> str:
        return "".join(chr(ord(zero) + int(one)) if one.isdecimal() else one for one in text)

    assert read_number(typed("2"), 6) == 2
    assert read_day(typed("31.12.2026"), NOW.date()) == read_day("31.12.2026", NOW.date()) is not None
    reader = Reader(NOW, BERLIN)
    found = read_times(typed("18.12.2026 18:00-20:00"), reader)
    assert isinstance(found, Read)
    assert found == read_times("18.12.2026 18:00-20:00", reader)


@pytest.mark.parametrize("mark", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
def test_what_people_type_is_kept_without_marks(mark: str) -> None:
    assert read_name(f"An{mark}na M.", 80) == "Anna M."
    assert cleaned(f"{mark}علی{mark}", 80) == "علی"
