"""Joining residents forgets no column that refers to one."""

from sqlalchemy import UniqueConstraint

from civic.conversations import Conversation, ConversationKey
from civic.drafts import DRAFT_OF
from storage.repositories.absorbing import ENDS, FOLLOW, ONE_EACH
from storage.repositories.linking import OF_ACCOUNT
from storage.tables import METADATA, DeliveryRow, RegistrationRow, ResidentRow
from storage.tables.base import Table
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_resident, an_address

# These hold a resident without a foreign key, since they outlive them.
BY_NUMBER = {"announcement.approved_by", "announcement_log.staff_id", "topic_alone.staff_id"}


def name_of(table: type[Table]) -> str:
    return str(table.__tablename__)


def test_every_column_that_refers_to_a_resident_is_moved() -> None:
    referring = {
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.target_fullname in ("resident.id", "staff_member.resident_id")
    }
    moved = {f"{name_of(table)}.{column}" for table, columns in FOLLOW.items() for column in columns}
    moved |= {f"{name_of(table)}.resident_id" for table in (*ONE_EACH, *ENDS)}
    assert moved == referring | BY_NUMBER


def test_everything_of_an_account_stays_with_it() -> None:
    referring = {
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.target_fullname == "account.id"
    }
    assert {f"{name_of(table)}.account_id" for table in OF_ACCOUNT} == referring


def test_what_a_resident_has_once_is_moved_as_such() -> None:
    """A column that only one row may have would clash where both residents have one."""
    for table in METADATA.sorted_tables:
        keys = [set(table.primary_key.columns.keys())]
        keys += [set(one.columns.keys()) for one in table.constraints if isinstance(one, UniqueConstraint)]
        for row, columns in FOLLOW.items():
            if name_of(row) == table.name and row is not RegistrationRow:
                assert not [key for key in keys if key & set(columns)], table.name
        for row, others in ONE_EACH.items():
            if name_of(row) == table.name:
                assert {"resident_id", *others} in keys, table.name
    assert DeliveryRow in ONE_EACH
    assert ResidentRow not in FOLLOW


async def test_a_half_finished_registration_follows(uow: SqlUnitOfWork) -> None:
    address = an_address()
    kept, absorbed = await a_resident(uow), await a_resident(uow, address=address)
    key = ConversationKey(bot_id=1, chat_id=address.chat_id, user_id=address.chat_id)
    async with uow.writing() as w:
        draft = Conversation("Registering:name", {DRAFT_OF: absorbed.id, "event_id": 3})
        await w.conversations.save(key, draft, NOW)
        await w.links.absorb(kept.id, absorbed.id)
        await w.commit()
    async with uow.reading() as r:
        assert (await r.conversations.load(key)).data == {DRAFT_OF: kept.id, "event_id": 3}
