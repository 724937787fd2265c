"""From a decision about a message to what the person reads; `stadtbote ask` prints the very same text."""

from civic.answers.outcomes import (
    Answered,
    Choose,
    Crisis,
    Decision,
    Emergency,
    HandOver,
    Refused,
    SmallTalk,
    Unclear,
)
from handlers.screen import Link, Screen, lines
from handlers.services import Services
from handlers.views import answers as view
from locales import Language


def screen_of(lang: Language, services: Services, decision: Decision, *, staffed: bool) -> Screen:
    """The screen of a decision. `staffed`: whether there is anybody to pass a question to."""
    city = view.city_name(services.knowledge, lang)
    match decision:
        case Emergency(kind=kind):
            return emergency(lang, kind)
        case Crisis():
            return Screen(lines(view.crisis(lang), view.no_help_from_me(lang)))
        case Answered(entry=key):
            return view.answer(lang, services, services.knowledge.entries[key], view.local_date(services))
        case Choose(entries=keys):
            return view.choose(lang, services, [services.knowledge.entries[key] for key in keys])
        case HandOver(reason="human") if staffed:
            return view.no_question_yet(lang)
        case HandOver():
            offer = view.hand_over if staffed else view.offer_contact
            return offer(lang, city, services.office)
        case Refused(reason=reason):
            return view.refused(lang, reason, city)
        case SmallTalk(kind=kind):
            return view.smalltalk(lang, kind)
        case Unclear():
            return view.unclear(lang)


def emergency(lang: Language, kind: str) -> Screen:
    """The number first, in the person's language; works without index and database."""
    number = "110" if kind == "crime" else "112"
    return Screen(lines(view.emergency(lang, number), view.no_help_from_me(lang)))


def group_answer(lang: Language, services: Services, decision: Decision, private_url: str) -> Screen:
    """The same text for a group, without personal buttons; the rest happens in private."""
    screen = screen_of(lang, services, decision, staffed=False)
    return Screen(screen.text, ((Link(lang.label("Write to me in private"), private_url),),))
