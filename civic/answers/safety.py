"""What comes before any search: danger, crisis, hate, voting advice, attempts to steer the bot, small talk.
Needs no index, no database and no model."""

import re
from typing import TypeAlias

from civic.answers.outcomes import (
    Crisis,
    CrisisKind,
    Danger,
    Doctor,
    Emergency,
    EmergencyKind,
    HandOver,
    RefusalReason,
    Refused,
    SmallTalk,
    SmallTalkKind,
    Unclear,
)
from civic.answers.text import MESSAGE_LIMIT, QUESTION_LIMIT, clean, words
from civic.answers.wordings import Found, spoken, wordings

Screened: TypeAlias = Emergency | Crisis | Doctor | Refused | SmallTalk | HandOver | Unclear

_EMERGENCIES: tuple[EmergencyKind, ...] = ("medical", "fire", "crime")
# The first that is found counts: an ambulance before a helpline, and the police before one, too.
_FIRST: tuple[EmergencyKind | CrisisKind, ...] = ("medical", "fire", "suicide", "crime", "child", "violence")
_REFUSALS: tuple[RefusalReason, ...] = ("instructions", "election", "spam", "offtopic")
_TALK: tuple[SmallTalkKind, ...] = ("greeting", "thanks", "goodbye")
_TOPIC_WORDS = 8  # a longer message that names a danger only as a subject is taken for a question
_TALK_WORDS = 6
_LONGEST_WORD = 60
# A recovery code: its letters are drawn by lot and may look like a word.
_CODE = re.compile(r"\s*(?=.*\d)[0-9A-Z]{4}(?:[- ]?[0-9A-Z]{4}){3}\s*", re.A)
_SHORTEST = 2  # hm, ok, ja


def screen(text: str) -> Screened | None:
    """What a message is when it is not a question to look up; None sends it on to the search."""
    urgent = danger(text)
    if urgent is not None:
        return urgent
    raw = words(clean(text))
    if not raw:
        return Unclear()
    said = spoken(text, QUESTION_LIMIT)
    return _doctor(said) or _refusal(said, text) or _talk(said) or (Unclear() if _gibberish(raw) else None)


def danger(text: str) -> Danger | None:
    """Only the emergencies and crises, in a message of any length; also for the middle of a form."""
    if _CODE.fullmatch(text):
        return None
    said = spoken(text, MESSAGE_LIMIT)
    found = wordings("danger").find(said)
    whole = wordings("danger").whole(said)
    sure = found.keys().isdisjoint({"harmless", "past"})
    if "suicide_alone" in whole:
        return Crisis("suicide", languages=whole["suicide_alone"])
    for kind in _FIRST:
        if kind in found:
            return _outcome(kind, found[kind], sure=sure)
    if languages := found.get("number") or whole.get("number_alone"):
        return _outcome("crime" if "crime_topic" in found else "number", languages, sure=sure)
    return _danger_by_topic(found, len(said)) if sure else None


def may_ask(found: Danger) -> bool:
    """Whether a message in danger may be a question as well, about a shelter or against a forced marriage."""
    return not found.sure or found.kind in ("violence", "child")


def mentions_danger(text: str) -> bool:
    """Whether a message is about emergencies without being one: the number is shown above its answer."""
    found = wordings("danger").find(spoken(text, QUESTION_LIMIT))
    return "subject" in found or any(f"{kind}_topic" in found for kind in _EMERGENCIES)


def _danger_by_topic(found: Found, length: int) -> Danger | None:
    if length > _TOPIC_WORDS:
        return None
    kind = next((kind for kind in _FIRST if f"{kind}_topic" in found), None)
    return _outcome(kind, found[f"{kind}_topic"], sure=False) if kind else None


def _outcome(kind: EmergencyKind | CrisisKind, languages: tuple[str, ...], *, sure: bool) -> Danger:
    match kind:
        case "suicide" | "child" | "violence":
            return Crisis(kind, sure=sure, languages=languages)
        case _:
            return Emergency(kind, sure=sure, languages=languages)


def _doctor(said: list[str]) -> Doctor | None:
    found = wordings("danger").find(said)
    return Doctor(languages=found["doctor"]) if "doctor" in found and "harmless" not in found else None


def _refusal(said: list[str], text: str) -> Refused | None:
    found = wordings("phrases").find(said)
    if "hate" in found and "victim" not in found:
        return Refused("hate")
    if _only_links(text):
        return Refused("spam")
    return next((Refused(reason) for reason in _REFUSALS if reason in found), None)


def _only_links(text: str) -> bool:
    parts = clean(text).split()
    return any(re.match(r"https?://", part, re.IGNORECASE) for part in parts) and not any(
        any(char.isalpha() for char in part) and "://" not in part for part in parts
    )


def _talk(said: list[str]) -> SmallTalk | HandOver | None:
    found = wordings("phrases").find(said)
    whole = wordings("phrases").whole(said)
    if "bot" in found or "bot_alone" in whole:
        return SmallTalk("bot")
    if "human" in found:
        return HandOver("human")
    if len(said) > _TALK_WORDS:
        return None
    for kind in _TALK:
        if kind in whole:
            return SmallTalk(kind)
    # Several small things at once: hello, good morning, thanks.
    return SmallTalk("greeting") if len(wordings("phrases").covered(said, _TALK)) == len(said) else None


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
    return bool(without_vowel or re.search(r"asdf|qwer|yxcv|zxcv|hjkl|йцук|фыва", word))
