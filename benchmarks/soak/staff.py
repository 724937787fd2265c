"""The staff: announcements in all languages, from files, released by a coordinator in the chat or at once."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from benchmarks.load.people import Sent
from benchmarks.load.program import STADTBOTE
from benchmarks.soak.people import Resident
from benchmarks.soak.words import Words, marker
from handlers.views import welcome
from handlers.ways_in import JOIN
from locales import Language


@dataclass
class Coordinator(Resident):
    """Looks at the menu, and releases the drafts that wait. `released`: those of which the bot said so."""

    token: str = ""
    drafts: list[int] = field(default_factory=list)
    released: list[int] = field(default_factory=list)

    def life(self) -> Iterator[Sent]:
        """Joins the staff, and works."""
        yield from self._joins()
        for turn in count():
            yield from self._tries(self.releases() if self.drafts and turn % 2 else self.looks())

    def _joins(self) -> Iterator[Sent]:
        # Until it is done: an answer may get lost.
        while not self.seen.offers("announcements"):
            yield self._says(f"/start staff_{self.token}", "staff")
            if self.seen.offers(JOIN):
                yield self._taps("staff", JOIN)
            yield self._says("/staff", "staff")

    def looks(self) -> Iterator[Sent]:
        """At the list of announcements."""
        yield self._says("/staff", "staff")
        yield self._taps("staff", "announcements")

    def releases(self) -> Iterator[Sent]:
        """The draft that has waited longest."""
        number = self.drafts[0]
        yield from self.looks()
        yield self._taps("announcing", "a_card", ending=str(number))
        if self.seen.offers("a_undo") or self.seen.offers("a_stop"):
            self._has_released(number)  # before, and the answer got lost
            return
        yield self._taps("announcing", "a_now")
        if self.seen.offers("a_now_yes"):
            yield self._taps("announcing", "a_now_yes")
        else:
            typed = "".join(one for one in self.seen.said.partition(".")[0] if one.isdigit())
            yield self._says(typed, "announcing")
        if self.seen.offers("a_undo"):
            self._has_released(number)

    def _has_released(self, number: int) -> None:
        self.drafts.remove(number)
        self.released.append(number)


@dataclass(frozen=True)
class Announced:
    """One announcement: its number in the database, and the sign in its text."""

    number: int
    sign: str


@dataclass
class Desk:
    """Where announcements are written. `environ`: the settings of the running program."""

    folder: Path
    environ: Mapping[str, str]
    words: Words
    coordinator: Coordinator
    announced: list[Announced] = field(default_factory=list)
    sent: set[int] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)

    async def announces(self, *, at_once: bool) -> bool:
        """One more, released by the operator at once, or by the coordinator in the chat; False where it could
        not be kept."""
        sign = marker(len(self.announced) + 1)
        file = self.folder / f"announcement-{sign[1:]}.yaml"
        file.write_text(json.dumps(self._text(sign), ensure_ascii=False), "utf-8")
        command = ("announce", str(file), *(["--send"] if at_once else []))
        process = await asyncio.create_subprocess_exec(
            STADTBOTE,
            *command,
            cwd=self.folder,
            env=dict(self.environ),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        printed, complaints = await process.communicate()
        if process.returncode:
            self.failures.append(complaints.decode()[-300:])
            return False
        number = int(printed.split()[0])
        self.announced.append(Announced(number, sign))
        if at_once:
            self.sent.add(number)
        else:
            self.coordinator.drafts.append(number)
        return True

    def _text(self, sign: str) -> dict[str, object]:
        languages = self.words.languages.values()
        return {
            "title": {one.code: one.label("Events and workshops") for one in languages},
            "text": {one.code: f"{_sentence(one)} {sign}" for one in languages},
            "audience": {"topics": "all"},
        }


def _sentence(lang: Language) -> str:
    return str(welcome.can_do(lang))
