"""Samples for the screens of announcements, with the longest values there can be."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from civic.announcement_checks import Problem, ProblemKind
from civic.announcement_log import Did, LogEntry
from civic.announcement_outcomes import Refusal
from civic.announcements import (
    Announcement,
    Audience,
    BodyState,
    Button,
    ButtonKind,
    EventNews,
    EventPeople,
    Report,
    SkipReason,
)
from civic.events import Localised
from handlers.screen import Page
from handlers.services import Services
from locales import Language
from tests.factories import NOW

BIG = 2**63 - 1
URL = f"https://{'a' * 60}.{'b' * 60}.example/{'x' * 300}"


def announcement_samples(
    lang: Language, services: Services, plain: Iterable[Announcement], line: Callable[[int], str]
) -> Mapping[object, Sequence[object]]:
    """Values by their kind."""
    shown = [*plain, *_with_everything(plain, services, line)]
    topics = tuple(one.slug for one in services.city.topics)
    codes = tuple(one.code for one in services.catalogues)
    buttons = [
        Button(ButtonKind.EVENT, str(BIG)),
        Button(ButtonKind.URL, URL),
        *(Button(ButtonKind.TOPIC, slug) for slug in (*topics, "gone")),
    ]
    audiences = [
        Audience(topics, (), True, codes, None, EventPeople.BOTH, 7),
        Audience((), ()),
        *(Audience(event_id=BIG, people=who) for who in EventPeople),
    ]
    return {
        Announcement: shown,
        Announcement | None: [None, *shown],
        Sequence[Announcement]: ((), shown),
        Page[Announcement]: [Page((), 0, 0), Page(shown[:8], 3, 9)],
        Audience: audiences,
        EventPeople: tuple(EventPeople),
        Button: buttons,
        Button | None: [None, *buttons],
        BodyState: tuple(BodyState),
        SkipReason | None: (None, *SkipReason),
        EventNews: tuple(EventNews),
        Refusal: tuple(Refusal),
        Problem: _problems(codes, line),
        Sequence[Problem]: ((), _problems(codes, line) * 9),
        LogEntry: _entries(line),
        Sequence[LogEntry]: ((), _entries(line) * 9),
        Did: tuple(Did),
        Mapping[int, str]: ({}, {BIG: line(40)}),
        Localised: [Localised("x", code) for code in codes],
        Report: (Report(*[BIG] * 7),),
    }


def _with_everything(
    plain: Iterable[Announcement], services: Services, line: Callable[[int], str]
) -> list[Announcement]:
    """Everything that can be chosen is chosen, and each kind of button."""
    kinds = [
        (Button(ButtonKind.EVENT, str(BIG)), EventNews.INVITATION),
        (Button(ButtonKind.EVENT, str(BIG)), EventNews.MOVED),
        (Button(ButtonKind.TOPIC, services.city.topics[-1].slug), None),
        (Button(ButtonKind.URL, URL), None),
    ]
    full = list(plain)[-1]
    return [
        replace(
            full,
            urgent=line(200),
            expires_at=NOW,
            due_at=NOW,
            finished_at=NOW,
            created_at=NOW,
            button=button,
            event_id=BIG,
            event_news=news,
            revision=10**6,
        )
        for button, news in kinds
    ]


def _problems(codes: Sequence[str], line: Callable[[int], str]) -> list[Problem]:
    return [Problem(code, kind, line(60)) for kind in ProblemKind for code in ("", *codes)]


def _entries(line: Callable[[int], str]) -> list[LogEntry]:
    return [
        LogEntry(BIG, NOW, who, did, 1, "f" * 64, number, line(500))
        for did in Did
        for who, number in ((BIG, BIG), (None, None), (7, 1))
    ]
