"""Follow-ups: messages that ask "where?" or "how much?" and do not say of what."""

import functools

from civic.answers.evidence import Evidence
from civic.answers.knowledge import Entry, Knowledge
from civic.answers.phrases import Phrases
from civic.answers.text import clean, fold, word_lists, words
from civic.answers.vocabulary import concept, telling

_QUESTIONS = frozenset(map(concept, ("when", "where", "who", "cost", "many", "contact", "why")))
_VERBS = frozenset(map(concept, ("lead", "pay")))  # they need a subject as much as a question word does
_IN_ENGLISH = {"where": "where", "who": "who", "when": "when", "cost": "how much", "why": "why"}
_AND = "و"  # Arabic writes it onto the next word


def asked_further(text: str, language: str, evidence: Evidence) -> str:
    """What is asked, in words that the search knows; empty where a message says what it is about, or asks
    nothing."""
    every = words(clean(text))
    said = [word for word in every if word not in _aside()]
    tries = [said]
    if said and said[0].startswith(_AND) and len(said[0]) > 1:
        tries.append([said[0].removeprefix(_AND), *said[1:]])
    for attempt in tries:
        for name, phrases in _whole().items():
            if phrases.is_whole(attempt):
                return _IN_ENGLISH[name]
        if _only_asks(" ".join(attempt), language, evidence):
            return text if attempt == every else " ".join(attempt)
    return ""


def about(asked: str, entry: Entry, language: str, knowledge: Knowledge) -> str:
    """The same question with its subject: the title of the entry's initiative, and the entry's heading
    without the question in it, in the language that its names come from."""
    initiative = knowledge.initiatives.get(entry.initiative)
    titles = initiative.titles if initiative else {}
    main = knowledge.city.main_language
    title = titles.get(language) or titles.get(main, "")
    version = entry.versions.get(main) or next(iter(entry.versions.values()))
    return " ".join(filter(None, (asked, title, subject(version.question))))


def subject(heading: str) -> str:
    """A heading without its question words and fillings."""
    pieces = heading.split()
    places = [(word, place) for place, piece in enumerate(pieces) for word in words(piece)]
    kept = {places[number][1] for number in telling([word for word, _ in places])}
    return " ".join(pieces[place] for place in sorted(kept))


def _only_asks(text: str, language: str, evidence: Evidence) -> bool:
    asked = evidence.ask(text, language)
    meant = {stem for options in asked.wanted for stem in options}
    if asked.numbers or asked.named or asked.foreign or not all(asked.wanted):
        return False  # an unknown word is a subject, too
    return bool(meant & _QUESTIONS) and meant <= _QUESTIONS | _VERBS


@functools.cache
def _aside() -> frozenset[str]:
    return frozenset(fold(word) for found in word_lists("follow_ups")["aside"].values() for word in found)


@functools.cache
def _whole() -> dict[str, Phrases]:
    lists = word_lists("follow_ups")
    return {name: Phrases.of_languages(lists[name]) for name in _IN_ENGLISH}
