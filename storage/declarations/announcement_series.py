"""Announcements that come again and again."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, names
from storage.declarations.words import CREATED, NUMBER, REVISION, STATUS
from storage.tables import AnnouncementSeriesRow

DECLARED = (
    Declared(
        AnnouncementSeriesRow,
        "Makes the next announcement of a series in time.",
        Kept.PUBLIC,
        Basis.STAFF,
        {
            "id": NUMBER,
            "author_id": "who wrote it and is told of each; emptied when they are forgotten",
            "template_id": "the announcement it is made from",
            "status": STATUS,
            "every": "how often it comes",
            "at": "at what time of the day",
            "zone": "by which clock",
            "weekdays": "on which days of the week",
            "month_day": "on which day of the month",
            "nth": "in which week of the month",
            "starts_on": "from when on",
            "ends_on": "until when",
            "count": "how many times",
            "skipped": "which days are left out",
            "next_day": "the next day",
            "next_at": "the next instant",
            "revision": REVISION,
            "created_at": CREATED,
        },
        mentions=(names("author_id"),),
    ),
)
