"""The page about a soak."""

import os
import platform
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.answers.report import table
from benchmarks.load.report import VERSIONS
from benchmarks.soak.faults import RESTARTS, Fault, Kind
from benchmarks.soak.figures import by_kind, lost, percentiles, recovery, undisturbed
from benchmarks.soak.invariants import WATCHED_FOR, growth
from benchmarks.soak.run import READERS, SEATS, Soak
from benchmarks.soak.traffic import Exchange

PICTURE = Path("images") / "soak.png"
PAGE = """# Mixed traffic with faults

The program as it is installed and started, with the shipped content, while people of {languages} languages
write to it and things go wrong. Written by `make soak` (`make soak MINUTES=30` takes longer,
`DATABASE=postgresql` or `DATABASE=both` takes another database), which ends with an error if one of the
invariants below does not hold.

Telegram's side, the pages of the web chat and all people are one further process. Telegram delivers by
webhook, each update until it is taken; a page in a browser sends until the message is there. People ask what
the shipped content answers and what it does not, look at events, register, cancel, wait for a seat, take it
or leave it, subscribe, change the language, read numbers instead of buttons, send stickers and other odd
things, read what is kept about them, and have themselves forgotten; somebody else then comes in their place.
What joins a question that already waits for a person needs no answer of its own, and is looked for there.
There are {events} events, most of them with two to four seats, so that people wait. The staff's announcements
in all languages come from files: a coordinator releases some in the chat, the operator the others at once.
{readers} more people only read them.

## Invariants

{checks}

{against}
## Faults

{meaning}

{faults}

## How long an answer takes

From the first try to deliver a message until its first answer. "Undisturbed": no fault was there at that
time, or two seconds before.

![Memory and latency over the time, with the faults marked]({picture})

{speed}

## Memory

Proportional set size in MB. {growing}

{memory}

## Traffic

{kinds}

{people}

## Circumstances

{circumstances}

Python {python}, {versions}, {cores} cores for everything: the program, the models, the database, and those
who write.
"""
MEANING = """The order is by chance (seed {seed}); restarts come in the first part of the time. **Cause gone
after** is how long the fault itself lasted; **recovered after**: from then until a message that was sent
since was answered as it should; **started after**: until the program had begun anew with all it has;
**lost**: messages around it without an answer, or with an apology.

- `kill -9` and `SIGTERM`: the program is ended and started again.
- `Telegram: …`: for a few seconds it answers every call with 429, 500 or a page of HTML, or not at all; of
  the calls that are not answered every second one takes effect, and in the end their connections are closed.
- `updates twice`: each update is delivered two times at once. `old dates`: messages say that they are three
  days old.
- `database`: another connection locks the SQLite file; of a server, all connections are dropped."""


def write(page: Path, soaks: Sequence[Soak]) -> None:
    """Writes it."""
    page.write_text(report(soaks), encoding="utf-8")


def report(soaks: Sequence[Soak]) -> str:
    """The page."""
    names = [one.name for one in soaks]
    return PAGE.format(
        languages=len({one.language for soak in soaks for one in soak.seen.exchanges}),
        events=len(SEATS),
        readers=READERS,
        checks=table(("", *names), list(_checks(soaks))),
        against=_against(soaks),
        meaning=MEANING.format(seed=soaks[0].size.seed),
        faults="\n\n".join(f"{one.name}:\n\n{_faults(one)}" for one in soaks),
        picture=PICTURE.as_posix(),
        speed=table(
            ("", "Messages", "p50", "p95", "p99", "Longest"), [row for one in soaks for row in _speed(one)]
        ),
        growing=_growing(soaks),
        memory=table(_MEMORY, [row for one in soaks for row in _memory(one)]),
        kinds=_kinds(soaks),
        people=table(("", "Languages", "Messages of each"), [_languages(one) for one in soaks]),
        circumstances=table(_CIRCUMSTANCES, [_circumstance(one) for one in soaks]),
        python=platform.python_version(),
        versions=", ".join(f"{name} {version(name)}" for name in VERSIONS),
        cores=len(os.sched_getaffinity(0)),
    )


def _checks(soaks: Sequence[Soak]) -> Iterator[Sequence[object]]:
    for place, one in enumerate(soaks[0].checks):
        yield one.name, *("yes" if soak.checks[place].holds else "**no**" for soak in soaks)


