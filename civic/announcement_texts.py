"""The bodies of an announcement: written, confirmed, removed; and which language is the main one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from civic.announcements import Announcement, Audience, Body, BodyState, WhereMissing, fingerprint


def with_title(one: Announcement, language: str, title: str) -> Announcement:
    """The same with another title in a language."""
    return with_body(one, language, replace(one.bodies.get(language, Body()), title=title))


def with_text(one: Announcement, language: str, text: str) -> Announcement:
    """The same with another text in a language."""
    return with_body(one, language, replace(one.bodies.get(language, Body()), text=text))


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
