"""Stand-ins that several tests share."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """A `civic.time.Clock` that stands still until a test moves it."""

    def __init__(self, now: datetime = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        """Lets time pass."""
        self.now += by
