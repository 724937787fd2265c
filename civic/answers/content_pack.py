"""A content pack as a whole: city.yaml and the pages of each initiative, read into values and faults."""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from civic.answers.content_asked import Asked, read_asked, read_elsewhere
from civic.answers.content_files import Data, Fault, Page, Section, Value, read_data, read_page, read_text
from civic.answers.content_glossary import read_glossary
from civic.answers.entries import City, District, SourceDate, Topic, Version
from civic.glossary import Glossary

LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")
_SLUG = re.compile(r"[a-z0-9]{1,32}")  # it stands in buttons and links, which hold 64 characters
_FOLDER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CITY_KEYS = {"slug", "name", "main_language", "initiatives", "topics", "districts", "likely_languages"}
_PAGE_KEYS = {
    *("title", "source", "source_url", "source_date", "valid_until", "checked", "aliases"),
    *("reviewed_by", "reviewed_on"),
}
_PAGE_REQUIRED = ("title", "source", "source_date", "valid_until")


@dataclass(slots=True)
class PackPage:
    """One page with its values: the file as it stands, and what it says."""

    page: Page
    title: str
    aliases: tuple[str, ...]
    versions: dict[str, Version] = field(default_factory=dict)
    reviewed_by: str = ""  # with the day: "Ada Lovelace, 2026-03-18"


@dataclass(slots=True)
class Pack:
    """A content pack; `pages` is initiative -> language -> page, the main language first;
    `asked` is initiative -> entry -> language -> other ways to ask, `elsewhere` the same for subjects that
    are not the city's matter here."""

    path: Path
    city: City | None
    city_data: Data
    pages: dict[str, dict[str, PackPage]] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    elsewhere: Asked = field(default_factory=dict)
    glossary: Glossary = field(default_factory=Glossary)


def read_pack(path: Path) -> tuple[Pack, list[Fault]]:
    """Everything in the pack and all faults that make any of it unusable."""
    city_file = path / "city.yaml"
    text, faults = read_text(city_file)
    if faults:
        return Pack(path, None, Data({}, {})), faults
    data, faults = read_data(text, str(city_file))
    city, found = _city(data, str(city_file))
    faults += found
    pack = Pack(path, city, data)
    for initiative in city.initiatives:
        pages, found = _pages(path / initiative, city.main_language)
        faults += found
        if city.main_language not in pages and not found:
            line = data.line("initiatives", str(city.initiatives.index(initiative)))
            faults.append(Fault(str(city_file), line, f"{initiative}: no file {city.main_language}.md"))
        pack.pages[initiative] = pages
        ids = frozenset(name for page in pages.values() for name in page.versions)
        pack.asked[initiative], found = read_asked(path / initiative, ids)
        faults += found
    pack.elsewhere, found = read_elsewhere(path)
    pack.glossary, in_glossary = read_glossary(path)
    return pack, faults + found + in_glossary


def _city(data: Data, file: str) -> tuple[City, list[Fault]]:
    faults = [
        Fault(file, data.line(key), f"unknown key {key!r}") for key in data.values if key not in _CITY_KEYS
    ]
    main = _text(data, "main_language", file, faults)
    if main and not LANGUAGE.fullmatch(main):
        faults.append(
            Fault(file, data.line("main_language"), f"main_language: not a language code: {main!r}")
        )
    initiatives = _texts(data, "initiatives", file, faults)
    for number, name in enumerate(initiatives):
        if not _FOLDER.fullmatch(name) or name in initiatives[:number]:
            faults.append(
                Fault(file, data.line("initiatives", str(number)), f"invalid or repeated: {name!r}")
            )
    topics = _named(data, "topics", main, file, faults)
    if "all" not in topics:
        faults.append(Fault(file, data.line("topics"), "topics: `all` is missing"))
    districts = _named(data, "districts", main, file, faults)
    city = City(
        slug=_text(data, "slug", file, faults),
        names=_names(data, ("name",), main, file, faults),
        main_language=main,
        initiatives=tuple(name for name in dict.fromkeys(initiatives) if _FOLDER.fullmatch(name)),
        topics=tuple(Topic(slug, names) for slug, names in topics.items()),
        districts=tuple(District(slug, names) for slug, names in districts.items()),
        likely_languages=tuple(_texts(data, "likely_languages", file, faults)),
    )
    return city, faults


def _text(data: Data, key: str, file: str, faults: list[Fault]) -> str:
    value = data.values.get(key)
    if isinstance(value, str) and value.strip():
        return value.strip()
    faults.append(Fault(file, data.line(key), f"{key}: missing or not a text"))
    return ""


def _texts(data: Data, key: str, file: str, faults: list[Fault]) -> list[str]:
    value = data.values.get(key, [])
    if isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value):
        return [str(item).strip() for item in value]
    faults.append(Fault(file, data.line(key), f"{key}: expected a list of texts"))
    return []


