"""Small answers of a content API v3 for tests, in the format of the real one, about an invented district."""

import json
from collections.abc import Sequence
from pathlib import Path

REGION = "musterkreis"
SOURCE = f"integreat/{REGION}"
# (German id, English id, parent's German and English id, German and English title and HTML)
_PAGES: Sequence[tuple[int, int, int, int, str, str, str, str]] = (
    (10, 11, 0, 0, "Wohnen", "Housing", "", ""),
    (
        *(20, 21, 10, 11, "Sperrmüll", "Bulky waste"),
        "<p>Sperrmüll holt der <b>Abfallhof Musterkreis</b> zweimal im Jahr ab.</p>",
        "<p>The <b>Musterkreis waste yard</b> collects bulky waste twice a year.</p>",
    ),
    (
        *(30, 31, 10, 11, "Mietspiegel", "Rent index"),
        "<p>Den Mietspiegel gibt es im Rathaus, Zimmer 4.</p><p>" + "Er gilt zwei Jahre. " * 150 + "</p>",
        "<p>The rent index is at the town hall, room 4.</p><p>"
        + "It is valid for two years. " * 150
        + "</p>",
    ),
    (
        *(40, 41, 0, 0, "Schwimmkurs", "Swimming course"),
        "<ul><li>Anmeldung im Hallenbad</li><li>Kosten: 45 Euro</li></ul>",
        "<ul><li>Sign up at the indoor pool</li><li>Price: 45 euros</li></ul>",
    ),
)

Page = dict[str, object]


def pages(language: str) -> list[Page]:
    """The district's pages in `de` or `en`; a test may change them."""
    return [_page(language, *one) for one in _PAGES]


def page(found: list[Page], number: int) -> Page:
    """The page with an id."""
    return next(one for one in found if one["id"] == number)


def write(folder: Path, name: str, content: object) -> Path:
    """A file with a list of pages, or with whatever a test hands over as text or bytes."""
    path = folder / name
    raw = content if isinstance(content, str | bytes) else json.dumps(content)
    path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    return path


def _page(
    language: str,
    de: int,
    en: int,
    above_de: int,
    above_en: int,
    title: str,
    heading: str,
    html: str,
    body: str,
) -> Page:
    own, other = ("de", "en") if language == "de" else ("en", "de")
    ids = {"de": de, "en": en}
    names = {"de": title, "en": heading}
    above = above_de if language == "de" else above_en
    return {
        "id": ids[own],
        "url": f"https://cms.city.example/{REGION}/{own}/{_slug(names[own])}/",
        "path": f"/{REGION}/{own}/{_slug(names[own])}/",
        "title": names[own],
        "modified_gmt": "2026-03-01T09:00:00.000Z",
        "last_updated": "2026-03-01T10:00:00.000+01:00",
        "excerpt": "",
        "content": html if language == "de" else body,
        "parent": {"id": above, "url": None, "path": None},
        "order": de,
        "available_languages": {
            other: {"id": ids[other], "url": None, "path": f"/{REGION}/{other}/{_slug(names[other])}/"}
        },
        "thumbnail": None,
        "organization": None,
        "hash": None,
        "embedded_offers": [],
    }


def _slug(title: str) -> str:
    return title.lower().replace(" ", "-")
