"""What is being done at this moment, and whether any of it hangs."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

log = logging.getLogger(__name__)
HANGS_AFTER = 600.0


class InHand:
    """Work by names, each with the second of its last sign of life, by a clock that nobody can set."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._since: dict[str, float] = {}
        self._told: set[str] = set()

    @contextmanager
    def begun(self, what: str) -> Iterator[None]:
        """Something is done for as long as this is open."""
        self._since[what] = self._monotonic()
        try:
            yield
        finally:
            del self._since[what]
            self._told.discard(what)

    def goes_on(self, what: str) -> None:
        """A sign of life of what may take long, if it is being done."""
        if what in self._since:
            self._since[what] = self._monotonic()

    @property
    def hangs(self) -> bool:
        """Whether anything gave no sign of life for ten minutes. Its name is logged once."""
        now = self._monotonic()
        hanging = {what for what, since in self._since.items() if now - since > HANGS_AFTER}
        for what in hanging - self._told:
            log.error("%s: nothing has moved for more than ten minutes", what)
        self._told |= hanging
        return bool(hanging)
