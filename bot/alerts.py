"""Looks at the running program and tells its owners in the chat what is wrong with it."""

import logging
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.channel_state import ChannelState, Failing, Working
from bot.clock_trust import ClockTrust
from bot.health import OLD_AFTER
from civic.alerts import Trouble, note_troubles
from civic.ports import UnitOfWork
from civic.time import Clock

log = logging.getLogger(__name__)
LOOK_EVERY = 60.0
CHANNEL_FAILS_FOR = timedelta(minutes=10)
ERASURE_TAKES = timedelta(hours=1)
LOW_DISK_BYTES = 500_000_000
_CHANNELS = {"telegram": Trouble.TELEGRAM, "web": Trouble.WEB}


def free_bytes(folder: Path) -> int:
    """What is free on the disk of a folder."""
    return shutil.disk_usage(folder).free


@dataclass
class Watch:
    """One look (`look`) at everything. Only what was there in the look before, too, is trouble.

    `folders` are those in which files grow. What cannot be judged is left as it was. Of several processes
    only the clock (`is_clock`) judges bells, backups and disk: the others ring and write nothing.
    """

    uow: UnitOfWork
    clock: Clock
    channels: Callable[[], Mapping[str, ChannelState]]
    clock_is_late: Callable[[], bool]
    backup_is_late: Callable[[], bool]
    ring: Callable[[], None]
    trust: ClockTrust
    folders: tuple[Path, ...] = ()
    is_clock: Callable[[], bool] = lambda: True
    free: Callable[[Path], int] = free_bytes
    _before: frozenset[Trouble] = field(default=frozenset(), init=False)

    async def look(self) -> None:
        """Finds troubles and what is over; owners are told by notices. Logs its own failures."""
        try:
            judged = dict([item async for item in self._judge()])
            there = frozenset(trouble for trouble, present in judged.items() if present)
            # What is there for the first time is neither trouble nor over.
            settled = [trouble for trouble in judged if trouble in self._before or trouble not in there]
            self._before = there
            if await note_troubles(self.uow, self.clock, there, settled):
                # Also where the clock is what is wrong.
                self.ring()
        except Exception:
            log.exception("the look at the program itself failed; the next one is in a minute")

    async def _judge(self) -> AsyncIterator[tuple[Trouble, bool]]:
        now = self.clock()
        await self.trust.look()
        if self.is_clock():
            for trouble, present in self._judge_as_clock():
                yield trouble, present
        for trouble, state in self._states():
            # One that stands by, begins, or fails for a moment does not know how the channel is.
            if isinstance(state, Working):
                yield trouble, False
            elif isinstance(state, Failing) and now - state.since > CHANNEL_FAILS_FOR:
                yield trouble, True
        async with self.uow.reading() as r:
            oldest = await r.deliveries.oldest_open()
            erasures = [one.begun_at for one in await r.erasures.unfinished() if one.said_at is None]
        yield Trouble.QUEUE, oldest is not None and now - oldest > OLD_AFTER
        yield Trouble.ERASURE, bool(erasures) and now - min(erasures) > ERASURE_TAKES

    def _judge_as_clock(self) -> Iterator[tuple[Trouble, bool]]:
        yield Trouble.CLOCK, self.clock_is_late()
        yield Trouble.JUMP, not self.trust.is_believed()
        yield Trouble.BACKUP, self.backup_is_late()
        free = [self.free(folder) for folder in self.folders if folder.is_dir()]
        if free:
            yield Trouble.DISK, min(free) < LOW_DISK_BYTES

    def _states(self) -> Iterator[tuple[Trouble, ChannelState]]:
        for name, state in self.channels().items():
            yield _CHANNELS[name], state
