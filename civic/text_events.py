"""The texts of an event as a sheet: title, description, and the questions of its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from civic.announcements import MESSAGE_LIMIT
from civic.event_changes import change_event
from civic.event_questions import CHOICE_LIMIT, TEXT_LIMIT
from civic.event_texts import (
    DESCRIPTION,
    TITLE,
    TextState,
    fingerprint,
    parts,
    source_language,
    state_of,
    written,
)
from civic.events import DESCRIPTION_LIMIT, TITLE_LIMIT, Event, EventStatus
from civic.extra_questions import ExtraQuestion
from civic.text_sheets import Sheet, SheetField, SheetKey, SheetKind, Values, Written, is_empty

if TYPE_CHECKING:
    from civic.ports import Work
    from civic.text_editing import Desk


class EventSheets:
    """Reads and writes them. Whoever registered hears of another title, as after any change."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    async def get(self, r: Work, number: int) -> Event | None:
        """One event."""
        one = await r.events.get(number)
        return one.event if one is not None else None

    def sheet(self, event: Event) -> Sheet:
        """Every text that has something to translate in the main language."""
        codes = {*event.titles, *event.descriptions, *(code for q in event.questions for code in q.texts)}
        over = event.status is EventStatus.PUBLISHED and event.ends_at <= self._now
        return Sheet(
            key=SheetKey(SheetKind.EVENT, event.id),
            language=source_language(event),
            fields=tuple(_fields(event)),
            texts={code: parts(event, code) for code in codes},
            states={code: _state(event, code) for code in codes},
            source=fingerprint(event),
            limit=MESSAGE_LIMIT,
            live=event.status is EventStatus.PUBLISHED,
            open=event.status is not EventStatus.CANCELLED and not over,
        )

    async def store(self, desk: Desk, event: Event, new: Written) -> bool:
        """Keeps the texts of a language; False where somebody changed the event meanwhile."""
        changed = with_texts(event, new.language, new.values, new.of)
        return await change_event(desk.uow, desk.clock, desk.zone, changed) is not None


def with_texts(event: Event, language: str, values: Values, of: str) -> Event:
    """The event with texts that a person wrote; empty ones are taken out."""

    def put(old: Mapping[str, str], name: str) -> Mapping[str, str]:
        if name not in values:
            return old
        rest = {code: text for code, text in old.items() if code != language}
        return {**rest, language: values[name]} if values[name] else rest

    def question(one: ExtraQuestion) -> ExtraQuestion:
        choices = {id: put(old, f"{one.id}.{id}") for id, old in one.choices.items()}
        return replace(one, texts=put(one.texts, one.id), choices=choices)

    changed = replace(
        event,
        titles=put(event.titles, TITLE),
        descriptions=put(event.descriptions, DESCRIPTION),
        questions=tuple(map(question, event.questions)),
    )
    if language == source_language(event):
        return written(event, changed, language)
    states = {code: state for code, state in event.text_states.items() if code != language}
    return replace(changed, text_states=states if is_empty(values) else {**states, language: of})


def _fields(event: Event) -> list[SheetField]:
    found = [
        SheetField(TITLE, TITLE_LIMIT, needed=True),
        SheetField(DESCRIPTION, DESCRIPTION_LIMIT, lines=True),
    ]
    source = source_language(event)
    for name in parts(event, source):
        if name not in (TITLE, DESCRIPTION):
            found.append(SheetField(name, CHOICE_LIMIT if "." in name else TEXT_LIMIT, needed=True))
    return found


def _state(event: Event, language: str) -> TextState:
    """As the event has it, except that an incomplete text is no missing one."""
    state = state_of(event, language)
    return TextState.DRAFT if state is TextState.MISSING and parts(event, language) else state
