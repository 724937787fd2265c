"""An event's texts in several languages: which of them still say what the source says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from civic.events import Event
from civic.extra_questions import ExtraQuestion

_SOURCE = "source"
_MACHINE = "auto:"
TITLE, DESCRIPTION = "title", "description"


class TextState(StrEnum):
    """How a language's texts stand to the source. Automatic ones are current and by a machine."""

    MISSING = "missing"
    DRAFT = "draft"
    UP_TO_DATE = "up_to_date"
    AUTOMATIC = "automatic"
    OUTDATED = "outdated"


def source_language(event: Event) -> str:
    """The language that all others translate: the one in which the event was written first."""
    named = event.text_states.get(_SOURCE, "")
    return named if named in event.titles else next(iter(event.titles), named)


def parts(event: Event, language: str) -> dict[str, str]:
    """The texts of an event in a language by their names (`title`, `q1`, `q1.a`), without empty ones."""
    found = {TITLE: event.titles.get(language, ""), DESCRIPTION: event.descriptions.get(language, "")}
    for question in event.questions:
        found[question.id] = question.texts.get(language, "")
        for choice, texts in question.choices.items():
            found[f"{question.id}.{choice}"] = texts.get(language, "")
    return {name: text for name, text in found.items() if text}


def fingerprint(event: Event) -> str:
    """Of everything that is to be translated."""
    source = parts(event, source_language(event))
    return hashlib.sha256(json.dumps(source, sort_keys=True).encode()).hexdigest()[:16]


def state_of(event: Event, language: str) -> TextState:
    """The state of one language; a draft that waits for approval is known to its table only."""
    source = parts(event, source_language(event))
    if set(source) - set(parts(event, language)):
        return TextState.MISSING
    kept = event.text_states.get(language)
    if language == source_language(event) or kept is None:
        return TextState.UP_TO_DATE
    if kept.removeprefix(_MACHINE) != fingerprint(event):
        return TextState.OUTDATED
    return TextState.AUTOMATIC if kept.startswith(_MACHINE) else TextState.UP_TO_DATE


def is_outdated(event: Event, language: str) -> bool:
    """Whether the texts of a language, complete or not, were made of an earlier source."""
    kept = event.text_states.get(language)
    if language == source_language(event) or kept is None:
        return False
    return kept.removeprefix(_MACHINE) != fingerprint(event)


def by_machine(event: Event, language: str) -> bool:
    """Whether nobody has read these texts yet."""
    return event.text_states.get(language, "").startswith(_MACHINE)


def current(event: Event, texts: Mapping[str, str]) -> Mapping[str, str]:
    """Texts of an event without the languages that no longer say what the source says."""
    return {code: text for code, text in texts.items() if not is_outdated(event, code)}


def questions(event: Event) -> tuple[ExtraQuestion, ...]:
    """The extra questions of an event, likewise without outdated texts."""
    return tuple(
        replace(
            one,
            texts=current(event, one.texts),
            choices={id: current(event, texts) for id, texts in one.choices.items()},
        )
        for one in event.questions
    )


def written(before: Event, after: Event, language: str) -> Event:
    """The event after somebody of the staff wrote texts in a language."""
    if not before.titles:
        return replace(after, text_states={**after.text_states, _SOURCE: language})
    states = dict(after.text_states)
    if fingerprint(before) != fingerprint(after):
        source = source_language(after)
        for code in {*after.titles, *after.descriptions} - {source, language}:
            states.setdefault(code, fingerprint(before))
    if language != source_language(after):
        states[language] = fingerprint(after)
    return replace(after, text_states=states)


def approved(event: Event, language: str) -> Event:
    """The event after somebody has read the texts of a language and found that they fit the source."""
    return replace(event, text_states={**event.text_states, language: fingerprint(event)})


def translated(
    event: Event, language: str, texts: Mapping[str, str], source: str, *, machine: bool = False
) -> Event:
    """The event with a translation put in; `source` is the fingerprint of what was translated."""
    titles, descriptions = dict(event.titles), dict(event.descriptions)
    for name, kept in ((TITLE, titles), (DESCRIPTION, descriptions)):
        if texts.get(name):
            kept[language] = texts[name]
    return replace(
        event,
        titles=titles,
        descriptions=descriptions,
        questions=tuple(_translated(one, language, texts) for one in event.questions),
        text_states={**event.text_states, language: (_MACHINE if machine else "") + source},
    )


def _translated(question: ExtraQuestion, language: str, texts: Mapping[str, str]) -> ExtraQuestion:
    def put(old: Mapping[str, str], name: str) -> Mapping[str, str]:
        return {**old, language: texts[name]} if texts.get(name) else old

    choices = {id: put(old, f"{question.id}.{id}") for id, old in question.choices.items()}
    return replace(question, texts=put(question.texts, question.id), choices=choices)
