"""Which answers still hold, who is asked about the others, and what a confirmation is worth."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from civic.answers.entries import City, Entry, SourceDate, Version
from civic.answers.knowledge import Knowledge
from civic.confirmations import (
    Confirmed,
    TextChanged,
    Why,
    confirm,
    confirmed_on,
    due_for_confirmation,
    fingerprint,
    is_expired,
    remind,
    to_confirm,
)
from civic.notices import NoticeKind
from civic.staff import Role, StaffMember
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_resident
from tests.fakes import FakeClock

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 12, 1)
RECENT = SourceDate(2026, 6)


def version(
    text: str = "Am Markt.", valid_until: date | None = None, source_date: SourceDate | None = RECENT
) -> Version:
    return Version("de", "Wo ist das Café?", text, None, "Faltblatt", None, source_date, valid_until)


def knowledge(**versions: Version) -> Knowledge:
    city = City("x", {"de": "X"}, "de", ("a",), (), (), ("de",))
    return Knowledge(city, (), [Entry(f"a/{name}", {"de": each}) for name, each in versions.items()])


LAST_DAY = date(2026, 11, 30)
OLD = version(valid_until=LAST_DAY)


@pytest.mark.parametrize(
    ("valid_until", "checked", "expired"),
    [
        (None, None, False),
        (TODAY, None, False),
        (LAST_DAY, None, True),
        (LAST_DAY, LAST_DAY, True),
        (LAST_DAY, TODAY, False),
        (date(2024, 1, 1), date(2025, 12, 1), False),
        (date(2024, 1, 1), date(2025, 11, 30), True),
    ],
)
def test_a_warning_goes_once_somebody_looked_again(
    valid_until: date | None, checked: date | None, expired: bool
) -> None:
    assert is_expired(version(valid_until=valid_until), TODAY, checked) is expired


def test_expired_entries_come_first_then_the_oldest() -> None:
    known = knowledge(
        fresh=version(),
        undated=version(source_date=None),
        ancient=version(source_date=SourceDate(2020)),
        expired=OLD,
        old=version(source_date=SourceDate(2024, 5, 17)),
        checked=replace(version(source_date=SourceDate(2020)), checked=date(2026, 1, 1)),
    )
    found = to_confirm(known, {}, TODAY)
    assert [(one.entry.id, one.why, one.since) for one in found] == [
        ("expired", Why.EXPIRED, LAST_DAY),
        ("undated", Why.UNCONFIRMED, None),
        ("ancient", Why.UNCONFIRMED, date(2020, 12, 31)),
        ("old", Why.UNCONFIRMED, date(2024, 5, 17)),
    ]
    assert [one.entry.id for one in to_confirm(known, {"a/undated": TODAY}, TODAY)][:2] == [
        "expired",
        "ancient",
    ]


async def test_one_tap_confirms_for_a_year_or_until_the_text_changes(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    resident = await a_resident(sqlite_uow)
    known = knowledge(cafe=OLD)
    entry = known.entries["a/cafe"]
    assert [one.entry for one in await due_for_confirmation(sqlite_uow, clock, known, BERLIN)] == [entry]
    outcome = await confirm(sqlite_uow, clock, known, fingerprint(known, entry), resident.id)
    assert outcome == Confirmed(entry)
    assert await confirmed_on(sqlite_uow, known, entry, BERLIN) == TODAY
    assert await due_for_confirmation(sqlite_uow, clock, known, BERLIN) == []
    changed = knowledge(cafe=replace(OLD, text="Am Bahnhof."))
    assert await confirmed_on(sqlite_uow, changed, changed.entries["a/cafe"], BERLIN) is None
    assert len(await due_for_confirmation(sqlite_uow, clock, changed, BERLIN)) == 1
    clock.advance(timedelta(days=366))
    assert len(await due_for_confirmation(sqlite_uow, clock, known, BERLIN)) == 1


async def test_an_old_button_confirms_no_new_text(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    resident = await a_resident(sqlite_uow)
    before = knowledge(cafe=OLD)
    seen = fingerprint(before, before.entries["a/cafe"])
    after = knowledge(cafe=replace(OLD, text="Am Bahnhof."))
    assert await confirm(sqlite_uow, clock, after, seen, resident.id) == TextChanged()
    assert await confirmed_on(sqlite_uow, after, after.entries["a/cafe"], BERLIN) is None


async def test_a_confirmation_of_an_entry_that_is_gone_is_no_matter(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    resident = await a_resident(sqlite_uow)
    before = knowledge(cafe=OLD)
    await confirm(sqlite_uow, clock, before, fingerprint(before, before.entries["a/cafe"]), resident.id)
    assert await due_for_confirmation(sqlite_uow, clock, knowledge(other=version()), BERLIN) == []


def test_a_translation_does_not_undo_a_confirmation() -> None:
    known = knowledge(cafe=OLD)
    entry = known.entries["a/cafe"]
    translated = replace(entry, versions={**entry.versions, "en": replace(OLD, language="en", text="There.")})
    assert fingerprint(known, translated) == fingerprint(known, entry)


async def a_coordinator(uow: SqlUnitOfWork, since: datetime) -> int:
    resident = await a_resident(uow)
    async with uow.writing() as w:
        await w.staff.set_member(StaffMember(resident.id, Role.COORDINATOR, since))
        await w.commit()
    return resident.id


async def waiting(uow: SqlUnitOfWork, clock: FakeClock) -> list[tuple[int, NoticeKind]]:
    async with uow.writing() as w:
        claimed = await w.notices.claim(10, clock(), clock() + timedelta(days=365))
        await w.commit()
        return [(one.resident_id, one.kind) for one in claimed]


async def test_staff_are_reminded_once_a_week(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    old_hand = await a_coordinator(sqlite_uow, NOW - timedelta(days=30))
    await a_coordinator(sqlite_uow, NOW - timedelta(days=1))
    known = knowledge(cafe=OLD)
    assert await remind(sqlite_uow, clock, known, BERLIN) == 1
    assert await waiting(sqlite_uow, clock) == [(old_hand, NoticeKind.ENTRIES_TO_CONFIRM)]
    reminded = []
    for _ in range(6):
        clock.advance(timedelta(days=1))
        reminded.append(await remind(sqlite_uow, clock, known, BERLIN))
    assert reminded == [0, 0, 0, 0, 0, 1]  # the second one, now a week on the staff
    clock.advance(timedelta(days=1))
    assert await remind(sqlite_uow, clock, known, BERLIN) == 1


async def test_nobody_is_reminded_of_nothing_or_at_night(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    await a_coordinator(sqlite_uow, NOW - timedelta(days=30))
    assert await remind(sqlite_uow, clock, knowledge(cafe=version()), BERLIN) == 0
    clock.now = datetime(2026, 12, 1, 17, 30, tzinfo=UTC)  # half past six in Berlin
    assert await remind(sqlite_uow, clock, knowledge(cafe=OLD), BERLIN) == 0
    clock.now = datetime(2026, 12, 2, 7, 0, tzinfo=UTC)
    assert await remind(sqlite_uow, clock, knowledge(cafe=OLD), BERLIN) == 1
