"""On what terms people take part in an event: their age, how seats are given, photos."""

from civic.draws import fingerprint
from civic.events import Event, Way
from locales import Html, Language
from pages.layout import tag, together
from pages.site import Site


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


def terms(site: Site, lang: Language, event: Event) -> Html:
    """How seats are given, and that photos are taken."""
    parts: list[Html] = []
    if event.way is Way.MODERATED:
        parts.append(tag("p", lang.gettext("The organisers decide on each registration.")))
    if event.way is Way.DRAW:
        parts.append(_draw(site, lang, event))
    if event.photos:
        said = lang.gettext("Photos will be taken. You can tell us if you do not want to be in them.")
        parts.append(tag("p", said))
    return together(*parts)


def _draw(site: Site, lang: Language, event: Event) -> Html:
    """Before the draw its time and the seed's fingerprint, after it the seed itself."""
    at = event.draw_at or event.deadline
    date, time = lang.date(at, site.zone), lang.time(at, site.zone)
    said, shown = lang.gettext("The draw is on {date}, {time}.", date=date, time=time), Html()
    if event.draw_seed:
        drawn = event.drawn_at is not None
        name = lang.label("Seed of the draw:") if drawn else lang.label("Fingerprint of the seed (SHA-256):")
        value = event.draw_seed if drawn else fingerprint(event.draw_seed)
        shown = tag("p", name, " ", tag("code", value, dir="ltr"), class_="soft")
    return together(tag("p", said) if event.drawn_at is None else Html(), shown)
