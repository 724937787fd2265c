"""Plain words that do what a command does; only short whole messages, so that no question is swallowed."""

from enum import StrEnum

from civic.answers.text import QUESTION_LIMIT
from civic.answers.wordings import spoken, wordings

_WORDS = 7
_WORDS_FOR_PERSON = 10
_WORDS_FOR_DATA = 14


class Intent(StrEnum):
    """What a short message asks the bot to do."""

    CANCEL_REGISTRATION = "cancel_registration"
    REGISTRATIONS = "registrations"
    EVENTS = "events"
    UNSUBSCRIBE = "unsubscribe"
    NEWS = "news"
    LANGUAGE = "language"
    CANCEL = "cancel"
    HELP = "help"
    PRIVACY = "privacy"
    IMPRINT = "imprint"
    HUMAN = "human"


def intent(text: str) -> Intent | None:
    """The intent of a message in any language; None when it is something else or longer than seven words,
    polite ones not counted (ten for the wish to talk to a person, fourteen for what is stored)."""
    said = spoken(text, QUESTION_LIMIT)
    if len(said) <= _WORDS_FOR_PERSON and "human" in wordings("phrases").find(said):
        return Intent.HUMAN
    book = wordings("intents")
    polite = book.covered(said, ("polite",))
    needed = [word for place, word in enumerate(said) if place not in polite]
    if said and len(needed) <= _WORDS:
        for message in (said, needed):
            whole = book.whole(message)
            for wanted in Intent:
                if wanted.value in whole:
                    return wanted
    if len(said) <= _WORDS_FOR_DATA and "data_rights" in book.find(said):
        return Intent.PRIVACY
    return None
