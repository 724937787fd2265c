"""The gate before new knowledge: golden questions must not be answered worse than with the present one."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from civic.answers.asking import Answerer
from civic.answers.golden import Golden, measure, of_languages, worse
from civic.answers.knowledge import Knowledge
from civic.answers.library import Library

Build: TypeAlias = Callable[[Knowledge], Awaitable[Library]]


async def by_words(knowledge: Knowledge) -> Library:
    """A library that compares words only."""
    return Library(await asyncio.to_thread(Answerer, knowledge))


@dataclass(frozen=True)
class GoldenGate:
    """Compares a candidate with the `present` knowledge. `accepted` are ids of questions without an answer
    of which somebody said that an imported page answers them."""

    present: Knowledge
    questions: Sequence[Golden]
    today: date
    accepted: Collection[str] = ()
    build: Build = by_words

    async def passes(self, candidate: Knowledge) -> list[str]:
        """Reasons to refuse the candidate; none: it passes. Takes seconds."""
        # Languages of the present knowledge: an import in a further one must not change the yardstick.
        questions = of_languages(self.questions, self.present)
        after = await self.build(candidate)
        if not questions:
            return []
        before = await measure(await self.build(self.present), questions, self.today)
        return worse(before, await measure(after, questions, self.today), self.accepted)
