"""What is being done at this moment, and whether any of it hangs."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

log = logging.getLogger(__name__)
HANGS_AFTER = 600.0


@dataclass(eq=False)
class _Work:
    what: str
    moved_at: float


class InHand:
    """Work by names, each with the second of its last sign of life, by a clock that nobody can set."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        # The same may be done twice at a time: by the clock, and by whoever asks for it at once.
        self._works: list[_Work] = []
        self._told: set[str] = set()

    @contextmanager
    def begun(self, what: str) -> Iterator[None]:
        """Something is done for as long as this is open."""
        work = _Work(what, self._monotonic())
        self._works.append(work)
        try:
            yield
        finally:
            self._works.remove(work)
            self._told.discard(what)

    def goes_on(self, what: str) -> None:
        """A sign of life of what may take long, if it is being done."""
        for work in self._works:
            if work.what == what:
                work.moved_at = self._monotonic()

    @property
    def hangs(self) -> bool:
        """Whether anything gave no sign of life for ten minutes. Its name is logged once."""
        now = self._monotonic()
        hanging = {work.what for work in self._works if now - work.moved_at > HANGS_AFTER}
        for what in hanging - self._told:
            log.error("%s: nothing has moved for more than ten minutes", what)
        self._told |= hanging
        return bool(hanging)
