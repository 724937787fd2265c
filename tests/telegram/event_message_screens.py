"""The longest and nastiest values for screens about events after registration."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from civic.calls import ToCall, Why
from civic.events import Event
from civic.ratings import SENTENCE_LIMIT, Ratings
from civic.registrations import Registration
from civic.residents import Channel


def event_message_samples(
    registrations: Sequence[Registration], events: Sequence[Event], line: Callable[[int], str]
) -> Mapping[object, Sequence[object]]:
    """By kind of parameter."""
    people = [replace(one, phone=phone) for one in registrations for phone in ("", "+49 631 123456789")]
    calls = [ToCall(one, why) for why in Why for one in people]
    return {
        Channel: tuple(Channel),
        Sequence[ToCall]: ((), calls[:1], calls),
        Sequence[Event]: ((), list(events) * 20),
        Ratings: (
            Ratings(0, dict.fromkeys(range(1, 6), 0), ()),
            Ratings(100_000, dict.fromkeys(range(1, 6), 20_000), (line(SENTENCE_LIMIT),) * 50),
        ),
    }
