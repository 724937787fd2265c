"""Announcements as posts in public channels, where nobody has subscribed and no button can come back."""

from dataclasses import replace

from civic.announcements import Announcement, ButtonKind, Delivery
from civic.residents import Channel
from handlers.links import Target, write_link
from handlers.screen import Link, Rows, Screen
from handlers.services import Services
from handlers.views import news
from handlers.views.announcement_message import written
from locales import Language


def copy(services: Services, message: Announcement, delivery: Delivery) -> Screen:
    """A copy as whoever it is for sees it: a resident, or the readers of a channel."""
    lang = services.catalogues[delivery.language]
    if delivery.resident_id is None:
        return post(lang, services, message)
    return news.announcement(lang, services, message)


def post(lang: Language, services: Services, message: Announcement) -> Screen:
    """The same text as everybody's; its buttons are links, the last one to the bot."""
    text, buttons = written(lang, services, message), _links(lang, services, message)
    return replace(news.announcement(lang, services, message), text=text, buttons=buttons)


def _links(lang: Language, services: Services, message: Announcement) -> Rows:
    to_bot = Link(lang.label("Ask me, or choose your news"), _address(services, Target(language=lang.code)))
    button = message.button
    if button is None:
        return ((to_bot,),)
    match button.kind:
        case ButtonKind.EVENT:
            target = Target(language=lang.code, event_id=int(button.target))
            first = Link(lang.label("See the event and register"), _address(services, target))
        case ButtonKind.TOPIC:
            target = Target(language=lang.code, topic=button.target)
            first = Link(lang.label("Get news about this"), _address(services, target))
        case ButtonKind.URL:
            first = Link(lang.label("Read more"), button.target)
    return ((first,), (to_bot,))


def _address(services: Services, target: Target) -> str:
    payload = write_link(target)
    telegram = services.bot_names.get(Channel.TELEGRAM)
    if telegram:
        return f"https://t.me/{telegram}?start={payload}"
    return f"{services.office.public_url}/?start={payload}"
