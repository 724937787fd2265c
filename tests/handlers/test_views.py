"""Every text fits into a message and reads in the right direction, whatever people and staff entered."""

import functools
import html
import importlib
import inspect
import pkgutil
import re
import typing
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.services import services_for
from bot.settings import Settings
from civic.announcements import TITLE_LIMIT, Announcement, AnnouncementStatus, Body
from civic.answers.entries import SourceDate, Version
from civic.answers.knowledge import Knowledge
from civic.calls import ToCall, Why
from civic.events import Event, EventStatus, EventWithSeats
from civic.participant_messages import MESSAGE_LIMIT as PARTICIPANT_LIMIT
from civic.participants import Participant, Roll
from civic.people import utf16_length
from civic.questions import ANSWER_LIMIT, Question
from civic.registrations import Need, Registration, RegistrationStatus
from civic.residents import Cause, Channel, Resident
from civic.time import InThePast, NoSuchTime, NotUnderstood, TwoTimes
from civic.written_days import NoSuchDay
from civic.written_times import BadTime, EndsFirst
from handlers import views
from handlers.screen import Link, Screen, Tap, shortened
from handlers.services import Services, Visit
from handlers.views import (
    answering,
    calls,
    event_notices,
    events,
    news,
    notices,
    participants,
    privacy,
    question_answers,
    staff,
    staff_announcements,
    staff_events,
)
from handlers.views.emergency_lines import LANGUAGES, NUMBERS, line_in
from handlers.views.staff_announcements import TEXT_LIMIT
from locales import Html, Language
from locales.direction import FSI, LRI, PDI, RLM
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, an_event
from tests.fakes import FakeClock
from tests.handlers.city import plain, read_once
from tests.telegram.screens import Build, Samples, line, text

MESSAGE_LIMIT = 4096
CODES = ("ar", "de")
EVIL = "\u202eAda\u2066 & <b>‏Lovelace"
TAG = re.compile(r"<[^>]*>")
# They show a text that may exist only in another language; its lines keep the direction of that one.
QUOTING = (
    "news.announcement",
    "news_channels.",
    "announcement_message.written",
    "announcement_previews.preview",
    "participant_messages.message_screen",
    "answers.",
    "decisions.",
    "entry_notices.to_asker",
    "safety.",
    "emergency_lines.",
)
_PROBLEMS = (NotUnderstood(), NoSuchTime(), NoSuchDay(), TwoTimes(), InThePast(), EndsFirst())


def all_builds() -> Mapping[str, Build]:
    """Every public function of the views that makes a screen or a part of its text."""
    found: dict[str, Build] = {}
    for module in pkgutil.iter_modules(views.__path__):
        loaded = importlib.import_module(f"{views.__name__}.{module.name}")
        for name, build in inspect.getmembers(loaded, inspect.isfunction):
            if build.__module__ != loaded.__name__ or name.startswith("_"):
                continue
            if typing.get_type_hints(build).get("return") in (Screen, Html):
                found[f"{module.name}.{name}"] = build
    return found


class Values(Samples):
    """Samples also for the functions that make a part of a screen."""

    @functools.cached_property
    def _by_kind(self) -> Mapping[object, Sequence[object]]:
        knowledge = self.services.knowledge
        versions = [knowledge.version(one, self.lang.code) for one in knowledge.entries.values()]
        return {
            **super()._by_kind,
            Language: (self.lang,),
            SourceDate | None: (None, *(one.source_date for one in versions[:3])),
            Knowledge: (knowledge,),
            Version: versions[:5],
            ZoneInfo: (self.services.zone,),
            AnnouncementStatus: tuple(AnnouncementStatus),
            timedelta | None: (None, timedelta(minutes=5), timedelta(hours=30), timedelta(days=400)),
            BadTime: _PROBLEMS,
        }

    @functools.cached_property
    def _by_name(self) -> Mapping[str, Sequence[object]]:
        return {**super()._by_name, "number": ("110", "112"), "link": ("https://t.me/a_bot?start=ev_1",)}


def city_services(uow: SqlUnitOfWork, clock: FakeClock, **settings: object) -> Services:
    """The city's services with the shipped content."""
    return services_for(Settings.model_validate({"controller": "Stadt", **settings}), uow, clock, read_once)


