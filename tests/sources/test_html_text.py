"""What of a page's HTML becomes text, and what never does."""

import time

import pytest

from sources.html_text import text_of


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Ein <b>fett</b>es Wort,<br>neu</p><p>Absatz</p>", "Ein fettes Wort,\nneu\nAbsatz"),
        ("<ul><li><p>eins</p></li><li>zwei</li><li></li></ul>", "- eins\n- zwei"),
        ("<table><tr><th>Mo</th><td>9–12</td></tr><tr><td>Di</td><td>zu</td></tr></table>", "Mo 9–12\nDi zu"),
        ("<p>Caf&#233; &amp; B&#252;ro\r\n  am&#160;Markt</p>", "Café & Büro am Markt"),
        ("a<!-- nur für die Redaktion -->b", "ab"),
        ("<p>\u202eabc\u200bd\x00\x07</p>", "abcd"),
        ("<p>&#160;</p><div> </div>", ""),
        ("https://www.city.example/plan.txt", "https://www.city.example/plan.txt"),
        ('<?xml version="1.0"?><p>x</p>', "x"),
        ("a</div></div>b", "a\nb"),
        ("<p>می\u200cخواهم</p>", "می\u200cخواهم"),
    ],
)
def test_text_is_what_a_reader_sees(html: str, text: str) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<style>p {color: red}</style>",
        "<iframe src='//ads.example'>Werbung</iframe>",
        "<nav><ul><li>Start</li></ul></nav>",
        "<div role='navigation'>Start</div>",
        "<form><label>Name</label><input value='x'><button>Senden</button></form>",
        "<div style='Display : None'>unsichtbar</div>",
        "<p hidden>unsichtbar</p>",
        "<span aria-hidden='true'>Zierde</span>",
        "<template>x</template><noscript>y</noscript>",
        "<footer>Altpapier, Fliesen</footer>",
        "<script>nie geschlossen",
    ],
)
def test_what_is_no_text_for_readers_never_enters(html: str) -> None:
    assert text_of(f"<p>davor</p>{html}") == "davor"


def test_deep_nesting_takes_no_more_than_its_length() -> None:
    began = time.perf_counter()
    assert text_of("<div>" * 20_000 + "tief") == "tief"
    assert time.perf_counter() - began < 20  # once it took minutes
