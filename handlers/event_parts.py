"""How long the parts of an event's texts may be, and how they are cleaned."""

from civic.event_questions import CHOICE_LIMIT, TEXT_LIMIT
from civic.event_texts import DESCRIPTION, TITLE
from civic.events import DESCRIPTION_LIMIT, TITLE_LIMIT
from civic.people import cleaned, cleaned_lines


def limit_of(part: str) -> int:
    """How long a translation of a part may be."""
    limits = {TITLE: TITLE_LIMIT, DESCRIPTION: DESCRIPTION_LIMIT}
    return limits.get(part, CHOICE_LIMIT if "." in part else TEXT_LIMIT)


def cleaned_part(part: str, text: str) -> str:
    """A translation as it may be kept, one character longer than allowed where it is too long."""
    limit = limit_of(part) + 1
    return cleaned_lines(text, limit) if part == DESCRIPTION else cleaned(text, limit)
