"""Questions that published events answer: what is on, facts of one event, and honestly nothing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from civic.answers.event_times import Period, period_of
from civic.answers.event_words import take_apart
from civic.answers.events_asked import Board, ask_events, named_by
from civic.answers.knowledge import Knowledge, load
from civic.answers.outcomes import EventAnswer, EventsFound
from civic.answers.text import clean, words
from civic.events import Event, EventStatus, EventWithSeats
from tests.civic.answers.events_said import BREAKFAST, CAFE, CRAFTS, NOT_ABOUT_EVENTS, SAID, TALK, TEA
from tests.factories import NOW

BERLIN = ZoneInfo("Europe/Berlin")
PACK = Path(__file__).parents[3] / "content" / "kaiserslautern"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(PACK)


def an_event_on(day: int, hour: int, number: int, titles: Mapping[str, str], about: str = "") -> Event:
    starts_at = datetime(2026, 12, day, hour, tzinfo=BERLIN).astimezone(UTC)
    return Event(
        id=number,
        titles=titles,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        deadline=starts_at,
        place="Königstraße 93",
        seats=10,
        descriptions={"de": about} if about else {},
        status=EventStatus.PUBLISHED,
    )


CAFE_TITLES = {
    "de": "Demokratie-Café",
    "en": "Democracy café",
    "uk": "Кафе демократії",
    "ar": "مقهى الديمقراطية",
}
EVENTS = (
    replace(an_event_on(3, 18, CAFE, CAFE_TITLES), cost="2 €"),
    replace(
        an_event_on(
            5, 15, CRAFTS, {"de": "Bastelnachmittag", "en": "Crafts afternoon"}, "Für Kinder ab sechs."
        ),
        step_free=True,
    ),
    replace(
        an_event_on(11, 10, BREAKFAST, {"de": "Frauenfrühstück", "en": "Women's breakfast"}, "Für Frauen."),
        cost="3 €",
        spoken="ar",
    ),
    replace(
        an_event_on(16, 18, TALK, {"de": "Gesprächsabend für neue Nachbarn"}), status=EventStatus.CANCELLED
    ),
    replace(an_event_on(20, 15, TEA, {"de": "Tanztee"}, "Für Seniorinnen und Senioren."), step_free=True),
)


def a_board(now: datetime = NOW, events: tuple[Event, ...] = EVENTS) -> Board:
    ahead = [EventWithSeats(one, 10 if one.id == TEA else 3, 2 if one.id == TEA else 0) for one in events]
    return Board([one for one in ahead if one.event.ends_at > now], now, BERLIN)


def asked(knowledge: Knowledge, question: str, board: Board | None = None) -> tuple[int, ...] | None:
    """The ids of the events that firmly answer a question; None where it is left to the entries."""
    taken = ask_events(question, board or a_board(), knowledge)
    if taken is None or not taken.firm:
        return None
    match taken.outcome:
        case EventAnswer(event=one):
            return (one.event.id,)
        case EventsFound(events=found):
            return tuple(one.event.id for one in found)


@pytest.mark.parametrize(("language", "said", "expected"), SAID)
def test_questions_in_twelve_languages(
    knowledge: Knowledge, language: str, said: str, expected: tuple[int, ...] | None
) -> None:
    assert asked(knowledge, said) == expected


def test_the_table_has_eight_questions_of_each_language() -> None:
    counted = Counter(language for language, *_ in SAID)
    assert len(counted) == 12
    assert min(counted.values()) >= 8


@pytest.mark.parametrize(("language", "said"), NOT_ABOUT_EVENTS)
def test_other_questions_are_left_alone(knowledge: Knowledge, language: str, said: str) -> None:
    assert ask_events(said, a_board(), knowledge) is None


def found(knowledge: Knowledge, question: str, now: datetime = NOW) -> EventsFound:
    taken = ask_events(question, a_board(now), knowledge)
    assert taken is not None
    assert isinstance(taken.outcome, EventsFound)
    return taken.outcome


def test_nothing_names_the_next_one(knowledge: Knowledge) -> None:
    nothing = found(knowledge, "Was ist heute los?")
    assert nothing.events == ()
    assert nothing.period == Period(date(2026, 12, 1), date(2026, 12, 1))
    assert nothing.next is not None
    assert nothing.next.event.id == CAFE


def test_nothing_for_children_tomorrow_names_the_next_for_children(knowledge: Knowledge) -> None:
    nothing = found(knowledge, "Anything for children tomorrow?")
    assert nothing.events == ()
    assert nothing.next is not None
    assert nothing.next.event.id == CRAFTS


def test_nothing_at_all_is_said_too(knowledge: Knowledge) -> None:
    taken = ask_events("What is on today?", a_board(events=()), knowledge)
    assert taken is not None
    assert taken.outcome == EventsFound((), Period(date(2026, 12, 1), date(2026, 12, 1)), None)
    assert ask_events("Is there anything for children?", a_board(events=()), knowledge) is None


def test_past_events_are_not_found(knowledge: Knowledge) -> None:
    later = datetime(2026, 12, 6, 9, tzinfo=UTC)
    assert asked(knowledge, "Wann ist das Demokratie-Café?", a_board(later)) is None
    assert asked(knowledge, "Which events are there in December?", a_board(later)) == (BREAKFAST, TEA)


def test_an_event_under_way_is_found_by_its_name_only(knowledge: Knowledge) -> None:
    during = datetime(2026, 12, 3, 17, 30, tzinfo=UTC)  # half past six in Berlin, the café began at six
    assert asked(knowledge, "Wo ist das Demokratie-Café?", a_board(during)) == (CAFE,)
    assert asked(knowledge, "Was ist heute los?", a_board(during)) == ()


def test_a_cancelled_event_is_found_by_its_name_only(knowledge: Knowledge) -> None:
    assert asked(knowledge, "Findet der Gesprächsabend für neue Nachbarn statt?") == (TALK,)
    assert asked(knowledge, "Was ist am 16.12. los?") == ()


def test_the_date_that_takes_place_wins_over_the_cancelled_one(knowledge: Knowledge) -> None:
    again = replace(an_event_on(18, 18, 9, {"de": "Gesprächsabend für neue Nachbarn"}))
    board = a_board(events=(*EVENTS, again))
    assert asked(knowledge, "Wann ist der Gesprächsabend für neue Nachbarn?", board) == (9,)


def test_a_series_is_a_choice_and_its_next_date_is_one(knowledge: Knowledge) -> None:
    second = an_event_on(17, 18, 9, CAFE_TITLES)
    board = a_board(events=(*EVENTS, second))
    assert asked(knowledge, "Wann ist das Demokratie-Café?", board) == (CAFE, 9)
    assert asked(knowledge, "Wann ist das nächste Demokratie-Café?", board) == (CAFE,)
    assert asked(knowledge, "Ist am 17.12. Demokratie-Café?", board) == (9,)


@pytest.mark.parametrize(
    "said",
    [
        "What is the Demokratie-Café?",
        "Warum gibt es das Demokratie-Café?",
        "Wer organisiert das Demokratie-Café?",
    ],
)
def test_what_no_field_says_is_left_to_the_entries(knowledge: Knowledge, said: str) -> None:
    taken = ask_events(said, a_board(), knowledge)
    assert taken is not None
    assert not taken.firm


def test_who_organises_an_event_is_firm_once_it_says_so(knowledge: Knowledge) -> None:
    named = replace(EVENTS[0], organiser="Engagierte Stadt")
    board = a_board(events=(named,))
    assert asked(knowledge, "Wer organisiert das Demokratie-Café?", board) == (CAFE,)


@pytest.mark.parametrize(
    "said", ["Wann ist das Democratie-Caffe?", "wann ist demokrati cafe", "Wann ist Demokratie-Cafe??"]
)
def test_typing_errors_in_a_title(knowledge: Knowledge, said: str) -> None:
    assert asked(knowledge, said) == (CAFE,)


def test_an_entry_that_speaks_of_an_event(knowledge: Knowledge) -> None:
    entry = knowledge.entries["engagierte-stadt/demokratie-cafe"]
    questions = [version.question for version in entry.versions.values()]
    one = named_by(questions, a_board())
    assert one is not None
    assert one.event.id == CAFE
    assert named_by(["Wer ist die Jury?"], a_board()) is None


def period(said: str, now: datetime) -> Period | None:
    return period_of(said, take_apart(words(clean(said))), now, BERLIN)


def days(first: str, last: str = "", *, evening: bool = False) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last or first), evening=evening)


TUESDAY = NOW
SUNDAY = datetime(2026, 12, 6, 10, tzinfo=UTC)
NEAR_MIDNIGHT = datetime(2026, 12, 1, 22, 30, tzinfo=UTC)  # half past eleven in Berlin
AFTER_MIDNIGHT = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)  # half past midnight of the 2nd in Berlin
SPRING = datetime(2027, 3, 27, 23, 30, tzinfo=UTC)  # Sunday the 28th, on which the clock goes forward
AUTUMN = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)  # Sunday the 25th, on which it goes back


@pytest.mark.parametrize(
    ("said", "now", "expected"),
    [
        ("this weekend", TUESDAY, days("2026-12-05", "2026-12-06")),
        ("this weekend", SUNDAY, days("2026-12-06")),
        ("next weekend", SUNDAY, days("2026-12-12", "2026-12-13")),
        ("heute abend", TUESDAY, days("2026-12-01", evening=True)),
        ("heute abend", NEAR_MIDNIGHT, days("2026-12-01", evening=True)),
        ("heute", AFTER_MIDNIGHT, days("2026-12-02")),
        ("morgen", NEAR_MIDNIGHT, days("2026-12-02")),
        ("guten Morgen", TUESDAY, None),
        ("morgen Abend", TUESDAY, days("2026-12-02", evening=True)),
        ("übermorgen", TUESDAY, days("2026-12-03")),
        ("diese Woche", TUESDAY, days("2026-12-01", "2026-12-06")),
        ("nächste Woche", SUNDAY, days("2026-12-07", "2026-12-13")),
        ("heute", SPRING, days("2027-03-28")),
        ("morgen", SPRING, days("2027-03-29")),
        ("heute", AUTUMN, days("2026-10-25")),
        ("nächste Woche", AUTUMN, days("2026-10-26", "2026-11-01")),
        ("diesen Monat", TUESDAY, days("2026-12-01", "2026-12-31")),
        ("nächsten Monat", TUESDAY, days("2027-01-01", "2027-01-31")),
        ("im Januar", TUESDAY, days("2027-01-01", "2027-01-31")),
        ("im Februar 2027", TUESDAY, days("2027-02-01", "2027-02-28")),
        ("5.12.", TUESDAY, days("2026-12-05")),
        ("am 05.12.2026", TUESDAY, days("2026-12-05")),
        ("5/12", TUESDAY, days("2026-12-05")),
        ("2026-12-05", TUESDAY, days("2026-12-05")),
        ("٥.١٢.", TUESDAY, days("2026-12-05")),
        ("۵ دسامبر", TUESDAY, days("2026-12-05")),
        ("5. Dezember", TUESDAY, days("2026-12-05")),
        ("December 5th", TUESDAY, days("2026-12-05")),
        ("the 5th of December 2027", TUESDAY, days("2027-12-05")),
        ("5 грудня", TUESDAY, days("2026-12-05")),
        ("1.3.", TUESDAY, days("2027-03-01")),
        ("29.11.", TUESDAY, days("2026-11-29")),  # only just over: nothing, and not in a year
        ("31.2.", TUESDAY, None),
        ("um 18.30 Uhr", TUESDAY, None),
        ("24/7", TUESDAY, None),
        ("le 3 mai", TUESDAY, days("2027-05-03")),
        ("mai sunt locuri", TUESDAY, None),
        ("in may", TUESDAY, days("2027-05-01", "2027-05-31")),
        ("may I come", TUESDAY, None),
    ],
)
def test_time_words(said: str, now: datetime, expected: Period | None) -> None:
    assert period(said, now) == expected


def test_a_weekday_is_the_next_one_and_may_be_today() -> None:
    assert period("am Dienstag", TUESDAY) == Period(date(2026, 12, 1), date(2026, 12, 1), frozenset({1}))
    assert period("on Friday", SUNDAY) == Period(date(2026, 12, 11), date(2026, 12, 11), frozenset({4}))


def test_a_weekday_within_a_longer_time(knowledge: Knowledge) -> None:
    assert asked(knowledge, "Welche Veranstaltungen sind freitags im Dezember?") == (BREAKFAST,)


def test_events_belong_to_the_day_on_the_wall() -> None:
    # Half past midnight of the 6th in Berlin is still the 5th in UTC.
    late = replace(EVENTS[1], starts_at=datetime(2026, 12, 5, 23, 30, tzinfo=UTC))
    late = replace(late, ends_at=late.starts_at + timedelta(hours=1))
    assert not days("2026-12-05").holds(late, BERLIN)
    assert days("2026-12-06").holds(late, BERLIN)
    assert not days("2026-12-06", evening=True).holds(late, BERLIN)


def test_a_night_is_no_second_day_and_a_festival_has_several() -> None:
    party = replace(EVENTS[1], ends_at=EVENTS[1].starts_at + timedelta(hours=12))
    festival = replace(EVENTS[1], ends_at=EVENTS[1].starts_at + timedelta(days=2))
    assert not days("2026-12-06").holds(party, BERLIN)
    assert days("2026-12-07").holds(festival, BERLIN)
    assert not days("2026-12-08").holds(festival, BERLIN)
