"""What is missing: questions that no entry answers, counted so that nobody can be recognised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from civic.answers.likeness import alike_groups
from civic.answers.text import words
from civic.answers.vocabulary import filling
from civic.digests import week_of

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.time import Clock

# Fewer people than this never form a cluster, make a word of its label, or count as a language.
FEWEST = 3
LABEL_WORDS = 4
WINDOW = timedelta(days=28)


@dataclass(frozen=True)
class AskedQuestion:
    """A question that was handed over, for counting."""

    resident_id: int
    language: str
    text: str


@dataclass(frozen=True)
class Cluster:
    """How many people asked much the same: words that at least three of them used, and their languages.

    `languages` holds only those of at least three people; `others` is how many are left.
    """

    label: tuple[str, ...]
    people: int
    languages: Mapping[str, int]

    @property
    def others(self) -> int:
        """People of languages that too few of them read to be named."""
        return max(0, self.people - sum(self.languages.values()))


@dataclass(frozen=True)
class Week:
    """The clusters of one week, as they were counted at its end."""

    week: str
    clusters: tuple[Cluster, ...]


@dataclass(frozen=True)
class Rating:
    """How many people found an entry helpful, or not, in all languages together."""

    entry: str
    helpful: int
    unhelpful: int


Groups = Callable[[Sequence[str]], list[list[int]]]
"""Puts texts that ask much the same together: groups of their places."""


def clusters(asked: Sequence[AskedQuestion], groups: Groups = alike_groups) -> list[Cluster]:
    """Groups of questions from at least three people, the largest first; smaller ones are left out."""
    found = []
    for places in groups([one.text for one in asked]):
        members = [asked[place] for place in places]
        people = {one.resident_id: one.language for one in members}
        if len(people) >= FEWEST:
            languages = Counter(people.values())
            named = {code: n for code, n in sorted(languages.items()) if n >= FEWEST}
            found.append(Cluster(_label(members), len(people), named))
    return sorted(found, key=lambda cluster: (-cluster.people, cluster.label))


def _label(members: Sequence[AskedQuestion]) -> tuple[str, ...]:
    """Words that at least three different people wrote, most common first."""
    users: dict[str, set[int]] = {}
    for one in members:
        for word in words(one.text):
            if word not in filling() and not word.isdigit():
                users.setdefault(word, set()).add(one.resident_id)
    common = [(word, len(who)) for word, who in users.items() if len(who) >= FEWEST]
    return tuple(word for word, _ in sorted(common, key=lambda pair: -pair[1])[:LABEL_WORDS])


async def count_shown(uow: UnitOfWork, clock: Clock, entry: str, language: str) -> None:
    """Counts that an entry answered somebody; to whom is not kept."""
    async with uow.writing() as w:
        await w.gaps.count_shown(entry, language, f"{clock():%Y-%m}")
        await w.commit()


async def count_weeks(uow: UnitOfWork, clock: Clock, zone: ZoneInfo) -> list[str]:
    """Keeps the counts of every week that is over, before its questions are deleted; returns those weeks."""
    now = clock()
    async with uow.reading() as r:
        newest = await r.gaps.newest_week()
        start = _after(newest, zone) if newest else await r.gaps.oldest_question()
    counted: list[str] = []
    if start is None:
        return counted
    begin = _monday(start.astimezone(zone).date())
    while (end := begin + timedelta(weeks=1)) <= now.astimezone(zone).date():
        since, until = _midnight(begin, zone), _midnight(end, zone)
        week = week_of(since, zone)
        async with uow.writing() as w:
            asked = await w.gaps.asked(since, until)
            if await w.gaps.add_week(week, clusters(asked), now):
                counted.append(week)
            await w.commit()
        begin = end
    return counted


def _after(week: str, zone: ZoneInfo) -> datetime:
    year, number = week.split("-W")
    return _midnight(date.fromisocalendar(int(year), int(number), 1) + timedelta(weeks=1), zone)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
