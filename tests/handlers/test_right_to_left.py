"""What an Arabic or Persian reader sees keeps its order: every view, with German names and times in it."""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest

from civic.participants import Participant
from civic.registrations import Need, Registration, RegistrationStatus
from handlers.screen import File, Screen, Tap
from handlers.services import Services
from handlers.views.participant_words import need_words
from locales import Html, Language
from locales.direction import FSI, LRI, PDI, unmarked
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW
from tests.fakes import FakeClock
from tests.handlers.test_views import QUOTING, Values, all_builds, begins_right, city_services, foreign_lines
from tests.telegram.ordinary import TEXT, ordinary_values

TAG = re.compile(r"<[^>]*>")
HREF = re.compile(r'href="([^"]*)"')
WORD = re.compile(r"[0-9A-Za-z\u00c0-\u024f\u0370-\u04ff]\w*")
# Times, numbers in groups, addresses.
RUN = re.compile(r"\d{1,2}:\d\d|https?://\S+|\S+@\S+|\+?\d{2,}(?:[ /-]\d{2,})+")
CUT = re.compile(r"\w+…")
BINARY = (".pdf", ".png")


@dataclass(frozen=True)
class Checks:
    """What is known of one language's own texts."""

    lang: Language
    words: frozenset[str]
    foreign: frozenset[str]

    def faults(self, made: Screen | Html) -> Iterator[str]:
        """What is wrong with a screen."""
        screen = made if isinstance(made, Screen) else Screen(made)
        for line in html.unescape(TAG.sub("", screen.text)).split("\n"):
            if line and line not in self.foreign:
                yield from self.faults_of_line(line)
        for button in (button for row in screen.buttons for button in row):
            yield from self.faults_of_label(button.label)
        yield from marked_data(screen)

    def faults_of_line(self, line: str) -> Iterator[str]:
        """What is wrong with a line of a message."""
        if not begins_right(line):
            yield f"begins from the left: {line!r}"
        words = [] if unmarked(line) in TEXT else WORD.findall(at_depth_0(line))
        yield from self._faults_of_text(line, words)

    def faults_of_label(self, label: str) -> Iterator[str]:
        """The same for a button; a number alone changes no order there, nor does a word without others."""
        if any(unicodedata.bidirectional(one) in ("R", "AL") for one in label):
            words = [one for one in WORD.findall(CUT.sub(" ", at_depth_0(label))) if not one.isdecimal()]
            yield from self._faults_of_text(label, words)

    def _faults_of_text(self, text: str, outside: Sequence[str]) -> Iterator[str]:
        if text.count(FSI) + text.count(LRI) != text.count(PDI):
            yield f"isolates that do not end: {text!r}"
        if any(word not in self.words for word in outside):
            yield f"not isolated: {text!r}"
        isolates = innermost(text)
        if any(isolates[run.start()] != LRI for run in RUN.finditer(text)):
            yield f"not known to run from left to right: {text!r}"
        yield from (f"a digit that is not 0-9: {text!r}" for one in text if one.isdecimal() and one > "9")


def marked_data(screen: Screen) -> Iterator[str]:
    """Marks in what is not shown: addresses, what a tap sends, files."""
    places = HREF.findall(screen.text)
    for button in (button for row in screen.buttons for button in row):
        places.append(button.data if isinstance(button, Tap) else button.url)
    if isinstance(screen.file, File) and not screen.file.name.endswith(BINARY):
        places.append(screen.file.content.decode())
    yield from (f"marks in {place!r}" for place in places if unmarked(place) != place)


def at_depth_0(text: str) -> str:
    """What is outside of every isolate; a space stands for each."""
    shown, depth = [], 0
    for one in text:
        depth += one in (FSI, LRI)
        shown.append(" " if depth else one)
        depth -= one == PDI
    return "".join(shown)


def innermost(text: str) -> Sequence[str]:
    """The mark that began the innermost isolate around each character."""
    found, open_ones = [], [""]
    for one in text:
        if one in (FSI, LRI):
            open_ones.append(one)
        found.append(open_ones[-1])
        if one == PDI and len(open_ones) > 1:
            open_ones.pop()
    return found


def checks_in(services: Services, code: str) -> Checks:
    """What belongs to the language's own texts: its catalogue's Latin words and those of the content."""
    lang, knowledge = services.catalogues[code], services.knowledge
    shown = [str(text) for key, text in lang.catalogue._catalog.items() if key]  # type: ignore[attr-defined]
    for entry in knowledge.entries.values():
        version = knowledge.version(entry, code)
        shown += [version.question, version.text, version.more or ""]
    named = [one.titles for one in knowledge.initiatives.values()]
    named += [one.names for one in services.city.topics] + [one.names for one in services.city.districts]
    shown += [knowledge.name(names, code) for names in named]
    own = re.sub(r"\{[^}]*\}|<[^>]*>", " ", " ".join(shown))
    return Checks(lang, frozenset(WORD.findall(own)), foreign_lines(services, lang) | frozenset(TEXT))


@pytest.fixture
def services(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> Services:
    return city_services(sqlite_uow, clock)


def test_every_view_keeps_its_order_and_no_data_is_marked(services: Services) -> None:
    with ordinary_values():
        for code in ("ar", "fa"):
            checks = checks_in(services, code)
            strict = Checks(checks.lang, checks.words, frozenset())
            values, wrong = Values(services, checks.lang), []
            for name, build in sorted(all_builds().items()):
                chosen = checks if name.startswith(QUOTING) else strict
                wrong += [
                    f"{code} {name}: {one}" for made in values.variants(build) for one in chosen.faults(made)
                ]
            assert wrong == []


def test_ages_of_children_are_not_turned_round(services: Services) -> None:
    registration = Registration(
        1, 7, 1, "K7M2", "Anna", 1, RegistrationStatus.CONFIRMED, 1, NOW, frozenset({Need.CHILDCARE})
    )
    known = Participant(replace(registration, need_details={"childcare": "0-2: 2, 6-9"}), "ar")
    arabic, german = (need_words(services.catalogues[code], known)[0] for code in ("ar", "de"))
    assert "–" not in arabic
    assert german == "Kinderbetreuung (0–2: 2, 6–9: 1)"
