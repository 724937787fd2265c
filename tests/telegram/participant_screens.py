"""Samples for the screens about an event's people, with the longest values there can be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from civic.event_numbers import EventNumbers
from civic.event_teams import Colleague
from civic.events import Event, EventWithSeats
from civic.extra_questions import ANSWER_LIMIT, ExtraQuestion, QuestionKind
from civic.needs import NeedAlert, NeedTotal
from civic.participant_messages import Audience, ParticipantMessage, Recipients
from civic.participants import Part, Participant, Roll, TotalsOnly
from civic.registrations import (
    Closed,
    InDraw,
    Need,
    PendingApproval,
    Registered,
    Registration,
    RegistrationStatus,
    Standing,
    WaitListed,
)
from tests.factories import NOW

BIG = 2**63 - 1
CODES = ("de", "en", "uk", "ar")


def participant_samples(
    events: Iterable[EventWithSeats], registrations: Iterable[Registration], name: str, text: str
) -> Mapping[object, Sequence[object]]:
    """Values by their kind."""
    shown = [replace(one, event=replace(one.event, questions=_questions())) for one in events]
    full = [_full(one, name, text) for one in registrations]
    people = [Participant(one, "ar", reachable=False) for one in full]
    needs = [NeedTotal(need, "ar", BIG) for need in Need]
    messages = _messages(text)
    return {
        Part: tuple(Part),
        Need: tuple(Need),
        Participant: [*people, replace(people[0], language="")],
        Roll: [Roll(one, people * 60) for one in shown],
        TotalsOnly: [TotalsOnly(one, BIG, free) for one in shown for free in (False, True)],
        Sequence[NeedTotal]: ((), needs),
        Iterable[NeedTotal]: ((), needs),
        NeedAlert: [NeedAlert(BIG, BIG, need, "ar", NOW) for need in Need],
        Mapping[Need, int]: ({}, dict.fromkeys(Need, 0)),
        EventNumbers: (EventNumbers(), _numbers(needs)),
        Sequence[Colleague]: ((), [Colleague(BIG, name, on) for on in (False, True)]),
        ParticipantMessage: messages,
        Sequence[ParticipantMessage]: ((), messages * 9),
        Audience: (Audience(), Audience(dict.fromkeys(CODES, BIG), BIG)),
        Mapping[Recipients, int]: (dict.fromkeys(Recipients, BIG),),
        Sequence[Event]: ((), [one.event for one in shown] * 4),
        Standing | Closed: _standings(full, shown),
    }


def _full(one: Registration, name: str, text: str) -> Registration:
    """With everything that can be said of a registration."""
    return replace(
        one,
        others=(name,) * 5,
        phone="+49 631 " + "0" * 20,
        photos=False,
        offer_until=NOW if one.status is RegistrationStatus.OFFERED else None,
        offered=1 if one.status is RegistrationStatus.OFFERED else 0,
        need_details={"childcare": "0-2:1,3-5:2", "interpreter": name, "other": text[:ANSWER_LIMIT]},
        answers={"a": True, "b": "x", "c": ["x", "y"], "d": text[:ANSWER_LIMIT].replace("\n", " ")},
    )


def _questions() -> tuple[ExtraQuestion, ...]:
    choices = {"x": {"de": "Ja & nein"}, "y": {"ar": "ربما"}}
    kinds = zip("abcd", QuestionKind, strict=True)
    return tuple(ExtraQuestion(number, kind, {"de": "Was? <b>"}, choices=choices) for number, kind in kinds)


def _numbers(needs: Sequence[NeedTotal]) -> EventNumbers:
    return EventNumbers(BIG, BIG, BIG, BIG, BIG, BIG, BIG, BIG, {"de": BIG, "ar": None}, needs)


def _messages(text: str) -> list[ParticipantMessage]:
    every = dict.fromkeys(CODES, text)
    return [
        ParticipantMessage(BIG, BIG, 1, Recipients.BOTH, texts, NOW, machine, 0, NOW)
        for texts, machine in (
            (every, frozenset[str]()),
            (every, frozenset(("ar", "uk"))),
            ({"uk": text}, frozenset[str]()),
        )
    ]


def _standings(
    registrations: Sequence[Registration], events: Sequence[EventWithSeats]
) -> Sequence[Standing | Closed]:
    one, event = registrations[0], events[0].event
    return (
        Registered(one, event),
        WaitListed(replace(one, phone=""), event, BIG),
        PendingApproval(one, event),
        InDraw(one, event),
    )
