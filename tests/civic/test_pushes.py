"""Who is told of a new question at once, and how often: topics, groups, one message an hour, crashes."""

import asyncio
from datetime import timedelta

from civic.pushes import AT_MOST_EVERY, Push, answering, is_staffed, questions_of, toggle_topic
from civic.question_notes import reopen
from civic.questions import Question, answer, hand_over
from civic.residents import Address, Channel, Resident
from civic.staff import Group, GroupKind, Role, StaffMember
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_resident, an_address
from tests.fakes import FakeClock

LEASE = timedelta(minutes=2)


async def asks(uow: SqlUnitOfWork, clock: FakeClock, asker: Resident, text: str, topic: str = "") -> Question:
    """A question handed over now."""
    asked = Question(0, asker.id, asker.language, text, clock(), topic=topic)
    return await hand_over(uow, asked)


async def claimed(uow: SqlUnitOfWork, clock: FakeClock) -> list[Push]:
    async with uow.writing() as w:
        pushes = await w.pushes.claim(clock(), clock() + LEASE)
        await w.commit()
    return pushes


async def sent(uow: SqlUnitOfWork, clock: FakeClock) -> dict[int | None, list[str]]:
    """Sends what is due; returns the texts by reader."""
    found = {}
    for push in await claimed(uow, clock):
        found[push.resident_id] = [one.text for one in await questions_of(uow, push)]
        async with uow.writing() as w:
            await w.pushes.record(push.id, clock() + AT_MOST_EVERY)
            await w.commit()
    return found


async def test_at_once_and_then_once_an_hour_together(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, member = await a_resident(uow), await a_resident(uow, role=Role.COORDINATOR)
    await asks(uow, clock, asker, "Eins?")
    assert await sent(uow, clock) == {member.id: ["Eins?"]}
    for text in ("Zwei?", "Drei?", "Vier?"):
        clock.advance(timedelta(minutes=10))
        await asks(uow, clock, asker, text)
        assert await sent(uow, clock) == {}
    clock.advance(timedelta(minutes=30))
    assert await sent(uow, clock) == {member.id: ["Zwei?", "Drei?", "Vier?"]}
    clock.advance(timedelta(days=1))
    assert await sent(uow, clock) == {}
    await asks(uow, clock, asker, "Fünf?")
    assert await sent(uow, clock) == {member.id: ["Fünf?"]}


async def test_a_push_that_nobody_recorded_is_taken_over_with_what_came_since(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    asker, member = await a_resident(uow), await a_resident(uow, role=Role.COORDINATOR)
    await asks(uow, clock, asker, "Eins?")
    assert len(await claimed(uow, clock)) == 1  # and then the program is killed
    clock.advance(timedelta(seconds=1))
    await asks(uow, clock, asker, "Zwei?")
    assert await sent(uow, clock) == {}
    clock.advance(LEASE)
    assert await sent(uow, clock) == {member.id: ["Eins?", "Zwei?"]}


async def test_a_question_that_comes_while_one_is_sent_is_not_lost(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    asker, member = await a_resident(uow), await a_resident(uow, role=Role.COORDINATOR)
    await asks(uow, clock, asker, "Eins?")
    [push] = await claimed(uow, clock)
    clock.advance(timedelta(seconds=1))
    await asks(uow, clock, asker, "Zwei?")
    async with uow.writing() as w:
        await w.pushes.record(push.id, clock() + AT_MOST_EVERY)
        await w.commit()
    clock.advance(AT_MOST_EVERY)
    assert await sent(uow, clock) == {member.id: ["Zwei?"]}


async def test_two_processes_send_it_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, _ = await a_resident(uow), await a_resident(uow, role=Role.COORDINATOR)
    await asks(uow, clock, asker, "Eins?")
    found = await asyncio.gather(*(claimed(uow, clock) for _ in range(4)))
    assert sum(map(len, found)) == 1


async def test_what_was_answered_meanwhile_is_not_told_and_opened_again_it_is(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    asker, member = await a_resident(uow), await a_resident(uow, role=Role.COORDINATOR)
    question = await asks(uow, clock, asker, "Eins?")
    await answer(uow, clock, question.id, "Ja", member.id)
    assert await sent(uow, clock) == {member.id: []}
    clock.advance(AT_MOST_EVERY)
    await reopen(uow, clock, question.id, asker.id)
    assert await sent(uow, clock) == {member.id: ["Eins?"]}


async def test_topics_lead_to_those_who_chose_them(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker = await a_resident(uow)
    one, other = [await a_resident(uow, role=Role.COORDINATOR) for _ in range(2)]
    assert await toggle_topic(uow, one.id, "empower") == {"empower"}
    assert await toggle_topic(uow, one.id, "olga") == {"empower", "olga"}
    await asks(uow, clock, asker, "Zu Empower?", "empower")
    assert await sent(uow, clock) == {one.id: ["Zu Empower?"]}
    clock.advance(AT_MOST_EVERY)
    await asks(uow, clock, asker, "Zu etwas?")
    await asks(uow, clock, asker, "Zum Park?", "park")
    both = ["Zu etwas?", "Zum Park?"]
    assert await sent(uow, clock) == {one.id: both, other.id: both}
    assert await toggle_topic(uow, one.id, "empower") == {"olga"}
    clock.advance(AT_MOST_EVERY)
    await asks(uow, clock, asker, "Wieder Empower?", "empower")
    assert set(await sent(uow, clock)) == {one.id, other.id}


def test_whoever_chose_a_topic_still_gets_what_nobody_chose() -> None:
    staff = [StaffMember(number, Role.COORDINATOR, NOW) for number in (1, 2, 3)]
    choices = {1: frozenset({"a"}), 2: frozenset({"a", "b"})}
    chosen = {
        topic: [one.resident_id for one in answering(topic, staff, choices)] for topic in ("a", "b", "c", "")
    }
    assert chosen == {"a": [1, 2], "b": [2], "c": [1, 2, 3], "": [1, 2, 3]}


async def test_who_blocked_the_bot_answers_for_nothing(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    address = an_address()
    asker, gone = await a_resident(uow), await a_resident(uow, address=address, role=Role.COORDINATOR)
    await toggle_topic(uow, gone.id, "empower")
    assert await is_staffed(uow)
    async with uow.writing() as w:
        await w.residents.set_reachable(address, reachable=False)
        await w.commit()
    assert not await is_staffed(uow)
    there = await a_resident(uow, role=Role.OWNER)
    await asks(uow, clock, asker, "Zu Empower?", "empower")
    assert await sent(uow, clock) == {there.id: ["Zu Empower?"]}


async def test_the_staffs_group_is_told_of_everything_until_it_is_none(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    asker = await a_resident(uow)
    async with uow.writing() as w:
        for chat, kind in ((-5, GroupKind.STAFF), (-6, GroupKind.GUEST)):
            await w.staff.set_group(Group(Channel.TELEGRAM, chat, kind, NOW))
        await w.commit()
    await asks(uow, clock, asker, "Eins?", "empower")
    [push] = await claimed(uow, clock)
    assert (push.address, push.resident_id) == (Address(Channel.TELEGRAM, -5), None)
    assert [one.text for one in await questions_of(uow, push)] == ["Eins?"]
    async with uow.writing() as w:
        await w.pushes.postpone(push.id, clock())
        await w.staff.remove_group(Channel.TELEGRAM, -5)
        await w.commit()
    assert await claimed(uow, clock) == []
    async with uow.reading() as r:
        assert not await r.pushes.is_due(clock() + timedelta(days=1))
