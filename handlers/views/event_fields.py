"""The fields of an event as named facts, for coordinators: on the card, and before and after a change."""

from collections.abc import Mapping

from civic.event_rules import UNSET
from civic.event_texts import source_language
from civic.events import UNKNOWN_COST, Event, Way
from civic.extra_questions import QuestionKind
from civic.written_times import Span
from handlers.screen import shortened
from handlers.services import Services
from handlers.views.event_forms import span_text
from handlers.views.event_terms import ages
from handlers.views.events import spoken
from locales import Language

SHOWN = 300
Facts = Mapping[str, str]


def facts(lang: Language, services: Services, event: Event) -> Facts:
    """Everything that can be changed, by its name in a language."""
    return {
        **_texts(lang, services, event),
        lang.label("Beginning"): _time(lang, services, event, "starts_at"),
        # TRANSLATORS: When an event ends.
        lang.label("End"): _time(lang, services, event, "ends_at"),
        lang.label("Place"): event.place,
        lang.label("Seats"): str(event.seats),
        lang.label("Cost"): _cost(lang, event),
        lang.label("Organiser"): event.organiser,
        lang.label("Contact"): event.contact,
        lang.label("Step-free access"): _known(lang, event.step_free),
        lang.label("Language spoken"): spoken(event, services),
        **settings(lang, services, event),
    }


def settings(lang: Language, services: Services, event: Event) -> Facts:
    """How people register, and what happens around it."""
    return {
        lang.label("Registration from"): _time(lang, services, event, "opens_at"),
        lang.label("Deadline"): _time(lang, services, event, "deadline"),
        lang.label("Seats are given"): way_name(lang, event.way),
        # TRANSLATORS: When the seats of an event are drawn by lot.
        **({lang.label("Draw"): _time(lang, services, event, "draw_at")} if event.way is Way.DRAW else {}),
        lang.label("Age"): ages(lang, event),
        lang.label("Ask about photos"): _known(lang, event.photos),
        # TRANSLATORS: How long somebody may think about a seat that is offered.
        lang.label("Time to decide"): _hours(lang, event.offer_hours),
        lang.label("Reminders"): _reminders(lang, event),
        # TRANSLATORS: What becomes of the seats of those who do not come.
        lang.label("No-shows"): _release(lang, event),
        lang.label("Point on the map"): _point(lang, event),
        lang.label("Questions"): _questions(lang, event),
    }


def way_name(lang: Language, way: Way) -> str:
    """How seats are given, in a few words."""
    return {
        Way.FIRST_COME: lang.label("first come, first served"),
        Way.MODERATED: lang.label("we decide"),
        Way.DRAW: lang.label("by a draw"),
    }[way]


def kind_name(lang: Language, kind: QuestionKind) -> str:
    """How a question is answered, in a few words."""
    return {
        QuestionKind.YES_NO: lang.label("Yes or no"),
        QuestionKind.ONE: lang.label("One choice"),
        QuestionKind.SEVERAL: lang.label("Several choices"),
        QuestionKind.TEXT: lang.label("A short text"),
    }[kind]


def _texts(lang: Language, services: Services, event: Event) -> Facts:
    """Title and description in each language; the source's stand without its name."""
    source = source_language(event)
    found = {}
    for name, texts in ((lang.label("Title"), event.titles), (lang.label("Description"), event.descriptions)):
        for code, text in texts.items():
            label = name if code == source else f"{name} ({services.catalogues[code].own_name})"
            found[label] = text
    return found


def _time(lang: Language, services: Services, event: Event, name: str) -> str:
    at = getattr(event, name)
    if at is None or at <= UNSET:
        # TRANSLATORS: No deadline, no reminders, no questions: stands after such a name and a colon.
        return lang.label("none")
    return str(span_text(lang, services, Span(at)))


def _cost(lang: Language, event: Event) -> str:
    if event.cost == UNKNOWN_COST:
        return lang.label("not known")
    # TRANSLATORS: The cost of an event.
    return event.cost or lang.label("Free of charge")


def _known(lang: Language, answer: bool | None) -> str:
    if answer is None:
        return lang.label("not known")
    return lang.label("Yes") if answer else lang.label("No")


def _hours(lang: Language, hours: int) -> str:
    return lang.nlabel("{n} hour", "{n} hours", hours)


def _reminders(lang: Language, event: Event) -> str:
    hours = [_hours(lang, one) for one in event.reminders]
    # TRANSLATORS: No deadline, no reminders, no questions: stands after such a name and a colon.
    return lang.label("{times} before", times=lang.listed(hours)) if hours else lang.label("none")


def _release(lang: Language, event: Event) -> str:
    if event.release_after is None:
        return lang.label("are kept")
    return lang.nlabel("go to others after {n} minute", "go to others after {n} minutes", event.release_after)


def _point(lang: Language, event: Event) -> str:
    if event.latitude is None or event.longitude is None:
        # TRANSLATORS: No deadline, no reminders, no questions: stands after such a name and a colon.
        return lang.label("none")
    return f"{event.latitude:.5f}, {event.longitude:.5f}"


def _questions(lang: Language, event: Event) -> str:
    source = source_language(event)
    texts = [one.texts.get(source) or next(iter(one.texts.values()), "") for one in event.questions]
    marked = [
        text + (f" ({lang.label('required')})" if one.required else "")
        for one, text in zip(event.questions, texts, strict=True)
    ]
    # TRANSLATORS: No deadline, no reminders, no questions: stands after such a name and a colon.
    return shortened(" / ".join(marked), SHOWN) if marked else lang.label("none")
