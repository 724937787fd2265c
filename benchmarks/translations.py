"""`make translations`: how far each language is translated. Writes the table of `docs/languages.md`."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from benchmarks.markers import between
from civic.answers.content_status import Standing, statuses
from locales import Catalogues, Language
from locales.catalogues import HERE, read_catalogue
from locales.checks import forms, missing, units
from locales.templates import BUTTON_LIMIT, SPEAKING, TEXT_LIMIT, limit, template

ROOT = HERE.parent
PAGE = ROOT / "docs" / "languages.md"
PACK = ROOT / "content" / "kaiserslautern"
BEGIN, END = "<!-- translations: made by `make translations` -->", "<!-- translations: end -->"
_DONE = (Standing.ORIGINAL, Standing.UP_TO_DATE)


def table() -> list[str]:
    """One row for each language: how much is translated, the longest of its texts, who reviewed them."""
    languages = list(Catalogues.load())
    found = list(statuses(PACK, [language.code for language in languages]))
    heading = f"Longest text (of {TEXT_LIMIT})", f"Longest button (of {BUTTON_LIMIT})"
    rows = [
        f"| Language | Catalogue | Content | {heading[0]} | {heading[1]} | Reviewed by |",
        "|---|---|---|---|---|---|",
    ]
    for language in languages:
        catalogue = read_catalogue(HERE / language.code / "LC_MESSAGES" / "stadtbote.po")
        texts = sum(1 for message in catalogue if message.id)
        here = [one.standing in _DONE for one in found if one.language == language.code]
        cells = (
            f"{language.own_name} (`{language.code}`)",
            _percent(texts - len(missing(catalogue)), texts),
            _percent(sum(here), len(here)),
            str(longest(catalogue, TEXT_LIMIT)),
            str(longest(catalogue, BUTTON_LIMIT)),
            _reviewer(language),
        )
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def longest(catalogue: Catalog, most: int) -> int:
    """UTF-16 units of the longest translation among the texts with this limit."""
    return max(
        (units(form) for message in _with_limit(catalogue, most) for form in forms(message)), default=0
    )


def _with_limit(catalogue: Catalog, most: int) -> Iterator[Message]:
    for own in template(*SPEAKING):
        message = catalogue.get(own.id) if own.id and limit(own) == most else None
        if message is not None:
            yield message


def _percent(done: int, of: int) -> str:
    # Rounded down: 100 % is all of them.
    return f"{100 * done // of} %" if of else "–"


def _reviewer(language: Language) -> str:
    if language.reviewed_by and language.reviewed_on:
        return f"{language.reviewed_by}, {language.reviewed_on.isoformat()}"
    return "nobody yet"


def with_table(page: str) -> str:
    """The page with the table as it is now; all else stays."""
    return between(page, BEGIN, END, table())


def main(page: Path = PAGE) -> None:
    """Writes the table anew."""
    page.write_text(with_table(page.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
