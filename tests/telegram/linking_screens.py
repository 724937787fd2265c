"""Samples for joining chats: two full sides, and more events in common than are named."""

from collections.abc import Mapping, Sequence

from civic.events import Event
from civic.link_codes import Locked, NoCode, SamePerson, TooManyTries, WrongCode
from civic.linking import Linked, Place, Preview, Side, Twice
from civic.registrations import Registration
from civic.residents import Address, Channel, Resident
from civic.staff import Role
from tests.factories import NOW

BIG = 2**63 - 1


def linking_samples(
    language: str, mine: Sequence[tuple[Registration, Event]]
) -> Mapping[object, Sequence[object]]:
    """By kind of parameter."""
    twice = [Twice(event, one, one) for one, event in mine]
    empty, full = Side(Channel.WEB, 0, news=False), Side(Channel.TELEGRAM, 100_000, True, Role.OWNER)
    resident = Resident(BIG, language, NOW)
    here, there = Address(Channel.TELEGRAM, BIG), Address(Channel.WEB, BIG)
    return {
        NoCode: [WrongCode(), SamePerson(), TooManyTries(), Locked()],
        Preview: [
            Preview("f" * 32, empty, full, language),
            Preview("f" * 32, full, full, language, twice, two_feeds=True),
        ],
        Linked: [Linked(resident, Place.HERE), Linked(resident, Place.THERE, twice)],
        Address: [here],
        Sequence[Address]: [[here, there], [there, here], [there] * 20],
    }
