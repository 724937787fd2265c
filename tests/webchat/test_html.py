"""Telegram's HTML: what becomes an entity, what is refused and in which words."""

import pytest

from webchat.html import HtmlError, parse_html

Entity = tuple[str, int, int]


def parsed(marked_up: str) -> tuple[str, list[Entity]]:
    text, entities = parse_html(marked_up)
    return text, [(str(entity.type), entity.offset, entity.length) for entity in entities]


@pytest.mark.parametrize(
    ("marked_up", "text", "entities"),
    [
        ("", "", []),
        ("plain", "plain", []),
        ("<b>a</b>", "a", [("bold", 0, 1)]),
        ("<STRONG>a</strong>", "a", [("bold", 0, 1)]),
        ("<i>a</i><em>b</em>", "ab", [("italic", 0, 1), ("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
        (
            "<s>a</s><strike>b</strike><del>c</del>",
            "abc",
            [("strikethrough", 0, 1), ("strikethrough", 1, 1), ("strikethrough", 2, 1)],
        ),
        ("<b>a <i>b</i></b>", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
        ("<i><b>ab</b></i>", "ab", [("bold", 0, 2), ("italic", 0, 2)]),
        ("<b></b>x", "x", []),
        ("<b>a</>", "a", [("bold", 0, 1)]),
        ("<b >a</b >", "a", [("bold", 0, 1)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ("<code>a</code>", "a", [("code", 0, 1)]),
        ("<pre>a\nb</pre>", "a\nb", [("pre", 0, 3)]),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2)]),
        # Offsets and lengths count UTF-16 units.
        ("😀<b>😀ü</b>", "😀😀ü", [("bold", 2, 3)]),
        ("ab <b>👩‍🔧</b> c", "ab 👩‍🔧 c", [("bold", 3, 5)]),
        ("مرحبا <b>بكم</b>", "مرحبا بكم", [("bold", 6, 3)]),
        # References
        ("&lt;&gt;&amp;&quot;", '<>&"', []),
        ("&lt;b&gt;", "<b>", []),
        ("&#1234;&#x4d2;", "ӒӒ", []),
        ("&#128512;<b>a</b>", "😀a", [("bold", 2, 1)]),
        ("&#xD83D;&#xDE00;<b>a</b>", "😀a", [("bold", 2, 1)]),
        ("&lt", "<", []),
        ("&laquo;&#12345678;&#0;& &;&#;", "&laquo;&#12345678;&#0;& &;&#;", []),
        ("a > b", "a > b", []),
    ],
)
def test_accepts(marked_up: str, text: str, entities: list[Entity]) -> None:
    found, places = parsed(marked_up)
    assert found == text
    assert sorted(places) == sorted(entities)


@pytest.mark.parametrize(
    ("marked_up", "url"),
    [
        ('<a href="https://example.org/?a=1&amp;b=2">x</a>', "https://example.org/?a=1&b=2"),
        ("<a href='http://example.org'>x</a>", "http://example.org"),
        ("<a href=example.org>x</a>", "http://example.org"),
        ('<a class="x" href="https://example.org">x</a>', "https://example.org"),
        ("<a>https://example.org</a>", "https://example.org"),
        ('<a href="http://localhost:8080/e/1">x</a>', "http://localhost:8080/e/1"),
    ],
)
def test_links(marked_up: str, url: str) -> None:
    _, entities = parse_html(marked_up)
    assert [(entity.type, entity.url) for entity in entities] == [("text_link", url)]


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "mailto:a@b.de", "nowhere", "https://", "http://[", "//x",
     "https://user:secret@example.org", "https://a b.de", "http://example.org:99999", "tg://user?id=1"],
)  # fmt: skip
def test_addresses_that_are_no_links_stay_text(address: str) -> None:
    assert parsed(f'<a href="{address}">x</a>') == ("x", [])


@pytest.mark.parametrize(
    "marked_up",
    [
        '<pre><code class="language-python">x</code></pre>',
        '<code class="language-python"><pre>x</pre></code>',
    ],
)
def test_code_with_a_language(marked_up: str) -> None:
    _, entities = parse_html(marked_up)
    assert [(entity.type, entity.language) for entity in entities] == [("pre", "python")]


# The words are those of Telegram's own server; offsets count bytes.
@pytest.mark.parametrize(
    ("marked_up", "reason"),
    [
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<script>x</script>", 'Unsupported start tag "script" at byte offset 0'),
        ("x <b", "Unclosed start tag at byte offset 2"),
        ("é😀&lt;<bold", "Unclosed start tag at byte offset 10"),
        ("é😀&lt;<bold class>", 'Unsupported start tag "bold" at byte offset 10'),
        ("é😀&lt;<u  =x>", 'Empty attribute name in the tag "u" at byte offset 10'),
        ("é😀&lt;<u  x  =  ", 'Unclosed start tag "u" at byte offset 10'),
        ("é😀&lt;<u  x  =  5b-.;", "Unexpected end of name token at byte offset 20"),
        ('é😀&lt;<u  x="&quot;&gt;>', "Unclosed start tag at byte offset 10"),
        ("é😀&lt;<u  x='&quot;&gt;>", "Unclosed start tag at byte offset 10"),
        ("é😀&lt;</", "Unexpected end tag at byte offset 10"),
        ("é😀<u>a</u>&lt;</", "Unexpected end tag at byte offset 18"),
        ("é😀&lt;<u>a</u  ", "Unclosed end tag at byte offset 14"),
        ("é😀&lt;<u>a</ins >", 'Unmatched end tag at byte offset 14, expected "</u>", found "</ins>"'),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="x"', "Unclosed start tag at byte offset 0"),
        ("<a href=x/>y</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ('<tg-emoji emoji-id="x">y</tg-emoji>', "Invalid custom emoji identifier specified"),
        (
            "&#xDC00;",
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units",
        ),
    ],
)
def test_refuses(marked_up: str, reason: str) -> None:
    with pytest.raises(HtmlError) as refusal:
        parse_html(marked_up)
    assert str(refusal.value) == reason
