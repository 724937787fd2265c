"""Support that people of an event need: totals in people, and one alert when a total becomes noteworthy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from civic.event_teams import is_on_team, readers_of
from civic.events import EventStatus
from civic.need_details import coded_language
from civic.notices import NewNotice, NoticeKind
from civic.participants import Participant
from civic.registrations import Need
from civic.time import to_ascii_digits

if TYPE_CHECKING:
    from civic.events import Event
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock

DEFAULT_THRESHOLDS: Mapping[Need, int] = {Need.CHILDCARE: 3, Need.EASY_GERMAN: 3}
"""From how many people on the coordinators are told; 1 for every other need."""

NEVER = 0
MOST = 1000
# "3-5: 2" and "3–5 × 2": an age band and how many children are of it.
_BAND = re.compile(r"(\d+)\s*(?:[-–]\s*(\d+)|\+)\s*(?:[:=×x]\s*(\d+))?")


@dataclass(frozen=True)
class NeedTotal:
    """How many people with seats need something. `detail` is the interpreter's language, or the age band."""

    need: Need
    detail: str
    people: int


@dataclass(frozen=True)
class NeedAlert:
    """A total that reached its threshold for the first time; `language` is the code of an interpreter's, else
    empty."""

    id: int
    event_id: int
    need: Need
    language: str
    at: datetime


class NeedAlerts(Protocol):
    """Thresholds of needs, and which of them were reached."""

    async def thresholds(self, event_id: int) -> Mapping[Need, int]:
        """What somebody set for an event, instead of the defaults."""

    async def set_threshold(self, event_id: int, need: Need, least: int) -> None:
        """Sets one."""

    async def reach(self, event_id: int, need: Need, language: str, now: datetime) -> int | None:
        """Notes that a threshold was reached; the id of the alert for whoever is first, else None."""

    async def get(self, alert_id: int) -> NeedAlert | None:
        """One alert."""

    async def forget(self, event_id: int) -> None:
        """Deletes those of an event."""


def totals(people: Iterable[Participant]) -> list[NeedTotal]:
    """Needs of everybody who holds a seat, in people; of childcare the children, by age bands."""
    found: Counter[tuple[Need, str]] = Counter()
    for one in people:
        if one.seats:
            for need in one.registration.needs:
                found.update(_counted(one, need))
    order = list(Need)
    ranked = sorted(
        found.items(), key=lambda item: (order.index(item[0][0]), _age(item[0][1]), -item[1], item[0][1])
    )
    return [NeedTotal(need, detail, people) for (need, detail), people in ranked]


def without_words(found: Iterable[NeedTotal]) -> list[NeedTotal]:
    """The same without what anybody typed, which may be about more than a language: it is "other"."""
    sums: Counter[tuple[Need, str]] = Counter()
    for one in found:
        sums[one.need, _coded(one)] += one.people
    return [NeedTotal(need, detail, people) for (need, detail), people in sums.items()]


def children(detail: str) -> dict[str, int]:
    """Children by age band, as "3–5"; one of unknown age where nothing readable was said."""
    text = to_ascii_digits(detail)
    bands: Counter[str] = Counter()
    for low, high, number in _BAND.findall(text):
        bands[f"{low}–{high}" if high else f"{low}+"] += int(number or 1)
    alone = re.fullmatch(r"\s*(\d{1,2})\s*", text)
    return dict(bands) or {"": max(1, int(alone[1])) if alone else 1}


def by_alert(found: Iterable[NeedTotal]) -> dict[tuple[Need, str], int]:
    """The figures that are compared with thresholds: interpreters by the code of their language, those that
    were named in words together, children of all ages."""
    sums: Counter[tuple[Need, str]] = Counter()
    for one in found:
        sums[one.need, _coded(one) if one.need is Need.INTERPRETER else ""] += one.people
    return dict(sums)


def threshold(chosen: Mapping[Need, int], need: Need) -> int:
    """From how many people on an event's coordinators are told; `NEVER` for not at all."""
    return chosen.get(need, DEFAULT_THRESHOLDS.get(need, 1))


@dataclass
class NeedWatch:
    """Tells coordinators of needs. Remembers what it looked at, so that only changes cost anything."""

    uow: UnitOfWork
    clock: Clock
    seen: dict[int, str] = field(default_factory=dict)

    async def look(self) -> int:
        """Looks at events whose needs changed; returns how many alerts that made."""
        async with self.uow.reading() as r:
            marks = await r.participants.need_marks(self.clock())
        told = 0
        for event_id in [one for one, mark in marks.items() if self.seen.get(one) != mark]:
            told += await self._alert(event_id)
        self.seen = marks
        return told

    async def _alert(self, event_id: int) -> int:
        async with self.uow.writing() as w:
            event = await w.events.lock(event_id)
            told = await alert(w, event, self.clock()) if event is not None else 0
            await w.commit()
        return told


async def alert(w: Work, event: Event, now: datetime) -> int:
    """Writes a notice to the coordinators for each threshold that was reached for the first time."""
    if event.status is not EventStatus.PUBLISHED or event.ends_at <= now:
        return 0
    chosen = await w.need_alerts.thresholds(event.id)
    figures = by_alert(totals(await w.participants.of_event(event.id)))
    told = 0
    for (need, language), people in figures.items():
        if threshold(chosen, need) == NEVER or people < threshold(chosen, need):
            continue
        number = await w.need_alerts.reach(event.id, need, language, now)
        if number is None:
            continue
        told += 1
        for reader in sorted(await readers_of(w, event)):
            await w.notices.add(NewNotice(reader, NoticeKind.NEED_ALERT, number, now))
    return told


async def set_threshold(
    uow: UnitOfWork,
    clock: Clock,
    event_id: int,
    staff_id: int,
    need: Need,
    least: int,
    cause: Cause | None = None,
) -> bool:
    """Sets from how many people on an event's coordinators are told; whether that was possible."""
    async with uow.writing(cause) as w:
        event = await w.events.lock(event_id)
        if event is None or not NEVER <= least <= MOST or not await is_on_team(w, event, staff_id):
            return False
        await w.need_alerts.set_threshold(event_id, need, least)
        await alert(w, event, clock())
        await w.commit()
        return True


def _counted(one: Participant, need: Need) -> Counter[tuple[Need, str]]:
    detail = one.registration.need_details.get(need.value, "").strip()
    if need is Need.INTERPRETER:
        return Counter({(need, detail or one.language): one.seats})
    if need is Need.CHILDCARE:
        return Counter({(need, band): children for band, children in children(detail).items()})
    return Counter({(need, ""): one.seats})


def _coded(one: NeedTotal) -> str:
    return coded_language(one.detail) if one.need is Need.INTERPRETER else one.detail


def _age(band: str) -> int:
    number = re.match(r"\d+", band)
    return int(number[0]) if number else 0
