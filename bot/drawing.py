"""`stadtbote draw`: what anybody needs in order to recompute whose turn it was."""

import argparse
import asyncio

from bot.commands import Problems, checked_settings, say, store
from civic.draws import Draw, published_draw


def draw(arguments: argparse.Namespace) -> int:
    """Prints the fingerprint of the seed, and after the draw the seed and the codes in their order."""
    settings = checked_settings()

    async def work() -> None:
        async with store(settings) as uow:
            found = await published_draw(uow, arguments.event)
        if found is None:
            raise Problems([f"draw: event {arguments.event} has no draw"])
        for line in draw_lines(found):
            say(line)

    asyncio.run(work())
    return 0


def draw_lines(found: Draw) -> list[str]:
    """The draw in words; codes only, no names."""
    lines = [f"SHA-256 of the seed: {found.fingerprint}"]
    if not found.seed:
        return [*lines, "not drawn yet; the seed is shown after the draw"]
    entries = [
        f"{place}. {entry.code}, people: {entry.people}" for place, entry in enumerate(found.entries, 1)
    ]
    return [*lines, f"seed: {found.seed}", f"seats: {found.event.seats}", *entries]
