"""Checking a content pack for its authors, and marking which text a translation was made from."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from civic.answers.content_files import Fault, Section
from civic.answers.content_pack import Pack, PackPage, read_pack
from civic.confirmations import is_expired

__all__ = ["Fault", "check", "stamp"]


def check(path: Path, languages_expected: Sequence[str], today: date) -> list[Fault]:
    """All faults of a content pack, by file and line; an empty list means that it is ready to ship."""
    pack, faults = read_pack(path)
    if pack.city is None:
        return sorted(faults)
    faults += _unlisted(pack)
    faults += _missing_names(pack, languages_expected)
    for initiative, pages in pack.pages.items():
        if (main := pages.get(pack.city.main_language)) is None:
            continue
        for language in languages_expected:
            if language not in pages:
                faults.append(Fault(str(main.page.path), 1, f"no translation {initiative}/{language}.md"))
        for language, page in pages.items():
            if page is not main:
                faults += _translation_faults(main, page, expected=language in languages_expected)
            faults += _expired(page, today)
        faults += [
            Fault(str(main.page.path), section.option_lines["of"], "`of` belongs into translations")
            for section in main.page.sections
            if "of" in section.options
        ]
    return sorted(set(faults))


def _unlisted(pack: Pack) -> Iterator[Fault]:
    listed = set(pack.pages)
    for folder in sorted(pack.path.iterdir()):
        if folder.is_dir() and folder.name not in listed and any(folder.glob("*.md")):
            line = pack.city_data.line("initiatives")
            yield Fault(str(pack.path / "city.yaml"), line, f"initiatives: {folder.name} is not listed")


def _missing_names(pack: Pack, languages: Sequence[str]) -> Iterator[Fault]:
    assert pack.city is not None
    file = str(pack.path / "city.yaml")
    named: list[tuple[tuple[str, ...], Mapping[str, str]]] = [(("name",), pack.city.names)]
    named += [(("topics", topic.slug), topic.names) for topic in pack.city.topics]
    named += [(("districts", district.slug), district.names) for district in pack.city.districts]
    for path, names in named:
        for language in languages:
            if language not in names:
                yield Fault(file, pack.city_data.line(*path), f"{'.'.join(path)}: no name in {language}")


def _translation_faults(main: PackPage, page: PackPage, *, expected: bool) -> Iterator[Fault]:
    file = str(page.page.path)
    originals = {section.id: section for section in main.page.sections}
    translated = {section.id for section in page.page.sections}
    for section in page.page.sections:
        original = originals.get(section.id)
        if original is None:
            yield Fault(file, section.line, f"{section.id!r} is not in {main.page.path.name}")
        elif "of" not in section.options:
            yield Fault(file, section.line, "missing `:of:` line: run `stadtbote content stamp`")
        elif section.options["of"] != original.fingerprint():
            line = section.option_lines["of"]
            yield Fault(
                file, line, f"outdated translation: {main.page.path.name}:{original.line} has changed"
            )
    for name, original in originals.items():
        if expected and name and name not in translated:
            yield Fault(file, 1, f"missing translation of {name!r} ({main.page.path.name}:{original.line})")


def _expired(page: PackPage, today: date) -> Iterator[Fault]:
    file = str(page.page.path)
    for section in page.page.sections:
        version = page.versions.get(section.id)
        if version is not None and is_expired(version, today, version.checked):
            line = section.option_lines.get("valid_until", section.line)
            yield Fault(file, line, f"expired on {version.valid_until}")


def stamp(path: Path) -> list[Path]:
    """Writes into every translation which text it was made from (`:of:`); returns the files that changed.
    Stamp only after the translations were brought up to date: stamping says that they are."""
    pack, _ = read_pack(path)
    if pack.city is None:
        return []
    changed = []
    for pages in pack.pages.values():
        main = pages.get(pack.city.main_language)
        for page in pages.values():
            if main is not None and page is not main and _stamp_page(main, page):
                changed.append(page.page.path)
    return changed


def _stamp_page(main: PackPage, page: PackPage) -> bool:
    before = page.page.path.read_bytes()
    lines = before.decode("utf-8").split("\n")
    originals = {section.id: section for section in main.page.sections}
    # From the end, so that an inserted line moves none that is still to be visited.
    for section in reversed(page.page.sections):
        if section.id in originals:
            _stamp_section(lines, section, originals[section.id].fingerprint())
    after = "\n".join(lines).encode()
    if after == before:
        return False
    page.page.path.write_bytes(after)
    return True


def _stamp_section(lines: list[str], section: Section, fingerprint: str) -> None:
    line_end = "\r" if lines[section.line - 1].endswith("\r") else ""
    stamped = f":of: {fingerprint}{line_end}"
    if "of" in section.option_lines:
        number = section.option_lines["of"] - 1
        lines[number] = lines[number] if section.options["of"] == fingerprint else stamped
    else:
        lines.insert(section.line, stamped)
