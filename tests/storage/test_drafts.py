"""Half-finished registrations are forgotten, each with one notice, on the real stores."""

from datetime import timedelta

from civic.conversations import Conversation, ConversationKey, Json
from civic.drafts import forget_drafts
from civic.notices import NoticeKind
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import a_kept_event, a_resident
from tests.fakes import FakeClock

DAY = timedelta(hours=24)


async def _open(uow: SqlUnitOfWork, clock: FakeClock, chat_id: int, **data: Json) -> ConversationKey:
    key = ConversationKey(1, chat_id, chat_id)
    async with uow.writing() as w:
        await w.conversations.save(key, Conversation("Registering:name", data), clock())
        await w.commit()
    return key


async def test_a_draft_is_told_once_and_other_forms_never(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, owner = await a_kept_event(uow), await a_resident(uow)
    old = await _open(uow, clock, 1, event_id=event.id, resident_id=owner.id, name="Ada")
    await _open(uow, clock, 2, event_id=event.id, resident_id=owner.id, changing=7)
    await _open(uow, clock, 3, field="title")
    await _open(uow, clock, 4, event_id=event.id, resident_id=owner.id + 1000)
    clock.advance(DAY / 2)
    young = await _open(uow, clock, 5, event_id=event.id, resident_id=owner.id)
    clock.advance(DAY / 2 + timedelta(seconds=1))
    assert await forget_drafts(uow, clock, DAY) == 4
    assert await forget_drafts(uow, clock, DAY) == 0
    async with uow.writing() as w:
        told = await w.notices.claim(10, clock(), clock())
        assert [(one.resident_id, one.kind, one.subject_id) for one in told] == [
            (owner.id, NoticeKind.DRAFT_EXPIRED, event.id)
        ]
        assert not await w.conversations.load(old)
        assert await w.conversations.load(young)
