"""No text stands in the file of another language."""

from pathlib import Path

from locales.catalogues import HERE
from tests.foreign_texts import CONTENT, in_catalogue, in_page

CATALOGUES = sorted(HERE.glob("*/LC_MESSAGES/stadtbote.po"))
PAGES = sorted(CONTENT.glob("*/*/*.md"))
# What is copied by mistake: a sentence of the chat.
SENTENCE = "Has one of your parents agreed, or whoever looks after you?"


def test_all_catalogues_are_in_their_own_language() -> None:
    assert [fault for path in CATALOGUES for fault in in_catalogue(path)] == []


def test_all_content_is_in_its_own_language() -> None:
    assert [fault for path in PAGES for fault in in_page(path)] == []
    assert len(PAGES) >= 12


def _entry(path: Path) -> str:
    """The entry of that sentence, as it stands in a catalogue."""
    text = path.read_text("utf-8")
    begin = text.index(f'msgid "{SENTENCE}"')
    return text[begin : text.index("\n\n", begin)]


def test_the_text_of_each_language_is_found_in_the_file_of_another(tmp_path: Path) -> None:
    """Each next one, and those that look alike."""
    by_code = {path.parent.parent.name: path for path in CATALOGUES}
    codes = list(by_code)
    pairs = [*zip(codes, [*codes[1:], codes[0]], strict=True), ("uk", "ru"), ("ru", "uk"), ("bg", "ru")]
    pairs += [("ru", "bg"), ("fa", "ar"), ("ar", "fa"), ("de-simple", "en"), ("de", "tr")]
    for theirs, ours in pairs:
        if {theirs, ours} == {"de", "de-simple"}:
            continue
        file = tmp_path / ours / "LC_MESSAGES" / "stadtbote.po"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f'msgid ""\nmsgstr ""\n\n{_entry(by_code[theirs])}\n', "utf-8")
        base = theirs.partition("-")[0]
        found = list(in_catalogue(file))
        assert len(found) == 1, (theirs, ours, found)
        assert found[0].startswith(f"{file}:4: {base}: ")


def test_a_paragraph_in_another_language_is_found_in_a_page(tmp_path: Path) -> None:
    by_code = {path.stem: path for path in PAGES if path.parent == PAGES[0].parent}
    for theirs, ours in zip(by_code, [*list(by_code)[3:], *list(by_code)[:3]], strict=True):
        page = tmp_path / f"{ours}.md"
        own = by_code[ours].read_text("utf-8").rstrip("\n") + "\n\n"
        section = by_code[theirs].read_text("utf-8").split("\n## ")[1]
        page.write_text(f"{own}## {section}", "utf-8")
        base = theirs.partition("-")[0]
        found = list(in_page(page))
        assert found, (theirs, ours)
        first = own.count("\n") + 1
        for fault in found:
            where, code, _ = fault.removeprefix(f"{page}:").split(": ", 2)
            assert (code, int(where) >= first) == (base, True)
