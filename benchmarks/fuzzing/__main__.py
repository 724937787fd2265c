"""`make fuzz`: throws bad input at everything that takes input; writes docs/fuzzing.md."""

import argparse
import asyncio
import platform
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from storage.database import Database
from storage.migrate import upgrade
from tests.fuzzing.browsers import public_side
from tests.fuzzing.gateway import bot_api
from tests.fuzzing.polling import polled
from tests.fuzzing.updates import deliveries
from tests.fuzzing.watching import Leak, ServerError, Target

REPORT = Path("docs") / "fuzzing.md"
ROUND = 300  # cases on one database
PAGE = """# Bad input, by the hour

What became of the bot when it was given input that nobody should send. Cases are made by
[hypothesis](https://hypothesis.readthedocs.io): what is in order with something taken out, replaced,
swapped or added; texts and buttons made up or really there, in any order; requests with broken heads and
bodies; bytes. Written by `make fuzz`, which ends with an error if anything was found; a slice of the same
runs with the tests.

- **updates**: deliveries at Telegram's webhook of a whole bot: damaged updates of {kinds} kinds, texts, real
  buttons and made-up ones, from a resident and from a coordinator.
- **getUpdates**: what a server could answer to the poller. An update that is in order among it has to be
  handled.
- **Bot API gateway**: calls of every method with any parameters, as JSON, forms, multipart and query, on real
  tables.
- **web chat**: messages, taps, pictures, starts and ends of a visitor, and what the bot answers.
- **public pages**: events, feeds, registrations by link, the staff's text page, passkeys, files, health.
- **WebSocket**: handshakes and frames in any shape.

A **crash** is a failure in the log that nobody expected, a **5xx** an answer of 500 and above, a **leak** one
person's words in anything that another one gets: somebody else registered and asked beforehand, under a name
that is searched for in every answer. `/health/ready` answers 503 while something is not ready, which is no
finding.

| Target | Cases | Seconds | What became of them | Crashes | 5xx | Leaks |
|---|---|---|---|---|---|---|
{rows}

{total}
{findings}
What earlier runs found, each with a test of its smallest case now:

- An item without a number, or with a text for one, in an answer to getUpdates ended the poller or held up
  everybody behind it ([test_polling](../tests/bot/test_polling.py)).
- An update of a kind that is not known failed twice, the second time while the failure was being told
  (the same file).
- A message in a private chat that does not say who wrote it failed
  ([test_unsupported](../tests/telegram/test_unsupported.py)).
- A tap that does not say under which message it was failed (the same file).
- A page that left during the handshake of its WebSocket was logged as a fault of ours
  ([test_live](../tests/webchat/test_live.py)).
- A header `Expect` that is no text was answered with 500
  ([test_safe_answers](../tests/telegram/test_safe_answers.py)).
- The same header was answered with 500 where there is no page, or none that takes such a request, and a
  body that only says it is compressed was logged as a fault of ours (the same file).
- A form of the page of passkeys that is none was answered with 500
  ([test_passkey_page](../tests/handlers/test_passkey_page.py)).
- A message of a chat that is neither private nor a group failed
  ([test_unsupported](../tests/telegram/test_unsupported.py)).
- Somebody who ended their chat while the bot answered was logged as a fault of ours
  ([test_private](../tests/telegram/test_private.py)).

Run with Python {python} on {system}, seeds {seeds}.
"""

Open = Callable[[str], AbstractAsyncContextManager[Target]]


@dataclass
class Tally:
    """What was tried at one target and what came of it."""

    name: str = ""
    outcomes: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    seconds: float = 0
    first: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Its row of the page."""
        became = ", ".join(f"{count} {name}" for name, count in sorted(self.outcomes.items()))
        found = [self.findings[kind] for kind in ("Crash", "ServerError", "Leak")]
        cells = (
            self.name,
            self.outcomes.total() + self.findings.total(),
            round(self.seconds),
            became,
            *found,
        )
        return f"| {' | '.join(map(str, cells))} |"


def _only(kind: str) -> Open:
    @asynccontextmanager
    async def opened(database_url: str) -> AsyncIterator[Target]:
        async with public_side(database_url, [kind]) as [target]:
            yield target

    return opened


@asynccontextmanager
async def _polled(database_url: str) -> AsyncIterator[Target]:
    async with polled() as target:
        yield target


TARGETS: tuple[Open, ...] = (deliveries, _polled, bot_api, _only("chat"), _only("visit"), _only("socket"))


def one_round(open_target: Open, tally: Tally, number: int, until: float) -> None:
    """Opens the target on an empty database and throws so many cases at it."""
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        url = f"sqlite:///{folder}/stadtbote.db"
        runner.run(_migrated(url))
        opened = open_target(url)
        target = runner.run(opened.__aenter__())
        tally.name = target.name

        @seed(number)
        @settings(
            database=None,
            deadline=None,
            max_examples=ROUND,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=target.cases)
        def attempt(case: Any) -> None:
            if time.monotonic() < until:
                _try(runner, target, case, tally, number)

        try:
            attempt()
        finally:
            runner.run(opened.__aexit__(None, None, None))


def _try(runner: asyncio.Runner, target: Target, case: Any, tally: Tally, number: int) -> None:
    try:
        tally.outcomes[runner.run(target.attempt(case))] += 1
    except Exception as failure:
        kind = type(failure).__name__ if isinstance(failure, ServerError | Leak) else "Crash"
        tally.findings[kind] += 1
        text = f"{target.name}, seed {number}: {kind}: {failure or repr(failure)}\n    case: {case!r}"
        print(text, file=sys.stderr, flush=True)
        tally.first.append(text)


async def _migrated(url: str) -> None:
    database = Database(url)
    await upgrade(database)
    await database.close()


def _shortly(text: str) -> str:
    """A finding without the way that led to it."""
    lines = text.splitlines()
    return "\n".join([lines[0], *(lines[-2:] if len(lines) > 2 else lines[1:])])[:1000]


def report(tallies: list[Tally], minutes: float, seeds: str) -> str:
    """The page."""
    cases = sum(one.outcomes.total() + one.findings.total() for one in tallies)
    found = [text for one in tallies for text in one.first[:5]]
    shown = "".join(f"\n```\n{_shortly(text)}\n```\n" for text in found)
    return PAGE.format(
        kinds=15,
        rows="\n".join(one.line() for one in tallies),
        total=f"{cases} cases in {minutes:.0f} minutes.",
        findings=shown,
        python=platform.python_version(),
        system=platform.system(),
        seeds=seeds,
    )


def main() -> int:
    """Tries all targets in turn until the time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    begun, tallies, number = time.monotonic(), [Tally() for _ in TARGETS], options.seed
    end = begun + options.minutes * 60
    while time.monotonic() < end:
        for open_target, tally in zip(TARGETS, tallies, strict=True):
            at = time.monotonic()
            one_round(open_target, tally, number, end)
            tally.seconds += time.monotonic() - at
        number += 1
    spent = (time.monotonic() - begun) / 60
    REPORT.write_text(report(tallies, spent, f"{options.seed} to {number - 1}"), encoding="utf-8")
    print(REPORT.read_text("utf-8"))
    return 1 if any(one.findings for one in tallies) else 0


if __name__ == "__main__":
    sys.exit(main())
