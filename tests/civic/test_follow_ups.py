"""Follow-ups: which messages are none by themselves, and what they mean after an answer."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from civic.answers.asking import Answerer
from civic.answers.events_asked import Board
from civic.answers.follow_ups import asked_further, subject
from civic.answers.knowledge import load
from civic.answers.library import Library
from civic.answers.outcomes import Answered, Choose, Decision, EventAnswer, HandOver, SmallTalk, Unclear
from civic.events import Event, EventWithSeats
from civic.follow_ups import LastAnswer, answered_with, followed
from tests.factories import NOW, an_event

PACK = Path(__file__).parents[2] / "content" / "kaiserslautern"
BERLIN = ZoneInfo("Europe/Berlin")

FURTHER = (
    ("de", "und wo ist das?"),
    ("de", "Und wann?"),
    ("de", "Wie viel kostet es?"),
    ("de", "Und wie erreiche ich die?"),
    ("de", "wer leitet das?"),
    ("en", "and how much does it cost?"),
    ("en", "and where is that?"),
    ("en", "who runs it?"),
    ("en", "why?"),
    ("uk", "а коли?"),
    ("uk", "скільки це коштує?"),
    ("ar", "وأين؟"),
    ("ar", "ومتى؟"),
    ("ar", "وكم التكلفة؟"),
    ("ar", "من؟"),
    ("tr", "peki nerede?"),
    ("tr", "peki ne kadar?"),
    ("fr", "et c'est où ?"),
    ("fr", "combien ça coûte ?"),
    ("ru", "а где это?"),
    ("fa", "کجاست؟"),
    ("ro", "și unde?"),
    ("bg", "а къде?"),
    ("pl", "a gdzie?"),
)
BY_THEMSELVES = (
    ("de", "Wer leitet Engagierte Stadt?"),
    ("de", "Wo kann ich Altpapier abgeben?"),
    ("de", "Wann ist das Demokratie-Café?"),
    ("de", "Was ist das?"),
    ("de", "und?"),
    ("de", "hm"),
    ("de", "Wie viele Gruppen?"),
    ("de", "112?"),
    ("en", "Where can I volunteer?"),
    ("fr", "ou pas ?"),
    ("uk", "Де знайти роботу?"),
    ("ar", "أين المدرسة؟"),
    ("ar", "واجب"),
    ("tr", "Pasaport nerede?"),
    ("", "👍"),
    ("", ""),
)
# Language, what answered before, the follow-up, the entry that is meant.
CAFE, SIGNING_UP = "engagierte-stadt/demokratie-cafe", "engagierte-stadt/demokratie-cafe-anmeldung"
MEANT = (
    ("de", SIGNING_UP, "und wo ist das?", CAFE),
    ("de", SIGNING_UP, "und wann?", CAFE),
    ("de", CAFE, "was kostet das?", SIGNING_UP),
    ("de", "weltoffene-kommune/was-ist-es", "seit wann?", "weltoffene-kommune/seit-wann"),
    ("de", "engagierte-stadt/was-ist-es", "seit wann?", "engagierte-stadt/seit-wann"),
    ("de", "ankunftsquartiere/was-ist-es", "und wer leitet das?", "ankunftsquartiere/leitung"),
    ("de", "engagierte-stadt/was-ist-es", "wie viele sind das?", "engagierte-stadt/gruppen-anzahl"),
    ("de", "empower-kl/termine", "Und wo ist das?", "empower-kl/termine"),
    ("en", "empower-kl/was-ist-es", "and how much does it cost?", "empower-kl/kosten"),
    ("en", "weltoffene-kommune/was-ist-es", "how can I contact them?", "weltoffene-kommune/kontakt"),
    (
        "en",
        "buergerschaftliches-engagement/was-ist-es",
        "why?",
        "buergerschaftliches-engagement/bedeutung",
    ),
    ("en", "weltoffene-kommune/erster-workshop", "and when?", "weltoffene-kommune/workshop-datum"),
    ("en", SIGNING_UP, "where?", CAFE),
    ("uk", SIGNING_UP, "а коли?", CAFE),
    ("uk", "empower-kl/was-ist-es", "скільки це коштує?", "empower-kl/kosten"),
    ("uk", "ankunftsquartiere/was-ist-es", "а де це?", "ankunftsquartiere/orte"),
    ("ar", SIGNING_UP, "وأين؟", CAFE),
    ("ar", "engagierte-stadt/was-ist-es", "كم؟", "engagierte-stadt/gruppen-anzahl"),
    ("ar", "weltoffene-kommune/erster-workshop", "ومتى؟", "weltoffene-kommune/workshop-datum"),
    ("tr", SIGNING_UP, "peki nerede?", CAFE),
    ("fr", SIGNING_UP, "et c'est où ?", CAFE),
    ("fr", SIGNING_UP, "et quand ?", CAFE),
    ("pl", "ankunftsquartiere/was-ist-es", "a gdzie?", "ankunftsquartiere/orte"),
)

OF_AN_EVENT = (
    ("de", "und wo ist das?"),
    ("en", "how much does it cost?"),
    ("uk", "а коли?"),
    ("ar", "وأين؟"),
    ("tr", "peki nerede?"),
    ("fr", "et c'est où ?"),
)


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(Answerer(load(PACK)))


async def after(
    library: Library, last: str, text: str, language: str, events: Sequence[Event] = ()
) -> tuple[Decision, Decision]:
    """What is decided without and with the answer before."""

    async def read() -> Board:
        return Board([EventWithSeats(one, one.seats, 0) for one in events], NOW, BERLIN)

    alone = await library.ask(text, language)
    return alone, await followed(library, text, language, alone, last, read)


@pytest.mark.parametrize(("language", "text"), FURTHER)
def test_asks_further(library: Library, language: str, text: str) -> None:
    assert asked_further(text, language, library.evidence)


@pytest.mark.parametrize(("language", "text"), BY_THEMSELVES)
def test_says_itself_what_it_is_about_or_asks_nothing(library: Library, language: str, text: str) -> None:
    assert asked_further(text, language, library.evidence) == ""


@pytest.mark.parametrize(("language", "last", "text", "meant"), MEANT)
async def test_what_is_meant(library: Library, language: str, last: str, text: str, meant: str) -> None:
    _, decision = await after(library, last, text, language)
    assert isinstance(decision, Answered | Choose)
    found = (decision.entry,) if isinstance(decision, Answered) else decision.entries
    assert meant in found
    assert {key.partition("/")[0] for key in found} == {last.partition("/")[0]}


async def test_most_are_answered_directly(library: Library) -> None:
    decisions = [(await after(library, last, text, code))[1] for code, last, text, _ in MEANT]
    direct = [answered_with(decision) == one[3] for decision, one in zip(decisions, MEANT, strict=True)]
    assert sum(direct) >= 0.75 * len(MEANT)


@pytest.mark.parametrize(("language", "text"), BY_THEMSELVES)
async def test_other_messages_stay_what_they_are(library: Library, language: str, text: str) -> None:
    alone, decision = await after(library, CAFE, text, language)
    assert decision is alone


@pytest.mark.parametrize("last", ["engagierte-stadt/gone", "event/7"])
async def test_what_answered_is_no_longer_there(library: Library, last: str) -> None:
    alone, decision = await after(library, last, "und wo ist das?", "de")
    assert isinstance(alone, Unclear)
    assert decision is alone


async def test_another_initiative_is_no_answer(library: Library) -> None:
    class Elsewhere(Library):
        async def ask(self, question: str, language: str = "", today: object = None) -> Decision:
            return Answered("empower-kl/kosten", 0.9)

    alone = Unclear()
    elsewhere = Elsewhere(Answerer(library.knowledge))

    async def none() -> Board:
        return Board((), NOW, BERLIN)

    assert await followed(elsewhere, "und wo?", "de", alone, CAFE, none) is alone
    same = await followed(elsewhere, "und wo?", "de", alone, "empower-kl/ziel", none)
    assert same == Answered("empower-kl/kosten", 0.9)


@pytest.mark.parametrize("decision", [SmallTalk("thanks"), HandOver("human"), HandOver("elsewhere")])
async def test_what_was_decided_for_a_reason_stays(library: Library, decision: Decision) -> None:
    async def none() -> Board:
        return Board((), NOW, BERLIN)

    assert await followed(library, "und wo?", "de", decision, CAFE, none) is decision


@pytest.mark.parametrize(("language", "text"), OF_AN_EVENT)
async def test_of_an_event(library: Library, language: str, text: str) -> None:
    event = an_event(titles={"de": "Lesekreis", "en": "Reading circle"})
    _, decision = await after(library, "event/0", text, language, [event])
    assert isinstance(decision, EventAnswer)
    assert answered_with(decision) == "event/0"


async def test_of_one_of_two_events_with_the_same_title(library: Library) -> None:
    first, second = (
        Event(**{**vars(an_event(starts_at=NOW + timedelta(days=days))), "id": days}) for days in (1, 8)
    )
    _, decision = await after(library, "event/8", "und wann?", "de", [first, second])
    assert answered_with(decision) == "event/8"


@pytest.mark.parametrize("text", ["und warum?", "und wer leitet das?"])
async def test_an_event_does_not_say_why_nor_who_if_nobody_is_named(library: Library, text: str) -> None:
    alone, decision = await after(library, "event/0", text, "de", [an_event()])
    assert decision is alone


@pytest.mark.parametrize(("minutes", "holds"), [(0, True), (10, True), (10.1, False), (-1, False)])
def test_for_ten_minutes(minutes: float, holds: bool) -> None:
    assert LastAnswer(CAFE, NOW).holds(NOW + timedelta(minutes=minutes)) is holds


def test_the_subject_of_a_heading() -> None:
    assert subject("Wie viele Beete hat der Gemeinschaftsgarten?") == "Beete Gemeinschaftsgarten?"
    assert subject("Was ist das?") == ""
