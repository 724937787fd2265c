"""Every screen there is, built with the longest and nastiest values that people and staff can enter."""

import functools
import importlib
import inspect
import itertools
import pkgutil
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from civic.announcement_review import WHY_LIMIT
from civic.announcements import TITLE_LIMIT as ANNOUNCED_TITLE
from civic.announcements import Announcement, AnnouncementStatus, Audience, Body, Report, SkipReason
from civic.answers import outcomes
from civic.answers.entries import Entry, Topic
from civic.answers.event_times import Period
from civic.confirmations import ToConfirm, Why
from civic.events import (
    DESCRIPTION_LIMIT,
    PLACE_LIMIT,
    SHORT_LIMIT,
    TITLE_LIMIT,
    Closing,
    Event,
    EventStatus,
    EventWithSeats,
)
from civic.need_details import BANDS, OTHER_LIMIT
from civic.participant_messages import MESSAGE_LIMIT
from civic.people import cleaned, cleaned_lines
from civic.questions import ANSWER_LIMIT, QUESTION_LIMIT, Ending, Question, QuestionStatus, Translated
from civic.questions_asked import Beside
from civic.registrations import (
    NAME_LIMIT,
    AlreadyRegistered,
    Closed,
    Need,
    Registered,
    Registration,
    RegistrationStatus,
    WaitListed,
)
from civic.residents import Cause, Channel, Resident
from civic.retention_periods import Rule
from civic.retention_ports import RuleRun
from civic.staff import Role, StaffMember
from civic.translations import Part, Translation
from handlers import views
from handlers.screen import Screen
from handlers.services import Office, Services, Visit
from handlers.views import emergency_lines
from handlers.views.answering import Draft
from handlers.views.staff_announcements import TEXT_LIMIT
from locales import Html, Language
from tests.factories import NOW, an_event
from tests.telegram.announcement_change_screens import announcement_change_samples
from tests.telegram.announcement_screens import announcement_samples
from tests.telegram.announcement_time_screens import announcement_time_samples
from tests.telegram.channel_screens import channel_samples
from tests.telegram.consent_screens import consent_samples
from tests.telegram.data_screens import data_samples
from tests.telegram.door_screens import door_samples
from tests.telegram.entry_screens import entry_samples
from tests.telegram.event_message_screens import event_message_samples
from tests.telegram.event_screens import event_samples, with_everything
from tests.telegram.linking_screens import linking_samples
from tests.telegram.participant_screens import participant_samples
from tests.telegram.registration_screens import filled, of_every_way, registration_samples
from tests.telegram.sending_screens import sending_samples
from tests.telegram.staff_screens import staff_samples
from tests.telegram.text_screens import text_samples

BIG = 2**63 - 1
NASTY = "<b>&amp; \"Ada\" 'Łovelace' </i> \u202e😀 &lt;"
FIELDS = (
    "title",
    "when",
    "ends",
    "deadline",
    "place",
    "seats",
    "description",
    "cost",
    "organiser",
    "contact",
    "opens",
    "draw",
    "age",
    "offer_hours",
    "reminders",
    "release",
    "point",
)

Build = Callable[..., Screen]


