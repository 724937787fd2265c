"""Long texts in pieces: in order, each word once, cut where a reader pauses."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.cutting import cut, message_length, pieces
from civic.people import utf16_length

SENTENCE = "Das Büro ist montags von neun bis zwölf Uhr offen. "


def test_a_short_text_is_one_piece() -> None:
    assert pieces("Kurz.", 1500, 600) == ["Kurz."]
    assert pieces("", 1500) == []
    assert cut(" Kurz. ", 600) == ("Kurz.", "")


@pytest.mark.parametrize(
    ("text", "limit", "start"),
    [
        ("Ein Satz. Noch einer. Der dritte ist lang.", 30, "Ein Satz. Noch einer."),
        ("Das ist z. B. am 5. Dezember so. Oder nicht.", 33, "Das ist z. B. am 5. Dezember so."),
        ("Das ist z. B. am 5. Dezember so. Oder nicht.", 20, "Das ist z. B. am 5."),
        ("Erster Absatz, mehr Text.\n\nZweiter Absatz. Noch.", 45, "Erster Absatz, mehr Text."),
        ("Zeile eins ist da. Und\nZeile zwei. Ende ist hier", 40, "Zeile eins ist da. Und"),
        ("Zeile eins\nZeile zwei ist länger", 20, "Zeile eins"),
        ("Nur dann? Ja!) Sonst ist es nicht so.", 20, "Nur dann? Ja!)"),
        ("ohne jedes Satzzeichen geht es weiter", 20, "ohne jedes"),
        ("Ein Wort endet genau am Rand.", 20, "Ein Wort endet genau"),
        ("Genau so lang ist das. Mehr.", 22, "Genau so lang ist das."),
        ("x" * 50, 20, "x" * 20),
        ("جملة أولى؟ جملة ثانية طويلة جدا", 20, "جملة أولى؟"),
        ("Перше речення тут! Друге речення.", 20, "Перше речення тут!"),
    ],
)
def test_where_it_is_cut(text: str, limit: int, start: str) -> None:
    first, rest = cut(text, limit)
    assert first == start
    assert "".join(f"{first}{rest}".split()) == "".join(text.split())


def test_the_first_piece_may_be_shorter() -> None:
    text = "\n\n".join(f"Absatz {number}. " + "Ein Satz von mittlerer Länge. " * 12 for number in range(52))
    pages = pieces(text, 1500, 600)
    assert len(text) > 18_000
    assert len(pages[0]) <= 600
    assert all(400 <= len(page) <= 1500 for page in pages[1:-1])
    assert all(page.endswith(".") for page in pages)


def test_messages_are_measured_as_messengers_do() -> None:
    parts = pieces(SENTENCE * 40, 1000, 500, message_length)
    assert len(parts) > 2
    assert all(part.endswith("offen.") for part in parts)
    assert message_length(parts[0]) <= 500
    assert " ".join(parts) == (SENTENCE * 40).strip()
    emoji = pieces("😀" * 300, 100, length=message_length)
    assert max(map(len, emoji)) <= 50
    assert "".join(emoji) == "😀" * 300


def test_arabic_sentences_are_cut_at_their_question_marks() -> None:
    text = "هل المكتب مفتوح اليوم؟ نعم حتى الظهر. " * 10
    assert all(part[-1] in "؟." for part in pieces(text, 200, length=message_length))


@given(st.text(max_size=600), st.integers(20, 200), st.integers(20, 200))
def test_nothing_is_lost_or_said_twice(text: str, first: int, rest: int) -> None:
    for length in (len, message_length):
        parts = pieces(text, rest, first, length)
        assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", text)
        for number, part in enumerate(parts):
            assert 0 < length(part) <= (rest if number else first)
            assert utf16_length(part) > 0  # no character was cut in two
