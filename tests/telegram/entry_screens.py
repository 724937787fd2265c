"""The staff's entries, the digest and the gap report with the longest values that can be entered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from civic.digests import DigestPlan
from civic.gaps import Cluster, Rating, Week
from civic.publishing import (
    Incomplete,
    NotYours,
    Published,
    PublishedBefore,
    PublishOutcome,
    Waiting,
    Withdrawn,
)
from civic.questions import Question
from civic.staff_entries import (
    QUESTION_LINE,
    ChangedMeanwhile,
    EntryStatus,
    EntryText,
    NoSuchEntry,
    PublishedVersion,
    StaffEntry,
)
from handlers.screen import Page
from handlers.services import Services
from handlers.views import digest
from handlers.views.digest import DigestLine
from handlers.views.entries import EntryCard
from handlers.views.gaps import GapReport
from locales import Language
from tests.factories import NOW

BIG = 2**63 - 1


def entry_samples(
    lang: Language, services: Services, asked: Question, line: str, text: str
) -> Mapping[object, Sequence[object]]:
    """By kind of parameter; `line` and `text` are as long as they can be."""
    codes = [one.code for one in services.catalogues]
    entries = _entries(codes, line[:QUESTION_LINE], text)
    version = _version(entries[0])
    cards = [
        EntryCard(one, version, asked, BIG, may_approve=bool(place % 2)) for place, one in enumerate(entries)
    ]
    changed = ChangedMeanwhile()
    outcomes = [Published(version, BIG), Waiting(entries[0]), PublishedBefore(entries[0]), Incomplete()]
    return {
        StaffEntry: entries,
        EntryCard: [*cards, EntryCard(entries[0])],
        PublishedVersion: [version, replace(version, texts={"de": version.texts["de"]})],
        Question | None: [asked, None],
        Page[StaffEntry]: [Page((), 0, 0), Page(entries * 2, 1, 2)],
        Page[tuple[Question, bool]]: [Page((), 0, 0), Page([(asked, True), (asked, False)] * 4, 1, 2)],
        Sequence[StaffEntry]: [entries[:1], entries],
        PublishOutcome: [*outcomes, NotYours(), changed, NoSuchEntry()],
        Withdrawn | NoSuchEntry: [Withdrawn(entries[0], BIG), Withdrawn(entries[0], 0), NoSuchEntry()],
        DigestPlan: [DigestPlan(1), DigestPlan(1, None), DigestPlan(1, 6, 23, NOW)],
        Sequence[DigestLine]: [(), _digest(lang, services, entries)],
        Mapping[str, Sequence[str]]: [{}, {code: [line] * 100 for code in codes}],
        GapReport: [GapReport((), (), (), (), None), _gaps(codes, services)],
    }


def _entries(codes: Collection[str], line: str, text: str) -> list[StaffEntry]:
    texts = {code: EntryText(line, text, automatic=code == "ar") for code in codes}
    full = StaffEntry(BIG, "de", texts, NOW, version=BIG, valid_until=date(2036, 1, 1))
    found = [replace(full, status=status) for status in EntryStatus]
    return [*found, StaffEntry(BIG, "de", {"de": EntryText("", text)}, NOW)]


def _version(entry: StaffEntry) -> PublishedVersion:
    return PublishedVersion(
        entry.id, BIG, "de", entry.texts, entry.valid_until, "f" * 16, NOW, None, None, alone=True
    )


def _digest(lang: Language, services: Services, entries: Sequence[StaffEntry]) -> list[DigestLine]:
    missing = {one.code: BIG for one in services.catalogues}
    return [
        digest.open_questions(lang, BIG, timedelta(days=10_000)),
        digest.open_questions(lang, 1, timedelta(hours=3)),
        digest.approvals(lang, entries),
        digest.coming(lang, []),
        digest.translations(lang, services, missing),
        digest.gaps(lang, 0),
        digest.gaps(lang, 100_000),
    ]


def _gaps(codes: Sequence[str], services: Services) -> GapReport:
    words = ("donaudampfschifffahrt",) * 4
    clusters = [
        Cluster(words, BIG, dict.fromkeys(codes, BIG // 9)),
        Cluster((), 4, {}),
        Cluster((), 2, {}),
    ] * 9
    keys = list(services.knowledge.entries)
    ratings = [Rating(key, BIG, BIG) for key in keys[:5]]
    weeks = [Week("2026-W49", tuple(clusters)), Week("2026-W48", ())]
    return GapReport(clusters, weeks, [*ratings, Rating("gone/gone", 1, 1)], keys, "2026-12")
