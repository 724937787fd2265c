"""What is written about languages is how they are."""

import re
from pathlib import Path

from babel.messages.catalog import Catalog

from benchmarks.translations import BEGIN, END, PAGE, longest, with_table
from locales.catalogues import HERE, own_headers
from locales.checks import units
from locales.templates import SPEAKING, TEXT_LIMIT, template

ADDING = PAGE.parent / "adding-a-language.md"


def test_the_table_of_translations_is_up_to_date() -> None:
    page = PAGE.read_text("utf-8")
    assert with_table(page) == page, "run 'make translations'"
    assert page.count("| 100 % | 100 % |") == len(list(HERE.glob("*/LC_MESSAGES/stadtbote.po")))


def test_the_rest_of_the_page_stays() -> None:
    page = with_table(f"# One\n\n{BEGIN}\nold\n{END}\n\n## Two\n")
    assert page.startswith(f"# One\n\n{BEGIN}\n| Language |")
    assert page.endswith(f"|\n{END}\n\n## Two\n")
    assert "old" not in page


def test_the_longest_text_is_measured_as_messengers_count() -> None:
    text = next(str(one.id) for one in template(*SPEAKING) if one.id and isinstance(one.id, str))
    catalogue = Catalog()
    assert longest(catalogue, TEXT_LIMIT) == 0
    for one in template(*SPEAKING):
        if isinstance(one.id, str) and not one.auto_comments:
            catalogue.add(one.id, "🙂" * 7)
    assert text
    assert longest(catalogue, TEXT_LIMIT) == units("🙂" * 7) == 14


def test_every_header_of_a_catalogue_is_explained() -> None:
    told = set(re.findall(r"`(X-[\w-]+)`", ADDING.read_text("utf-8")))
    used = {name for path in HERE.glob("*/LC_MESSAGES/stadtbote.po") for name in own_headers(Path(path))}
    assert told == used
