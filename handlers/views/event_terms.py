"""On what terms people take part in an event: their age, how seats are given, photos."""

from datetime import datetime
from zoneinfo import ZoneInfo

from civic.events import Event, EventStatus, Way
from handlers.views.draw import announced
from locales import Html, Language


def age_line(lang: Language, event: Event) -> Html:
    """The limits of age, where there are any."""
    if event.age_from is None and event.age_to is None:
        return Html()
    return lang.gettext("Age: {ages}", ages=ages(lang, event))


def ages(lang: Language, event: Event) -> str:
    """Of which age people may be, in words."""
    match event.age_from, event.age_to:
        case None, None:
            return lang.label("for everybody")
        case int(least), None:
            return lang.label("from {age}", age=least)
        case None, int(most):
            return lang.label("up to {age}", age=most)
        case least, most:
            return lang.label("{least} to {most}", least=str(least), most=str(most))


def ways(lang: Language, event: Event, zone: ZoneInfo, now: datetime) -> tuple[Html, ...]:
    """How seats are given, and that photos are taken; nothing where nobody can take part here any more."""
    if event.status is EventStatus.CANCELLED or event.starts_at <= now or event.listing_only:
        return ()
    photos = lang.gettext("Photos will be taken. You can tell us if you do not want to be in them.")
    given = Html()
    if event.way is Way.MODERATED:
        given = lang.gettext("The organisers decide on each registration.")
    elif event.way is Way.DRAW:
        given = announced(lang, event, zone)
    return tuple(one for one in (given, photos if event.photos else Html()) if one)
