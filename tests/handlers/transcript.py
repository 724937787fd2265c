"""What several people said and heard, in one transcript that can be read and kept."""

import asyncio
from pathlib import Path

from tests.handlers.city import Person, plain

BUILD = Path(__file__).resolve().parents[2] / "build" / "transcripts"


class Stage:
    """People by name; whatever one of them says or hears is written down in order."""

    def __init__(self, title: str) -> None:
        self._lines = [f"# {title}", ""]
        self._told: dict[str, int] = {}
        self._people: dict[str, Person] = {}

    def enters(self, name: str, person: Person) -> None:
        """Somebody takes part from now on; what they said before is left out."""
        self._people[name] = person
        self._told[name] = len(person.transcript)

    async def plays(self, name: str, transcript: str) -> None:
        """Plays a transcript of one person, as `Person.follows` does, and writes it down."""
        person = self._people[name]
        heard = [] if transcript.strip().startswith(">") else await person.hears()
        try:
            await person.follows(transcript, heard)
        finally:
            self._write(name)

    def person(self, name: str) -> Person:
        """Somebody who takes part."""
        return self._people[name]

    async def tap_at_once(self, label: str, *names: str) -> list[str]:
        """Several people tap their newest button of that label at the same time; what each of them hears."""
        people = [self._people[name] for name in names]
        taps = [person.tap(label) for person in people]
        await asyncio.gather(*(person.post("taps", tap) for person, tap in zip(people, taps, strict=True)))
        heard = []
        for name, person in zip(names, people, strict=True):
            person.transcript.append(f"> [{label}]")
            heard.append(plain("\n".join(line.text for line in await person.hears())))
            self._write(name)
        return heard

    def scene(self, heading: str) -> None:
        """A line between two parts."""
        self._lines += ["", f"## {heading}", ""]

    def keep(self, file: str) -> Path:
        """Writes it to build/transcripts and returns the path."""
        BUILD.mkdir(parents=True, exist_ok=True)
        path = BUILD / file
        path.write_text("\n".join(self._lines) + "\n", encoding="utf-8")
        return path

    def _write(self, name: str) -> None:
        person = self._people[name]
        for line in person.transcript[self._told[name] :]:
            mark, _, text = plain(line).partition(" ")
            first, *rest = text.split("\n")
            self._lines.append(f"{name} {'→' if mark == '>' else '←'} {first}")
            self._lines += [f"    {one}" for one in rest]
        self._told[name] = len(person.transcript)
