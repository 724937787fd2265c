"""How long things are kept: the name of each rule."""

from enum import StrEnum


class Kept(StrEnum):
    """The rule that ends a row's life."""

    ACCOUNT = "account"  # until forgotten, or after a long silence
    EVENT_PEOPLE = "event_people"  # days after the event
    EVENT_NEEDS = "event_needs"  # days after the event, sooner: may tell of health
    QUESTION = "question"  # days after the answer
    FORM = "form"  # a conversation that was left in the middle
    DRAFT = "draft"  # announcements never sent
    COPIES = "copies"  # who got an announcement: days after it was sent
    TRANSCRIPT = "transcript"  # lines of the web chat
    UPDATE = "update"  # which messages took effect
    LINK = "link"  # until a link or code expires
    AUDIT = "audit"  # who on the staff did what
    STAFF = "staff"  # as long as somebody is on the staff
    PUBLIC = "public"  # the city's own content
    TECHNICAL = "technical"  # says nothing about anybody
