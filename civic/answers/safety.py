"""What comes before any search: danger, crisis, hate, voting advice, attempts to steer the bot, small talk.
Needs no index, no database and no model."""

import functools
import re
from typing import TypeAlias

from civic.answers.outcomes import (
    Crisis,
    CrisisKind,
    Emergency,
    EmergencyKind,
    HandOver,
    RefusalReason,
    Refused,
    SmallTalk,
    SmallTalkKind,
    Unclear,
)
from civic.answers.phrases import Phrases
from civic.answers.text import MESSAGE_LIMIT, clean, word_lists, words

Screened: TypeAlias = Emergency | Crisis | Refused | SmallTalk | HandOver | Unclear

_DANGERS: tuple[EmergencyKind, ...] = ("medical", "fire", "crime")
_CRISES: tuple[CrisisKind, ...] = ("suicide", "violence")
_REFUSALS: tuple[RefusalReason, ...] = ("instructions", "election")
_TALK: tuple[SmallTalkKind, ...] = ("greeting", "thanks", "goodbye")
_TOPIC_WORDS = 8  # a longer message that names a danger only as a subject is taken for a question
_TALK_WORDS = 6
_LONGEST_WORD = 60
_SHORTEST = 2  # hm, ok, ja


def screen(text: str) -> Screened | None:
    """What a message is when it is not a question to look up; None sends it on to the search."""
    said = words(clean(text))
    if not said:
        return Unclear()
    return danger(text) or _refusal(said) or _talk(said) or (Unclear() if _gibberish(said) else None)


def danger(text: str) -> Emergency | Crisis | None:
    """Only the emergencies and crises, in a message of any length; also for the middle of a form."""
    said = words(clean(text, MESSAGE_LIMIT))
    for kind in _DANGERS:
        if _phrases(kind).found_in(said):
            return Emergency(kind)
    for crisis in _CRISES:
        if _phrases(crisis).found_in(said):
            return Crisis(crisis)
    if _phrases("number").found_in(said) or _phrases("number_alone").is_whole(said):
        return Emergency("number")
    return _danger_by_topic(said)


def _danger_by_topic(said: list[str]) -> Emergency | Crisis | None:
    if len(said) > _TOPIC_WORDS or _phrases("harmless").found_in(said):
        return None
    for kind in _DANGERS:
        if _phrases(f"{kind}_topic").found_in(said):
            return Emergency(kind)
    return next((Crisis(kind) for kind in _CRISES if _phrases(f"{kind}_topic").found_in(said)), None)


def _refusal(said: list[str]) -> Refused | None:
    if _phrases("hate").found_in(said) and not _phrases("victim").found_in(said):
        return Refused("hate")
    return next((Refused(reason) for reason in _REFUSALS if _phrases(reason).found_in(said)), None)


def _talk(said: list[str]) -> SmallTalk | HandOver | None:
    if _phrases("bot").found_in(said):
        return SmallTalk("bot")
    if _phrases("human").found_in(said):
        return HandOver("human")
    if len(said) > _TALK_WORDS:
        return None
    for kind in _TALK:
        if _phrases(kind).is_whole(said):
            return SmallTalk(kind)
    return SmallTalk("greeting") if _only_talk(said) else None


def _only_talk(said: list[str]) -> bool:
    """Several small things at once: hello, good morning, thanks."""
    covered = {place for kind in _TALK for place in _phrases(kind).positions(said)}
    return len(covered) == len(said)


def _gibberish(said: list[str]) -> bool:
    """Nobody can have meant it: no letters, one character again and again, or keys pressed at random."""
    joined = "".join(said)
    if len(joined) <= _SHORTEST or not any(char.isalpha() for char in joined):
        return True
    if len(set(joined)) <= max(1, len(joined) // 40):
        return True
    return all(_no_word(word) for word in said)


def _no_word(word: str) -> bool:
    if len(word) > _LONGEST_WORD or re.search(r"(.)\1{3}", word):
        return True
    without_vowel = re.fullmatch(r"[bcdfghjklmnpqrstvwxz]{5,}", word)
    return bool(without_vowel or re.search(r"asdf|qwer|yxcv|zxcv|hjkl", word))


@functools.cache
def _phrases(kind: str) -> Phrases:
    return Phrases.of_languages(word_lists("phrases")[kind])
