"""Every table and column is declared, and the page about them is the present one."""

import re
from dataclasses import replace
from pathlib import Path

from civic.retention import Kept
from storage.declarations import DECLARED
from storage.declarations.base import Basis, By, Declared
from storage.processing_record import record
from storage.tables import METADATA

# By these names columns without a foreign key hold somebody's number or chat.
NUMBERS = re.compile(r"(chat|user|visitor|resident|staff|author)_id|(\w+_)?by(_id)?|accounts")
# Chats of groups and channels; nobody's own.
OF_GROUPS = {"chat_group.chat_id", "public_channel.chat_id", "staff_push.chat_id"}
# The copy goes by its resident, whose chat this is, and the erasure by its resident, too.
WITH_THEIR_ROW = {"delivery.chat_id", "erasure.accounts"}
PAGE = Path(__file__).parents[2] / "docs" / "privacy.md"


def faults(declared: tuple[Declared, ...]) -> list[str]:
    """What is kept without being declared, or declared and not there."""
    found = {one.name: one for one in declared}
    wrong = [f"{name} is not declared" for name in METADATA.tables if name not in found]
    for name, one in found.items():
        columns = {column.name for column in METADATA.tables[name].columns}
        wrong += [f"{name}.{column} is not declared" for column in sorted(columns - set(one.columns))]
        ways = [*one.owners, *(mention.way for mention in one.mentions)]
        named = {*one.columns, *one.secret, *one.sooner, *(way.column for way in ways)}
        named |= {way.beside for way in ways if way.beside}
        wrong += [f"{name}.{column} is not there" for column in sorted(named - columns)]
        wrong += [f"{name}.{column} has no reason" for column, why in one.columns.items() if not why.strip()]
        wrong += [f"{name} has no purpose"] if not one.purpose.endswith(".") else []
    return wrong


def test_every_table_and_column_is_declared() -> None:
    assert faults(DECLARED) == []
    assert len({one.name for one in DECLARED}) == len(DECLARED)


def test_what_is_missing_or_too_much_is_named() -> None:
    first = DECLARED[0]
    columns = {name: why for name, why in first.columns.items() if name != "language"}
    changed = replace(first, columns={**columns, "shoe_size": "nobody knows"})
    assert set(faults((changed, *DECLARED[2:]))) == {
        "account is not declared",
        "resident.language is not declared",
        "resident.shoe_size is not there",
    }


def test_whatever_refers_to_a_resident_says_what_happens_when_they_are_forgotten() -> None:
    for one in DECLARED:
        ways = {way.column for way in (*one.owners, *(mention.way for mention in one.mentions))}
        for column in METADATA.tables[one.name].columns:
            tables = {key.column.table.name for key in column.foreign_keys}
            if tables & {"resident", "staff_member", "registration", "question", "web_visitor"}:
                assert column.name in ways, f"{one.name}.{column.name}"


def undeclared_numbers(declared: tuple[Declared, ...]) -> set[str]:
    """Columns that hold somebody's number or chat, by their names, and lead to nobody."""
    found = set()
    for one in declared:
        ways = {way.column for way in (*one.owners, *(mention.way for mention in one.mentions))}
        found |= {
            f"{one.name}.{name}" for name in one.columns if NUMBERS.fullmatch(name) and name not in ways
        }
    return found - OF_GROUPS - WITH_THEIR_ROW


def test_whatever_holds_somebodys_number_leads_to_them_also_without_a_foreign_key() -> None:
    assert undeclared_numbers(DECLARED) == set()
    bare = tuple(replace(one, owners=(), mentions=()) for one in DECLARED)
    missed = {
        "conversation.user_id",
        "announcement.approved_by",
        "announcement_log.staff_id",
        "topic_alone.staff_id",
    }
    assert missed < undeclared_numbers(bare)


def test_what_leads_through_a_parent_leads_to_one_that_has_an_owner() -> None:
    by_name = {one.name: one for one in DECLARED}
    for one in DECLARED:
        for way in (*one.owners, *(mention.way for mention in one.mentions)):
            if way.by is By.PARENT:
                assert any(owner.by is not By.PARENT for owner in by_name[way.parent].owners), one.name


def test_only_what_is_about_nobody_has_no_legal_basis() -> None:
    nobodys = {one.name for one in DECLARED if one.basis is Basis.NONE or one.kept is Kept.TECHNICAL}
    assert nobodys & {one.name for one in DECLARED if one.is_personal} == set()


def test_the_page_is_the_present_record() -> None:
    assert PAGE.read_text("utf-8") == record()
