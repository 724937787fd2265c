"""Pages of Integreat's content API v3, as they come in answers or files, made into entries."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from civic.answers.entries import SourceDate, Version
from civic.answers.imports import Collected, entry_of
from civic.cutting import cut
from sources.html_text import text_of
from sources.reading import SourceFault, plain_line, read_file

REGION = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,34}[a-z0-9])?")
TEXT_MAX = 600  # as in the content pack: what is read at one glance
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-zA-Z0-9]{2,8})*")
_TITLE_MAX = 200
_ID_END = 10**9
_ABOVE = " › "


@dataclass(frozen=True, slots=True)
class Page:
    """One page in one language; `translations` holds its own id, too."""

    language: str
    id: int
    title: str
    text: str
    url: str | None
    parent: int
    translations: Mapping[str, int]
    date: SourceDate


@dataclass(frozen=True, slots=True)
class PageList:
    """All pages of one language, by id, as they came from `name`."""

    name: str
    language: str
    pages: Mapping[int, Page]


def read_files(region: str, files: Iterable[Path]) -> list[PageList]:
    """The lists of pages in files, each in one language. SourceFault with file and page."""
    return [page_list(read_file(file), str(file), region) for file in files]


def page_list(text: str, name: str, region: str) -> PageList:
    """A list of pages as the API gives it. SourceFault where any of it cannot be understood."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as fault:
        reason = f"line {fault.lineno}" if isinstance(fault, json.JSONDecodeError) else "nested too deeply"
        raise SourceFault(f"{name}: is no JSON, or ends too early ({reason})") from fault
    if not isinstance(raw, list):
        raise SourceFault(f"{name}: is no list of pages")
    pages: dict[int, Page] = {}
    for number, item in enumerate(raw, start=1):
        page = _page(item, f"{name}: entry {number}", name, region)
        if page.id in pages:
            raise SourceFault(f"{name}: page {page.id} stands twice")
        pages[page.id] = page
    languages = {page.language for page in pages.values()}
    if len(languages) > 1:
        raise SourceFault(f"{name}: holds pages in several languages ({', '.join(sorted(languages))})")
    return PageList(name, next(iter(languages), ""), pages)


def collected(
    region: str, lists: Sequence[PageList], main_language: str, offered: Iterable[str]
) -> Collected:
    """The entries of all lists, translations joined; languages that the bot does not speak are left out."""
    offered, versions, notes = set(offered), dict[str, dict[str, Version]](), list[str]()
    taken: dict[str, str] = {}
    for one in lists:
        if one.language in taken:
            raise SourceFault(f"{one.name}: {taken[one.language]} holds pages in {one.language}, too")
        taken[one.language] = one.name
        if one.pages and one.language not in offered:
            notes.append(f"{one.name}: left out, since the bot does not speak {one.language}")
            continue
        for page in one.pages.values():
            above = _titles_above(page, one)
            if page.text:
                key = f"integreat/{region}/{_id(page, main_language)}"
                same = versions.setdefault(key, {})
                if page.language in same:
                    raise SourceFault(f"{one.name}: page {page.id} is a second {page.language} text of {key}")
                same[page.language] = _version(page, above)
    entries = tuple(entry_of(key, found) for key, found in versions.items())
    return Collected(f"integreat/{region}", f"Integreat {_name(region)}", entries, tuple(notes))


def _page(item: object, where: str, name: str, region: str) -> Page:
    if not isinstance(item, dict):
        raise SourceFault(f"{where} is no page")
    number = item.get("id")
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < _ID_END:
        raise SourceFault(f"{where} has no page id")
    where = f"{name}: page {number}"
    texts = {key: item.get(key) for key in ("title", "content", "last_updated")}
    for key, value in texts.items():
        if not isinstance(value, str):
            raise SourceFault(f"{where}: {key} is missing or no text")
    address, path = item.get("url"), item.get("path")
    language = _language(path if isinstance(path, str) else address, where, region)
    translations = _translations(item.get("available_languages"), where) | {language: number}
    title = plain_line(str(texts["title"]))
    return Page(
        language=language,
        id=number,
        title=cut(title, _TITLE_MAX)[0] or str(number),
        text=text_of(str(texts["content"])),
        url=_url(address),
        parent=_parent(item.get("parent"), where),
        translations=translations,
        date=_date(str(texts["last_updated"]), where),
    )


def _language(path: object, where: str, region: str) -> str:
    """The language in `/region/language/…`; the region must be the one that is imported."""
    parts = [part for part in urlsplit(str(path or "")).path.split("/") if part]
    if len(parts) < 2 or not _LANGUAGE.fullmatch(parts[1]):
        raise SourceFault(f"{where}: neither path nor url names its language")
    if parts[0] != region:
        raise SourceFault(f"{where}: belongs to the region {parts[0][:40]!r}, not to {region!r}")
    return parts[1].lower()


def _translations(value: object, where: str) -> dict[str, int]:
    if not value:  # the API says [] or null where there are none
        return {}
    if isinstance(value, dict):
        ids = {str(code).lower(): _id_in(page) for code, page in value.items()}
        if all(ids.values()):
            return ids
    raise SourceFault(f"{where}: available_languages cannot be understood")


def _parent(value: object, where: str) -> int:
    """The id of the page above; 0 at the top."""
    if value is None:
        return 0
    if isinstance(value, dict) and (_id_in(value) or not value.get("id")):
        return _id_in(value)
    raise SourceFault(f"{where}: parent cannot be understood")


def _id_in(value: object) -> int:
    number = value.get("id") if isinstance(value, dict) else None
    return number if isinstance(number, int) and 0 < number < _ID_END else 0


def _date(text: str, where: str) -> SourceDate:
    """The day on the page's own clock."""
    try:
        day = datetime.fromisoformat(text)
    except ValueError as fault:
        raise SourceFault(f"{where}: last_updated cannot be read: {text[:40]!r}") from fault
    return SourceDate(day.year, day.month, day.day)


def _url(value: object) -> str | None:
    """An address that a browser opens; anything else is left out."""
    if not isinstance(value, str) or not re.fullmatch(r"https?://[^\s<>\"]{1,1500}", value):
        return None
    return quote(plain_line(value), safe="%/:=&?~#+!$,;'@()*[]")


def _id(page: Page, main_language: str) -> int:
    """The id in the main language; without one, the id in the first language by its code."""
    languages = page.translations
    return languages[main_language if main_language in languages else min(languages)]


def _titles_above(page: Page, pages: PageList) -> tuple[str, ...]:
    titles: list[str] = []
    seen, parent = {page.id}, page.parent
    while parent in pages.pages:
        if parent in seen:
            raise SourceFault(f"{pages.name}: page {page.id}: the pages above it go round in a circle")
        seen.add(parent)
        titles.insert(0, pages.pages[parent].title)
        parent = pages.pages[parent].parent
    return tuple(titles)


def _version(page: Page, above: tuple[str, ...]) -> Version:
    text, more = cut(page.text, TEXT_MAX)
    return Version(
        language=page.language,
        question=page.title,
        text=text,
        more=more or None,
        source=_ABOVE.join([*above, page.title]),
        source_url=page.url,
        source_date=page.date,
        valid_until=None,
        context=_ABOVE.join(above),
    )


def _name(region: str) -> str:
    return "-".join(_capital(part) for part in region.split("-"))


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
