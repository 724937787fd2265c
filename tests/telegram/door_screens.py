"""Values for the screens at the door and for posters, at their limits."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from civic.arrivals import AlreadyIn, CheckedIn, DoorClosed, Elsewhere, NotSeated
from civic.events import Event
from civic.no_shows import NotYet, Released
from civic.registrations import Need, Registration, RegistrationStatus
from handlers.screen import Rows, Screen, Tap
from handlers.views.door import DoorList, Part
from locales import Html, Language
from tests.factories import NOW

BIG = 2**63 - 1


def door_samples(
    lang: Language, events: Sequence[Event], registrations: Sequence[Registration], longest: str
) -> Mapping[object, Sequence[object]]:
    """Samples by the kind of parameter; `longest` is a name as long as it may be."""
    one, event = registrations[0], replace(events[0], photos=True)
    here = replace(
        one,
        status=RegistrationStatus.CONFIRMED,
        arrived=5,
        arrived_at=NOW,
        others=(longest,) * 5,
        need_details=dict.fromkeys(Need, longest),
        phone=longest,
        language="ar",
    )
    people = [*registrations, here]
    told: Rows = ((Tap("✓", "door"),),)
    lists = [DoorList(each, people * count, NOW) for each in (event, *events) for count in (0, 1, 60)]
    return {
        DoorList: lists,
        Part: tuple(Part),
        Rows: ((), told),
        Html | None: (None, lang.gettext("No photos, please")),
        Screen | None: (None, Screen(lang.gettext("No photos, please"))),
        RegistrationStatus: tuple(RegistrationStatus),
        AlreadyIn: [AlreadyIn(here, event)],
        CheckedIn: [CheckedIn(here, event, status) for status in RegistrationStatus],
        NotSeated: [NotSeated(each, event, free) for each in people for free in (0, BIG)],
        Elsewhere: [Elsewhere(here, each) for each in events],
        DoorClosed: [DoorClosed(each, NOW) for each in events],
        NotYet: [NotYet(event, NOW)],
        Released: [Released(event, (one,), BIG)],
        Sequence[Event]: ((), list(events) * 10),
        Sequence[str]: ((), ("de", "uk", "ar")),
        bytes: (b"%PDF" * 5,),
    }
