"""What the page and the curves show of a run: latency by interval, memory by life, recovery after faults."""

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.soak.faults import Fault
from benchmarks.soak.traffic import Exchange

INTERVALS = 36
SHORTEST = 5.0
"""Seconds of an interval, at least."""
PERCENTILES = (50, 95, 99)


@dataclass(frozen=True)
class Interval:
    """Waits of the messages that were sent in an interval, in seconds: p50, p95, p99."""

    at: float
    messages: int
    waits: tuple[float, ...]


def percentiles(waits: Sequence[float]) -> tuple[float, ...]:
    """p50, p95 and p99."""
    if len(waits) < 2:
        return tuple(waits) * len(PERCENTILES)
    cuts = statistics.quantiles(waits, n=100, method="inclusive")
    return tuple(cuts[one - 1] for one in PERCENTILES)


def latency(exchanges: Sequence[Exchange], seconds: float) -> list[Interval]:
    """Over the time, in equal intervals; those without an answer are left out."""
    width = max(SHORTEST, seconds / INTERVALS)
    found = []
    for number in range(int(seconds / width) + 1):
        sent = [one for one in exchanges if number * width <= one.at < (number + 1) * width]
        waits = [one.wait for one in sent if one.wait is not None]
        if waits:
            found.append(Interval((number + 0.5) * width, len(sent), percentiles(waits)))
    return found


def recovery(fault: Fault, exchanges: Sequence[Exchange]) -> float | None:
    """Seconds from the end of a fault's cause until a message that was sent since then was answered in
    order; None where there was none."""
    since = (one for one in exchanges if one.last >= fault.over and one.wait is not None and not one.sorry)
    ends = [one.at + one.wait for one in since if one.wait is not None and one.at + one.wait >= fault.over]
    return min(ends) - fault.over if ends else None


def lost(fault: Fault, exchanges: Sequence[Exchange], until: float) -> int:
    """Messages that were sent between a fault's beginning and the next one's and got no answer, or an
    apology."""
    sent = (one for one in exchanges if one.at <= until and one.ended >= fault.begun)
    return sum(one.ended < until + 1 and (one.wait is None or one.sorry) for one in sent)


def by_kind(exchanges: Sequence[Exchange]) -> Counter[str]:
    """How many messages of each kind."""
    return Counter(one.kind for one in exchanges)


def undisturbed(exchanges: Sequence[Exchange], faults: Sequence[Fault]) -> list[Exchange]:
    """Messages that no fault could hold up."""
    return [
        one
        for one in exchanges
        if not any(
            fault.is_done and fault.begun <= one.ended and one.at <= max(fault.over, fault.ready) + 2
            for fault in faults
        )
    ]
