"""Whom an announcement in a file is for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from civic.announcements import Audience, EventPeople
from civic.answers.content_files import Value
from civic.file_values import Values
from civic.residents import ALL_TOPICS

YES, NO = ("yes", "true", "on"), ("no", "false", "off", "")
_KEYS = ("topics", "every_topic", "districts", "languages", "event", "people", "not_recent_days")
_MOST_DAYS, _MOST_EVENTS = 365, 2**62


def read_audience(
    file: Values, topics: Collection[str], districts: Collection[str], languages: Collection[str]
) -> Audience:
    """The value of `audience`; faults are noted."""
    value = file.data.values.get("audience")
    if value is None:
        file.fault("is missing (everybody who subscribed: `audience: {topics: all}`)", "audience")
        return Audience()
    if not isinstance(value, dict) or not value:
        file.fault(f"expected some of {', '.join(_KEYS)}", "audience")
        return Audience()
    file.unknown_keys(value, _KEYS, "audience")
    reader = _Reader(file, value)
    meant = reader.names("topics", topics, "topic")
    event = reader.number("event", _MOST_EVENTS)
    if event is not None and meant:
        file.fault("either `topics` or an `event`", "audience", "event")
    return Audience(
        topics=meant or (ALL_TOPICS,),
        districts=reader.names("districts", districts, "district"),
        every_topic=reader.yes_or_no("every_topic"),
        languages=reader.names("languages", languages, "language"),
        event_id=event,
        people=reader.people(with_event=event is not None),
        not_recent_days=reader.number("not_recent_days", _MOST_DAYS) or 0,
    )


@dataclass(frozen=True)
class _Reader:
    file: Values
    values: Mapping[str, Value] = field(default_factory=dict)

    def names(self, key: str, known: Collection[str], what: str) -> tuple[str, ...]:
        value = self.values.get(key)
        items = [value] if isinstance(value, str) else value
        if items is None:
            return ()
        if not isinstance(items, list) or not items or not all(isinstance(one, str) and one for one in items):
            self.file.fault(f"expected a list of names, each a {what}", "audience", key)
            return ()
        found = tuple(str(one).strip() for one in items)
        for number, name in enumerate(found):
            self.file.one_of(name, known, what, "audience", key, str(number))
            if name in found[:number]:
                self.file.fault(f"{name!r} stands twice", "audience", key, str(number))
        return found

    def people(self, *, with_event: bool) -> EventPeople:
        value = self.values.get("people", EventPeople.PARTICIPANTS.value)
        if "people" in self.values and not with_event:
            self.file.fault("only with `event`", "audience", "people")
        kinds = {kind.value: kind for kind in EventPeople}
        self.file.one_of(value, kinds, "kind", "audience", "people")
        return kinds.get(str(value), EventPeople.PARTICIPANTS)

    def number(self, key: str, most: int) -> int | None:
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, str) and value.isascii() and value.isdecimal() and 0 < int(value[:20]) <= most:
            return int(value)
        self.file.fault("expected a number", "audience", key)
        return None

    def yes_or_no(self, key: str) -> bool:
        value = self.values.get(key, "")
        if isinstance(value, str) and value.lower() in (*YES, *NO):
            return value.lower() in YES
        self.file.fault("expected yes or no", "audience", key)
        return False
