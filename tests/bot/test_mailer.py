"""Mails through a real mail server: what arrives, what is tried again, what is given up."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from icalendar import Calendar
from sqlmodel import select

from bot import recording
from bot.mailer import GIVE_UP_AFTER, LEASE, Mailer, mail_server
from bot.services import services_for
from bot.settings import Settings
from civic.announcements import DeliveryStatus
from civic.event_changes import call_off, change_event
from civic.event_notices import note_delivery
from civic.mail_addresses import leave_address, remove_address
from civic.notices import NewNotice, NoticeKind
from civic.participant_messages import ParticipantMessage, Recipients
from civic.registrations import Registered, Registration, RegistrationStatus, register
from civic.reminders import Reminder, ReminderStatus
from civic.return_links import open_link
from civic.return_ports import OutgoingMail
from civic.told import snapshot
from handlers.mails import MailText, mail_text
from handlers.services import Services
from storage.database import Database
from storage.repositories.mails import SqlMails
from storage.tables import OutgoingMailRow, ReturnLinkRow
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.mail_server import CERTIFICATE, LOGIN, MailServer, running
from tests.factories import BERLIN, a_kept_event, a_request, a_resident
from tests.fakes import FakeClock
from tests.faults.shaky import Shaky
from tests.handlers.city import read_once

PUBLIC = "https://bot.city.example"
BUSY, GREYLISTED, NO_SUCH_BOX = "421 too busy", "450 try again later", "550 no such mailbox"


@dataclass
class Office:
    """A bot with one registration, for which an address was left, and its mail server."""

    uow: SqlUnitOfWork
    database: Database
    clock: FakeClock
    server: MailServer
    registration: Registration

    def mailer(self, url: str = "", failpoint: Callable[[str, int], Awaitable[None]] | None = None) -> Mailer:
        """A mailer with settings as an operator writes them."""
        settings = Settings.model_validate(
            {
                "smtp_url": url or f"smtp://127.0.0.1:{self.server.port}",
                "smtp_from": "bot@city.example",
                "public_url": PUBLIC,
                "ca_bundle": CERTIFICATE,
            }
        )
        services = services_for(settings, self.uow, self.clock, read_once)
        server = mail_server(settings)
        assert server is not None
        return Mailer(services, server, failpoint) if failpoint else Mailer(services, server)

    async def outcomes(self) -> list[tuple[str, str, int]]:
        """Status, detail and tries of each mail."""
        async with self.database.reading() as s:
            rows = await s.exec(select(OutgoingMailRow).order_by(OutgoingMailRow.id))  # type: ignore[arg-type]
            return [(row.status, row.detail, row.tries) for row in rows]

    async def links(self) -> int:
        """How many return links there are."""
        async with self.database.reading() as s:
            return len((await s.exec(select(ReturnLinkRow))).all())


async def an_office(database: Database, clock: FakeClock, language: str = "en") -> Office:
    uow = SqlUnitOfWork(database, clock)
    resident = await a_resident(uow, language=language)
    event = await a_kept_event(uow)
    outcome = await register(uow, clock, a_request(event, resident, people=2))
    assert isinstance(outcome, Registered)
    await leave_address(uow, clock, outcome.registration.id, resident.id, "mira@home.org")
    return Office(uow, database, clock, MailServer(), outcome.registration)


@pytest.fixture
async def office(database: Database, clock: FakeClock) -> AsyncIterator[Office]:
    """The office, its server listening."""
    office = await an_office(database, clock)
    async with running(office.server):
        yield office


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def token_in(message: EmailMessage) -> str:
    [token] = re.findall(rf"^{PUBLIC}/r/([\w-]{{22}})$", text_of(message), re.M)
    return str(token)


async def test_the_first_mail_says_what_was_registered(office: Office) -> None:
    await office.mailer().send_due()
    [message] = office.server.received
    assert office.server.recipients == ["mira@home.org"]
    assert (message["From"], message["To"]) == ("bot@city.example", "mira@home.org")
    assert message["Subject"] == "Your registration: Repair café"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"
    assert f"Your code is {office.registration.code}" in text_of(message)
    assert "2 people" in text_of(message)
    opened = await open_link(office.uow, office.clock, token_in(message))
    assert opened is not None
    # It knows by now what the mail said.
    assert replace(opened.registration, told=office.registration.told) == office.registration
    assert await office.outcomes() == [("sent", "", 1)]


async def test_nothing_in_a_mail_tracks_its_reader(office: Office) -> None:
    await office.mailer().send_due()
    [message] = office.server.received
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "text/plain",
        "text/calendar",
    ]
    assert set(re.findall(r"https?://[^/\s]+", text_of(message))) == {PUBLIC}
    assert not {"Disposition-Notification-To", "Return-Receipt-To", "List-Unsubscribe"} & set(message.keys())


async def test_the_calendar_file_leads_back_too(office: Office) -> None:
    await office.mailer().send_due()
    [message] = office.server.received
    [attached] = message.iter_attachments()
    [entry] = Calendar.from_ical(attached.get_content()).walk("VEVENT")
    assert entry["url"] == f"{PUBLIC}/r/{token_in(message)}"
    assert token_in(message) in str(entry["description"])


async def test_every_notice_about_the_registration_is_a_mail(office: Office) -> None:
    await call_off(office.uow, office.clock, office.registration.event_id)
    await office.mailer().send_due()
    first, second = office.server.received
    assert "this event has been cancelled" in text_of(second)
    assert token_in(first) != token_in(second)
    assert first["Message-ID"] != second["Message-ID"]


async def test_arabic_arrives_as_it_was_written(database: Database, clock: FakeClock) -> None:
    office = await an_office(database, clock, "ar")
    async with running(office.server):
        await office.mailer().send_due()
    [message] = office.server.received
    assert re.search(r"[\u0600-\u06ff]{3}", str(message["Subject"]))
    assert token_in(message)


async def moved(office: Office, place: str) -> None:
    """The event takes place elsewhere now."""
    async with office.uow.reading() as r:
        one = await r.events.get(office.registration.event_id)
    assert one is not None
    assert await change_event(office.uow, office.clock, BERLIN, replace(one.event, place=place))


async def test_a_change_is_mailed_although_the_chat_was_quicker(office: Office) -> None:
    await office.mailer().send_due()
    await moved(office, "Park")
    # The chat has said it: what is noted for it is no reason to leave out the mail.
    async with office.uow.writing() as w:
        [notice] = await w.notices.claim(5, office.clock(), office.clock() + LEASE)
        one = await w.events.get(office.registration.event_id)
        assert one is not None
        await note_delivery(w, notice, DeliveryStatus.SENT, snapshot(one.event))
        await w.commit()
    await office.mailer().send_due()
    await office.mailer().send_due()
    [_, second] = office.server.received
    assert "Place until now: Stiftsplatz 1\nNew place: Park" in text_of(second)
    assert token_in(second)
    await moved(office, "Hall")
    await office.mailer().send_due()
    assert "Place until now: Park\nNew place: Hall" in text_of(office.server.received[2])
    assert len(office.server.received) == 3


async def test_what_the_first_mail_says_is_no_news_in_the_second(office: Office) -> None:
    await moved(office, "Park")
    await office.mailer().send_due()
    [first] = office.server.received
    assert "Place: Park" in text_of(first)
    assert [status for status, *_ in await office.outcomes()] == ["sent", "skipped"]


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        (NoticeKind.EVENT_THANKS, RegistrationStatus.CONFIRMED, "Thank you for being there!"),
        (NoticeKind.SEAT_RELEASED, RegistrationStatus.RELEASED, "We missed you"),
        (NoticeKind.CHANGED_BY_STAFF, RegistrationStatus.CONFIRMED, "The organisers have changed"),
    ],
)
async def test_messages_of_the_organisers_are_mailed(
    office: Office, kind: NoticeKind, status: RegistrationStatus, words: str
) -> None:
    await office.mailer().send_due()
    registration = office.registration
    async with office.uow.writing() as w:
        await w.registrations.update(replace(registration, status=status))
        await w.notices.add(NewNotice(registration.resident_id, kind, registration.id, office.clock()))
        await w.commit()
    await office.mailer().send_due()
    [_, second] = office.server.received
    assert words in text_of(second)
    assert token_in(second)
    assert "1 means not at all" not in text_of(second)  # there are no stars to tap


async def test_a_message_to_the_people_and_a_reminder_are_mailed_once_each(office: Office) -> None:
    await office.mailer().send_due()
    registration, uow, now = office.registration, office.uow, office.clock()
    draft = ParticipantMessage(
        0, registration.event_id, None, Recipients.CONFIRMED, {"en": "Bring a mug."}, now
    )
    async with uow.writing() as w:
        message = await w.participant_messages.add(draft)
        copy = await w.participant_messages.add_copy(message.id, registration.id)
        await w.reminders.add(Reminder(0, registration.id, 24, now, ReminderStatus.SENT))
        [reminder] = await w.reminders.of(registration.id)
        for kind, subject in (
            (NoticeKind.PARTICIPANT_MESSAGE, copy),
            (NoticeKind.EVENT_REMINDER, reminder.id),
        ):
            notice = NewNotice(registration.resident_id, kind, subject, now, about=registration.id)
            await w.notices.add(notice)
        await w.commit()
    await office.mailer().send_due()
    await office.mailer().send_due()
    [_, second, third] = office.server.received
    assert "Bring a mug." in text_of(second)
    assert "A reminder: you are registered for this event." in text_of(third)


async def test_a_mail_whose_text_cannot_be_made_holds_up_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise LookupError("Mira Beispiel needs a ramp")

    monkeypatch.setattr("handlers.mails.notice_screen", broken)
    await call_off(office.uow, office.clock, office.registration.event_id)
    await office.mailer().send_due()
    assert [status for status, *_ in await office.outcomes()] == ["sent", "open"]
    assert "LookupError at" in caplog.text
    assert "Mira" not in caplog.text
    assert await office.links() == 1
    office.clock.advance(GIVE_UP_AFTER)
    await office.mailer().send_due()
    assert await office.outcomes() == [("sent", "", 1), ("refused", "LookupError", 2)]


@pytest.mark.parametrize("step", ["to_recipient", "to_text"])
@pytest.mark.parametrize("reply", [BUSY, GREYLISTED])
async def test_a_server_that_refuses_for_now_is_asked_again(office: Office, step: str, reply: str) -> None:
    getattr(office.server, step).append(reply)
    mailer = office.mailer()
    await mailer.send_due()
    assert (await office.outcomes())[0][0] == "open"
    assert await office.links() == 0
    await mailer.send_due()
    assert office.server.received == []
    office.clock.advance(timedelta(minutes=1))
    await mailer.send_due()
    assert len(office.server.received) == 1
    assert await office.outcomes() == [("sent", "", 2)]
    assert await office.links() == 1


@pytest.mark.parametrize("step", ["to_recipient", "to_text"])
async def test_a_server_that_refuses_for_good_is_not(office: Office, step: str) -> None:
    getattr(office.server, step).append(NO_SUCH_BOX)
    await office.mailer().send_due()
    office.clock.advance(timedelta(days=1))
    await office.mailer().send_due()
    [(status, detail, tries)] = await office.outcomes()
    assert (status, detail[-3:], tries) == ("refused", "550", 1)
    assert office.server.received == []
    assert await office.links() == 0


async def test_one_bad_address_holds_up_no_other(office: Office) -> None:
    other = await a_resident(office.uow, language="en")
    event = await a_kept_event(office.uow)
    outcome = await register(office.uow, office.clock, a_request(event, other))
    assert isinstance(outcome, Registered)
    await leave_address(office.uow, office.clock, outcome.registration.id, other.id, "omar@home.org")
    office.server.to_recipient.append(NO_SUCH_BOX)
    await office.mailer().send_due()
    assert office.server.recipients == ["omar@home.org"]
    assert [status for status, *_ in await office.outcomes()] == ["refused", "sent"]


async def another_mail(office: Office, address: str) -> None:
    resident = await a_resident(office.uow, language="en")
    event = await a_kept_event(office.uow)
    outcome = await register(office.uow, office.clock, a_request(event, resident))
    assert isinstance(outcome, Registered)
    await leave_address(office.uow, office.clock, outcome.registration.id, resident.id, address)


class Dropping(MailServer):
    """Hangs up on every mail to Mira, as some filters do."""

    async def handle_DATA(  # noqa: N802 - the library calls it so
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Closes the connection instead of an answer."""
        if envelope.rcpt_tos == ["mira@home.org"]:
            assert server.transport is not None
            server.transport.close()
        return await super().handle_DATA(server, session, envelope) if server.transport else ""


