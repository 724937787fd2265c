"""The list of the staff and its log, with the longest values there can be."""

from collections.abc import Mapping, Sequence

from civic.event_teams import Audited
from civic.staff import Role, StaffMember
from civic.staff_log import ON_PAGE, PARTS, LogLine, LogPart, Noted, StaffLogPage
from civic.staff_members import NamedMember, Why
from tests.factories import NOW

BIG = 2**63 - 1


def staff_samples(name: str) -> Mapping[object, Sequence[object]]:
    """By kind of parameter; `name` is as long as it can be."""
    topics = frozenset(("culture", "digital", "empower-kl"))
    named = [
        NamedMember(StaffMember(BIG, role, NOW, seen, topics), called)
        for role in Role
        for seen in (None, NOW)
        for called in ("", name)
    ]
    every, parts = _lines(), list(LogPart)
    pages = [
        StaffLogPage(every[start : start + ON_PAGE], {BIG: name}, parts[start % len(parts)], 3, 10**6)
        for start in range(0, len(every), ON_PAGE)
    ]
    return {
        NamedMember: named,
        Sequence[NamedMember]: [named, [], named * 4],
        StaffLogPage: [*pages, StaffLogPage((), {})],
        Why: tuple(Why),
    }


def _lines() -> Sequence[LogLine]:
    return [
        *(LogLine(NOW, BIG, what, announcement_id=BIG, number=BIG) for what in PARTS[LogPart.ANNOUNCEMENTS]),
        *(LogLine(NOW, BIG, what, event_id=BIG) for what in (*Audited, Noted.EVENT_PUBLISHED)),
        *(
            LogLine(NOW, by, what, member_id=BIG, detail=detail)
            for what in Noted
            if what in PARTS[LogPart.STAFF]
            for by in (BIG, None)
            for detail in ("author", "culture digital", "staff_group", " ".join(["empower-kl"] * 99), "")
        ),
    ]
