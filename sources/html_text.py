"""The text that a reader of a page sees, out of its HTML: no scripts, forms, frames, menus, hidden parts."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from sources.reading import plain_lines

_DROPPED = re.compile(
    "script|style|noscript|template|iframe|frame|object|embed|applet|form|button|input|select|textarea"
    "|option|datalist|svg|math|canvas|audio|video|nav|menu|footer|head|title|dialog"
)
_BLOCKS = re.compile(
    "address|article|aside|blockquote|br|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure"
    "|h[1-6]|header|hr|li|main|ol|p|pre|section|summary|table|tbody|tfoot|thead|tr|ul"
)
_ROLES = frozenset({"navigation", "banner", "search", "contentinfo", "dialog"})
_LONE_DASH = re.compile(r"(?m)^- \s*\n\s*")  # a list item may begin with a block of its own
_EMPTY_ITEM = re.compile(r"(?m)^-$\n?")
_INVISIBLE = ("display:none", "visibility:hidden", "font-size:0")


def text_of(html: str) -> str:
    """Paragraphs, list items and table rows as lines; empty where there is nothing to read."""
    # Inside an element nothing looks like an address or like XML, of which the parser would warn.
    whole = f"<div>{html.encode('utf-8', 'ignore').decode()}</div>"
    text = "".join(_pieces(BeautifulSoup(whole, "html.parser")))
    return _EMPTY_ITEM.sub("", plain_lines(_LONE_DASH.sub("- ", text))).strip()


def _pieces(root: Tag) -> Iterator[str]:
    """Texts and line breaks in the order of the page; in one pass, however deep it is nested."""
    way: list[tuple[Tag, Iterator[PageElement]]] = [(root, iter(root.children))]
    while way:
        tag, children = way[-1]
        child = next(children, None)
        if child is None:
            way.pop()
            yield _edge(tag)
        elif isinstance(child, Tag):
            if not _is_hidden(child):
                yield _edge(child) + ("- " if child.name == "li" else "")
                way.append((child, iter(child.children)))
        elif type(child) is NavigableString:  # its kinds are comments, declarations and the like
            # Line breaks of the source say nothing; those of the layout are in the edges.
            yield " ".join(f".{child}.".split())[1:-1]


def _edge(tag: Tag) -> str:
    if _BLOCKS.fullmatch(tag.name):
        return "\n"
    return " " if tag.name in ("td", "th") else ""


def _is_hidden(tag: Tag) -> bool:
    style = "".join(str(tag.get("style") or "").lower().split())
    return (
        _DROPPED.fullmatch(tag.name) is not None
        or tag.has_attr("hidden")
        or tag.get("aria-hidden") == "true"
        or tag.get("role") in _ROLES
        or any(rule in style for rule in _INVISIBLE)
    )
