"""One announcement in the middle of which the database cannot be written: what came of it."""

import asyncio

from sqlalchemy import text

from storage.database import Database
from tests.faults.announcing_runs import MIDDLE, PATIENCE, Result, Scene
from tests.faults.troubles import DiskFull, Trouble


async def database_locked(scene: Scene) -> Result:
    """Another program holds the database while copies are sent."""
    holding = asyncio.Event()

    async def hold() -> None:
        other = Database(scene.towns.database_url)
        try:
            async with other.writing() as session:
                if other.file is None:
                    await session.exec(text("LOCK TABLE delivery IN ACCESS EXCLUSIVE MODE"))  # type: ignore[call-overload]
                holding.set()
                await scene.outcomes_wait()
            scene.is_over()
        finally:
            await other.close()

    async def begin() -> None:
        # The copy in the middle goes on, so that there is an outcome to be written.
        held.append(asyncio.create_task(hold()))
        await holding.wait()

    held: list[asyncio.Task[None]] = []
    found = await scene.play((MIDDLE, begin))
    await held[0]
    return found


async def disk_full(scene: Scene) -> Result:
    """The database cannot grow for a while, so outcomes of what was sent cannot be written."""
    return await unwritable(scene, DiskFull("UPDATE ON delivery"))


async def unwritable(scene: Scene, trouble: Trouble) -> Result:
    """Something is wrong with the database, until the outcome of what was sent could not be written."""

    async def until_felt() -> None:
        async with asyncio.timeout(PATIENCE):
            while not trouble.felt:  # noqa: ASYNC110 - the database is asked by others
                await asyncio.sleep(0.02)
        await scene.outcomes_wait()
        await trouble.ends()
        scene.is_over()

    async def begin() -> None:
        # The copy in the middle goes on, so that there is an outcome to be written.
        await trouble.begins(scene.city.app)
        begun.append(asyncio.create_task(until_felt()))

    begun: list[asyncio.Task[None]] = []
    scene.prepare = trouble.below
    found = await scene.play((MIDDLE, begin))
    await begun[0]
    return found
