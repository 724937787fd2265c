"""A small content pack for tests: two initiatives in German and English, written below a folder."""

from pathlib import Path

CITY = """\
slug: musterstadt
name: {de: Musterstadt, en: Sample City}
main_language: de
initiatives: [garten, lesen]
topics:
  all: {de: Alles, en: Everything}
  nature: {de: Natur, en: Nature}
districts:
  west: {de: Weststadt, en: West}
likely_languages: [de, en]
"""

FRONT = """\
---
title: {title}
source: "{source}"
source_date: 2020-08
valid_until: none
aliases: [{aliases}]
---
"""

GARDEN_DE = (
    FRONT.format(title="Gemeinschaftsgarten", source="Gartenbrief", aliases="Stadtgarten")
    + """
## Wie viele Beete hat der Gemeinschaftsgarten? {#beete}
Der Gemeinschaftsgarten hat 40 Beete.
---more---
Die Beete werden im Frühjahr verteilt.

## Wo liegt der Gemeinschaftsgarten? {#ort}
:source: Stadtplan
:date: 2021-03-04
:valid_until: 2026-12-31
Er liegt am Lindenweg.

- Eingang im Norden
- Eingang im Süden

## Wer pflegt die Obstbäume? {#obst}
Die Obstbäume pflegt der Verein Streuobst.
"""
)

GARDEN_EN = (
    FRONT.format(title="Community garden", source="Gartenbrief", aliases="City garden")
    + """
## How many beds does the community garden have? {#beete}
The community garden has 40 beds.

## Where is the community garden? {#ort}
It is in Lindenweg.

## Who looks after the fruit trees? {#obst}
The association Streuobst looks after the fruit trees.
"""
)

READING_DE = (
    FRONT.format(title="Lesepaten", source="Lesebrief", aliases="Vorlesen")
    + """
## Wie viele Lesepaten gibt es? {#anzahl}
Es gibt zwölf Lesepaten.

## Was kostet die Teilnahme bei den Lesepaten? {#kosten}
Die Teilnahme bei den Lesepaten ist kostenlos.
"""
)

READING_EN = (
    FRONT.format(title="Reading mentors", source="Lesebrief", aliases="Reading aloud")
    + """
## How many reading mentors are there? {#anzahl}
There are twelve reading mentors.

## What does taking part in the reading mentors cost? {#kosten}
Taking part in the reading mentors is free of charge.
"""
)

FILES = {
    "city.yaml": CITY,
    "garten/de.md": GARDEN_DE,
    "garten/en.md": GARDEN_EN,
    "lesen/de.md": READING_DE,
    "lesen/en.md": READING_EN,
}


def write_pack(folder: Path) -> Path:
    """Writes the pack below a folder and returns it."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def edit(path: Path, before: str, after: str) -> None:
    """Replaces a piece of a file that stands in it exactly once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, before
    path.write_text(text.replace(before, after), encoding="utf-8")


def line_of(path: Path, piece: str) -> int:
    """The number of the first line that holds a piece of text."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if piece in line)
