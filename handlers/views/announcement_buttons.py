"""The button below an announcement, as its author chooses it."""

from civic.announcements import Announcement, Button, ButtonKind
from civic.web_addresses import host_of
from handlers.screen import Screen, Tap, columns, lines, shortened, tap
from handlers.services import Services
from handlers.views.announcement_audience import tick
from handlers.views.announcement_message import topic_label
from locales import Html, Language


def button_line(lang: Language, services: Services, button: Button | None) -> Html:
    """What stands on the button, for the author."""
    if button is None:
        return lang.gettext("Button: none")
    match button.kind:
        case ButtonKind.EVENT:
            return lang.gettext("Button: to the event")
        case ButtonKind.TOPIC:
            label = topic_label(lang, services, button)
            return lang.gettext("Button: {label}", label=label) if label else lang.gettext("Button: none")
        case ButtonKind.URL:
            return lang.gettext("Button: {label}", label=shortened(host_of(button.target)))


def choose_button(lang: Language, services: Services, draft: Announcement) -> Screen:
    """Which kind of button."""
    kind = draft.button.kind if draft.button is not None else None
    return Screen(
        lines(
            lang.gettext("Which button shall stand below the announcement?"),
            button_line(lang, services, draft.button),
        ),
        (
            (Tap(tick(kind is ButtonKind.EVENT) + lang.label("An event"), tap("a_b_event", draft.id)),),
            (
                Tap(
                    tick(kind is ButtonKind.TOPIC) + lang.label("News on a topic"), tap("a_b_topic", draft.id)
                ),
            ),
            (Tap(tick(kind is ButtonKind.URL) + lang.label("A web address"), tap("a_b_url", draft.id)),),
            (Tap(tick(kind is None) + lang.label("No button"), tap("a_b_none", draft.id)),),
            (Tap(lang.label("Back"), tap("a_card", draft.id)),),
        ),
    )


def choose_topic(lang: Language, services: Services, draft: Announcement) -> Screen:
    """Whose news the button leads to."""
    rows = columns(
        Tap(services.knowledge.name(topic.names, lang.code), tap("a_b_on", draft.id, topic.slug))
        for topic in services.city.topics
    )
    back = (Tap(lang.label("Back"), tap("a_button", draft.id)),)
    return Screen(lang.gettext("Which topic?"), (*rows, back))


def ask_address(lang: Language) -> Screen:
    """Invites the web address."""
    return Screen(
        lang.gettext("Which web address? For example: https://www.kaiserslautern.de"),
        ((Tap(lang.label("Cancel"), tap("cancel")),),),
    )


def bad_address(lang: Language) -> Screen:
    """It is none, or not a safe one."""
    return Screen(
        lang.gettext(
            "This is no web address that I can use. It has to begin with https:// – please try again."
        )
    )
