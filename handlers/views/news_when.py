"""When a resident wants announcements: one question, three answers."""

from civic.residents import NewsWhen
from handlers.screen import Screen, Tap, lines, tap
from locales import Language


def name(lang: Language, when: NewsWhen) -> str:
    """A choice in words."""
    return {
        NewsWhen.AT_ONCE: lang.label("At once"),
        NewsWhen.DAILY: lang.label("Once a day, at 18:00"),
        NewsWhen.WEEKLY: lang.label("Once a week, Mondays at 18:00"),
    }[when]


def ask_when(lang: Language, chosen: NewsWhen) -> Screen:
    """The question; the present choice is ticked."""
    text = lines(
        lang.gettext("When would you like to get news?"),
        lang.gettext("Urgent news and messages about your own registrations always come at once."),
    )
    rows = [
        (Tap(("✓ " if when is chosen else "") + name(lang, when), tap("news_when_is", when.value)),)
        for when in NewsWhen
    ]
    return Screen(text, (*rows, (Tap(lang.label("My topics"), tap("news")),)))


def chosen_when(lang: Language, when: NewsWhen) -> Screen:
    """What holds from now on."""
    text = {
        NewsWhen.AT_ONCE: lang.gettext("Good, you will get news at once."),
        NewsWhen.DAILY: lang.gettext("Good, I will gather news for you and send it once a day, at 18:00."),
        NewsWhen.WEEKLY: lang.gettext("Good, I will gather news for you and send it on Mondays at 18:00."),
    }[when]
    return Screen(text, ((Tap(lang.label("My topics"), tap("news")),),))
