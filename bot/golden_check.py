"""The golden questions of a content pack, asked as the bot would be asked, for `stadtbote content check`."""

import asyncio
from pathlib import Path

from bot.offline import offline_services
from bot.settings import Settings
from civic.answers.embedding import Embedder, from_halves, passage_hash, to_halves
from civic.answers.golden import FILE, Measured, Result, measure, read_golden
from civic.answers.library import Library
from civic.answers.passages import passages_of
from civic.answers.shipped_vectors import FILE as VECTORS
from civic.answers.shipped_vectors import read_shipped, shipped_model

# Beyond these a pack is of no use. They are far from what it should reach, so that a reworded text and a
# search by words alone pass; what an import may cost is watched more closely (`civic.answers.golden.worse`).
FOUND_MIN = 0.85
WRONG_MAX = 0.08
# Texts may have changed since the vectors were written; a check computes no whole pack.
_COMPUTED_MAX = 100


async def golden_lines(settings: Settings) -> tuple[str, str]:
    """How the golden questions are answered, and what is not good enough about it; each a line, or empty."""
    path = settings.content / FILE
    questions, _ = read_golden(path)
    if not questions:
        return "", ""
    async with offline_services(settings) as services:
        library = services.library
        if library.embedder is not None and not library.model:
            await _use_meanings(library, library.embedder, settings.content / VECTORS)
        # Two at a time: the worker makes the vector of one while the other is searched for.
        halves = await asyncio.gather(measure(library, questions[::2]), measure(library, questions[1::2]))
        measured = Measured([*halves[0].judged, *halves[1].judged])
        model = library.model
    return summary(measured, model), complaint(path, measured)


def summary(measured: Measured, model: str) -> str:
    """All shares in one line; `model` is what questions were compared with, if not words alone."""
    one, other = measured.count(answerable=True), measured.count(answerable=False)
    asked, alien = sum(one.values()), sum(other.values())
    direct = one[Result.RIGHT] + one[Result.WRONG]
    return (
        f"golden questions: {asked} with an answer: {_part(measured.found)} answered or among the choices "
        f"({_part(_share(direct, asked))} directly, {_part(_share(one[Result.RIGHT], direct))} of those "
        f"right); "
        f"{alien} without: {_part(_wrong(measured))} answered, "
        f"{_part(_share(other[Result.HANDED], alien))} handed over; "
        f"compared {f'with {model}' if model else 'by words alone'}"
    )


def complaint(path: Path, measured: Measured) -> str:
    """What is not good enough, in one line; empty where nothing is."""
    faults = []
    if measured.found < FOUND_MIN:
        faults.append(
            f"only {_part(measured.found)} of the golden questions with an answer are answered or have it "
            f"among the choices (at least {_part(FOUND_MIN)} are needed)"
        )
    if _wrong(measured) > WRONG_MAX:
        faults.append(
            f"{_part(_wrong(measured))} of the golden questions without an answer are answered "
            f"(at most {_part(WRONG_MAX)} may be)"
        )
    return f"{path}: {'; '.join(faults)}" if faults else ""


async def _use_meanings(library: Library, embedder: Embedder, shipped: Path) -> None:
    """Adds the vectors of the few texts that have none beside the content; where many lack, words must do."""
    model = shipped_model(shipped)
    if not model or model != embedder.model:
        return
    known = read_shipped(shipped, model)
    texts = {passage_hash(passage.text): passage.text for passage in passages_of(library.knowledge)}
    missing = [key for key in texts if key not in known]
    if not known or len(missing) > _COMPUTED_MAX:
        return
    computed = await embedder.passages([texts[key] for key in missing])
    if computed is None or embedder.model != model:
        return
    known.update(zip(missing, to_halves(computed), strict=True))
    rows = [known[passage_hash(passage.text)] for passage in passages_of(library.knowledge)]
    library.replace(library.with_vectors(from_halves(rows, model, len(rows[0]) // 2), model))


def _wrong(measured: Measured) -> float:
    """The share of questions without an answer that got one."""
    count = measured.count(answerable=False)
    return _share(count[Result.WRONG] + count[Result.RIGHT], sum(count.values()))


def _share(some: int, every: int) -> float:
    return some / every if every else 0.0


def _part(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")
