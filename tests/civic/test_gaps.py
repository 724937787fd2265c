"""The gap report: nobody can be recognised in it, and it outlives the questions."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text

from civic.answers.likeness import alike_groups, likeness
from civic.gaps import AskedQuestion, Cluster, Rating, Week, clusters, count_shown, count_weeks
from civic.publishing import Published
from civic.questions import close, hand_over, rate
from civic.retention_periods import Periods, Rule
from civic.staff import Role
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.civic.entries import a_draft, submitted
from tests.factories import NOW, a_question, a_resident, agrees_to_counting
from tests.fakes import FakeClock
from tests.retention import runs

BERLIN = ZoneInfo("Europe/Berlin")
PASSPORTS = (
    "Wie kann ich meinen Reisepass verlängern?",
    "Reisepass verlängern, wo geht das? Ich heiße Anna Schmidt",
    "Muss ich zum Verlängern vom Reisepass ins Rathaus?",
    "Was kostet es, den Reisepass zu verlängern?",
)
OTHERS = ("Wo kann ich Sperrmüll abgeben?", "Wann fährt der Bus nach Trier?")


def asked(*texts: str, people: int | None = None, languages: str = "de") -> list[AskedQuestion]:
    """Each text from somebody else, or from only so many people; languages in turn."""
    codes = languages.split()
    return [
        AskedQuestion(number % (people or len(texts)), codes[number % len(codes)], text)
        for number, text in enumerate(texts)
    ]


def test_texts_about_the_same_come_together() -> None:
    groups = alike_groups((*PASSPORTS, *OTHERS))
    assert groups == [[0, 1, 2, 3], [4], [5]]


def test_nothing_is_like_a_text_without_words() -> None:
    assert likeness("???", ["!!!", "Reisepass"]) == [0.0, 0.0]
    assert likeness("Reisepass", []) == []
    assert alike_groups([]) == []


def test_the_same_words_are_most_alike() -> None:
    same, near, far = likeness(PASSPORTS[0], [PASSPORTS[0], PASSPORTS[2], OTHERS[0]])
    assert same > 0.99
    assert same > near > 0.2 > far


def test_a_label_holds_only_words_of_three_people() -> None:
    [cluster] = clusters(asked(*PASSPORTS, *OTHERS))
    assert cluster == Cluster(("reisepass", "verlangern"), 4, {"de": 4})


def test_fewer_than_three_people_are_no_cluster() -> None:
    assert clusters(asked(*PASSPORTS[:2])) == []
    assert clusters(asked(*PASSPORTS, people=2)) == []


def test_a_language_of_fewer_than_three_is_not_named() -> None:
    [cluster] = clusters(asked(*PASSPORTS, languages="de uk"))
    assert cluster.languages == {}
    assert cluster.others == 4


async def test_weeks_are_counted_once_and_outlive_the_questions(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock
) -> None:
    for line in (*PASSPORTS, *OTHERS):
        asker = await agrees_to_counting(uow, await a_resident(uow))
        await hand_over(uow, a_question(asker, line))
    assert await count_weeks(uow, clock, BERLIN) == []  # the week is not over
    clock.advance(timedelta(days=13))
    assert await count_weeks(uow, clock, BERLIN) == ["2026-W49", "2026-W50"]
    assert await count_weeks(uow, clock, BERLIN) == []
    async with database.engine.begin() as connection:
        await connection.execute(text("DELETE FROM question"))
    clock.advance(timedelta(days=7))
    assert await count_weeks(uow, clock, BERLIN) == ["2026-W51"]
    async with uow.reading() as r:
        weeks = await r.gaps.weeks(5)
    passports = Cluster(("reisepass", "verlangern"), 4, {"de": 4})
    assert weeks == [Week("2026-W51", ()), Week("2026-W50", ()), Week("2026-W49", (passports,))]


async def test_deleted_words_are_no_cluster(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    for line in PASSPORTS:
        asker = await agrees_to_counting(sqlite_uow, await a_resident(sqlite_uow))
        question = await hand_over(sqlite_uow, a_question(asker, line))
        await close(sqlite_uow, clock, question.id, 1)
    clock.advance(timedelta(days=2))
    await runs(sqlite_uow, clock, Rule.QUESTIONS, periods=Periods(questions=1))
    async with sqlite_uow.reading() as r:
        assert await r.gaps.asked(NOW, clock()) == []


async def test_a_published_entry_closes_its_gap(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_resident(uow, role=Role.COORDINATOR)
    asker = await agrees_to_counting(uow, await a_resident(uow))
    draft, question = await a_draft(uow, clock, asker, author)
    async with uow.reading() as r:
        [open_gap] = await r.gaps.asked(NOW, NOW + timedelta(seconds=1))
    assert open_gap == AskedQuestion(question.resident_id, "de", question.text)
    assert isinstance(await submitted(uow, clock, draft.id, author), Published)
    async with uow.reading() as r:
        assert await r.gaps.asked(NOW, NOW + timedelta(seconds=1)) == []


async def test_what_was_shown_is_counted_by_month(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    async with uow.reading() as r:
        assert await r.gaps.first_month() is None
    for entry, language in (("a/b", "de"), ("a/b", "de"), ("a/b", "uk"), ("a/c", "de")):
        await count_shown(uow, clock, entry, language)
    clock.advance(timedelta(days=40))
    await count_shown(uow, clock, "a/b", "de")
    async with uow.reading() as r:
        assert await r.gaps.first_month() == "2026-12"
        assert await r.gaps.shown_since("2026-12") == {"a/b", "a/c"}
        assert await r.gaps.shown_since("2027-01") == {"a/b"}


async def test_the_least_helpful_entries(uow: SqlUnitOfWork) -> None:
    for entry, language, helpful in (
        ("a/b", "de", False),
        ("a/b", "uk", False),
        ("a/b", "uk", True),
        ("a/c", "de", False),
        ("a/d", "de", True),
    ):
        await rate(uow, entry, language, helpful=helpful)
    async with uow.reading() as r:
        assert await r.gaps.ratings(5) == [Rating("a/b", 1, 2), Rating("a/c", 0, 1)]
        assert await r.gaps.ratings(1) == [Rating("a/b", 1, 2)]
