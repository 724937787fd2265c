"""The parts of an announcement as its readers see it: note, title, text, button, why they get it."""

from civic.announcements import (
    Announcement,
    Button,
    ButtonKind,
    EventNews,
)
from civic.answers.knowledge import Topic
from civic.events import Localised, in_language
from civic.web_addresses import host_of
from handlers.screen import Link, Rows, Screen, Tap, paragraphs, shortened, tap
from handlers.services import Services
from handlers.views.announcement_extras import corrected_line, picture_line
from locales import Html, Language


def body_for(lang: Language, services: Services, message: Announcement) -> Localised | None:
    """The text that readers of a language get: theirs, or the next best."""
    texts = {code: body.text for code, body in message.sendable.items()}
    return in_language(texts, lang.code, (*services.fallbacks, message.language))


def written(lang: Language, services: Services, message: Announcement) -> Html:
    """Title and text, below a note where they are in another language than the reader's."""
    found = body_for(lang, services, message)
    if found is None:
        return Html()
    language = services.catalogues[found.language]
    note = ""
    if found.language != lang.code:
        note = lang.gettext("This message exists only in {language}.", language=language.own_name)
    heading = message.bodies[found.language].title
    return paragraphs(
        note,
        language.bold(heading) if heading else "",
        language.body(found.text),
        picture_line(language, message, message.bodies[found.language]),
        corrected_line(lang, services, message),
    )


def button_rows(lang: Language, services: Services, message: Announcement) -> Rows:
    """The button that the author chose; none where its topic is gone."""
    button = message.button
    if button is None:
        return ()
    match button.kind:
        case ButtonKind.EVENT:
            # The event's screen says how many seats are left, and offers the waiting list when it is full.
            return ((Tap(_event_label(lang, message), tap("event", button.target)),),)
        case ButtonKind.TOPIC:
            label = topic_label(lang, services, button)
            return ((Tap(label, tap("news_on", button.target)),),) if label else ()
        case ButtonKind.URL:
            return ((Link(shortened(host_of(button.target)), button.target),),)


def _event_label(lang: Language, message: Announcement) -> str:
    calls_off = message.event_news in (EventNews.CANCELLED, EventNews.MOVED)
    return lang.label("About the event") if calls_off else lang.label("Register")


def topic_label(lang: Language, services: Services, button: Button) -> str:
    """What stands on the button to the news of a topic; empty where there is no such topic any more."""
    topic = next((one for one in services.city.topics if one.slug == button.target), None)
    if topic is None:
        return ""
    name = services.knowledge.name(topic.names, lang.code)
    return shortened(lang.label("News on {topic}", topic=name))


def why_you_get_it(lang: Language, message: Announcement) -> Html:
    """Why somebody gets it, and how that ends."""
    if message.audience.event_id is not None:
        return lang.gettext("You get this message because you have registered for an event.")
    return lang.gettext("You get this message because you chose news here. You can stop it at any time.")


def stop_row(lang: Language, message: Announcement) -> tuple[Tap, ...]:
    """One tap ends all news; what belongs to a registration is not news."""
    if message.audience.event_id is not None:
        return ()
    return (Tap(lang.label("No more news"), tap("unsubscribe")),)


def has_topic(lang: Language, services: Services, topic: Topic) -> Screen:
    """They subscribed to it before."""
    name = services.knowledge.name(topic.names, lang.code)
    return Screen(
        lang.gettext("You receive news about “{topic}” already.", topic=name),
        ((Tap(lang.label("My topics"), tap("news")),),),
    )
