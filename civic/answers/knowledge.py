"""What a city knows: its initiatives and the questions they answer, in every language there is."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from civic.answers.content_asked import Asked
from civic.answers.content_files import Fault
from civic.answers.content_pack import Pack, read_pack
from civic.answers.entries import City, District, Entry, Initiative, SourceDate, Topic, Version
from civic.answers.language import never_translated
from civic.glossary import Glossary

__all__ = [
    "City",
    "ContentFaults",
    "District",
    "Entry",
    "Fault",
    "Initiative",
    "Knowledge",
    "SourceDate",
    "Topic",
    "Version",
    "load",
]

FALLBACK = "en"
T = TypeVar("T")


class ContentFaults(Exception):
    """The content pack cannot be used; `faults` says where and why, one line each."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class Knowledge:
    """All entries of a content pack, in the order of its files.

    `elsewhere`: subjects that are not the city's matter here, each with questions by language.
    `glossary`: names that every translation keeps.
    """

    def __init__(
        self,
        city: City,
        initiatives: Iterable[Initiative],
        entries: Iterable[Entry],
        elsewhere: Asked = MappingProxyType({}),
        glossary: Glossary | None = None,
    ) -> None:
        self.city = city
        self.initiatives: Mapping[str, Initiative] = MappingProxyType({item.id: item for item in initiatives})
        self.entries: Mapping[str, Entry] = MappingProxyType({entry.key: entry for entry in entries})
        self.elsewhere = elsewhere
        self.glossary = glossary or Glossary()

    @cached_property
    def names(self) -> re.Pattern[str]:
        """Matches names that are the same in every language, or nearly: protected ones, those of the
        initiatives, of the city and of its districts."""
        places: list[City | District] = [self.city, *self.city.districts]
        return never_translated(
            [
                *(spelling for term in self.glossary.terms for spelling in term.spellings),
                *(title for one in self.initiatives.values() for title in one.titles.values()),
                *(
                    name
                    for one in self.initiatives.values()
                    for names in one.aliases.values()
                    for name in names
                ),
                *(name for place in places for name in place.names.values()),
            ]
        )

    def entry(self, key: str) -> Entry | None:
        """The entry with that key, if there is one."""
        return self.entries.get(key)

    def of_initiative(self, initiative: str) -> list[Entry]:
        """The entries of one initiative in the order of its file."""
        return [entry for entry in self.entries.values() if entry.initiative == initiative]

    def version(self, entry: Entry, language: str) -> Version:
        """The entry in the language asked for, else English, else the main language, else any it has;
        the version says which."""
        return self._best(entry.versions, language)

    def name(self, names: Mapping[str, str], language: str) -> str:
        """A name of a city, topic, district or initiative in the best language there is."""
        return self._best(names, language)

    def _best(self, texts: Mapping[str, T], language: str) -> T:
        for candidate in (language, language.split("-")[0], FALLBACK, self.city.main_language):
            if candidate in texts:
                return texts[candidate]
        return next(iter(texts.values()))


def load(path: Path) -> Knowledge:
    """The knowledge in a content pack; raises ContentFaults when the pack cannot be read as a whole."""
    pack, faults = read_pack(path)
    if faults or pack.city is None:
        raise ContentFaults(sorted(faults))
    return Knowledge(pack.city, _initiatives(pack), _entries(pack), pack.elsewhere, pack.glossary)


def _initiatives(pack: Pack) -> Iterable[Initiative]:
    for initiative, pages in pack.pages.items():
        titles = {language: page.title for language, page in pages.items()}
        aliases = {language: page.aliases for language, page in pages.items()}
        yield Initiative(initiative, MappingProxyType(titles), MappingProxyType(aliases))


def _entries(pack: Pack) -> Iterable[Entry]:
    for initiative, pages in pack.pages.items():
        versions: dict[str, dict[str, Version]] = {}
        for language, page in pages.items():
            for name, version in page.versions.items():
                versions.setdefault(name, {})[language] = version
        for name, found in versions.items():
            asked = pack.asked[initiative].get(name, {})
            yield Entry(f"{initiative}/{name}", MappingProxyType(found), MappingProxyType(dict(asked)))
