"""How people register for an event and what happens around it: each setting with its value and a tap."""

from civic.events import Event, Way
from handlers.screen import Screen, Tap, columns, lines, paragraphs, tap
from handlers.services import Services
from handlers.views.event_fields import settings, way_name
from locales import Language


def settings_card(lang: Language, services: Services, event: Event) -> Screen:
    """The values, and what can be changed."""

    def edit(label: str, field: str) -> Tap:
        return Tap(label, tap("edit", event.id, field))

    draw = (edit(lang.label("Date of the draw"), "draw"),) if event.way is Way.DRAW else ()
    taps = (
        edit(lang.label("Registration from"), "opens"),
        edit(lang.label("Deadline"), "deadline"),
        Tap(lang.label("How seats are given"), tap("ev_way", event.id)),
        *draw,
        edit(lang.label("Age"), "age"),
        Tap(lang.label("Ask about photos"), tap("ev_photos", event.id)),
        # TRANSLATORS: How long somebody may think about a seat that is offered.
        edit(lang.label("Time to decide"), "offer_hours"),
        edit(lang.label("Reminders"), "reminders"),
        # TRANSLATORS: What becomes of the seats of those who do not come.
        edit(lang.label("No-shows"), "release"),
        edit(lang.label("Point on the map"), "point"),
    )
    facts = [
        # TRANSLATORS: A setting of an event and what it is set to.
        lang.gettext("{name}: {value}", name=name, value=value)
        for name, value in settings(lang, services, event).items()
    ]
    back = Tap(lang.label("Back to the event"), tap("card", event.id))
    return Screen(
        paragraphs(lang.gettext("Registration and what belongs to it:"), lines(*facts)),
        (*columns(taps), (back,)),
    )


def ways(lang: Language, event_id: int) -> Screen:
    """The ways to give seats."""
    rows = [(Tap(way_name(lang, way), tap("ev_way_is", event_id, way.value)),) for way in Way]
    return Screen(
        lang.gettext(
            "How are the seats given? First come, first served; or you decide about each registration; "
            "or everybody registers until the deadline and then seats are drawn."
        ),
        tuple(rows),
    )
