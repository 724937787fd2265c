"""An iCalendar text as dates to come: entries, series, exceptions; each fault with its line."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Calendar, Component

from civic.calendar_items import CalendarDate, CalendarRead
from sources.calendar_lines import event_lines
from sources.calendar_series import MOST_DATES, Window, repeats, walls_of
from sources.calendar_texts import texts_of
from sources.calendar_times import Refused, Span, span_of, value_of
from sources.reading import SourceFault

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
HORIZON = timedelta(days=365)
UID_MAX = 400
_HIDDEN = frozenset({"PRIVATE", "CONFIDENTIAL"})


@dataclass(frozen=True)
class _Entry:
    """A VEVENT with the place where it stands."""

    component: Component
    where: str
    zone: ZoneInfo  # of times that name none
    cancelled: bool

    @property
    def uid(self) -> str:
        return " ".join(str(self.component.get("UID", "")).split())

    @property
    def newness(self) -> tuple[int, str]:
        """Of two entries with the same UID the greater one is the newer."""
        sequence = str(self.component.get("SEQUENCE", ""))
        changed = getattr(self.component.get("LAST-MODIFIED"), "dt", "")
        return (int(sequence) if sequence.isascii() and sequence.isdigit() else 0), str(changed)


@dataclass
class _Reader:
    """Collects dates, and lines about what was refused."""

    now: datetime
    dates: list[CalendarDate] = field(default_factory=list)
    uids: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    refused_uids: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    def refuse(self, entry: _Entry, why: str) -> None:
        named = f"UID {entry.uid[:60]}: " if entry.uid else ""
        self.refused.append(f"{entry.where}: {named}{why}")
        self.refused_uids.add(entry.uid)

    def read(self, entries: Sequence[_Entry]) -> None:
        """The entries of one UID: at most one without RECURRENCE-ID, and exceptions to it."""
        masters = [one for one in entries if "RECURRENCE-ID" not in one.component]
        master = max(masters, key=lambda one: one.newness, default=None)
        for one in masters:
            if one is not master:
                self.refuse(one, "the UID is there twice; the newer entry counts")
        if masters[1:]:
            self.refused_uids.discard(entries[0].uid)
        exceptions = self._exceptions([one for one in entries if "RECURRENCE-ID" in one.component], master)
        if master is not None:
            self._try(master, lambda: self._series(master, exceptions))
        for key, (one, span) in exceptions.items():
            self._add(one, span, span.wall, key, master)

    def _series(self, master: _Entry, exceptions: Mapping[str, object]) -> None:
        span = span_of(master.component, master.zone)
        if not repeats(master.component):
            self._add(master, span, span.wall, "")
            return
        here = self.now.astimezone(span.zone).replace(tzinfo=None)
        walls = walls_of(master.component, span, Window(here, here + HORIZON))
        coming = [wall for wall in walls if span.at(wall)[1] > self.now]
        if len(coming) > MOST_DATES:
            self.notes.append(f"{master.where}: only the next {MOST_DATES} dates of the series were taken")
        for wall in coming[:MOST_DATES]:
            key = _key(span, wall, coming)
            if key not in exceptions:
                self._add(master, span, wall, key)

    def _exceptions(self, entries: Sequence[_Entry], master: _Entry | None) -> dict[str, tuple[_Entry, Span]]:
        found: dict[str, tuple[_Entry, Span]] = {}
        for one in sorted(entries, key=lambda one: one.newness):
            try:
                span = span_of(one.component, one.zone)
                series = span_of(master.component, master.zone) if master is not None else span
                moved = value_of(one.component, "RECURRENCE-ID")
                if moved is not None:
                    found[series.on_the_wall(moved).date().isoformat()] = one, span
            except Refused as refusal:
                self.refuse(one, str(refusal))
        return found

    def _add(self, entry: _Entry, span: Span, wall: datetime, key: str, master: _Entry | None = None) -> None:
        try:
            start, end = span.at(wall)
        except (OverflowError, ValueError):
            self.refuse(entry, "DTSTART is out of all bounds")
            return
        if end <= self.now or start > self.now + HORIZON:
            return
        texts = texts_of(entry.component, master.component if master else None)
        if not texts.title:
            self.refuse(entry, "has no SUMMARY")
            return
        if span.skipped(wall):
            self.notes.append(f"{entry.where}: the clock skips {wall:%Y-%m-%d %H:%M}, taken as an hour later")
        self.dates.append(
            replace(
                texts.date,
                uid=entry.uid,
                recurrence=key,
                starts_at=start,
                ends_at=end,
                where=entry.where,
                cancelled=entry.cancelled,
            )
        )

    def _try(self, entry: _Entry, work: Callable[[], None]) -> None:
        try:
            work()
        except Refused as refusal:
            self.refuse(entry, str(refusal))
        except (OverflowError, ValueError):
            self.refuse(entry, "DTSTART is out of all bounds")


def read_calendar(text: str, name: str, feed: str, zone: ZoneInfo, now: datetime) -> CalendarRead:
    """The dates of a calendar that are not over and begin within a year; times without a zone are those of
    the city. SourceFault where it is no calendar; an entry that cannot be used is named and left out."""
    groups: dict[str, list[_Entry]] = defaultdict(list)
    reader = _Reader(now)
    for entry in _entries(text, name, zone):
        hidden = str(entry.component.get("CLASS", "")).upper() in _HIDDEN
        if not entry.uid or len(entry.uid) > UID_MAX:
            reader.refuse(entry, "has no UID, or one that is too long")
        elif hidden:
            reader.refuse(entry, "is private (CLASS)")
        else:
            groups[entry.uid].append(entry)
    for uid, entries in groups.items():
        reader.uids.add(uid)
        reader.read(entries)
    dates = tuple(sorted(reader.dates, key=lambda one: (one.starts_at, one.key)))
    return CalendarRead(
        feed,
        dates,
        frozenset(reader.uids - reader.refused_uids),
        tuple(reader.refused),
        frozenset(reader.refused_uids),
        tuple(reader.notes),
    )


def _entries(text: str, name: str, zone: ZoneInfo) -> Iterator[_Entry]:
    places = iter(event_lines(text, name))
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise SourceFault(f"{name}: cannot be read: {' '.join(str(fault).split())[:120]}") from fault
    for calendar in calendars:
        floating = _calendar_zone(calendar) or zone
        all_off = str(calendar.get("METHOD", "")).upper() == "CANCEL"
        for component in calendar.walk("VEVENT"):
            off = all_off or str(component.get("STATUS", "")).upper() == "CANCELLED"
            yield _Entry(component, f"{name}:{next(places, 0)}", floating, off)


def _calendar_zone(calendar: Component) -> ZoneInfo | None:
    try:
        return ZoneInfo(str(calendar.get("X-WR-TIMEZONE", "")))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _key(span: Span, wall: datetime, walls: Sequence[datetime]) -> str:
    """The day, which stays when a series moves by hours; with the hour where one day has several dates."""
    same = [other for other in walls if other.date() == wall.date()]
    return wall.date().isoformat() if wall == same[0] else f"{wall:%Y-%m-%dT%H:%M}"
