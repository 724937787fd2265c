"""Where an event is, as a point on a map: for messengers that show one without anybody else's service."""

from civic.events import Event
from civic.residents import Channel
from handlers.screen import Venue
from handlers.services import Services
from handlers.views.events import title
from locales import Language


def venue_of(event: Event, lang: Language, services: Services, channel: Channel) -> Venue | None:
    """The point; None where it is not known, and on the web, where the place is read as text."""
    if channel is not Channel.TELEGRAM or event.latitude is None or event.longitude is None:
        return None
    return Venue(event.latitude, event.longitude, title(event, lang, services), event.place)
