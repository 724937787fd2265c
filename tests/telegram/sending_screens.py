"""Samples for the screens about announcements on their way, with the longest values there can be."""

from collections.abc import Mapping, Sequence

from civic.alerts import Alert, Trouble
from civic.announcements import SkipReason
from civic.delivery_reports import Part
from tests.factories import NOW

BIG = 2**63 - 1
CODES = ("de", "en", "uk", "ar", "tr", "fa", "pl", "ro", "fr", "ru", "es", "it")


def sending_samples() -> Mapping[object, Sequence[object]]:
    """Values by their kind."""
    skipped = dict.fromkeys((*SkipReason, "something new"), BIG)
    full = [
        Part(code, public, BIG, BIG, BIG, BIG, BIG, BIG, BIG, skipped)
        for public in (False, True)
        for code in CODES
    ]
    alerts = [Alert(BIG, trouble, NOW, NOW, over) for trouble in Trouble for over in (None, NOW)]
    return {Alert: alerts, Sequence[Part]: ((), [Part("ar", False, 1, open=1)], full)}
