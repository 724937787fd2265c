"""What is wrong with an announcement's texts: what keeps it from being sent, and what is only said."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from civic.announcements import (
    TITLE_LIMIT,
    Announcement,
    Body,
    Button,
    WhereMissing,
    fingerprint,
)
from civic.glossary import Glossary
from civic.kept_facts import FactKind, changed_facts
from civic.people import utf16_length

Measure = Callable[[Announcement, str], int]
"""How long the message is that readers of a language get, in UTF-16 units."""


class ProblemKind(StrEnum):
    """What is wrong in one language."""

    TITLE_MISSING = "title_missing"
    TITLE_TOO_LONG = "title_too_long"
    TEXT_MISSING = "text_missing"
    TOO_LONG = "too_long"
    PLACEHOLDER_LOST = "placeholder_lost"
    PLACEHOLDER_NEW = "placeholder_new"
    TERM_LOST = "term_lost"
    # An address, a telephone number, a date, a time or a figure of the main text.
    FACT_LOST = "fact_lost"
    # Word for word the main text.
    SAME_TEXT = "same_text"
    UNKNOWN_LANGUAGE = "unknown_language"
    CONTROL_CHARACTER = "control_character"
    BUTTON_GONE = "button_gone"


WARNINGS = frozenset(
    (
        ProblemKind.TITLE_MISSING,
        ProblemKind.TERM_LOST,
        ProblemKind.FACT_LOST,
        ProblemKind.SAME_TEXT,
    )
)
"""These are said and keep nothing from being sent."""

# Neither a colour of the console nor a lone half of an emoji belongs into a message.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LETTERS_OF_A_TEXT = 20


@dataclass(frozen=True)
class Problem:
    """Something wrong with the body in one language (empty: with the whole); `detail` says of what."""

    language: str
    kind: ProblemKind
    detail: str = ""

    @property
    def blocks(self) -> bool:
        """Whether the announcement cannot be sent like that."""
        return self.kind not in WARNINGS


Check = Callable[[Announcement], Sequence[Problem]]


def nothing_wrong(announcement: Announcement) -> Sequence[Problem]:
    """The check that finds nothing."""
    return ()


def never_gone(button: Button) -> bool:
    """The answer of whoever cannot say."""
    return False


@dataclass(frozen=True)
class BodyChecks:
    """What is asked of texts. `languages`: those on offer; `is_gone`: whether a button leads nowhere.

    An instance is a `Check`: of the bodies that would be sent, and of the main one.
    """

    languages: Collection[str]
    measure: Measure
    glossary: Glossary = field(default_factory=Glossary)
    is_gone: Callable[[Button], bool] = never_gone

    def __call__(self, announcement: Announcement) -> list[Problem]:
        """Every problem, the main language's first."""
        main = announcement.language
        others = [code for code in announcement.sendable if code != main]
        found = [one for code in (main, *others) for one in self.of(announcement, code)]
        found += self._with_note(announcement)
        button = announcement.button
        if button is not None and self.is_gone(button):
            found.append(Problem("", ProblemKind.BUTTON_GONE, button.target))
        return found

    def of(self, announcement: Announcement, language: str) -> list[Problem]:
        """The problems of one language's body as it would be once it is released."""
        body = announcement.bodies.get(language, Body())
        found = list(self._form(announcement, language, body))
        if body.text and language in self.languages:
            found += self._length(announcement, language, body)
        if body.text and language != announcement.language:
            found += _translation(announcement.main, body, language, self.glossary)
        return found

    def _form(self, announcement: Announcement, language: str, body: Body) -> Iterator[Problem]:
        if language not in self.languages:
            yield Problem(language, ProblemKind.UNKNOWN_LANGUAGE, language)
        if not body.text.strip():
            yield Problem(language, ProblemKind.TEXT_MISSING)
        if not body.title.strip():
            yield Problem(language, ProblemKind.TITLE_MISSING)
        length = utf16_length(body.title)
        if length > TITLE_LIMIT:
            yield Problem(language, ProblemKind.TITLE_TOO_LONG, f"{length}/{TITLE_LIMIT}")
        control = _CONTROLS.search(f"{body.title}\n{body.text}\n{body.alt}")
        if control is not None or "\n" in body.title:
            yield Problem(language, ProblemKind.CONTROL_CHARACTER, ascii(control[0] if control else "\n"))

    def _length(self, announcement: Announcement, language: str, body: Body) -> Iterator[Problem]:
        # A lone surrogate cannot be measured; it was named already.
        if _CONTROLS.search(body.title + body.text):
            return
        of = "" if language == announcement.language else fingerprint(announcement.main)
        released = replace(body, draft=False, of=of)
        shown = replace(announcement, bodies={**announcement.bodies, language: released})
        yield from self._measured(shown, language)

    def _with_note(self, announcement: Announcement) -> Iterator[Problem]:
        """Whoever reads another language gets one of the texts below a note, which takes its room."""
        sendable = announcement.sendable
        unmeasurable = any(_CONTROLS.search(body.title + body.text) for body in sendable.values())
        if announcement.where_missing is not WhereMissing.WITH_NOTE or not sendable or unmeasurable:
            return
        for code in self.languages:
            if code not in sendable:
                yield from self._measured(announcement, code)

    def _measured(self, announcement: Announcement, language: str) -> Iterator[Problem]:
        length = self.measure(announcement, language)
        if length > announcement.limit:
            yield Problem(language, ProblemKind.TOO_LONG, f"{length}/{announcement.limit}")


_KINDS = {
    FactKind.PLACEHOLDER_LOST: ProblemKind.PLACEHOLDER_LOST,
    FactKind.PLACEHOLDER_NEW: ProblemKind.PLACEHOLDER_NEW,
}


def _translation(main: Body, body: Body, language: str, glossary: Glossary) -> Iterator[Problem]:
    original, translation = f"{main.title}\n{main.text}", f"{body.title}\n{body.text}"
    for fact in changed_facts(original, translation):
        yield Problem(language, _KINDS.get(fact.kind, ProblemKind.FACT_LOST), fact.detail)
    for term in glossary.lost(original, translation, language):
        yield Problem(language, ProblemKind.TERM_LOST, term.name)
    letters = sum(map(str.isalpha, body.text))
    if letters >= _LETTERS_OF_A_TEXT and body.text.split() == main.text.split():
        yield Problem(language, ProblemKind.SAME_TEXT)
