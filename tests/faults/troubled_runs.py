"""People who register while something is wrong for some seconds, and do not give up."""

import asyncio
import time

from civic.registrations import RegistrationStatus
from tests.faults.outcomes import Outcome
from tests.faults.people_runs import Stage, compared
from tests.faults.troubles import Trouble

LASTS, PAUSE = 3.0, 0.5
"""For so many seconds it lasts at least, and so many pass before somebody tries again."""
PATIENCE = 60.0


async def registering(stage: Stage, trouble: Trouble, *, people: int = 6) -> Outcome:
    """One is registered before; half of the others have filled in the form, the rest begin when it begins."""
    everybody = await stage.prepare(2 * people, people, trouble.below)
    first, *others = everybody
    await first.registers(stage.event.id)
    for one in others[: len(others) // 2]:
        await one.fills_in(stage.event.id)
    for one in others:
        one.pause = PAUSE
    begun = time.monotonic()
    await trouble.begins(stage.city.app)
    trying = [asyncio.create_task(one.registers(stage.event.id)) for one in others]
    await asyncio.sleep(LASTS)
    await _felt(trouble)
    over = time.monotonic()
    await trouble.ends()
    await asyncio.gather(*trying)
    found = await stage.registrations()
    lost, rows, told = compared(everybody, found)
    confirmed = sum(one.status is RegistrationStatus.CONFIRMED for one in found)
    return Outcome(
        lost,
        rows + told,
        recovered=min((at - over for at in stage.side.answered if at > over), default=None),
        times=f"for {over - begun:.0f} s",
        note=f"{confirmed} of {people} have their seat",
        keeps=confirmed == people,
    )


async def _felt(trouble: Trouble) -> None:
    async with asyncio.timeout(PATIENCE):
        while not trouble.felt:  # noqa: ASYNC110 - whoever is in trouble does not say so
            await asyncio.sleep(0.05)
