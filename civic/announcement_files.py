"""An announcement in a YAML file: read into a draft, every fault with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from civic.announcement_checks import Problem, ProblemKind
from civic.announcement_file_audience import NO, YES, read_audience
from civic.announcements import Announcement, Body, Button, ButtonKind, WhereMissing, fingerprint
from civic.answers.content_files import Data, Fault, read_data
from civic.file_values import Values
from civic.time import InThePast, Moment, NoSuchTime, NotUnderstood, Reading, TwoTimes, read_moment
from civic.web_addresses import web_address

_KEYS = ("title", "text", "audience", "button", "urgent", "expires", "language", "where_missing")
_WITHOUT_A_REASON = "✓"
_ISO = re.compile(r"^(\d{4}-\d{2}-\d{2})T(?=\d)")


@dataclass(frozen=True)
class Place:
    """What a file may refer to: languages on offer (the main one first), topics, districts; time and zone."""

    languages: tuple[str, ...]
    topics: tuple[str, ...]
    districts: tuple[str, ...]
    now: datetime
    zone: ZoneInfo


@dataclass(frozen=True)
class FileDraft:
    """What a file says, and where it says it. `faults` keep it from being used."""

    announcement: Announcement
    data: Data
    faults: list[Fault]
    file: str

    def fault(self, message: str, *path: str) -> Fault:
        """A fault at the line of a key, or of the nearest key above it."""
        return Fault(self.file, self.data.line(*path), f"{'.'.join(path)}: {message}")

    def place_of(self, problem: Problem) -> tuple[str, ...]:
        """The key that a problem of the texts is about."""
        titles = (ProblemKind.TITLE_MISSING, ProblemKind.TITLE_TOO_LONG)
        if problem.kind is ProblemKind.BUTTON_GONE:
            return ("button",)
        key = "title" if problem.kind in titles else "text"
        return (key, problem.language) if problem.language else (key,)


def read_announcement(text: str, file: str, place: Place) -> FileDraft:
    """A file's announcement as far as it can be understood, and every fault of it."""
    data, faults = read_data(text, file)
    if not data.values:
        return FileDraft(Announcement(0, None, {}), data, faults or [Fault(file, 1, "is empty")], file)
    reader = _Reader(data, file, list(faults), place)
    return FileDraft(reader.read(), data, sorted(reader.faults), file)


def read_time(text: str, now: datetime, zone: ZoneInfo) -> datetime | str:
    """A local time as an instant in UTC, or what is wrong with it in a few words."""
    found: Reading = read_moment(_ISO.sub(r"\1 ", text.strip()), now, zone)
    match found:
        case Moment(at=at):
            return at
        case NotUnderstood():
            return f"not understood: {text!r} (for example: 2026-12-18 18:00)"
        case NoSuchTime():
            return f"{text!r} does not exist in {zone.key}"
        case TwoTimes():
            return f"{text!r} comes twice in {zone.key} that night: choose another time"
        case InThePast():
            return f"{text!r} is over"


@dataclass
class _Reader(Values):
    """Collects faults while it reads."""

    place: Place

    def read(self) -> Announcement:
        values = self.data.values
        self.unknown_keys(values, _KEYS)
        titles, texts = self._texts("title"), self._texts("text")
        if not values.get("text"):
            self.fault("there is no text", "text")
        language = self._language(texts)
        main = Body(titles.get(language, ""), texts.get(language, ""))
        other = Body(of=fingerprint(main))
        bodies = {
            code: main
            if code == language
            else replace(other, title=titles.get(code, ""), text=texts.get(code, ""))
            for code in {language: 0, **texts, **titles}
        }
        for code in titles:
            if texts and code not in texts:
                self.fault(f"there is a title in {code!r} and no text", "title", code)
        return Announcement(
            0,
            None,
            bodies,
            read_audience(self, self.place.topics, self.place.districts, self.place.languages),
            language=language,
            button=self._button(),
            urgent=self._urgent(),
            expires_at=self._expires(),
            where_missing=self._where_missing(),
        )

    def _texts(self, key: str) -> Mapping[str, str]:
        value = self.data.values.get(key, {})
        if not isinstance(value, dict):
            self.fault("expected `language: text` lines", key)
            return {}
        found = {}
        for code, text in value.items():
            self.one_of(code, self.place.languages, "language", key, code)
            if isinstance(text, str) and text.strip():
                found[code] = "\n".join(line.rstrip() for line in text.strip().splitlines())
            else:
                self.fault("expected a text", key, code)
        return found

    def _language(self, texts: Mapping[str, str]) -> str:
        given = self.text("language")
        if given and self.one_of(given, self.place.languages, "language", "language"):
            if given in texts:
                return given
            self.fault(f"there is no text in {given!r}, the main language", "text")
        return next(
            (code for code in (*self.place.languages, *texts) if code in texts), self.place.languages[0]
        )

    def _button(self) -> Button | None:
        value = self.data.values.get("button")
        kinds = [kind.value for kind in ButtonKind]
        if value is None:
            return None
        if not isinstance(value, dict) or len(value) != 1:
            self.fault(f"expected one of {', '.join(kinds)} with what it leads to", "button")
            return None
        [(kind, target)] = value.items()
        if not self.one_of(kind, kinds, "kind of button", "button", kind):
            return None
        path = ("button", kind)
        if not isinstance(target, str):
            self.fault("expected one value", *path)
            return None
        if kind == ButtonKind.URL and web_address(target) is None:
            self.fault(f"{target!r} is no address of a page (example: https://www.city.example/)", *path)
        elif kind == ButtonKind.TOPIC:
            self.one_of(target, self.place.topics, "topic", *path)
        elif kind == ButtonKind.EVENT and not (target.isascii() and target.isdecimal() and len(target) < 19):
            self.fault("expected the number of an event", *path)
        return Button(ButtonKind(kind), target)

    def _urgent(self) -> str:
        given = self.text("urgent")
        if given.lower() in YES:
            return _WITHOUT_A_REASON
        return "" if given.lower() in NO else given

    def _expires(self) -> datetime | None:
        given = self.text("expires")
        if not given:
            return None
        at = read_time(given, self.place.now, self.place.zone)
        if isinstance(at, datetime):
            return at
        self.fault(at, "expires")
        return None

    def _where_missing(self) -> WhereMissing:
        given = self.text("where_missing") or WhereMissing.WITH_NOTE.value
        kinds = [kind.value for kind in WhereMissing]
        return WhereMissing(given) if self.one_of(given, kinds, "way", "where_missing") else WhereMissing.SKIP
