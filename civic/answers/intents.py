"""Plain words that do what a command does; only short whole messages, so that no question is swallowed."""

import functools
from enum import StrEnum

from civic.answers.phrases import Phrases
from civic.answers.text import clean, word_lists, words

_WORDS = 6
_WORDS_FOR_PERSON = 10


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
    """The intent of a message in any language; None when it is something else or longer than six words,
    polite ones not counted (ten for the wish to talk to a person)."""
    said = words(clean(text))
    if len(said) <= _WORDS_FOR_PERSON and _wants_person().found_in(said):
        return Intent.HUMAN
    polite = set(_phrases("polite").positions(said))
    needed = [word for place, word in enumerate(said) if place not in polite]
    if not said or len(needed) > _WORDS:
        return None
    for message in (said, needed):
        for wanted in Intent:
            if _phrases(wanted.value).is_whole(message):
                return wanted
    return None


@functools.cache
def _phrases(name: str) -> Phrases:
    return Phrases.of_languages(word_lists("intents")[name])


@functools.cache
def _wants_person() -> Phrases:
    return Phrases.of_languages(word_lists("phrases")["human"])
