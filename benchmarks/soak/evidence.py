"""All that was seen of a run from outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.soak.faults import Fault
from benchmarks.soak.log import Complaint
from benchmarks.soak.people import Resident
from benchmarks.soak.running import Look
from benchmarks.soak.screens import Screen
from benchmarks.soak.staff import Announced
from benchmarks.soak.traffic import Exchange


@dataclass
class Evidence:
    """`screens`: of everybody on Telegram by chat, also of who only reads. `shown`: the registrations that
    somebody's list named in the end, by the number of the person. `last_words`: what everybody wrote when
    all was over. `released`: announcements that were to go out."""

    exchanges: Sequence[Exchange] = ()
    people: Sequence[Resident] = ()
    screens: Mapping[int, Screen] = field(default_factory=dict)
    shown: Mapping[int, frozenset[int]] = field(default_factory=dict)
    last_words: Sequence[Exchange] = ()
    announced: Sequence[Announced] = ()
    released: frozenset[int] = frozenset()
    faults: Sequence[Fault] = ()
    complaints: Sequence[Complaint] = ()
    looks: Sequence[Look] = ()
    bad_ends: Sequence[str] = ()
