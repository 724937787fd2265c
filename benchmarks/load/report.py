"""The page about the load."""

import os
import platform
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from benchmarks.answers.report import table
from benchmarks.load.driving import AT_ONCE, Tally
from benchmarks.load.picture import Line, picture
from benchmarks.load.run import SHARE, Run

Key = TypeVar("Key")
PICTURE = Path("images") / "load-memory.svg"
VERSIONS = ("aiogram", "aiohttp", "SQLAlchemy", "aiosqlite", "asyncpg")
WARM_AFTER, ENOUGH = 20_000, 50_000
"""Messages until what is remembered of texts and words is full, and for a run that says how memory grows."""
PAGE = """# A load of messages

Messages of many people to the program as it is installed and started, with the shipped content and the
models that compare meanings. Written by `make load`, which ends with an error if a message stayed
without an answer, an update failed, or there was a warning in the log.

Telegram's side and all people are one further process. It delivers each message by webhook, takes what the
bot sends, and taps the buttons that it sent. People write in German, English, Ukrainian and Arabic, one
message after the other: the next one when all others have written. So nobody comes to the 20 messages a
minute from which on the bot asks for a pause; were it to ask, that would count as a fault. The pace of 28.4
messages a second that Telegram allows is lifted by settings (`STADTBOTE_SEND_RATE=1000`,
`STADTBOTE_PAID_BROADCAST=true`), since the subject is what the program can do.

## What came of it

{outcomes}

{kinds}

{decided}

## How fast

"Full load": {at_once} deliveries are open at any time, as many as Telegram opens; a wait is then mostly the
time in line. "Steady": {share} of the rate found before, at random moments. A wait runs from the delivery of
the message until the first answer arrives at Telegram's side; whatever that side did meanwhile is in it.

{speed}

Processor: of the main processes and of those with the models, for each message in full load. It depends
least on what else the machine was doing. `/help` costs less than a question in new words.

## Memory

Resident memory in MB, of the main process and of the one with the models.

![The memory of each process over the messages]({picture})

{memory}

{growth}

## Circumstances

{circumstances}

Python {python}, {versions}, {cores} cores for everything: the program, the models, the database server, and
those who write. Two databases are measured one after the other and are no comparison: SQLite has one process,
PostgreSQL two, and its server is the one of the tests, which does not wait for the disk.
"""


def write(page: Path, runs: Sequence[Run]) -> None:
    """Writes the page, and the picture beside it."""
    (page.parent / PICTURE).parent.mkdir(parents=True, exist_ok=True)
    (page.parent / PICTURE).write_text(picture(list(_lines(runs))), encoding="utf-8")
    page.write_text(report(runs), encoding="utf-8")


def report(runs: Sequence[Run]) -> str:
    """The page."""
    return PAGE.format(
        outcomes=table(_OUTCOMES, [_outcome(run) for run in runs]),
        kinds=_shares("What they wrote", _sum(run.full.kinds + run.steady.kinds for run in runs)),
        decided=_shares("What the bot decided about texts", _decided(runs)),
        at_once=AT_ONCE,
        share="half" if SHARE == 0.5 else f"{SHARE:.0%}",
        speed=table(_SPEED, [row for run in runs for row in _speed(run)]),
        picture=PICTURE.as_posix(),
        memory="\n\n".join(map(_memory, runs)),
        growth=table(_GROWTH, [row for run in runs for row in _growth(run)]),
        circumstances=table(_CIRCUMSTANCES, [_circumstance(run) for run in runs]),
        python=platform.python_version(),
        versions=", ".join(f"{name} {version(name)}" for name in VERSIONS),
        cores=len(os.sched_getaffinity(0)),
    )


_OUTCOMES = (
    "",
    "People",
    "Messages",
    "Not answered",
    "Deliveries refused",
    "Updates failed",
    "Asked to pause",
    "Warnings and errors in the log",
)


def _outcome(run: Run) -> Sequence[object]:
    both = run.full, run.steady
    return (
        run.setting.name,
        f"{run.people:,}",
        f"{run.messages:,}",
        sum(one.unanswered for one in both),
        sum(one.refused for one in both),
        run.figures["errors",] + sum(one.apologies for one in both),
        sum(one.held_back for one in both),
        sum(run.complaints.values()),
    )


_SPEED = ("", "Messages a second", "p50", "p95", "p99", "Longest", "Processor: main", "models")


def _speed(run: Run) -> Iterator[Sequence[object]]:
    effort = [f"{1000 * one / run.full.messages:.1f} ms" for one in (run.effort.main, run.effort.worker)]
    yield f"{run.setting.name}: full load", f"{run.full.rate:.1f}", *_waits(run.full), *effort
    yield f"{run.setting.name}: steady", f"{run.steady.rate:.1f}", *_waits(run.steady), "", ""


def _waits(tally: Tally) -> list[str]:
    each = [*(tally.percentile(hundredths) for hundredths in (50, 95, 99)), max(tally.waits)]
    return [f"{1000 * seconds:,.0f} ms" for seconds in each]


def _memory(run: Run) -> str:
    pairs = [f"{name} {number}" for number in _numbers(run) for name in ("Main process", "Models")]
    rows = [
        (f"{look.messages:,}", *(f"{mb:.0f}" for one in look.memory for mb in (one.main, one.worker)))
        for look in run.looks
    ]
    return f"{run.setting.name}:\n\n" + table(("After messages", *map(str.strip, pairs)), rows)


def _numbers(run: Run) -> Sequence[str]:
    """What tells the processes of a run apart; nothing where there is one."""
    count = len(run.setting.roles)
    return [str(number) for number in range(1, count + 1)] if count > 1 else [""]


def _lines(runs: Sequence[Run]) -> Iterator[Line]:
    for run in runs:
        for place, number in enumerate(_numbers(run)):
            for what in ("main", "worker"):
                points = [(look.messages, getattr(look.memory[place], what)) for look in run.looks]
                shown = "main process" if what == "main" else "models"
                yield Line(f"{run.setting.name}: {shown} {number}".strip(), points)


_GROWTH = ("Growth for 10,000 messages", f"MB, after the first {WARM_AFTER:,}")


def _growth(run: Run) -> Iterator[Sequence[object]]:
    for line in _lines([run]):
        late = [one for one in line.points if one[0] >= WARM_AFTER]
        if run.messages < ENOUGH:
            yield line.name, "not told by so few messages"
            continue
        slope, _ = statistics.linear_regression(*zip(*late, strict=True))
        yield line.name, f"{slope * 10_000:.1f}"


_CIRCUMSTANCES = ("", "Took, with starting", "Load of the machine before", "Database afterwards")


def _circumstance(run: Run) -> Sequence[object]:
    minutes = f"{run.seconds / 60:.0f} min" if run.seconds >= 120 else f"{run.seconds:.0f} s"
    return run.setting.name, minutes, f"{run.busy_before:.1f}", f"{run.size:.0f} MB"


def _decided(runs: Sequence[Run]) -> Counter[str]:
    figures = _sum(run.figures for run in runs)
    return Counter({key[1]: count for key, count in figures.items() if key[0] == "answers"})


def _shares(title: str, counts: Counter[str]) -> str:
    total = counts.total()
    each = [f"{name} {count / total:.0%}" for name, count in counts.most_common()]
    return f"{title}: {', '.join(each)}."


def _sum(counts: Iterable[Counter[Key]]) -> Counter[Key]:
    return sum(counts, Counter())
