"""Importing knowledge: a new generation is built beside the active one, judged, and takes its place."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from civic.answers.entries import Entry
from civic.answers.imports import (
    Collected,
    Difference,
    Generation,
    GenerationStatus,
    difference,
    joined,
)
from civic.answers.knowledge import Knowledge
from civic.ports import UnitOfWork, Work
from civic.time import Clock

BATCH = 200
SIGN_OF_LIFE = 10.0
# Whoever gives no sign for that long is dead, and what it built is removed.
LEASE = timedelta(seconds=60)

Passes: TypeAlias = Callable[[Knowledge], Awaitable[list[str]]]
Failpoint: TypeAlias = Callable[[str], Awaitable[None]]


async def no_failpoint(name: str) -> None:
    """Outside of fault tests nothing happens between the steps."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The new generation is active."""

    generation: Generation
    difference: Difference


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The source says what it said before; nothing was written but the time."""

    generation: Generation


@dataclass(frozen=True, slots=True)
class AlreadyRunning:
    """Another import of this source is going on."""

    since: datetime


@dataclass(frozen=True, slots=True)
class TooFew:
    """Suspiciously little was read; texts are counted, so a language that is gone shows."""

    found: int
    before: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """The new knowledge did not pass; the old one stays."""

    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RolledBackBefore:
    """The same content was active and somebody went back; a scheduled import does not bring it again."""

    generation: Generation


@dataclass(frozen=True, slots=True)
class Lost:
    """It took so long without a sign of life that another import removed what was built."""


Outcome: TypeAlias = Imported | Unchanged | AlreadyRunning | TooFew | Rejected | RolledBackBefore | Lost


@dataclass(frozen=True)
class Importer:
    """Imports into a store. `present` is what is known now, `passes` judges what would be known."""

    uow: UnitOfWork
    clock: Clock
    present: Knowledge
    passes: Passes
    allow_shrink: bool = False
    again: bool = True
    failpoint: Failpoint = no_failpoint

    async def run(self, collected: Collected) -> Outcome:
        """One import from beginning to end. Whatever happens on the way, the old knowledge stays active."""
        begun = await self._begin(collected)
        if not isinstance(begun, Generation):
            return begun
        try:
            return await self._build(begun, collected)
        except BaseException:
            async with self.uow.writing() as w:
                await w.imports.remove([begun.id])
                await w.commit()
            raise

    async def _begin(self, collected: Collected) -> Generation | Outcome:
        now = self.clock()
        async with self.uow.writing() as w:
            known = await w.imports.generations(collected.source)
            dead = [one.id for one in known if _is_dead(one, now)]
            await w.imports.remove(dead)
            known = [one for one in known if one.id not in dead]
            begun: Generation | Outcome
            outcome = self._before_building(collected, known)
            if isinstance(outcome, Unchanged):
                await w.imports.check(outcome.generation.id, now)
            if outcome is None:
                begun = await w.imports.begin(_generation(collected, now)) or AlreadyRunning(now)
                turned_down = [one.id for one in known if one.status is GenerationStatus.REJECTED]
                await w.imports.remove(turned_down)
            else:
                begun = outcome
            await w.commit()
        return begun

    def _before_building(self, collected: Collected, known: Sequence[Generation]) -> Outcome | None:
        states = {one.status: one for one in reversed(known)}
        if (building := states.get(GenerationStatus.BUILDING)) is not None:
            return AlreadyRunning(building.created_at)
        active = states.get(GenerationStatus.ACTIVE)
        if active is not None and active.fingerprint == collected.fingerprint:
            return Unchanged(active)
        before, found = active.texts if active is not None else 0, collected.texts
        if not self.allow_shrink and (not found or 2 * found < before):
            return TooFew(found, before)
        rejected = states.get(GenerationStatus.REJECTED)
        is_same = rejected is not None and rejected.fingerprint == collected.fingerprint
        if rejected is not None and is_same and rejected.activated_at is not None and not self.again:
            return RolledBackBefore(rejected)
        return None

    async def _build(self, generation: Generation, collected: Collected) -> Outcome:
        for first in range(0, len(collected.entries), BATCH):
            async with self.uow.writing() as w:
                if not await w.imports.check(generation.id, self.clock()):
                    return Lost()
                await w.imports.add(generation.id, first, collected.entries[first : first + BATCH])
                await w.commit()
            await self.failpoint("batch")
        await self.failpoint("built")
        reasons = await self._judge(generation, joined(self.present, [collected]))
        async with self.uow.writing() as w:
            before = await _active_entries(w, collected.source)
            if reasons:
                await w.imports.reject(generation.id, "\n".join(reasons))
            elif not await w.imports.activate(generation.id, self.clock()):
                return Lost()
            await self.failpoint("activating")
            await w.commit()
        await self.failpoint("activated")
        return (
            Rejected(tuple(reasons))
            if reasons
            else Imported(generation, difference(before, collected.entries))
        )

    async def _judge(self, generation: Generation, candidate: Knowledge) -> list[str]:
        judged = asyncio.Event()

        async def judge() -> list[str]:
            try:
                return await self.passes(candidate)
            finally:
                judged.set()

        async def show_life() -> None:
            while not judged.is_set():
                try:
                    await asyncio.wait_for(judged.wait(), SIGN_OF_LIFE)
                except TimeoutError:
                    async with self.uow.writing() as w:
                        await w.imports.check(generation.id, self.clock())
                        await w.commit()

        reasons, _ = await asyncio.gather(judge(), show_life())
        return reasons


@dataclass(frozen=True, slots=True)
class WentBack:
    """This generation is active again."""

    generation: Generation


@dataclass(frozen=True, slots=True)
class NothingBefore:
    """There is no previous generation of this source."""


async def go_back(uow: UnitOfWork, clock: Clock, source: str) -> WentBack | NothingBefore:
    """Makes the previous generation of a source active again; what it replaces does not come back by the
    clock, only by hand or when the source changes."""
    async with uow.writing() as w:
        generation = await w.imports.go_back(source, clock(), "rolled back")
        if generation is None:
            return NothingBefore()
        await w.commit()
    return WentBack(generation)


async def active_sources(r: Work) -> tuple[list[Collected], list[str]]:
    """What is active, by source, and the sources whose rows cannot be used."""
    usable, broken = list[Collected](), list[str]()
    for one in sorted(await r.imports.generations(), key=lambda one: one.source):
        if one.status is not GenerationStatus.ACTIVE:
            continue
        try:
            entries = tuple(await r.imports.entries(one.id))
        except ValueError:
            broken.append(one.source)
        else:
            usable.append(Collected(one.source, one.title, entries))
    return usable, broken


async def _active_entries(w: Work, source: str) -> list[Entry]:
    for one in await w.imports.generations(source):
        if one.status is GenerationStatus.ACTIVE:
            try:
                return await w.imports.entries(one.id)
            except ValueError:
                return []  # broken rows are all replaced
    return []


def _is_dead(generation: Generation, now: datetime) -> bool:
    return generation.status is GenerationStatus.BUILDING and now - generation.checked_at > LEASE


def _generation(collected: Collected, now: datetime) -> Generation:
    return Generation(
        id=0,
        source=collected.source,
        title=collected.title,
        status=GenerationStatus.BUILDING,
        created_at=now,
        checked_at=now,
        activated_at=None,
        entries=len(collected.entries),
        texts=collected.texts,
        fingerprint=collected.fingerprint,
    )
