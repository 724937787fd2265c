"""What stands on a poster, and the choice of its languages."""

from collections.abc import Sequence
from html import unescape

from civic.answers.knowledge import Topic
from civic.events import Event
from handlers.links import Target, write_link
from handlers.poster_texts import Block, Poster
from handlers.screen import File, Screen, Tap, columns, tap
from handlers.services import Services
from handlers.views.events import cost, title, when
from handlers.views.news import name as topic_name
from handlers.views.sharing import address, typed
from locales import Html, Language

MOST_LANGUAGES = 3
APART = "."


def choose_languages(lang: Language, services: Services, what: str, chosen: Sequence[str]) -> Screen:
    """Ticks for one to three languages; `what` is an event or a topic as `read_target` understands it."""
    ticks = columns(
        Tap(
            ("✓ " if one.code in chosen else "") + one.own_name,
            tap("poster", what, APART.join(_toggled(chosen, one.code))),
        )
        for one in services.catalogues
    )
    make = Tap(lang.label("Make the poster"), tap("poster_make", what, APART.join(chosen)))
    return Screen(
        lang.gettext(
            "Which languages shall be on the poster? Up to three, in the order in which you tap them."
        ),
        (*ticks, *(((make,),) if chosen else ())),
    )


def _toggled(chosen: Sequence[str], code: str) -> tuple[str, ...]:
    """A fourth language takes the place of the third."""
    if code in chosen:
        return tuple(one for one in chosen if one != code)
    return (*chosen[: MOST_LANGUAGES - 1], code)


def choose_topic(lang: Language, services: Services) -> Screen:
    """For which subject a poster shall invite."""
    rows = columns(
        Tap(topic_name(services, topic, lang), tap("poster", f"t{topic.slug}", ""))
        for topic in services.city.topics
    )
    return Screen(lang.gettext("For which topic? A poster for an event is made from the event."), rows)


def ready(lang: Language, content: bytes, what: str) -> Screen:
    """The file and how to print it."""
    return Screen(
        lang.gettext("Here is the poster. Please print it on A4, in its full size."),
        file=File(f"poster-{what[1:]}.pdf", content),
    )


def impossible(lang: Language) -> Screen:
    """The event was called off, or was never published."""
    return Screen(lang.gettext("There is no poster for this event."))


def event_poster(services: Services, event: Event, languages: Sequence[Language]) -> Poster:
    """Title, time and place in each language; the address and a telephone number once."""
    url = address(services, event)
    return Poster(
        tuple(_event_block(lang, services, event) for lang in languages),
        url,
        typed(url),
        _contact(services, event.contact),
        event.organiser or services.office.controller,
    )


def _event_block(lang: Language, services: Services, event: Event) -> Block:
    reachable = _contact(services, event.contact)
    return Block(
        title(event, lang, services),
        (
            _plain(when(lang, event, services.zone)),
            _plain(lang.gettext("Place: {place}", place=event.place)),
            *filter(None, (_plain(cost(lang, event)),)),
        ),
        _plain(
            lang.gettext("Register: scan the code, type the address, or call us.")
            if reachable
            else lang.gettext("Register: scan the code or type the address.")
        ),
        lang.code,
        lang.is_rtl,
    )


def topic_poster(services: Services, topic: Topic, languages: Sequence[Language]) -> Poster:
    """An invitation to news about a topic."""
    url = f"{services.office.public_url}/?start={write_link(Target(topic=topic.slug))}"
    return Poster(
        tuple(_topic_block(lang, services, topic) for lang in languages),
        url,
        typed(url),
        _contact(services, ""),
        services.office.controller,
    )


def _topic_block(lang: Language, services: Services, topic: Topic) -> Block:
    return Block(
        topic_name(services, topic, lang),
        (
            _plain(lang.gettext("News from your city, in your language.")),
            _plain(lang.gettext("Free of charge")),
            _plain(lang.gettext("You can stop at any time.")),
        ),
        _plain(lang.gettext("Scan the code or type the address to choose your news.")),
        lang.code,
        lang.is_rtl,
    )


def _plain(text: Html) -> str:
    """Paper knows no HTML."""
    return unescape(text)


def _contact(services: Services, own: str) -> tuple[str, ...]:
    return tuple(one for one in (own or services.office.human_contact,) if one)