async def test_a_mail_at_which_the_server_hangs_up_holds_up_no_other(
    database: Database, clock: FakeClock
) -> None:
    office = await an_office(database, clock)
    office.server = Dropping()
    for n in range(3):
        await another_mail(office, f"omar{n}@home.org")
    async with running(office.server):
        for _ in range(10):
            await office.mailer().send_due()
            clock.advance(timedelta(minutes=1))
    sent = [status for status, *_ in await office.outcomes()]
    assert sent == ["open", "sent", "sent", "sent"]
    assert (await office.outcomes())[0][2] < 6, "and it is tried less and less often itself"


async def test_a_mail_that_cannot_be_written_holds_up_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await another_mail(office, "omar@home.org")

    async def broken(services: Services, mail: OutgoingMail, link: str) -> MailText | None:
        if mail.address == "mira@home.org":
            raise ValueError(f"nobody expected {mail.address}")
        return await mail_text(services, mail, link)

    monkeypatch.setattr("bot.mailer.mail_text", broken)
    await office.mailer().send_due()
    assert office.server.recipients == ["omar@home.org"]
    assert await office.outcomes() == [("open", "", 1), ("sent", "", 1)]
    assert await office.links() == 1
    assert "ValueError" in caplog.text
    assert "home.org" not in caplog.text
    monkeypatch.undo()
    office.clock.advance(timedelta(minutes=1))
    await office.mailer().send_due()
    assert office.server.recipients == ["omar@home.org", "mira@home.org"]


