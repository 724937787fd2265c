"""What is deleted by itself, and after how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from civic.retention import Kept


class Rule(StrEnum):
    """One kind of rows that go together; each rule is run and reported by itself."""

    UPDATES = "updates"
    FORMS = "forms"
    LINKS = "links"
    PICTURES = "pictures"
    TYPED_TEXTS = "typed_texts"
    TEXT_LINKS = "text_links"
    TRANSCRIPTS = "transcripts"
    NEEDS = "needs"
    QUESTIONS = "questions"
    QUESTION_ROWS = "question_rows"
    SENT = "sent"
    COPIES = "copies"
    AUDIT = "audit"
    DRAFTS = "drafts"
    RESIDENTS = "residents"
    PEOPLE = "people"


RULES: Mapping[Rule, Kept] = {
    Rule.UPDATES: Kept.UPDATE,
    Rule.FORMS: Kept.FORM,
    Rule.LINKS: Kept.LINK,
    Rule.PICTURES: Kept.DRAFT,
    Rule.TYPED_TEXTS: Kept.DRAFT,
    Rule.TEXT_LINKS: Kept.LINK,
    Rule.TRANSCRIPTS: Kept.TRANSCRIPT,
    Rule.NEEDS: Kept.EVENT_NEEDS,
    Rule.QUESTIONS: Kept.QUESTION,
    Rule.QUESTION_ROWS: Kept.QUESTION,
    Rule.SENT: Kept.COPIES,
    Rule.COPIES: Kept.COPIES,
    Rule.AUDIT: Kept.AUDIT,
    Rule.DRAFTS: Kept.DRAFT,
    Rule.RESIDENTS: Kept.ACCOUNT,
    Rule.PEOPLE: Kept.EVENT_PEOPLE,
}
"""The rule of `Kept` that each of them carries out, in the order in which they are run.

No rule makes rows of a later one go: what a registration still needed goes an hour after it.
"""

WARNED_BEFORE = timedelta(days=30)


@dataclass(frozen=True)
class Periods:
    """After how many days each kind of rows goes; counted from the end of what the rows are about."""

    updates: int = 2
    forms: int = 1
    # A link that has expired opens nothing, so there is nothing to keep it for.
    links: int = 0
    pictures: int = 1
    typed_texts: int = 30
    text_links: int = 30
    transcripts: int = 30
    needs: int = 7
    people: int = 30
    questions: int = 90
    # Without their texts, to be counted.
    question_rows: int = 365
    sent: int = 30
    drafts: int = 180
    copies: int = 90
    audit: int = 365
    residents: int = 365

    def days(self, rule: Rule) -> int:
        """The period of a rule."""
        found: int = getattr(self, rule.value)
        return found

    def of(self, rule: Rule) -> timedelta:
        """The same as a span of time."""
        return timedelta(days=self.days(rule))

    @property
    def longest(self) -> timedelta:
        """After this long nothing is left that has a period: no copy of the database is of use longer."""
        return max(self.of(rule) for rule in Rule)
