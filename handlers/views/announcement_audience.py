"""Who gets an announcement: in words, and the ticks by which it is chosen."""

from collections.abc import Sequence

from civic.announcements import Announcement, Audience, EventPeople
from civic.events import EventWithSeats
from civic.residents import ALL_TOPICS
from handlers.screen import Rows, Screen, Tap, columns, lines, shortened, tap
from handlers.services import Services
from handlers.views.events import title
from handlers.views.news import name
from locales import Html, Language

EVENTS_SHOWN = 20
RECENT_DAYS = 7


def audience_line(lang: Language, services: Services, audience: Audience) -> Html:
    """The audience in words."""
    if audience.event_id is not None:
        who = people_of_event(lang, audience.people)
    else:
        who = lines(_topics(lang, services, audience), _districts(lang, services, audience))
    named = [services.catalogues[c].own_name for c in audience.languages if c in services.catalogues]
    days = audience.not_recent_days
    return lines(
        who,
        lang.gettext("Only readers of: {languages}", languages=lang.listed(named)) if named else "",
        lang.ngettext(
            "Nobody who got something on these topics in the last {n} day",
            "Nobody who got something on these topics in the last {n} days",
            days,
        )
        if days
        else "",
    )


def people_of_event(lang: Language, people: EventPeople) -> Html:
    """Which people of an event, in words."""
    return {
        EventPeople.PARTICIPANTS: lang.gettext("Everybody who has a seat at the event"),
        EventPeople.WAITING: lang.gettext("Everybody on the waiting list of the event"),
        EventPeople.BOTH: lang.gettext("Everybody who has a seat at the event or waits for one"),
    }[people]


def _topics(lang: Language, services: Services, audience: Audience) -> Html:
    names = [name(services, one, lang) for one in services.city.topics if one.slug in audience.topics]
    if not names:
        return lang.gettext("Topics: none yet, so only people who want to hear everything")
    if audience.every_topic and len(names) > 1:
        return lang.gettext("All of these topics together: {names}", names=lang.listed(names))
    return lang.gettext("Topics: {names}", names=lang.listed(names))


def _districts(lang: Language, services: Services, audience: Audience) -> Html:
    districts = services.city.districts
    places = [name(services, one, lang) for one in districts if one.slug in audience.districts]
    return lang.gettext("Parts of town: {names}", names=lang.listed(places)) if places else Html()


def audience(lang: Language, services: Services, draft: Announcement) -> Screen:
    """Ticks for topics and districts; the way to languages and to the people of an event."""
    chosen, one = draft.audience, draft.id
    if chosen.event_id is not None:
        return event_audience(lang, draft)
    topics = columns(
        Tap(tick(t.slug in chosen.topics) + name(services, t, lang), tap("a_topic", one, t.slug))
        for t in services.city.topics
    )
    places = columns(
        Tap(tick(d.slug in chosen.districts) + name(services, d, lang), tap("a_district", one, d.slug))
        for d in services.city.districts
    )
    several = len([slug for slug in chosen.topics if slug != ALL_TOPICS]) > 1
    every = (Tap(tick(chosen.every_topic) + lang.label("All of these topics together"), tap("a_every", one)),)
    text = lines(
        lang.gettext("Who should receive it? Without a part of town it goes to the whole city."),
        lang.gettext("With several topics it goes to whoever chose one of them.") if several else "",
    )
    return Screen(text, (*topics, *((every,) if several else ()), *places, *_further(lang, draft)))


def _further(lang: Language, draft: Announcement) -> Rows:
    recently = tick(draft.audience.not_recent_days > 0)
    return (
        (Tap(recently + lang.label("Not if they got one this week"), tap("a_recent", draft.id)),),
        (
            Tap(tick(bool(draft.audience.languages)) + lang.label("Languages"), tap("a_langs", draft.id)),
            Tap(lang.label("People of an event"), tap("a_people", draft.id)),
        ),
        _channels(lang, draft),
        (Tap(lang.label("Continue"), tap("a_card", draft.id)),),
    )


def _channels(lang: Language, draft: Announcement) -> tuple[Tap]:
    return (Tap(tick(bool(draft.channels)) + lang.label("Public channels"), tap("a_channels", draft.id)),)


def event_audience(lang: Language, draft: Announcement) -> Screen:
    """Which people of the event that was chosen."""
    labels = {
        EventPeople.PARTICIPANTS: lang.label("Those with a seat"),
        EventPeople.WAITING: lang.label("The waiting list"),
        # TRANSLATORS: Everybody: those with seats and those who wait.
        EventPeople.BOTH: lang.label("Both"),
    }
    rows = tuple(
        (Tap(tick(draft.audience.people is who) + label, tap("a_who", draft.id, who.value)),)
        for who, label in labels.items()
    )
    return Screen(
        lang.gettext("Which people of this event?"),
        (
            *rows,
            (Tap(tick(bool(draft.audience.languages)) + lang.label("Languages"), tap("a_langs", draft.id)),),
            (Tap(lang.label("Subscribers instead"), tap("a_subscribers", draft.id)),),
            *((_channels(lang, draft),) if draft.channels else ()),
            (Tap(lang.label("Continue"), tap("a_card", draft.id)),),
        ),
    )


def languages_of(lang: Language, services: Services, draft: Announcement) -> Screen:
    """Ticks for the languages that people read."""
    rows = columns(
        Tap(tick(one.code in draft.audience.languages) + one.own_name, tap("a_lang", draft.id, one.code))
        for one in services.catalogues
    )
    text = lang.gettext("Only readers of certain languages? Without a tick it goes to all of them.")
    return Screen(text, (*rows, (Tap(lang.label("Continue"), tap("a_audience", draft.id)),)))


def choose_event(
    lang: Language, services: Services, draft: Announcement, found: Sequence[EventWithSeats], use: str
) -> Screen:
    """Events to choose from; `use` is the name of the tap."""
    rows = [
        (Tap(shortened(event_label(lang, services, one), 60), tap(use, draft.id, one.event.id)),)
        for one in found[:EVENTS_SHOWN]
    ]
    back = (Tap(lang.label("Back"), tap("a_card", draft.id)),)
    text = lang.gettext("Which event?") if rows else lang.gettext("There are no events yet.")
    return Screen(text, (*rows, back))


def event_label(lang: Language, services: Services, one: EventWithSeats) -> str:
    """Day and title of an event."""
    return lang.joined(lang.short_date(one.event.starts_at, services.zone), title(one.event, lang, services))


def tick(chosen: bool) -> str:
    """The mark before what is chosen."""
    return "✓ " if chosen else ""
