"""The frame of all pages: everything inserted is escaped, and each answer carries its headers."""

from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from locales import Catalogues, Html
from pages.layout import STYLE, add_style, page, see_other, tag, together

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = Catalogues.load()
HOSTILE = '<script>alert("1")</script>&amp;'


def test_children_and_attributes_are_escaped() -> None:
    made = tag("p", HOSTILE, Html("<b>x</b>"), title=HOSTILE)
    assert made == (
        '<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;amp;">'
        '&lt;script&gt;alert("1")&lt;/script&gt;&amp;amp;<b>x</b></p>'
    )
    assert together("<", Html("<br>")) == "&lt;<br>"


def test_attributes_that_stand_alone_or_are_left_out() -> None:
    made = tag("input", class_="x", required=True, checked=False, value=None, aria_label="y")
    assert made == '<input class="x" required aria-label="y">'


def test_a_page_says_its_language_and_direction() -> None:
    for code, direction in (("ar", "rtl"), ("de", "ltr")):
        text = page(LANGUAGES[code], HOSTILE, Html()).text or ""
        assert f'<html lang="{code}" dir="{direction}">' in text
        assert "<title>&lt;script&gt;" in text


def test_a_private_page_is_kept_by_nobody() -> None:
    private, public = (page(LANGUAGES["de"], "x", Html(), private=one).headers for one in (True, False))
    assert (private["Cache-Control"], private["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert private["X-Robots-Tag"].startswith("noindex")
    assert "X-Robots-Tag" not in public
    for headers in (private, public, see_other("/x").headers):
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]


async def test_the_style_sheet_is_served() -> None:
    app = web.Application()
    add_style(app)
    async with TestClient(TestServer(app)) as client, client.get(STYLE) as response:
        assert (response.status, response.content_type) == (200, "text/css")
        assert "url(" not in await response.text()


def test_no_page_hides_a_file_of_the_web_chat() -> None:
    """Both are served below `/static`."""
    ours, chat = ({each.name for each in (ROOT / name / "static").iterdir()} for name in ("pages", "webchat"))
    assert ours & chat == set()
