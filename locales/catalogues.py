"""Reads every catalogue in this folder at start; no compile step. Adding a language means adding one file."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from locales.language import SOURCE, Language
from locales.missing import Missed

HERE = Path(__file__).parent
_LINE = re.compile(r'\s*|#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) )?"(?:[^"\\]|\\.)*"\s*')
MAIN = "de"


class CatalogueFault(Exception):
    """A catalogue cannot be read. The text names file and line."""


class Catalogues:
    """The languages of this installation, in the order in which they are offered."""

    def __init__(self, languages: Sequence[Language], missed: Counter[str] | None = None) -> None:
        self.missed: Counter[str] = Counter() if missed is None else missed
        """How often a text was missing at run time, by the code of the language."""
        self._languages = {language.code: language for language in languages}
        self._tags = {tag: language.code for language in languages for tag in _tags(language)}

    @classmethod
    def load(cls, wanted: Sequence[str] = (), folder: Path | None = None) -> "Catalogues":
        """Reads the wanted languages in that order, or all that there are. CatalogueFault if one fails."""
        folder = folder or HERE
        found = sorted(path.parent.parent.name for path in folder.glob("*/LC_MESSAGES/stadtbote.po"))
        missing = [code for code in wanted if code not in found]
        if missing or not found:
            raise CatalogueFault(f"no catalogue for: {', '.join(missing) or 'any language'}")
        languages = [_read(folder, code) for code in (wanted or found)]
        if not wanted:
            languages.sort(key=_main_first)
        by_code = {language.code: language for language in languages}
        missed: Counter[str] = Counter()
        for language in languages:
            # A text that is missing at run time is shown in the fallback, never as its English key.
            behind = next((by_code[code] for code in language.fallbacks if code in by_code), None)
            if behind is not None:
                fallback = Missed(language.code, behind.catalogue, _note(language, behind), missed)
                language.catalogue.add_fallback(fallback)
        return cls(languages, missed)

    def __iter__(self) -> Iterator[Language]:
        return iter(self._languages.values())

    def __contains__(self, code: str) -> bool:
        return code in self._languages

    def __getitem__(self, code: str) -> Language:
        """The language with a code; the main one where that is not installed (any more)."""
        return self._languages.get(code) or self.main

    @property
    def main(self) -> Language:
        """The city's language."""
        return self._languages.get(MAIN) or next(iter(self._languages.values()))

    @property
    def fallbacks(self) -> tuple[str, ...]:
        """Languages tried in order when a text of the city's own is missing in somebody's language."""
        return ("en", self.main.code)

    def named(self, words: str) -> Language | None:
        """The language that somebody calls by its tag or by its own name; None for anything else."""
        said = words.strip().casefold()
        by_name = {language.own_name.casefold(): language for language in self}
        return by_name.get(said) or self.match(said)

    def match(self, tag: str | None) -> Language | None:
        """The language for a client's tag ("de-AT", "fa_AF"); None for unknown or odd ones."""
        parts = (tag or "").replace("_", "-").lower().split("-")
        while parts:
            code = self._tags.get("-".join(parts))
            if code is not None:
                return self._languages[code]
            parts.pop()
        return None


def _note(language: Language, behind: Language) -> str:
    """What a reader is told where something is missing; if that is, too, at least which language it is in."""
    here, unknown = (
        one.gettext("I do not have all of this in your language yet.") for one in (language, SOURCE)
    )
    return f"({behind.own_name})" if here == unknown else here


def read_catalogue(path: Path) -> Catalog:
    """Parses one .po file. CatalogueFault with file and line where it is not one."""
    try:
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
            # Babel takes a text without its quotes for a text.
            if not _LINE.fullmatch(line):
                raise CatalogueFault(f"{path}:{number}: no line of a catalogue: {line}")
        with path.open("rb") as file:
            return read_po(file, abort_invalid=True)
    except PoFileError as fault:
        raise CatalogueFault(f"{path}:{fault.lineno + 1}: {fault.args[0]}") from fault
    except UnicodeDecodeError as fault:
        raise CatalogueFault(f"{path}:1: not UTF-8 text") from fault


def _read(folder: Path, code: str) -> Language:
    path = folder / code / "LC_MESSAGES" / "stadtbote.po"
    headers, compiled = _compiled(path, path.stat().st_mtime_ns)
    return Language(
        code=code,
        own_name=headers["X-Own-Name"],
        direction=headers["X-Direction"],
        locale=Locale.parse(headers["X-Babel-Locale"]),
        reviewed_by=headers.get("X-Reviewed-By", ""),
        reviewed_on=date.fromisoformat(headers["X-Reviewed-On"]) if headers.get("X-Reviewed-On") else None,
        fallbacks=tuple(headers.get("X-Fallback", "").split()),
        aliases=tuple(headers.get("X-Aliases", "").lower().split()),
        # Its own one each time: fallbacks are hung into it.
        catalogue=GNUTranslations(BytesIO(compiled)),
    )


@lru_cache(maxsize=64)
def _compiled(path: Path, changed_ns: int) -> tuple[dict[str, str], bytes]:
    """Headers and .mo file of a catalogue; a file that did not change is compiled once in a process."""
    catalogue = read_catalogue(path)
    headers = dict(catalogue.mime_headers) | sound_headers(path)
    catalogue.locale = Locale.parse(headers["X-Babel-Locale"])
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    return headers, compiled.getvalue()


def sound_headers(path: Path) -> dict[str, str]:
    """The X- headers. CatalogueFault with file and line where one is missing or wrong."""
    headers = own_headers(path)
    for name, is_sound in _SOUND.items():
        try:
            well = is_sound(headers.get(name, ""))
        except (ValueError, UnknownLocaleError):
            well = False
        if not well:
            raise CatalogueFault(f"{path}:{line_of(path, name)}: header {name} is missing or wrong")
    return headers


_SOUND: dict[str, Callable[[str], object]] = {
    "X-Babel-Locale": Locale.parse,
    "X-Direction": ("ltr", "rtl").__contains__,
    "X-Own-Name": bool,
    "X-Reviewed-On": lambda day: not day or date.fromisoformat(day),
}


def line_of(path: Path, header: str) -> int:
    """The line of a header, from 1; the first one where it is missing."""
    lines = path.read_text("utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.startswith(f'"{header}:')), 1)


def own_headers(path: Path) -> dict[str, str]:
    """The X- headers; Babel reads a header but keeps only those that it knows."""
    lines = path.read_text("utf-8").split("\n\n", 1)[0].splitlines()
    pairs = [line.strip('"').removesuffix("\\n").split(": ", 1) for line in lines if line.startswith('"X-')]
    return {name: value.strip() for name, value in (pair for pair in pairs if len(pair) == 2)}


def _main_first(language: Language) -> tuple[bool, bool, bool, str]:
    code = language.code
    return code != MAIN, not code.startswith(f"{MAIN}-"), code != "en", language.own_name


def _tags(language: Language) -> tuple[str, ...]:
    return (language.code.lower(), *language.aliases)
