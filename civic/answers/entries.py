"""The values a city's knowledge is made of: initiatives and their entries, each in several languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class SourceDate:
    """When a source was published: a year, a month or a day, as precisely as it is known."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> "SourceDate":
        """`2020`, `2020-08` or `2020-08-31`; anything else raises ValueError."""
        parts = text.split("-")
        if len(parts) > 3 or [len(part) for part in parts] != [4, 2, 2][: len(parts)]:
            raise ValueError(text)
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise ValueError(text)
        numbers = [int(part) for part in parts]
        year, month, day = [*numbers, 1, 1][:3]
        date(year, month, day)  # refuses what is not in the calendar
        return cls(*numbers)

    @property
    def last_day(self) -> date:
        """The last day that it may mean."""
        if self.month is None:
            return date(self.year, 12, 31)
        if self.day is None:
            return (date(self.year, self.month, 1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return date(self.year, self.month, self.day)

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class Version:
    """One entry in one language. `checked`: when somebody last confirmed it; `of` is the fingerprint of the
    text it translates; `context` the titles above an imported page."""

    language: str
    question: str
    text: str
    more: str | None
    source: str
    source_url: str | None
    source_date: SourceDate | None
    valid_until: date | None
    checked: date | None = None
    of: str | None = None
    context: str = ""

    def expired(self, today: date) -> bool:
        """Whether its last day of validity has passed."""
        return self.valid_until is not None and today > self.valid_until


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to subscribe to; `all` is every topic."""

    slug: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class District:
    """A part of the city."""

    slug: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Initiative:
    """A local initiative: its title and other names in each language."""

    id: str
    titles: Mapping[str, str]
    aliases: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class City:
    """The city of a content pack."""

    slug: str
    names: Mapping[str, str]
    main_language: str
    initiatives: tuple[str, ...]
    topics: tuple[Topic, ...]
    districts: tuple[District, ...]
    likely_languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One question with its answer in every language it has; `key` is `initiative-id/question-id`, where
    the id of an imported initiative has a slash itself: `integreat/kaiserslautern/1234`.

    `asked`: other ways to ask it, by language, for the search only.
    """

    key: str
    versions: Mapping[str, Version]
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def initiative(self) -> str:
        """The initiative it belongs to."""
        return self.key.rpartition("/")[0]

    @property
    def id(self) -> str:
        """Its name within the initiative."""
        return self.key.rpartition("/")[2]


def is_imported(key: str) -> bool:
    """Whether a key is that of a page of another system (`integreat/kaiserslautern/1234`)."""
    return key.count("/") > 1
