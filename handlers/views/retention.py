"""Before somebody is forgotten who was silent for long, and when deleting does not work."""

from collections.abc import Sequence
from datetime import date

from civic.retention_ports import RuleRun
from handlers.screen import Screen, Tap, paragraphs, tap
from handlers.services import Services
from handlers.views.confirmations import day_of
from locales import Language, Latin


def inactive(lang: Language, services: Services, day: date) -> Screen:
    """What happens on that day, and that one tap is enough to stay."""
    text = paragraphs(
        lang.gettext("We have not heard from each other for a long time."),
        lang.gettext(
            "On {date} I will delete what I know about you: your language, your name, your topics and your "
            "questions. Then you get no more news from me.",
            date=day_of(lang, services, day),
        ),
        lang.gettext("Would you like to stay? Tap the button or write me anything."),
    )
    return Screen(text, ((Tap(lang.label("Yes, I am staying"), tap("stay")),),))


def staying(lang: Language) -> Screen:
    """They are heard of again."""
    return Screen(lang.gettext("I am glad. Everything stays as it is."))


def failing(lang: Language, runs: Sequence[RuleRun]) -> Screen:
    """Tells an owner which rules have not worked, by the names that commands and logs use."""
    names = Latin(", ".join(run.rule for run in runs))
    return Screen(
        paragraphs(
            lang.gettext("For more than a day I could not delete old data: {rules}", rules=names),
            lang.gettext("I go on trying every hour. Please tell whoever runs this bot; its log says why."),
        )
    )
