"""How numbers of people are written in statistics."""

from civic.small_counts import SMALL, coarse
from locales import Latin


def amount(people: int | None) -> Latin:
    """The number, or "<5" for few and for what was kept as few (None)."""
    known = None if people is None else coarse(people)
    return Latin(f"<{SMALL}" if known is None else known)