def _against(soaks: Sequence[Soak]) -> str:
    lines = [
        f"- {soak.name}: {line.replace('|', '/').replace(chr(10), ' ')[:300]}"
        for soak in soaks
        for check in soak.broken
        for line in check.against[:5]
    ]
    return "What does not hold:\n\n" + "\n".join(lines) + "\n\n" if lines else ""


def _faults(soak: Soak) -> str:
    done = [one for one in soak.seen.faults if one.is_done]
    ends = [*(one.begun for one in done[1:]), soak.size.seconds]
    columns = ("At", "Fault", "Cause gone after", "Recovered after", "Started after", "Lost")
    return table(columns, [_fault(one, soak, end) for one, end in zip(done, ends, strict=True)])


def _fault(one: Fault, soak: Soak, until: float) -> Sequence[object]:
    again = recovery(one, soak.seen.exchanges)
    return (
        f"{one.begun:.0f} s",
        f"`{one.kind.value}`",
        f"{one.over - one.begun:.1f} s",
        "" if again is None else f"{again:.1f} s",
        f"{one.ready - one.over:.1f} s" if one.kind in RESTARTS else "",
        "" if one.kind in (Kind.OLD, Kind.TWICE) else lost(one, soak.seen.exchanges, until),
    )


def _speed(soak: Soak) -> Iterator[Sequence[object]]:
    calm = undisturbed(soak.seen.exchanges, soak.seen.faults)
    for name, found in (("all", soak.seen.exchanges), ("undisturbed", calm)):
        for channel in ("telegram", "web"):
            chosen = [one for one in found if one.channel == channel]
            if chosen:
                yield f"{soak.name}, {channel}: {name}", *_waits(chosen)


def _waits(found: Sequence[Exchange]) -> Sequence[object]:
    waits = [one.wait for one in found if one.wait is not None]
    if not waits:
        return len(found), *[""] * 4
    return len(found), *(f"{1000 * one:,.0f} ms" for one in (*percentiles(waits), max(waits)))


_MEMORY = ("", "Main process: at first", "highest", "at last", "Models: at first", "highest", "at last")


def _memory(soak: Soak) -> Iterator[Sequence[object]]:
    looks = soak.seen.looks
    for life in sorted({one.life for one in looks}):
        own = [one for one in looks if one.life == life]
        shown = [
            f"{value:.0f}"
            for sizes in ([one.main for one in own], [one.worker for one in own])
            for value in (sizes[0], max(sizes), sizes[-1])
        ]
        yield f"{soak.name}, start {life} ({own[-1].at - own[0].at:.0f} s)", *shown


def _growing(soaks: Sequence[Soak]) -> str:
    found = {one.name: growth(one.seen.looks) for one in soaks}
    told = [f"{name}: {slope:.1f} MB a minute" for name, slope in found.items() if slope is not None]
    short = [name for name, slope in found.items() if slope is None]
    lines = [f"Growth of the main process in the second half of its last life: {one}." for one in told]
    needed = 2 * WATCHED_FOR
    lines += [
        f"{one}: less than {needed:.0f} s after its last start, too few to tell growth." for one in short
    ]
    return " ".join(lines)


def _kinds(soaks: Sequence[Soak]) -> str:
    counts = sum((by_kind(one.seen.exchanges) for one in soaks), Counter())
    each = [f"{name} {count}" for name, count in counts.most_common()]
    return f"Messages by kind: {', '.join(each)}."


def _languages(soak: Soak) -> Sequence[object]:
    counts = Counter(one.language for one in soak.seen.exchanges)
    return soak.name, len(counts), ", ".join(f"{code} {number}" for code, number in sorted(counts.items()))


_CIRCUMSTANCES = (
    "",
    "Seconds",
    "People",
    "Of them forgotten",
    "Messages a second",
    "Announcements sent",
    "Calls that Telegram did not answer",
    "Settled after",
    "First start",
    "Load of the machine before",
)


def _circumstance(soak: Soak) -> Sequence[object]:
    seen = soak.seen
    return (
        soak.name,
        f"{soak.size.seconds:.0f}",
        len(seen.people),
        sum(one.gone is not None for one in seen.people),
        f"{len(seen.exchanges) / soak.size.seconds:.1f}",
        len(seen.released),
        soak.troubled,
        f"{soak.settled:.1f} s",
        f"{soak.starting:.1f} s",
        f"{soak.busy_before:.1f}",
    )