@pytest.fixture
def services(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> Services:
    """The same for tests that need no settings of their own."""
    return city_services(sqlite_uow, clock)


def faults(lang: Language, made: Screen | Html, foreign: frozenset[str] = frozenset()) -> Iterator[str]:
    """What is wrong with a screen."""
    screen = made if isinstance(made, Screen) else Screen(made)
    shown = html.unescape(TAG.sub("", screen.text))
    if utf16_length(shown) > MESSAGE_LIMIT:
        yield f"{utf16_length(shown)} units"
    for part in shown.split("\n"):
        if lang.is_rtl and part and not begins_right(part) and part not in foreign:
            yield f"begins from the left: {part!r}"
        yield from _marks(part)
    for button in (button for row in screen.buttons for button in row):
        yield from _marks(button.label)
        if isinstance(button, Tap) and len(button.data.encode()) > 64:
            yield f"long data: {button.data}"
    words = [shown, *(button.label for row in screen.buttons for button in row)]
    yield from (f"not filled in: {word!r}" for word in words if "{" in word)


def begins_right(line: str) -> bool:
    """Whether a line is laid out from right to left."""
    return line[0] == RLM or unicodedata.bidirectional(line[0]) in ("R", "AL")


def _marks(line: str) -> Iterator[str]:
    depth = 0
    for character in line:
        depth += (character in (FSI, LRI)) - (character == PDI)
        if depth < 0 or character in "\u202a\u202b\u202c\u202d\u202e\u2067":
            yield f"a wrong mark: {line!r}"
            return
    if depth:
        yield f"an open isolate: {line!r}"


def foreign_lines(services: Services, lang: Language) -> frozenset[str]:
    """Lines of texts that exist only in a language written from left to right."""
    versions = [services.knowledge.version(one, lang.code) for one in services.knowledge.entries.values()]
    texts = [part for one in versions if one.language != lang.code for part in (one.text, one.more or "")]
    numbers = [line_in(need, code) for need in NUMBERS for code in LANGUAGES]
    longest = (line(TITLE_LIMIT), text(TEXT_LIMIT), text(ANSWER_LIMIT), text(PARTICIPANT_LIMIT))
    return frozenset(line for each in (*texts, *longest, *numbers) for line in each.split("\n"))


@pytest.mark.parametrize("name", sorted(all_builds()))
def test_every_view_at_the_limits(services: Services, name: str) -> None:
    for code in CODES:
        lang = services.catalogues[code]
        foreign = foreign_lines(services, lang) if name.startswith(QUOTING) else frozenset()
        for made in Values(services, lang).variants(all_builds()[name]):
            assert list(faults(lang, made, foreign)) == []


def evil_event() -> Event:
    """An event with direction overrides wherever something can be written."""
    event = an_event(titles={"de": EVIL})
    return replace(
        event, id=7, descriptions={"de": f"{EVIL}\n\n{EVIL}"}, place=EVIL, organiser=EVIL, contact=EVIL
    )


def visit_in(lang: Language) -> Visit:
    return Visit(Resident(1, lang.code, NOW), lang, Channel.WEB, Cause(Channel.WEB, 1))


def a_registration(number: int, status: RegistrationStatus, name: str) -> Registration:
    return Registration(number, 7, number, f"C{number:05}", name, 6, status, number, NOW, frozenset(Need))


@pytest.mark.parametrize("code", CODES)
def test_no_override_gets_out_of_its_line(services: Services, code: str) -> None:
    lang, event = services.catalogues[code], EventWithSeats(evil_event(), 3, 1)
    asked = Question(1, 1, "de", f"{EVIL}\n{EVIL}", NOW, answer=f"{EVIL}\n\n{EVIL}")
    person = a_registration(1, RegistrationStatus.CONFIRMED, EVIL)
    screens = [
        participants.roll(lang, services, Roll(event, [Participant(person, "de")])),
        staff_events.card(lang, services, event),
        events.event_screen(visit_in(lang), services, event, registered=False),
        notices.seat_freed(lang, services, person, event.event, Channel.TELEGRAM),
        event_notices.reminder(lang, services, person, event.event, Channel.TELEGRAM),
        event_notices.event_cancelled(lang, services, person, event.event),
        calls.call_list(lang, services, event.event, [ToCall(person, Why.CHANGED)]),
        *question_answers.answer_messages(lang, services, asked),
        *answering.dossier(lang, services, answering.Dossier(asked)),
        staff.answered_before(lang, asked),
    ]
    for screen in screens:
        assert list(faults(lang, screen)) == []
        assert "Ada" in screen.text


def data_of(screen: Screen) -> list[str]:
    return [button.data for row in screen.buttons for button in row if not isinstance(button, Link)]


@pytest.mark.parametrize(
    ("status", "passed", "said"),
    [
        (EventStatus.PUBLISHED, timedelta(days=9, hours=1), "Registration for this event is closed."),
        (EventStatus.PUBLISHED, timedelta(days=10), "This event has already begun."),
        (EventStatus.CANCELLED, timedelta(), "This event has been cancelled."),
    ],
)
def test_an_event_that_is_closed_says_why(
    services: Services, clock: FakeClock, status: EventStatus, passed: timedelta, said: str
) -> None:
    clock.advance(passed)
    for taken in (0, 10):
        one = EventWithSeats(replace(an_event(), id=7, status=status), taken, 0)
        screen = events.event_screen(visit_in(services.catalogues["en"]), services, one, registered=False)
        assert said in screen.text
        assert "seat" not in screen.text
        assert "waiting list" not in screen.text
        assert "register:7" not in data_of(screen)


def test_four_long_texts_fit_on_a_card_and_the_preview_shows_the_whole(services: Services) -> None:
    long = ("Wort 😀 " * TEXT_LIMIT)[: TEXT_LIMIT - 500]
    draft = Announcement(1, 1, {one.code: Body("T", long) for one in services.catalogues})
    for lang in services.catalogues:
        card = staff_announcements.card(lang, services, draft, {"de": 3})
        assert list(faults(lang, card)) == []
        assert card.text.count("…") == len(draft.bodies)
        assert long in news.announcement(lang, services, draft).text


@pytest.mark.parametrize(("days", "said"), [(1, "1 day after it was written"), (14, "14 days after")])
def test_privacy_names_the_days_that_are_set(services: Services, days: int, said: str) -> None:
    office = replace(services.office, transcript_days=days)
    pages = privacy.notice_pages(services.catalogues["en"], office)
    assert any(said in part for page in pages for part in page)


def test_the_days_come_from_the_settings(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    made = city_services(sqlite_uow, clock, transcript_days=14)
    assert made.office.transcript_days == 14


def test_the_code_of_a_group_is_copied_without_marks(services: Services) -> None:
    assert "<code>/staffgroup abc</code>" in staff.group_code(services.catalogues["ar"], "abc").text


@pytest.mark.parametrize("limit", range(3, 30))
def test_a_shortened_label_leaves_no_isolate_open(services: Services, limit: int) -> None:
    label = services.catalogues["ar"].label("Example: {title}", title="Reparaturcafé")
    cut = shortened(label, limit)
    assert len(cut) <= limit
    assert list(_marks(cut)) == []
    assert plain(label).startswith(plain(cut).removesuffix("…"))
