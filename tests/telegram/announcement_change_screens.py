"""Corrections, recalls, pictures and threads of announcements with the longest values there can be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from civic.announcement_changes import AnnouncementChange, ChangeKind, Reach
from civic.announcement_replies import Thread
from civic.announcement_review import WHY_LIMIT
from civic.announcements import Announcement, Body
from civic.pictures import BadPicture
from handlers.screen import Rows
from handlers.views.announcement_replies import thread_rows
from locales import Language
from tests.factories import NOW

BIG = 2**63 - 1


def announcement_change_samples(
    lang: Language, codes: Sequence[str], announcements: Sequence[Announcement]
) -> Mapping[object, Sequence[object]]:
    """By kind of parameter."""
    bodies = announcements[0].bodies
    changes = [AnnouncementChange(BIG, BIG, kind, bodies, "f" * 64, BIG, NOW, BIG) for kind in ChangeKind]
    changes += [replace(changes[0], asked_at=NOW), replace(changes[0], why="x" * WHY_LIMIT)]
    threads = [Thread(one, BIG) for one in announcements] * 20
    rows: list[Rows] = [(), thread_rows(lang, threads[:5])]
    return {
        AnnouncementChange: changes,
        AnnouncementChange | None: [None, *changes],
        Reach: [Reach({}), Reach({"de": 1}, 1), Reach(dict.fromkeys(codes, BIG), BIG)],
        BadPicture: list(BadPicture),
        Sequence[Thread]: [[], threads],
        Rows: rows,
        Body: list(bodies.values()),
    }
