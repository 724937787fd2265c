"""Consents at their limits, for the screens that show them."""

from collections.abc import Mapping, Sequence

from civic.agreeing import MyConsents, PhotoConsent
from civic.consents import Consent, Purpose, Wording
from civic.events import Event
from tests.factories import NOW


def consent_samples(events: Sequence[Event]) -> Mapping[object, Sequence[object]]:
    """Never given, given, withdrawn."""
    words = Wording("f" * 12, "de")
    given = Consent(Purpose.PHOTOS, 1, words, NOW)
    withdrawn = Consent(Purpose.PHOTOS, 1, words, NOW, NOW)
    several = (None, given, withdrawn)
    photos = [PhotoConsent(event, one, may) for event in events for one in several for may in (True, False)]
    return {
        Purpose: tuple(Purpose),
        Consent | None: several,
        MyConsents: (
            MyConsents(None, None, ()),
            MyConsents(given, given, photos[:1]),
            MyConsents(withdrawn, withdrawn, photos * 10),
        ),
    }
