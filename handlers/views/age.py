"""Whether somebody may agree for themselves: from 16 on (Art. 8 GDPR; Germany did not lower it)."""

from civic.consents import Purpose, Wording
from handlers.screen import Screen, Tap, lines, paragraphs, tap
from handlers.views.consents import mark, noted, words
from locales import Html, Language


def _question(lang: Language) -> Html:
    return lang.gettext("Are you 16 or older?")


def _parents(lang: Language) -> Html:
    return lang.gettext("Has one of your parents agreed, or whoever looks after you?")


def wording(lang: Language, *, by_parents: bool) -> Wording:
    """What is noted of the consent to news: its text, and the question that was answered with yes."""
    asked = _parents(lang) if by_parents else _question(lang)
    return noted(lang, words(lang, Purpose.ANNOUNCEMENTS) + "\n" + asked)


def question(lang: Language, slug: str, way: str, *, anew: bool = False) -> Screen:
    """Asked once, before the first topic, and `anew` below the words of the consent where these have changed.
    `way` leads on to where the person came from."""
    shown = mark(wording(lang, by_parents=False))
    return Screen(
        paragraphs(
            words(lang, Purpose.ANNOUNCEMENTS) if anew else "",
            lines(
                _question(lang),
                lang.gettext("I have to ask before I send you news. I do not need your date of birth."),
            ),
        ),
        (
            (Tap(lang.label("Yes, 16 or older"), tap("of_age", way, slug, shown)),),
            (Tap(lang.label("No, I am younger"), tap("minor", way, slug)),),
        ),
    )


def parents(lang: Language, slug: str, way: str, *, anew: bool = False) -> Screen:
    """Whoever is younger brings the consent of somebody who may give it, or talks to a person. `anew` as for
    the question."""
    shown = mark(wording(lang, by_parents=True))
    return Screen(
        paragraphs(
            words(lang, Purpose.ANNOUNCEMENTS) if anew else "",
            lines(lang.gettext("Then I need the consent of a grown-up."), _parents(lang)),
        ),
        (
            (
                Tap(lang.label("Yes, they agreed"), tap("by_parents", way, slug, shown)),
                Tap(lang.label("No"), tap("no_consent")),
            ),
            (Tap(lang.label("Ask a person"), tap("talk")),),
        ),
    )


def no_news(lang: Language) -> Screen:
    """Nothing is stored, and nothing else is lost."""
    return Screen(
        lang.gettext("Then I send you no news. You can still ask me everything and look at the events."),
        ((Tap(lang.label("Events and workshops"), tap("events")),),),
    )
