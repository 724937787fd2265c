"""A written time that can be read in several ways: its readings are kept in a form, shown, chosen from."""

from civic.people import read_number
from civic.typed_answers import is_yes
from civic.written_times import Doubt, Read, Reader, Span, Unsure, literal, read_times
from handlers.forms import Data
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.views import event_forms


def kept(found: Unsure, services: Services) -> dict[str, object]:
    """What a form keeps of it: each reading as it would be typed without a doubt."""
    options = [literal(span, services.zone) for span in found.spans]
    return {"options": options, "doubt": found.doubt.value}


def spans_of(data: Data, services: Services) -> list[Span]:
    """The readings that a form keeps."""
    reader = Reader(services.clock(), services.zone)
    read = [read_times(option, reader) for option in data["options"]]
    return [one.span for one in read if isinstance(one, Read)]


def question(visit: Visit, services: Services, data: Data) -> Screen:
    """What was understood, and whether that is right; `event_id` is what the form's buttons carry."""
    found = Unsure(tuple(spans_of(data, services)), Doubt(data["doubt"]))
    return event_forms.which_time(visit.lang, services, found, data["event_id"])


def chosen(said: str, number: int) -> int | None:
    """Which of so many readings was meant, from 0: by its number, or by a yes where there is one."""
    if number == 1 and is_yes(said):
        return 0
    typed = read_number(said, number)
    return None if typed is None else typed - 1