def _named(data: Data, key: str, main: str, file: str, faults: list[Fault]) -> dict[str, dict[str, str]]:
    """`slug: {language: name}` below a key."""
    value = data.values.get(key, {})
    if not isinstance(value, dict):
        if value:
            faults.append(Fault(file, data.line(key), f"{key}: expected `slug: {{language: name}}`"))
        return {}
    for slug in value:
        if not _SLUG.fullmatch(slug):
            faults.append(Fault(file, data.line(key, slug), f"{key}: slug {slug!r} is not [a-z0-9]{{1,32}}"))
    return {slug: _names(data, (key, slug), main, file, faults) for slug in value}


def _names(data: Data, path: tuple[str, ...], main: str, file: str, faults: list[Fault]) -> dict[str, str]:
    value: Value | None = data.values
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    name = ".".join(path)
    if not isinstance(value, dict) or not value:
        faults.append(Fault(file, data.line(*path), f"{name}: expected names by language"))
        return {}
    names = {code: text.strip() for code, text in value.items() if isinstance(text, str) and text.strip()}
    for code in value:
        if code not in names or not LANGUAGE.fullmatch(code):
            faults.append(Fault(file, data.line(*path, code), f"{name}.{code}: not a name in a language"))
    if main not in names:
        faults.append(Fault(file, data.line(*path), f"{name}: no name in the main language"))
    return names


def _pages(folder: Path, main: str) -> tuple[dict[str, PackPage], list[Fault]]:
    pages: dict[str, PackPage] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.md"), key=lambda path: (path.stem != main, path.stem)):
        if not LANGUAGE.fullmatch(path.stem):
            faults.append(Fault(str(path), 1, "the file name is not a language code"))
            continue
        page, found = read_page(path)
        faults += found
        if page.front.values or not found:
            pages[path.stem], found = _pack_page(page, path.stem)
            faults += found
    return pages, faults


def _pack_page(page: Page, language: str) -> tuple[PackPage, list[Fault]]:
    file, front = str(page.path), page.front
    faults = [
        Fault(file, front.line(key), f"unknown key {key!r}") for key in front.values if key not in _PAGE_KEYS
    ]
    options = {key: _text(front, key, file, faults) for key in _PAGE_REQUIRED}
    if "source_url" in front.values:
        options["source_url"] = _text(front, "source_url", file, faults)
    if "checked" in front.values:
        options["checked"] = _text(front, "checked", file, faults)
    packed = PackPage(page, options["title"], tuple(_texts(front, "aliases", file, faults)))
    packed.reviewed_by = _reviewed(front, file, faults)
    for key in ("source_date", "valid_until", "checked"):
        faults += _date_fault(file, front.line(key), key, options.get(key, ""))
    for section in page.sections:
        faults += _section_faults(file, section, packed)
        if section.id:
            packed.versions.setdefault(section.id, _version(language, section, options | section.options))
    return packed, faults


def _reviewed(front: Data, file: str, faults: list[Fault]) -> str:
    """Who reviewed a page and when; one without the other says too little."""
    if not {"reviewed_by", "reviewed_on"} & front.values.keys():
        return ""
    name, day = (_text(front, key, file, faults) for key in ("reviewed_by", "reviewed_on"))
    faults += _date_fault(file, front.line("reviewed_on"), "reviewed_on", day)
    return f"{name}, {day}"


def _section_faults(file: str, section: Section, packed: PackPage) -> list[Fault]:
    faults = []
    if section.id and section.id in packed.versions:
        faults.append(Fault(file, section.line, f"duplicate id {section.id!r}"))
    for key, value in section.options.items():
        faults += _date_fault(file, section.option_lines[key], key, value)
    return faults


def _date_fault(file: str, line: int, key: str, value: str) -> list[Fault]:
    try:
        if key == "valid_until" and value:
            _day(value)
        if key in ("checked", "reviewed_on") and value:
            date.fromisoformat(value)
        if key == "source_date" and value:
            _source_date(value)
        if key == "source_url":
            _url(value)
    except ValueError:
        return [Fault(file, line, f"{key}: cannot be understood: {value!r}")]
    return []


def _day(text: str) -> date | None:
    return None if text == "none" else date.fromisoformat(text)


def _source_date(text: str) -> SourceDate | None:
    return None if text == "unknown" else SourceDate.parse(text)


def _url(text: str) -> None:
    if not re.fullmatch(r"https?://[^\s<>\"]+", text):
        raise ValueError(text)


def _version(language: str, section: Section, options: dict[str, str]) -> Version:
    def usable(key: str) -> str:
        value = options.get(key, "")
        return "" if _date_fault("", 0, key, value) else value

    return Version(
        language=language,
        question=section.question,
        text=section.text,
        more=section.more or None,
        source=options["source"],
        source_url=options.get("source_url") or None,
        source_date=_source_date(usable("source_date") or "unknown"),
        valid_until=_day(usable("valid_until") or "none"),
        checked=_day(usable("checked") or "none"),
        of=section.options.get("of"),
    )