@functools.cache
def line(length: int) -> str:
    """One line as it is kept, as long as it may be."""
    return cleaned(NASTY * (length // 20), length)


@functools.cache
def text(length: int) -> str:
    """Several lines."""
    return cleaned_lines(f"{NASTY}\n" * (length // 20), length)


def a_body() -> Body:
    """The longest that is sent."""
    return Body(line(ANNOUNCED_TITLE), text(TEXT_LIMIT), line(200))


def all_screens() -> Mapping[str, Build]:
    """Every function that builds a screen, by module and name."""
    found: dict[str, Build] = {}
    for module in pkgutil.iter_modules(views.__path__):
        loaded = importlib.import_module(f"{views.__name__}.{module.name}")
        for name, build in inspect.getmembers(loaded, inspect.isfunction):
            if build.__module__ != loaded.__name__ or name.startswith("_"):
                continue
            if typing.get_type_hints(build).get("return") is Screen:
                found[f"{module.name}.{name}"] = build
    return found


@dataclass(frozen=True)
class Samples:
    """Values for every kind of parameter; what is not an enumeration is at its limit."""

    services: Services
    lang: Language

    def variants(self, build: Build) -> Iterator[Screen]:
        """The screens of one function: each sample of each parameter at least once."""
        hints = {name: kind for name, kind in typing.get_type_hints(build).items() if name != "return"}
        values = {name: self._values(build, name, kind) for name, kind in hints.items()}
        for turn in range(max(map(len, values.values()))):
            chosen = {name: each[turn % len(each)] for name, each in values.items()}
            positional = [chosen.pop(name) for name in _positional(build)]
            yield build(*positional, **chosen)

    def _values(self, build: Build, name: str, kind: object) -> Sequence[object]:
        found = self._by_kind.get(kind)
        if kind is str:
            found = self._by_name.get(f"{build.__name__}.{name}") or self._by_name.get(name)
        assert found, f"no samples for a parameter {name}: {kind}"
        return found

    @functools.cached_property
    def _by_name(self) -> Mapping[str, Sequence[object]]:
        """Texts that are not free."""
        return {
            "kind": ("greeting", "thanks", "goodbye", "bot", "medical", "fire", "crime", "number"),
            "reason": ("hate", "election", "instructions", "offtopic", "spam"),
            "line_in.code": tuple(sorted(emergency_lines.LANGUAGES)),
            "shown": (self.lang.code,),
            "ask_correction.now": (text(TEXT_LIMIT),),
            "field": FIELDS,
            "what": (f"e{BIG}", f"t{self.services.city.topics[0].slug}"),
            "by": ("", line(NAME_LIMIT)),
            "share.title": (line(TITLE_LIMIT),),
            "name": (line(NAME_LIMIT),),
            "languages.name": ("spoken_is", "text_in"),
            "some_events.name": ("card", "ev_copy"),
            "why": (*SkipReason, "something new"),
            "token": ("f" * 32,),
            "slug": ("s" * 32,),
            "way": ("link", "tick"),
            "code": ("f" * 32,),
            "link": ("", f"https://bot.city.example/r/{'f' * 22}"),
            "url": (f"https://bot.city.example/feed/{'f' * 22}.ics",),
            "address": (f"https://bot.city.example/r/{'f' * 22}",),
            "kept.address": (f"{'f' * 64}@{'f' * 60}.example",),
            "private_url": ("https://t.me/stadtbote_test_bot",),
            "band": BANDS,
            "unchecked": (line(OTHER_LIMIT),),
            "detail": (line(OTHER_LIMIT),),
            "ask_photos.tapped": ("after_photos", "set_photos"),
            "ask_reminders.tapped": ("after_reminders",),
            "ask_news.tapped": ("after_news",),
            "ask_first.data": (f"a_about:{2**63 - 1}",),
            "said": ("", line(ANSWER_LIMIT)),
            "sent_back.why": ("", text(WHY_LIMIT)),
            "chosen": ("", self.services.city.districts[0].slug),
            "district": ("", self.services.city.districts[0].slug),
            "use": ("a_b_ev", "a_p_event"),
            "sent_on": ("", "1. Dezember 2026"),
            "step": (self.lang.label("Step {n} of {total}", n=1, total=4),),
            "event_title": (line(TITLE_LIMIT),),
            "office_name": ("", line(SHORT_LIMIT)),
            "question": (line(QUESTION_LIMIT),),
            "city": ("Kaiserslautern",),
            "text": ("Brandschutz", "Frage", text(ANSWER_LIMIT)),
        }

    @functools.cached_property
    def _by_kind(self) -> Mapping[object, Sequence[object]]:
        languages, entries = tuple(self.services.catalogues), self._longest_entries()
        topics = self.services.city.topics
        return {
            bool: (False, True),
            int: (1, 2, 5, 100_000),
            date: (NOW.date(), date(2036, 1, 1)),
            Html: (self.lang.gettext("{date}, {start} to {end}", date="1", start="2", end="3"),),
            Role: tuple(Role),
            Language: languages,
            Sequence[RuleRun]: ([RuleRun(rule, None, NOW, "OSError") for rule in Rule],),
            Services: (self.services,),
            Visit: (self._visit(),),
            Office: (Office(), self._office()),
            Entry: entries,
            Topic: topics,
            Event: tuple(self._events()),
            EventWithSeats: tuple(self._with_seats()),
            Question: tuple(self._questions()),
            Translation: tuple(self._translations()),
            Draft: [Draft(one, minutes) for one in self._questions() for minutes in (None, 14)],
            frozenset[str]: (frozenset(), frozenset(self.services.knowledge.initiatives)),
            timedelta | None: (None, timedelta(minutes=5), timedelta(hours=30), timedelta(days=400)),
            Part: tuple(Part),
            Registration: tuple(self._registrations()),
            Announcement: tuple(self._announcements()),
            Report: (Report(*[BIG] * 7),),
            **sending_samples(),
            outcomes.Decision: tuple(self._decisions(entries)),
            outcomes.AboutEvents: tuple(self._about_events()),
            outcomes.EventsFound: tuple(self._found()),
            Beside: (Beside(), Beside(next(iter(self._with_seats())), NOW.date())),
            Closing | None: (None, *Closing),
            datetime | None: (None, NOW),
            datetime: (NOW,),
            Sequence[ToConfirm]: ((), self._to_confirm(entries)),
            outcomes.Danger: tuple(self._dangers(entries)),
            outcomes.Doctor: (outcomes.Doctor(), outcomes.Doctor(languages=("tr",))),
            emergency_lines.Help: tuple(emergency_lines.NUMBERS),
            Collection[Need]: ((), tuple(Need)),
            Collection[str]: ((), tuple(topic.slug for topic in topics)),
            Iterable[Language]: (languages,),
            Sequence[str]: ([lang.code for lang in languages],),
            Iterable[str]: (self.services.city.likely_languages,),
            Mapping[str, int]: ({}, {lang.code: BIG for lang in languages}),
            Sequence[Entry]: (entries[:3],),
            Sequence[EventWithSeats]: ((), [EventWithSeats(one, 1, 1) for one in self._events()] * 40),
            Sequence[Question]: ([self._question()], [self._question()] * 10),
            Sequence[Registration]: ((), list(self._registrations()) * 100),
            Sequence[Announcement]: ((), list(self._announcements())),
            Sequence[tuple[Registration, Event]]: ((), self._mine()),
            Sequence[tuple[str, str]]: (
                [("Telegram", "https://t.me/x?start=y"), ("Web", "http://[::1]:1/")],
            ),
            **self._outcomes(),
            **announcement_time_samples(list(self._announcements())),
            **announcement_change_samples(
                self.lang, [lang.code for lang in languages], list(self._announcements())
            ),
            **registration_samples(self._mine(), text(ANSWER_LIMIT)),
            **linking_samples(self.lang.code, self._mine()),
            **participant_samples(
                self._with_seats(), self._registrations(), line(NAME_LIMIT), text(MESSAGE_LIMIT)
            ),
            **door_samples(self.lang, list(self._events()), list(self._registrations()), line(NAME_LIMIT)),
            **event_message_samples(list(self._registrations()), list(self._events()), line),
            **channel_samples(line, [self.lang.code]),
            **announcement_samples(self.lang, self.services, tuple(self._announcements()), line),
            **text_samples(text(ANSWER_LIMIT)),
            **staff_samples(line(NAME_LIMIT)),
            **data_samples(self._mine(), [self._question()] * 10, [one.slug for one in topics]),
            **consent_samples(list(self._events())),
            **event_samples(self.lang, with_everything(next(self._events()))),
            **entry_samples(
                self.lang, self.services, self._question(), line(QUESTION_LIMIT), text(ANSWER_LIMIT)
            ),
        }

    def _outcomes(self) -> Mapping[object, Sequence[object]]:
        pairs = self._mine()
        return {
            Registered: [Registered(*pair) for pair in pairs],
            AlreadyRegistered: [AlreadyRegistered(*pair) for pair in pairs],
            WaitListed: [WaitListed(*pair, BIG) for pair in pairs],
            Closed: [Closed(why) for why in Closing],
        }

    def _decisions(self, entries: Sequence[Entry]) -> Iterator[outcomes.Decision]:
        keys = [entry.key for entry in entries]
        yield outcomes.Answered(keys[0], 1.0, ())
        yield outcomes.Choose(tuple(keys[:3]), ())
        yield outcomes.HandOver("unknown")
        yield outcomes.HandOver("human")
        yield from self._dangers(entries)
        yield outcomes.Doctor()
        yield from (outcomes.Wish(wanted) for wanted in ("privacy", "imprint", "events"))
        yield outcomes.Refused("hate")
        yield outcomes.SmallTalk("bot")
        yield outcomes.Unclear()
        yield from self._about_events()

    def _about_events(self) -> Iterator[outcomes.AboutEvents]:
        for one in self._with_seats():
            yield outcomes.EventAnswer(one, 1.0)
        yield from self._found()

    def _found(self) -> Iterator[outcomes.EventsFound]:
        every = tuple(self._with_seats())
        day, later = NOW.date(), date(2036, 1, 1)
        for period in (None, Period(day, day), Period(day, later)):
            yield outcomes.EventsFound((), period)
            yield outcomes.EventsFound((), period, every[0])
            yield outcomes.EventsFound(every[:1], period)
            yield outcomes.EventsFound(every * 10, period)

    def _with_seats(self) -> Iterator[EventWithSeats]:
        return (EventWithSeats(one, BIG, BIG) for one in self._events())

    def _to_confirm(self, entries: Sequence[Entry]) -> list[ToConfirm]:
        days = (None, date(2036, 1, 1))
        return [ToConfirm(entry, why, day) for why in Why for day in days for entry in entries]

    def _dangers(self, entries: Sequence[Entry]) -> Iterator[outcomes.Danger]:
        keys = [entry.key for entry in entries]
        yield outcomes.Emergency("fire", also=outcomes.Answered(keys[0], 1.0), languages=("pl",))
        yield outcomes.Emergency("crime", languages=("fa",))
        yield outcomes.Emergency("number", also=outcomes.Choose(tuple(keys[:3])), languages=("any",))
        yield outcomes.Crisis("suicide", languages=(self.lang.code,))
        yield outcomes.Crisis("violence", languages=("ro", "tr"))
        yield outcomes.Crisis("child")

    def _longest_entries(self) -> tuple[Entry, ...]:
        def length(entry: Entry) -> int:
            version = self.services.knowledge.version(entry, self.lang.code)
            return len(version.text) + len(version.more or "")

        return tuple(sorted(self.services.knowledge.entries.values(), key=length)[-5:])

    def _office(self) -> Office:
        given = line(SHORT_LIMIT)
        office = Office(given, given, "https://www.city.example/imprint", given, "https://bot.city.example")
        long = line(400)
        return replace(
            office,
            telegram=True,
            text_servers=True,
            error_reports="errors.sentry.city.example",
            controller_address=long,
            privacy_officer=long,
            legal_basis=long,
            hosting=long,
            complaint_authority=long,
        )

    def _visit(self) -> Visit:
        resident = Resident(BIG, self.lang.code, NOW)
        owner = StaffMember(BIG, Role.OWNER, NOW)
        return Visit(resident, self.lang, Channel.TELEGRAM, Cause(Channel.TELEGRAM, 1), owner)

    def _events(self) -> Iterator[Event]:
        texts = {lang.code: text(DESCRIPTION_LIMIT) for lang in self.services.catalogues}
        full = replace(
            an_event(titles=dict.fromkeys(texts, line(TITLE_LIMIT)), seats=100_000),
            id=BIG,
            descriptions=texts,
            place=line(PLACE_LIMIT),
            cost=line(SHORT_LIMIT),
            organiser=line(SHORT_LIMIT),
            contact=line(SHORT_LIMIT),
        )
        for status in EventStatus:
            yield replace(full, status=status, step_free=None)
            yield replace(full, status=status, step_free=True, example=True)
        yield with_everything(full)
        yield from of_every_way(full, text(ANSWER_LIMIT))
        yield an_event()

    def _question(self) -> Question:
        entry = next(iter(self.services.knowledge.entries))
        asked = Question(BIG, 1, self.lang.code, text(QUESTION_LIMIT), NOW, entry)
        return replace(asked, answer=text(ANSWER_LIMIT))

    def _questions(self) -> Iterator[Question]:
        """Waiting, answered in one language and another, translated, and closed for each reason."""
        one, other = self._question(), next(lang.code for lang in self.services.catalogues)
        yield replace(one, answer="")
        yield replace(one, status=QuestionStatus.ANSWERED)
        yield replace(one, answer_language=other, opened_at=NOW)
        yield from (replace(one, translated=each) for each in Translated)
        yield from (replace(one, ending=each, status=QuestionStatus.CLOSED) for each in Ending)

    def _translations(self) -> Iterator[Translation]:
        codes = ("ar", "de")
        for part in Part:
            yield Translation(
                BIG, "f" * 64, BIG, part, text(ANSWER_LIMIT), *codes, 1, NOW, 1, text(ANSWER_LIMIT), NOW
            )

    def _registrations(self) -> Iterator[Registration]:
        for status in RegistrationStatus:
            plain = Registration(BIG, BIG, 1, "K7M2", line(NAME_LIMIT), 6, status, BIG, NOW, frozenset(Need))
            yield filled(plain, text(ANSWER_LIMIT))
            yield plain

    def _mine(self) -> list[tuple[Registration, Event]]:
        return list(zip(itertools.cycle(self._registrations()), self._events(), strict=False))

    def _announcements(self) -> Iterator[Announcement]:
        city = self.services.city
        topics, places = (tuple(each.slug for each in group) for group in (city.topics, city.districts))
        audience, when = Audience(topics, places), ("18.12.2026 18:00", "Europe/Berlin")
        for status, lang in zip(AnnouncementStatus, itertools.cycle(self.services.catalogues), strict=False):
            yield Announcement(
                BIG, 1, {lang.code: a_body()}, audience, status, NOW, *when, language=lang.code
            )
        everywhere = {lang.code: a_body() for lang in self.services.catalogues}
        yield Announcement(BIG, 1, everywhere, audience, AnnouncementStatus.DRAFT, NOW)


def _positional(build: Build) -> list[str]:
    parameters = inspect.signature(build).parameters.values()
    return [each.name for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD]
