"""Volunteers translate by one-time links: one person, seven days, and only the text is theirs to see."""

import asyncio
import hashlib
from datetime import timedelta

from civic.notices import NoticeKind
from civic.questions import hand_over
from civic.residents import Resident
from civic.retention_periods import Rule
from civic.staff import Role
from civic.translations import (
    LINK_LASTS,
    NoSuchTranslation,
    Part,
    Translation,
    Wanted,
    ask_volunteer,
    hand_in,
    look_at,
    take,
)
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import a_question, a_resident
from tests.fakes import FakeClock
from tests.retention import runs


async def asked(uow: SqlUnitOfWork, clock: FakeClock) -> tuple[str, Resident]:
    """A link for the translation of an answer, and who asked for it."""
    question = await hand_over(uow, a_question(await a_resident(uow, language="ar")))
    member = await a_resident(uow, role=Role.COORDINATOR)
    wanted = Wanted(question.id, Part.ANSWER, "Montags ab neun.", "de", "ar")
    return await ask_volunteer(uow, clock, wanted, member.id), member


async def test_a_translation_comes_back_as_a_draft(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    token, member = await asked(uow, clock)
    volunteer = await a_resident(uow, language="ar")
    seen = await look_at(uow, clock, token, volunteer.id)
    assert isinstance(seen, Translation)
    assert (seen.text, seen.source, seen.target, seen.taken_by) == ("Montags ab neun.", "de", "ar", None)
    taken = await take(uow, clock, token, volunteer.id)
    assert isinstance(taken, Translation)
    assert await take(uow, clock, token, volunteer.id) == taken
    done = await hand_in(uow, clock, taken.id, volunteer.id, "يوم الاثنين من التاسعة.")
    assert isinstance(done, Translation)
    async with uow.writing() as w:
        assert await w.translations.get(taken.id) == done
        assert await w.translations.of_question(taken.question_id) == [done]
        [notice] = await w.notices.claim(9, clock(), clock())
    assert (notice.kind, notice.resident_id, notice.subject_id) == (
        NoticeKind.TRANSLATION_DONE,
        member.id,
        done.id,
    )
    for once_more in (
        await look_at(uow, clock, token, volunteer.id),
        await take(uow, clock, token, volunteer.id),
        await hand_in(uow, clock, taken.id, volunteer.id, "noch einmal"),
    ):
        assert once_more == NoSuchTranslation()


async def test_a_link_works_for_one_person(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    token, _ = await asked(uow, clock)
    people = [await a_resident(uow) for _ in range(4)]
    outcomes = await asyncio.gather(*(take(uow, clock, token, one.id) for one in people))
    [taken] = [one for one in outcomes if isinstance(one, Translation)]
    [other, *_] = [one for one in people if one.id != taken.taken_by]
    assert await look_at(uow, clock, token, other.id) == NoSuchTranslation()
    assert await hand_in(uow, clock, taken.id, other.id, "falsch") == NoSuchTranslation()


async def test_looking_uses_nothing_up_and_only_the_hash_is_kept(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    token, member = await asked(sqlite_uow, clock)
    first = await look_at(sqlite_uow, clock, token, member.id)
    second = await look_at(sqlite_uow, clock, token, 4711)
    assert first == second
    assert isinstance(first, Translation)
    assert first.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert await look_at(sqlite_uow, clock, "0" * 32, member.id) == NoSuchTranslation()


async def test_after_seven_days_it_is_over(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    token, _ = await asked(uow, clock)
    volunteer = await a_resident(uow)
    clock.advance(LINK_LASTS - timedelta(seconds=1))
    taken = await take(uow, clock, token, volunteer.id)
    assert isinstance(taken, Translation)
    clock.advance(timedelta(seconds=1))
    assert await hand_in(uow, clock, taken.id, volunteer.id, "zu spät") == NoSuchTranslation()
    assert await runs(uow, clock, Rule.LINKS) == 1
    async with uow.reading() as r:
        assert await r.translations.get(taken.id) is None
