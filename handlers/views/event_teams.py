"""Who coordinates an event, and so sees its people."""

from collections.abc import Sequence

from civic.event_teams import Colleague
from civic.events import Event
from handlers.screen import Screen, Tap, paragraphs, shortened, tap
from handlers.services import Services
from handlers.views.events import title
from locales import Language, Latin


def team(lang: Language, services: Services, event: Event, staff: Sequence[Colleague]) -> Screen:
    """Every member of staff; those on the team are ticked."""
    rows = tuple(
        (
            Tap(
                shortened(f"{'✓ ' if one.on_team else ''}{_name(lang, one)}", 60),
                tap("team_toggle", event.id, one.resident_id),
            ),
        )
        for one in staff
        if not one.creator
    )
    return Screen(
        paragraphs(
            lang.bold(title(event, lang, services)),
            lang.gettext(
                "Names of participants are shown to whoever created this event and to the colleagues "
                "who are ticked. Tap a colleague to change that."
            )
            if rows
            else lang.gettext("There are no colleagues yet."),
        ),
        (*rows, (Tap(lang.label("Back"), tap("people_menu", event.id)),)),
    )


def _name(lang: Language, one: Colleague) -> str:
    number = Latin(one.resident_id)
    if not one.name:
        return lang.label("Colleague {number}", number=number)
    return lang.label("{name}, colleague {number}", name=one.name, number=number)