async def test_while_the_server_is_down_mails_wait_longer_and_longer(
    database: Database, clock: FakeClock
) -> None:
    office = await an_office(database, clock)
    async with running(office.server):
        pass  # now nobody listens there
    mailer = office.mailer()
    tries = 0
    for _ in range(240):
        await mailer.send_due()
        [(status, _, tried)] = await office.outcomes()
        assert status == "open"
        tries = tried
        clock.advance(timedelta(minutes=1))
    assert 5 < tries < 12
    async with running(office.server):
        clock.advance(timedelta(hours=1))
        await mailer.send_due()
    assert len(office.server.received) == 1
    assert await office.links() == 1


async def test_after_two_days_a_mail_is_given_up(database: Database, clock: FakeClock) -> None:
    office = await an_office(database, clock)
    async with running(office.server):
        pass
    mailer = office.mailer()
    await mailer.send_due()
    clock.advance(GIVE_UP_AFTER)
    await mailer.send_due()
    [(status, detail, tries)] = await office.outcomes()
    assert (status, tries) == ("refused", 2)
    assert detail


@pytest.mark.parametrize("tls", ["start", "whole"])
async def test_encryption_and_login(database: Database, clock: FakeClock, tls: str) -> None:
    office = await an_office(database, clock)
    async with running(office.server, tls=tls, login=True):
        scheme, query = ("smtps", "") if tls == "whole" else ("smtp", "?starttls")
        password = LOGIN[1].replace("/", "%2F")
        url = f"{scheme}://{LOGIN[0]}:{password}@localhost:{office.server.port}{query}"
        await office.mailer(url).send_due()
    assert (office.server.logins, office.server.encrypted) == (1, [True])
    assert await office.outcomes() == [("sent", "", 1)]


