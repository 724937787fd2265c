"""Hints for whoever writes easy German: what is hard to read. Nobody is kept from saving."""

from civic.easy_german import EasyRule, Hint, easy_hints
from handlers.screen import lines, shortened
from handlers.services import Services
from locales import Html, Language

MOST, SHOWN = 6, 60


def easy_lines(lang: Language, services: Services, written_in: Language, text: str) -> Html:
    """The hints on a text as lines; empty where it is easy, or in no easy language."""
    if not written_in.is_easy:
        return Html()
    names = [name for term in services.knowledge.glossary.terms for name in (term.name, *term.forms)]
    found = easy_hints(text, names)
    if not found:
        return Html()
    # What breaks a rule before what is only a hint; of equal ones the first.
    told = sorted(found, key=lambda hint: not hint.is_fault)[:MOST]
    left = len(found) - len(told)
    return lines(
        lang.gettext("To make it easier to read, please look at:"),
        *(_line(lang, hint) for hint in told),
        lang.ngettext("… and {n} more place", "… and {n} more places", left) if left else "",
    )


def _line(lang: Language, hint: Hint) -> Html:
    what, found = _names(lang)[hint.rule], shortened(hint.found, SHOWN)
    # TRANSLATORS: What is hard to read (what), such as "an abbreviation", and the words themselves.
    said = lang.gettext("Line {n}, {what}: “{found}”", n=hint.line, what=what, found=found)
    return lang.bullet(said)


def _names(lang: Language) -> dict[EasyRule, Html]:
    return {
        EasyRule.SHORT_SENTENCES: lang.gettext("a long sentence"),
        EasyRule.ONE_SENTENCE_A_LINE: lang.gettext("a second sentence in one line"),
        EasyRule.ONE_STATEMENT: lang.gettext("two statements in one sentence"),
        EasyRule.SHORT_WORDS: lang.gettext("a long word, better with a hyphen"),
        EasyRule.NO_ABBREVIATIONS: lang.gettext("an abbreviation"),
        EasyRule.PLAIN_VERBS: lang.gettext("a hard form of a verb"),
        EasyRule.NO_NEGATION: lang.gettext("a negation, can it be said without?"),
        EasyRule.DIGITS: lang.gettext("a number, better in digits"),
        EasyRule.NO_SIGNS: lang.gettext("a sign, better a word"),
        EasyRule.PLAIN_TIMES: lang.gettext("a time, better as “14 Uhr”"),
    }
