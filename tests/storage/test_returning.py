"""Return links, e-mail addresses and mails, on both databases."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import delete, select

from civic.announcements import DeliveryStatus
from civic.event_changes import call_off, change_event
from civic.mail_addresses import (
    FIRST_MAILS,
    TO_ONE_ADDRESS,
    AddressKept,
    AddressUnclear,
    NotYours,
    TooManyAddresses,
    leave_address,
    read_address,
    remove_address,
)
from civic.notices import ABOUT_REGISTRATION, MAILED, NewNotice, NoticeKind
from civic.registrations import Registered, Registration, register
from civic.return_links import end_links, give_link, open_link, replace_links, token_hash
from civic.return_ports import OutgoingMail
from storage.database import Database
from storage.tables import MailAddressRow, OutgoingMailRow, RegistrationRow, ReturnLinkRow
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, NOW, a_kept_event, a_request, a_resident
from tests.fakes import FakeClock

LEASE = timedelta(minutes=2)


async def a_registration(uow: SqlUnitOfWork, language: str = "uk") -> Registration:
    resident = await a_resident(uow, language=language)
    outcome = await register(uow, FakeClock(), a_request(await a_kept_event(uow), resident))
    assert isinstance(outcome, Registered)
    return outcome.registration


async def claim(uow: SqlUnitOfWork, clock: FakeClock) -> list[OutgoingMail]:
    async with uow.writing() as w:
        claimed = await w.mails.claim(10, clock(), clock() + LEASE)
        await w.commit()
        return claimed


async def notice(uow: SqlUnitOfWork, registration: Registration, kind: NoticeKind) -> None:
    assert registration.resident_id is not None
    async with uow.writing() as w:
        await w.notices.add(NewNotice(registration.resident_id, kind, registration.id, NOW))
        await w.commit()


async def test_a_link_opens_its_registration_and_nothing_else(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    mine, other = await a_registration(uow), await a_registration(uow)
    token = await give_link(uow, clock, mine.id)
    opened = await open_link(uow, clock, token)
    assert opened is not None
    assert (opened.registration, opened.language, opened.position) == (mine, "uk", 0)
    assert len(token) == 22
    for wrong in (
        "",
        token[:-1],
        token + "x",
        token.swapcase(),
        str(other.id),
        "ü" * 22,
        "a" * 9999,
        "\ud800" * 22,
    ):
        assert await open_link(uow, clock, wrong) is None


async def test_only_the_hash_of_a_token_is_kept(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock
) -> None:
    tokens = [await give_link(uow, clock, (await a_registration(uow)).id) for _ in range(2)]
    assert tokens[0] != tokens[1]
    async with database.reading() as s:
        rows = (await s.exec(select(ReturnLinkRow))).all()
    assert {row.token_hash for row in rows} == {token_hash(token) for token in tokens}
    assert all(token not in repr(row) for token in tokens for row in rows)


async def test_a_new_link_ends_the_old_ones(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    mine = await a_registration(uow)
    old = [await give_link(uow, clock, mine.id) for _ in range(2)]
    assert await replace_links(uow, clock, mine.id, 999) is None
    new = await replace_links(uow, clock, mine.id, mine.resident_id)
    assert new is not None
    assert [await open_link(uow, clock, token) for token in old] == [None, None]
    assert await open_link(uow, clock, new) is not None
    assert await end_links(uow, clock, mine.id) == 1
    assert await open_link(uow, clock, new) is None


async def test_the_use_of_a_link_is_noted_once_an_hour(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock
) -> None:
    token = await give_link(uow, clock, (await a_registration(uow)).id)

    async def noted() -> object:
        await open_link(uow, clock, token)
        async with database.reading() as s:
            return (await s.exec(select(ReturnLinkRow.last_used_at))).one()

    assert await noted() == NOW
    clock.advance(timedelta(minutes=59))
    assert await noted() == NOW
    clock.advance(timedelta(minutes=1))
    assert await noted() == clock()


async def test_everything_ends_with_the_registration(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock
) -> None:
    mine = await a_registration(uow)
    token = await give_link(uow, clock, mine.id)
    await leave_address(uow, clock, mine.id, mine.resident_id, "mira@city.org")
    async with database.writing() as s:
        await s.exec(delete(RegistrationRow))
        await s.commit()
    assert await open_link(uow, clock, token) is None
    async with database.reading() as s:
        for table in (ReturnLinkRow, MailAddressRow, OutgoingMailRow):
            assert (await s.exec(select(table))).all() == []
    assert await claim(uow, clock) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Mira.Beispiel@City.ORG ", "Mira.Beispiel@city.org"),
        ("mira@bürger.de", "mira@xn--brger-kva.de"),
        ("m@city", None),
        ("mira at city.org", None),
        ("mira@city.org\nBcc: all@city.org", None),
        ("mira@city.org, other@city.org", None),
        ("<mira@city.org>", None),
        ("mira@127.0.0.1", None),
        ("mira@[127.0.0.1]", None),
        ("@city.org", None),
        ("x" * 65 + "@city.org", None),
        ("mira@" + "x" * 260 + ".org", None),
        ("\u202emira@city.org", None),
        ("müra@city.org", None),
        ("", None),
    ],
)
def test_addresses_are_read_strictly(text: str, address: str | None) -> None:
    assert read_address(text) == address


async def test_an_address_belongs_to_its_owner(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    mine = await a_registration(uow)
    assert await leave_address(uow, clock, mine.id, 999, "mira@city.org") == NotYours()
    assert await leave_address(uow, clock, 999, mine.resident_id, "mira@city.org") == NotYours()
    assert await leave_address(uow, clock, mine.id, mine.resident_id, "mira") == AddressUnclear()
    assert await claim(uow, clock) == []
    kept = await leave_address(uow, clock, mine.id, mine.resident_id, "mira@city.org")
    assert kept == AddressKept("mira@city.org")
    assert not await remove_address(uow, mine.id, 999)
    assert await remove_address(uow, mine.id, mine.resident_id)
    assert not await remove_address(uow, mine.id, mine.resident_id)


async def test_the_same_address_again_sends_nothing_and_many_are_stopped(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    mine = await a_registration(uow)

    async def leave(number: int) -> object:
        return await leave_address(uow, clock, mine.id, mine.resident_id, f"a{number}@city.org")

    for number in range(FIRST_MAILS):
        assert await leave(number) == await leave(number) == AddressKept(f"a{number}@city.org")
    assert await leave(FIRST_MAILS) == TooManyAddresses()
    assert len(await claim(uow, clock)) == FIRST_MAILS
    await remove_address(uow, mine.id, mine.resident_id)
    assert await leave(FIRST_MAILS) == TooManyAddresses()
    clock.advance(timedelta(days=1))
    assert await leave(FIRST_MAILS) == AddressKept(f"a{FIRST_MAILS}@city.org")


async def test_nobody_is_sent_mails_for_registrations_without_end(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    async def leave(address: str) -> object:
        one = await a_registration(uow)
        return await leave_address(uow, clock, one.id, one.resident_id, address)

    for _ in range(TO_ONE_ADDRESS):
        assert await leave("mira@city.org") == AddressKept("mira@city.org")
    assert await leave("Mira@City.org") == TooManyAddresses()
    assert await leave("omar@city.org") == AddressKept("omar@city.org")
    clock.advance(timedelta(days=1))
    assert await leave("mira@city.org") == AddressKept("mira@city.org")


async def test_notices_about_a_registration_are_queued_as_mail(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    mine, without = await a_registration(uow), await a_registration(uow)
    await leave_address(uow, clock, mine.id, mine.resident_id, "mira@city.org")
    await notice(uow, mine, NoticeKind.EVENT_CANCELLED)
    await notice(uow, without, NoticeKind.EVENT_CANCELLED)
    # A question with the registration's number is no matter of its reader.
    await notice(uow, mine, NoticeKind.QUESTION_ANSWERED)
    first, second = await claim(uow, clock)
    assert (first.kind, second.kind) == (None, NoticeKind.EVENT_CANCELLED)
    assert {(one.address, one.language, one.resident_id, one.tries) for one in (first, second)} == {
        ("mira@city.org", "uk", mine.resident_id, 1)
    }


async def test_a_notice_taken_back_is_no_mail(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    mine = await a_registration(uow)
    await leave_address(uow, clock, mine.id, mine.resident_id, "mira@city.org")
    await notice(uow, mine, NoticeKind.SEAT_FREED)
    async with uow.writing() as w:
        assert await w.notices.skip_open(NoticeKind.SEAT_FREED, mine.id)
        await w.commit()
    assert [one.kind for one in await claim(uow, clock)] == [None]


async def test_without_an_address_any_more_nothing_is_sent(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock
) -> None:
    mine = await a_registration(uow)
    await leave_address(uow, clock, mine.id, mine.resident_id, "mira@city.org")
    await remove_address(uow, mine.id, mine.resident_id)
    assert await claim(uow, clock) == []
    async with database.reading() as s:
        assert (await s.exec(select(OutgoingMailRow.status))).all() == ["skipped"]
    async with uow.reading() as r:
        assert not await r.mails.is_due(clock())


async def test_a_mail_is_claimed_once_until_its_lease_ends(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    mine = await a_registration(uow)
    await leave_address(uow, clock, mine.id, mine.resident_id, "mira@city.org")
    claimed = await asyncio.gather(*(claim(uow, clock) for _ in range(3)))
    [first] = [one for each in claimed for one in each]
    clock.advance(LEASE)
    [second] = await claim(uow, clock)
    assert second == replace(first, tries=2)
    async with uow.writing() as w:
        await w.mails.postpone(second.id, clock() + LEASE)
        await w.commit()
    assert await claim(uow, clock) == []
    clock.advance(LEASE)
    assert len(await claim(uow, clock)) == 1
    async with uow.writing() as w:
        await w.mails.record(second.id, DeliveryStatus.SENT)
        await w.mails.postpone(second.id, clock())
        await w.commit()
    clock.advance(LEASE)
    assert await claim(uow, clock) == []


async def test_each_kind_about_a_registration_is_one_mail(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    mine = await a_registration(uow)
    await leave_address(uow, clock, mine.id, mine.resident_id, "mira@city.org")
    await claim(uow, clock)
    for kind in sorted(MAILED):
        about = None if kind in ABOUT_REGISTRATION else mine.id
        subject = mine.id if about is None else 77
        async with uow.writing() as w:
            await w.notices.add(NewNotice(mine.resident_id, kind, subject, NOW, about=about))
            await w.commit()
        assert [(one.kind, one.registration_id, one.subject_id) for one in await claim(uow, clock)] == [
            (kind, mine.id, subject)
        ]


async def test_who_has_no_chat_gets_the_mail_alone(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    mine = await a_registration(uow)
    await leave_address(uow, clock, mine.id, mine.resident_id, "mira@city.org")
    async with uow.writing() as w:
        await w.registrations.update(replace(mine, resident_id=None, phone="0631 1", language="ar"))
        one = await w.events.get(mine.event_id)
        assert one is not None
        await w.commit()
    await change_event(uow, clock, BERLIN, replace(one.event, place="Park"))
    await call_off(uow, clock, mine.event_id)
    # The change is no news any more once all of it is off.
    assert [(one.kind, one.language) for one in await claim(uow, clock)] == [
        (None, "ar"),
        (NoticeKind.EVENT_CANCELLED, "ar"),
    ]
    async with uow.reading() as r:
        assert not await r.notices.is_due(clock())


async def test_taking_back_one_reminder_leaves_the_other(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    mine = await a_registration(uow)
    await leave_address(uow, clock, mine.id, mine.resident_id, "mira@city.org")
    await claim(uow, clock)
    async with uow.writing() as w:
        for subject in (5, 6):
            kind = NoticeKind.EVENT_REMINDER
            await w.notices.add(NewNotice(mine.resident_id, kind, subject, NOW, about=mine.id))
        await w.notices.skip_open(NoticeKind.EVENT_REMINDER, 5)
        await w.commit()
    assert [one.subject_id for one in await claim(uow, clock)] == [6]