async def test_starttls_is_insisted_on(office: Office) -> None:
    await office.mailer(f"smtp://127.0.0.1:{office.server.port}?starttls").send_due()
    assert office.server.received == []
    assert (await office.outcomes())[0][0] == "open"


async def test_an_unknown_certificate_is_not_trusted(
    database: Database, clock: FakeClock, tmp_path: Path
) -> None:
    office = await an_office(database, clock)
    async with running(office.server, tls="start"):
        mailer = office.mailer(f"smtp://127.0.0.1:{office.server.port}?starttls")
        usual = Settings.model_validate({"smtp_url": "smtps://x", "smtp_from": "a@b.de"})
        server = mail_server(usual)
        assert server is not None
        mailer._server = replace(mailer._server, trust=server.trust)
        await mailer.send_due()
    assert office.server.received == []
    assert (await office.outcomes())[0][0] == "open"


async def test_a_wrong_password_is_our_trouble_and_is_not_logged(
    database: Database, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    office = await an_office(database, clock)
    async with running(office.server, login=True):
        await office.mailer(f"smtp://bot:wr0ngw0rd@127.0.0.1:{office.server.port}").send_due()
    assert (await office.outcomes())[0][0] == "open"
    assert "SMTPAuthenticationError 535" in caplog.text
    assert "wr0ngw0rd" not in caplog.text
    assert "mira@home.org" not in caplog.text


class Killed(BaseException):
    """Stands for the end of the process between sending and recording."""


@pytest.mark.faults
async def test_a_mail_repeated_after_a_kill_is_recognised(office: Office) -> None:
    async def die(name: str, row: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        await office.mailer(failpoint=die).send_due()
    await office.mailer().send_due()
    assert len(office.server.received) == 1
    office.clock.advance(LEASE)
    await office.mailer().send_due()
    first, again = office.server.received
    assert first["Message-ID"] == again["Message-ID"]
    assert first["Date"] == again["Date"]
    assert await office.outcomes() == [("sent", "", 2)]


async def test_two_mailers_send_each_mail_once(office: Office) -> None:
    await asyncio.gather(*(office.mailer().send_due() for _ in range(3)))
    assert len(office.server.received) == 1


async def test_a_registration_that_ended_gets_no_first_mail(office: Office) -> None:
    await remove_address(office.uow, office.registration.id, office.registration.resident_id)
    await office.mailer().send_due()
    assert office.server.received == []
    assert [status for status, *_ in await office.outcomes()] == ["skipped"]


@pytest.mark.parametrize(
    ("url", "host", "port", "tls"),
    [
        ("smtp://mail.city.de", "mail.city.de", 25, "none"),
        ("smtp://bot:p%40w@mail.city.de?starttls", "mail.city.de", 587, "start"),
        ("smtps://bot:p%40w@mail.city.de", "mail.city.de", 465, "whole"),
        ("smtp://[::1]:2525", "::1", 2525, "none"),
    ],
)
def test_the_setting_is_read_as_written(url: str, host: str, port: int, tls: str) -> None:
    server = mail_server(Settings.model_validate({"smtp_url": url, "smtp_from": "bot@city.de"}))
    assert server is not None
    assert (server.host, server.port, server.tls) == (host, port, tls)
    assert server.password in ("", "p@w")


def test_without_a_server_there_are_no_mails() -> None:
    assert mail_server(Settings()) is None


async def test_at_a_stop_the_mail_in_hand_is_finished_and_the_others_are_given_back(office: Office) -> None:
    await another_mail(office, "omar@home.org")

    async def stop(*_: object) -> None:
        mailer.stop()

    mailer = office.mailer(failpoint=stop)
    await mailer.send_due()
    assert office.server.recipients == ["mira@home.org"]
    # At once, not after the lease.
    await office.mailer().send_due()
    assert office.server.recipients == ["mira@home.org", "omar@home.org"]


async def test_where_nothing_was_left_to_claim_no_server_is_asked(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def nothing(*_: object) -> list[OutgoingMail]:
        return []

    monkeypatch.setattr(SqlMails, "claim", nothing)
    await office.mailer("smtp://127.0.0.1:1").send_due()
    assert caplog.text == ""


async def test_a_database_that_is_away_is_not_the_mail_servers_trouble(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await another_mail(office, "omar@home.org")

    async def away(*_: object) -> str:
        raise ConnectionRefusedError

    monkeypatch.setattr("bot.mailer.give_link", away)
    with pytest.raises(ConnectionRefusedError):
        await office.mailer().send_due()
    assert "mail server" not in caplog.text
    assert await office.outcomes() == [("sending", "", 1), ("open", "", 1)]


async def test_a_mail_that_was_sent_while_the_database_is_away_is_sent_once(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(recording, "RETRY_AFTER", 0.01)
    shaky = Shaky(office.uow)
    shaky.fail("mails.record")
    await replace(office, uow=shaky).mailer().send_due()  # type: ignore[arg-type]
    assert "cannot be recorded yet" in caplog.text
    assert await office.outcomes() == [("sent", "", 1)]
    assert office.server.recipients == ["mira@home.org"]
