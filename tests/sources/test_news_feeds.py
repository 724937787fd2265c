"""Reading news of others: RSS and Atom of all kinds, calendars, and bodies that are none of these."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import httpx
import pytest

from civic.news_items import NewsEntry
from sources.news_feeds import FEED_MAX, fetch_news, read_news
from sources.reading import SourceFault

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Stadt</title><link>https://kl.example/</link><language>de-DE</language>{items}</channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="uk"><title>Місто</title>
<id>urn:x</id><entry><id>urn:1</id><title type="html">Новини &amp;amp; події</title>
<link rel="alternate" href="https://kl.example/uk/1"/><summary>Скоро.</summary></entry></feed>"""
RSS_1 = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://kl.example/"><title>x</title></channel>
<item rdf:about="https://kl.example/1"><title>Alt</title><link>https://kl.example/1</link></item></rdf:RDF>"""


def rss(*items: str, encoding: str = "utf-8") -> bytes:
    return RSS.format(items="".join(items), encoding=encoding).encode(encoding)


def read(body: bytes) -> list[NewsEntry]:
    return read_news(body, "city", BERLIN, NOW)


def test_rss() -> None:
    item = """<item><title>Caf&#233; &lt;neu&gt; &amp;amp; mehr</title><guid isPermaLink="false">7</guid>
        <link>https://kl.example/7?a=1&amp;b=2</link><pubDate>not a date</pubDate>
        <description><![CDATA[<p>Ab <b>Montag</b>.</p><script>alert(1)</script>
        <ul><li>Tee</li></ul>]]></description>
        <content:encoded><![CDATA[<p>Viel länger</p>]]></content:encoded></item>"""
    assert read(rss(item)) == [
        NewsEntry("7", "Café & mehr", "Ab Montag.\n- Tee", "https://kl.example/7?a=1&b=2", "de-DE")
    ]


def test_atom_and_its_language() -> None:
    assert read(ATOM.encode()) == [
        NewsEntry("urn:1", "Новини & події", "Скоро.", "https://kl.example/uk/1", "uk")
    ]


def test_the_first_rss_of_all() -> None:
    [one] = read(RSS_1.encode())
    assert (one.title, one.link) == ("Alt", "https://kl.example/1")


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "utf-8"])
def test_each_feed_says_how_it_is_encoded(encoding: str) -> None:
    item = "<item><title>Straßenfest für Übermütige</title></item>"
    [one] = read(rss(item, encoding=encoding))
    assert one.title == "Straßenfest für Übermütige"


def test_items_with_nothing_to_read_are_left_out_and_the_others_kept() -> None:
    found = read(rss("<item></item>", "<item><guid>1</guid></item>", "<item><title>A</title></item>"))
    assert [one.title for one in found] == ["A"]


def test_a_feed_that_breaks_off_gives_what_was_whole() -> None:
    whole = rss("<item><title>A</title></item>", "<item><title>B</title></item>")
    assert read(whole[: whole.index(b"B</title>")])[0].title == "A"


def test_without_a_name_an_item_is_known_by_its_address_or_its_words() -> None:
    by_link = NewsEntry("", "A", "x", "https://kl.example/1")
    assert by_link.key == NewsEntry("", "Other title", "y", "https://kl.example/1").key
    assert NewsEntry("", "A", "x").key == NewsEntry("", "A", "x").key != NewsEntry("", "A", "y").key


def test_a_calendar_gives_each_series_once() -> None:
    lines = (
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", "BEGIN:VEVENT", "UID:a", "SUMMARY:Lesung"),
        *("DTSTART;TZID=Europe/Berlin:20261218T180000", "RRULE:FREQ=WEEKLY;COUNT=3", "LOCATION:Bücherei"),
        *("DESCRIPTION:Mit Tee", "URL:https://kl.example/a", "END:VEVENT", "END:VCALENDAR", ""),
    )
    assert read("\r\n".join(lines).encode()) == [
        NewsEntry("a", "Lesung", "18.12.2026, 18:00\nBücherei\nMit Tee", "https://kl.example/a")
    ]


BOMB = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><rss version="2.0"><channel><item><title>&c;</title></item>
</channel></rss>"""
EXTERNAL = BOMB.replace(b'"ha"', b'SYSTEM "file:///etc/passwd"')


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", "city: is empty"),
        (b" \n", "city: is empty"),
        (b"<html><body>Not found</body></html>", "city: is neither RSS nor Atom nor iCalendar"),
        (b"{}", "city: is neither RSS nor Atom nor iCalendar"),
        (b"/etc/passwd", "city: is neither RSS nor Atom nor iCalendar"),
        (b"http://127.0.0.1:1/feed", "city: is neither RSS nor Atom nor iCalendar"),
        (BOMB, "city: declares entities of its own, or is no text"),
        (EXTERNAL, "city: declares entities of its own, or is no text"),
        (RSS.encode("utf-16"), "city: declares entities of its own, or is no text"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "city:3: ends before the VEVENT does that begins on line 2"),
        (b" " * (FEED_MAX + 1), "city: larger than 2 MB"),
    ],
)
def test_what_is_no_feed_is_one_line(body: bytes, fault: str) -> None:
    with pytest.raises(SourceFault) as raised:
        read(body)
    assert str(raised.value) == fault


async def test_of_what_is_far_too_large_only_the_beginning_is_fetched() -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(50):
            sent += 1_000_000
            yield b"x" * 1_000_000

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=endless())

    transport = httpx.MockTransport(answer)
    with pytest.raises(SourceFault, match="city: larger than 2 MB"):
        await fetch_news("https://kl.example/feed", "city", BERLIN, NOW, transport)
    assert sent < 5_000_000


def test_a_full_feed_is_read_in_part() -> None:
    many = (f"<item><guid>{n}</guid><title>T{n}</title></item>" for n in range(500))
    assert len(read(rss(*many))) == 200
