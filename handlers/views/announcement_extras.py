"""What stands in an announcement besides title, text and button: its picture, and that it was corrected."""

from civic.announcements import Announcement, Body
from handlers.screen import Photo, Tap, tap
from handlers.services import Services
from locales import Html, Language


def photo_of(services: Services, message: Announcement) -> Photo | None:
    """The picture above the text."""
    return Photo(message.picture_id, services.photos) if message.picture_id is not None else None


def picture_line(lang: Language, message: Announcement, body: Body) -> Html:
    """What the picture shows, for those who cannot see it: messengers keep no such text of their own."""
    if message.picture_id is None or not body.alt:
        return Html()
    return lang.gettext("Picture: {description}", description=body.alt)


def corrected_line(lang: Language, services: Services, message: Announcement) -> Html:
    """That it does not say any more what was sent at first."""
    if message.corrected_at is None:
        return Html()
    date = lang.short_date(message.corrected_at, services.zone)
    return lang.gettext("Corrected on {date}", date=date)


def ask_button(lang: Language, message: Announcement) -> Tap:
    """The way to a person who knows about this."""
    return Tap(lang.label("Ask about this"), tap("a_ask", message.id))
