"""The bodies of an announcement: written, confirmed, removed; and which language is the main one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from civic.announcement_states import EDITABLE
from civic.announcements import (
    Announcement,
    AnnouncementStatus,
    Audience,
    Body,
    BodyState,
    WhereMissing,
    fingerprint,
)


@dataclass(frozen=True)
class AsAsked:
    """An announcement when somebody was asked for words in a language.

    `body` is the fingerprint of the title and the text that the language had then, `main` that of the main
    language's body.
    """

    revision: int
    body: str
    main: str


def as_asked(one: Announcement, language: str) -> AsAsked:
    """What is remembered of an announcement until the words come."""
    return AsAsked(one.revision, _words(one, language), fingerprint(one.main))


def takes_words(one: Announcement, language: str, asked: AsAsked) -> bool:
    """Whether the words still fit: whatever else was changed since, this body was not, and it is a draft."""
    if one.revision == asked.revision:
        return one.status in EDITABLE
    return one.status is AnnouncementStatus.DRAFT and _words(one, language) == asked.body


def with_words(one: Announcement, language: str, asked: AsAsked, title: str, text: str) -> Announcement:
    """The same with what was typed; an empty title or text leaves the one that is there.

    A translation belongs to the main language's body as that was when somebody was asked.
    """
    old = one.bodies.get(language, Body())
    edited = with_body(one, language, replace(old, title=title or old.title, text=text or old.text))
    if language == one.language:
        return edited
    return replace(
        edited, bodies={**edited.bodies, language: replace(edited.bodies[language], of=asked.main)}
    )


def _words(one: Announcement, language: str) -> str:
    body = one.bodies.get(language, Body())
    return fingerprint(Body(body.title, body.text))


def with_body(one: Announcement, language: str, body: Body) -> Announcement:
    """A person wrote this body, so it is released and belongs to the main language's as that is now."""
    of = "" if language == one.language else fingerprint(one.main)
    written = replace(body, of=of, draft=False, machine=False)
    return replace(one, bodies={**one.bodies, language: written})


def still_right(one: Announcement, language: str) -> Announcement:
    """Somebody looked: the body says what the main language says now."""
    body = one.bodies.get(language)
    return one if body is None else with_body(one, language, body)


def without_body(one: Announcement, language: str) -> Announcement:
    """The same without a translation; the main language's body stays."""
    if language == one.language:
        return one
    return replace(one, bodies={code: body for code, body in one.bodies.items() if code != language})


def with_main(one: Announcement, language: str) -> Announcement:
    """Another language is the main one. Whatever was up to date with the old one is so with the new one."""
    if one.state(language) is not BodyState.UP_TO_DATE:
        return one
    current = set(one.sendable)
    main = replace(one.bodies[language], of="")
    of = fingerprint(main)
    bodies = {code: replace(body, of=of if code in current else body.of) for code, body in one.bodies.items()}
    return replace(one, language=language, bodies={**bodies, language: main})


def without_text(one: Announcement, counts: Mapping[str, int]) -> int:
    """How many people of an audience read a language that has no body which is up to date."""
    return sum(n for code, n in counts.items() if code not in one.sendable)


def reached(one: Announcement, counts: Mapping[str, int]) -> int:
    """How many people and public channels it goes to, of an audience counted by language."""
    left_out = without_text(one, counts) if one.where_missing is WhereMissing.SKIP else 0
    return sum(counts.values()) - left_out + len(one.channels)


def toggled(chosen: Collection[str], one: str) -> tuple[str, ...]:
    """A choice of several, with one added or taken out."""
    return tuple(sorted(set(chosen) ^ {one}))


def subscribers(audience: Audience) -> Audience:
    """The same for subscribers, no longer for the people of an event."""
    return replace(audience, event_id=None)
