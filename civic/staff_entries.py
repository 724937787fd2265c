"""Knowledge that coordinators write: entries in several languages, what was published, and who got it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from civic.staff import StaffMember
from civic.staff_rights import Right, may

QUESTION_LINE = 200
# UTF-16 units: one message with its frame must hold it, as it must hold an answer.
TEXT_LIMIT = 2800


class EntryStatus(StrEnum):
    """Where the working copy stands. A version that was published stays known while a new one is written."""

    DRAFT = "draft"
    WAITING = "waiting"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class EntryText:
    """Question and answer in one language. `based_on`: the fingerprint of the main text it translates."""

    question: str
    text: str
    based_on: str = ""
    automatic: bool = False
    written_by: int | None = None


@dataclass(frozen=True)
class StaffEntry:
    """The working copy. `language` is that of the main text, `version` the newest one published (0: none)."""

    id: int
    language: str
    texts: Mapping[str, EntryText]
    created_at: datetime
    question_id: int | None = None
    created_by: int | None = None
    edited_by: int | None = None
    status: EntryStatus = EntryStatus.DRAFT
    version: int = 0
    valid_until: date | None = None
    revision: int = 0

    @property
    def main(self) -> EntryText:
        """The text that all others translate."""
        return self.texts[self.language]

    @property
    def usable(self) -> Mapping[str, EntryText]:
        """What would be published: the main text and complete, current translations; empty without a main
        text."""
        if not (self.main.question and self.main.text):
            return {}
        return {code: text for code, text in self.texts.items() if self.is_current(code)}

    def is_current(self, language: str) -> bool:
        """Whether there is a whole text in that language which translates the present main text."""
        text = self.texts.get(language)
        if text is None or not (text.question and text.text):
            return False
        return language == self.language or text.based_on == self.main_hash

    @property
    def main_hash(self) -> str:
        """The fingerprint of the main text."""
        return fingerprint(self.main.question, self.main.text)

    @property
    def hash(self) -> str:
        """The fingerprint of exactly what would be published."""
        parts = [self.language, str(self.valid_until)]
        for code, text in sorted(self.usable.items()):
            parts += [code, text.question, text.text, str(text.automatic)]
        return fingerprint(*parts)

    @property
    def is_known(self) -> bool:
        """Whether a version of it answers questions at present."""
        return self.version > 0 and self.status is not EntryStatus.WITHDRAWN


@dataclass(frozen=True)
class PublishedVersion:
    """What was published, never changed again. `alone`: there was nobody else to approve it."""

    entry_id: int
    number: int
    language: str
    texts: Mapping[str, EntryText]
    valid_until: date | None
    hash: str
    published_at: datetime
    written_by: int | None
    approved_by: int | None
    alone: bool = False

    def best(self, language: str) -> str:
        """The language in which somebody gets it: their own, else the main one."""
        return next(
            (code for code in (language, language.split("-")[0]) if code in self.texts), self.language
        )


@dataclass(frozen=True)
class Asker:
    """Somebody who asked the same. `got`: the fingerprint of the text they got, in `got_language`; empty
    before. `updated`: their newest message corrects an earlier one."""

    id: int
    entry_id: int
    resident_id: int
    question_id: int | None = None
    version: int = 0
    got: str = ""
    got_language: str = ""
    updated: bool = False


@dataclass(frozen=True)
class NoSuchEntry:
    """There is no such entry (any more)."""


@dataclass(frozen=True)
class ChangedMeanwhile:
    """It is not the version that was shown."""


def fingerprint(*parts: str) -> str:
    """Sixteen hexadecimal digits that change when any of the texts does."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def with_text(entry: StaffEntry, language: str, text: EntryText) -> StaffEntry:
    """The entry with one language's text set."""
    return replace(entry, texts={**entry.texts, language: text})


def approvers(
    entry: StaffEntry, staff: Iterable[StaffMember], topics: Collection[str] = ()
) -> frozenset[int]:
    """Who may release it: whoever wrote none of it; where all of them wrote, whoever did not change it last.

    `topics` are those that it is about. Empty where nobody but the writer may publish.
    """
    able = [member for member in staff if may(member, Right.PUBLISH_ENTRIES, topics)]
    everybody = frozenset(member.resident_id for member in able)
    writers = {text.written_by for text in entry.texts.values()}
    return (everybody - writers - {entry.edited_by}) or (everybody - {entry.edited_by})
