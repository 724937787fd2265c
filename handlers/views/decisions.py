"""From a decision about a message to what the person reads; `stadtbote ask` prints the very same text."""

from civic.answers.knowledge import Entry
from civic.answers.outcomes import (
    Answered,
    Choose,
    Crisis,
    Danger,
    Decision,
    Doctor,
    Emergency,
    EventAnswer,
    EventsFound,
    HandOver,
    Refused,
    SmallTalk,
    Unclear,
    Wish,
)
from civic.answers.safety import mentions_danger
from civic.questions_asked import Beside
from handlers.screen import Link, Screen, lines, paragraphs
from handlers.services import Services
from handlers.views import answers as view
from handlers.views import event_answers, privacy, safety, welcome
from locales import Language


def shown(
    lang: Language,
    services: Services,
    text: str,
    decision: Decision,
    *,
    staffed: bool,
    beside: Beside = view.NOTHING_BESIDE,
) -> Screen:
    """The screen of a decision, below the number where emergencies are what it is about."""
    screen = screen_of(lang, services, decision, staffed=staffed, beside=beside)
    if isinstance(decision, Emergency | Crisis | Doctor) or not mentions_danger(text):
        return screen
    return Screen(paragraphs(safety.number_line(lang), screen.text), screen.buttons, screen.file)


def screen_of(
    lang: Language,
    services: Services,
    decision: Decision,
    *,
    staffed: bool,
    beside: Beside = view.NOTHING_BESIDE,
) -> Screen:
    """The screen of a decision. `staffed`: whether there is anybody to pass a question to; `beside`: what
    belongs to the entry that answers."""
    match decision:
        case Emergency() | Crisis() | Doctor():
            return _numbers(lang, services, decision, staffed=staffed)
        case Answered(entry=key):
            found = services.knowledge.entry(key)
            known = view.answer(lang, services, found, view.local_date(services), beside) if found else None
            # Without it, it was withdrawn at this very moment.
            return known or _hand_over(lang, services, "unknown", staffed=staffed)
        case EventAnswer() | EventsFound():
            return event_answers.about_events(lang, services, decision)
        case Choose():
            return view.choose(lang, services, _offered(services, decision))
        case HandOver(reason=reason):
            return _hand_over(lang, services, reason, staffed=staffed)
        case Refused(reason=reason):
            return safety.refused(lang, reason, view.city_name(services.knowledge, lang))
        case SmallTalk(kind=kind):
            return view.smalltalk(lang, kind)
        case Wish(intent=wanted):
            return _wish(lang, services, wanted)
        case Unclear():
            return view.unclear(lang)


def _offered(services: Services, choice: Choose) -> list[Entry]:
    """Without what was withdrawn at this very moment."""
    return [entry for key in choice.entries if (entry := services.knowledge.entry(key)) is not None]


def _hand_over(lang: Language, services: Services, reason: str, *, staffed: bool) -> Screen:
    if reason == "human" and staffed:
        return view.no_question_yet(lang)
    if reason == "elsewhere":
        city = view.city_name(services.knowledge, lang)
        return view.not_ours(lang, city, services.office, staffed=staffed)
    offer = view.hand_over if staffed else view.offer_contact
    return offer(lang, view.city_name(services.knowledge, lang), services.office)


def _numbers(lang: Language, services: Services, found: Danger | Doctor, *, staffed: bool) -> Screen:
    """The number; below it the normal answer, where the message may have been a question."""
    if isinstance(found, Doctor):
        return safety.doctor(lang, found)
    number = safety.danger(lang, found)
    if found.also is None:
        return Screen(number)
    answer = screen_of(lang, services, found.also, staffed=staffed)
    return Screen(paragraphs(number, safety.perhaps_a_question(lang), answer.text), answer.buttons)


def _wish(lang: Language, services: Services, wanted: str) -> Screen:
    """What a word that is a command shows to whoever has no chat: texts, or the list of commands."""
    match wanted:
        case "privacy":
            return privacy.privacy(lang, services.office)
        case "imprint":
            return welcome.imprint(lang, services.office)
        case _:
            return welcome.help_screen(lang, services.office)


def group_answer(
    lang: Language,
    services: Services,
    text: str,
    decision: Decision,
    private_url: str,
    beside: Beside = view.NOTHING_BESIDE,
) -> Screen:
    """The same text for a group, without personal buttons; the rest happens in private."""
    screen = shown(lang, services, text, decision, staffed=False, beside=beside)
    choices = _offered(services, decision) if isinstance(decision, Choose) else []
    titles = [lang.bullet(services.knowledge.version(one, lang.code).question) for one in choices]
    return Screen(lines(screen.text, *titles), ((Link(lang.label("Write to me in private"), private_url),),))
