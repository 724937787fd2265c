"""Small numbers of people are not told exactly, so that nobody is recognised in a statistic.

This applies to what is read by people who need not know it: the figures of an event and their table, the
support that its people need as colleagues see it who do not look after it, ratings of events and answers, the
gap report, how many people an announcement reaches or reached in each language. It does not apply to the
seats and lists that an event's own coordinators work with, nor to the totals of a sending, by which they see
that all is done. Where a total is told beside its parts, the one part that is not told can be worked out from
the others.
"""

SMALL = 5


def coarse(people: int) -> int | None:
    """The number, or None for 1 to 4, which is told as "<5". Nobody is recognised in a 0."""
    return None if 0 < people < SMALL else people
