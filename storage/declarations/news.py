"""Feeds of others, and which of their items are known."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared
from storage.tables import NewsFeedRow, NewsItemRow

DECLARED = (
    Declared(
        NewsFeedRow,
        "Looks at a feed of the city now and then.",
        Kept.TECHNICAL,
        Basis.NONE,
        {"name": "which feed", "looked_at": "when it was looked at last"},
    ),
    Declared(
        NewsItemRow,
        "Makes a draft of each item of a feed, once.",
        Kept.PUBLIC,
        Basis.NONE,
        {
            "feed": "which feed",
            "item": "which item",
            "announcement_id": "the draft that was made of it",
            "seen_at": "when it was seen first",
        },
    ),
)
