"""What must be true in the end, whatever happened meanwhile: each check names what contradicts it."""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.soak.announced import copied_twice, copies
from benchmarks.soak.evidence import Evidence
from benchmarks.soak.faults import Fault, Kind
from benchmarks.soak.log import explained
from benchmarks.soak.running import Look
from benchmarks.soak.seats import gaps, oversold, registrations
from benchmarks.soak.stored import broken, left_open, noted, remembered
from benchmarks.soak.traffic import Exchange
from civic.people import cleaned_lines
from civic.questions import QUESTION_LIMIT
from storage.database import Database

MB_A_MINUTE = 3.0
"""So much the main process may grow, once it is warm and if it was watched for long enough."""
WATCHED_FOR = 120.0
"""Seconds that the second half of the last life has to last: in the first half memory fills with what is kept
for the next time."""
AROUND = 2.0
"""Seconds before and after a fault in which an answer may get lost."""


@dataclass(frozen=True)
class Check:
    """One invariant, and everything that contradicts it."""

    name: str
    against: Sequence[str]

    @property
    def holds(self) -> bool:
        """Whether nothing does."""
        return not self.against


async def check_all(database: Database, seen: Evidence) -> list[Check]:
    """Every invariant."""
    lost = list(unanswered(seen, await noted(database)))
    return [
        Check("Every message is answered, or a fault at that moment explains why not", lost),
        Check("In the end everybody gets an answer to a fresh message", list(silent(seen))),
        Check("No event has more people than seats", await oversold(database)),
        Check("No seat is free while somebody waits for it", await gaps(database)),
        Check(
            "Registrations are as people were told, and as their lists show",
            await registrations(database, seen),
        ),
        Check(
            "Of each announcement as many copies are planned as are accounted for",
            await copies(database, seen),
        ),
        Check(
            "Nobody gets a copy twice, but for what was in hand at a kill", await copied_twice(database, seen)
        ),
        Check("Who was forgotten is in no table", await remembered(database, seen)),
        Check("No update, message or copy is left open", await left_open(database)),
        Check("There is no complaint in the log that no fault explains", list(logged(seen))),
        Check("The program ended only when it was ended, and as it should", list(seen.bad_ends)),
        Check(f"The main process grows by at most {MB_A_MINUTE:.0f} MB a minute", list(growing(seen.looks))),
        Check("The database is whole", await broken(database)),
    ]


def unanswered(seen: Evidence, joined: frozenset[str]) -> Iterator[str]:
    """Messages without an answer, with an apology, or with the wish to write less. `joined`: texts that are
    kept, cleaned, with a question that waits for a person."""
    for one in seen.exchanges:
        if one.wait is None and cleaned_lines(one.text, QUESTION_LIMIT) in joined:
            continue
        what = "unanswered" if one.wait is None else "an apology" if one.sorry else ""
        if what and not _disturbed(one, seen.faults):
            yield f"{what} at {one.at:.1f} s: {one.kind} in {one.language}, {one.tries} tries, {one.about}"
        if one.held_back:
            yield f"asked for a pause at {one.at:.1f} s: {one.about}"


def _disturbed(one: Exchange, faults: Sequence[Fault]) -> bool:
    """Whether a fault that loses answers was there at the same time."""
    losing = (fault for fault in faults if fault.kind not in (Kind.OLD, Kind.TWICE))
    return any(
        fault.begun - AROUND <= one.ended and one.at <= max(fault.over, fault.ready) + AROUND
        for fault in losing
    )


def silent(seen: Evidence) -> Iterator[str]:
    """Who got no answer when all was over."""
    for one in seen.last_words:
        if one.wait is None or one.sorry:
            yield f"{one.channel}, {one.language}: {one.about}"


def logged(seen: Evidence) -> Iterator[str]:
    """Warnings, errors and tracebacks of which no fault is the cause."""
    for one in seen.complaints:
        if not explained(one, seen.faults):
            at = "" if one.at is None else f" at {one.at:.1f} s"
            yield f"{one.level}{at}: {one.text[:160]} … {one.text[-200:]}"


def growth(looks: Sequence[Look]) -> float | None:
    """MB a minute of the main process in the second half of its last life; None where that was too short."""
    if not looks:
        return None
    life = [one for one in looks if one.life == looks[-1].life]
    late = [one for one in life if one.at >= (life[0].at + life[-1].at) / 2]
    if late[-1].at - late[0].at < WATCHED_FOR:
        return None
    slope, _ = statistics.linear_regression([one.at for one in late], [one.main for one in late])
    return slope * 60


def growing(looks: Sequence[Look]) -> Iterator[str]:
    """A main process that grows too fast."""
    found = growth(looks)
    if found is not None and found > MB_A_MINUTE:
        yield f"it grows by {found:.1f} MB a minute"
