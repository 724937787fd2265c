"""Samples for the screens of one's own data: nothing, and as much of everything as there can be."""

from collections.abc import Mapping, Sequence

from civic.data_ports import Portion
from civic.data_rights import MyData
from civic.events import Event
from civic.forgetting import Losses
from civic.questions import Question
from civic.registrations import Registration
from civic.residents import ALL_TOPICS, Channel, Resident
from civic.staff import Role
from tests.factories import NOW

_NAME, _MANY = "Ж" * 80, 40
_TABLES = ("registration", "question", "web_message", "delivery", "notice")


def data_samples(
    pairs: Sequence[tuple[Registration, Event]], questions: Sequence[Question], topics: Sequence[str]
) -> Mapping[object, Sequence[object]]:
    """Values for their parameters."""
    most = tuple(pairs) * _MANY
    portions = {name: Portion("", "", [{}] * 100_000) for name in _TABLES}
    known = Resident(1, "de", NOW, name=_NAME)
    everything = frozenset(topics)
    return {
        Channel: tuple(Channel),
        Losses: (
            Losses((), frozenset(), (), None),
            Losses(most, everything, tuple(questions), Role.OWNER),
        ),
        MyData: (
            MyData(Resident(1, "de", NOW), (), frozenset(), None, {}, NOW),
            MyData(known, most, everything, Role.OWNER, portions, NOW),
            MyData(known, most, frozenset({ALL_TOPICS}), Role.COORDINATOR, portions, NOW),
        ),
    }
