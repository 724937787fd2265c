"""Audiences as rules: who is meant by topics, what two audiences share, and who has no text to read."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from civic.announcements import Announcement, Audience
from civic.residents import ALL_TOPICS


def meant_by_topics(audience: Audience, subscribed: Collection[str]) -> bool:
    """Whether somebody with these subscriptions is meant; a subscriber of `all` subscribed to every topic."""
    if ALL_TOPICS in audience.topics:
        return bool(subscribed)
    if ALL_TOPICS in subscribed:
        return True
    if audience.every_topic:
        return bool(audience.topics) and set(audience.topics) <= set(subscribed)
    return not set(audience.topics).isdisjoint(subscribed)


def shares_topic(one: Collection[str], other: Collection[str]) -> bool:
    """Whether two audiences have a topic in common; `all` has one in common with each."""
    if ALL_TOPICS in one or ALL_TOPICS in other:
        return True
    return not set(one).isdisjoint(other)


def without_text(announcement: Announcement, counts: Mapping[str, int]) -> dict[str, int]:
    """Of the heads by language, those whose language has no body that is up to date."""
    sendable = announcement.sendable
    return {code: heads for code, heads in counts.items() if code not in sendable}
