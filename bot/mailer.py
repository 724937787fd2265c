"""Sends mails about registrations through the operator's mail server, from rows, and records each outcome."""

import logging
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime
from functools import partial
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

import aiosmtplib

from bot.deliverer import Failpoint, no_failpoint
from bot.embedding import trusted
from bot.logs import whereabouts
from bot.recording import until_recorded
from bot.settings import Settings
from civic.announcements import DeliveryStatus
from civic.event_notices import note_mailed
from civic.return_links import give_link, return_address, take_back
from civic.return_ports import OutgoingMail
from civic.told import Told
from handlers.mails import MailText, mail_text
from handlers.services import Services

log = logging.getLogger(__name__)
BATCH = 10
TIMEOUT = 30.0  # seconds for each step of a conversation with the server
# Longer than a batch can take at the slowest: whoever died with it is taken over after this.
LEASE = timedelta(minutes=15)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=2)
# The server's trouble with us, not with one reader: a login that failed, a sender that it does not know.
_NOT_THIS_MAIL = (
    aiosmtplib.SMTPAuthenticationError,
    aiosmtplib.SMTPSenderRefused,
    aiosmtplib.SMTPHeloError,
    aiosmtplib.SMTPServerDisconnected,
    aiosmtplib.SMTPTimeoutError,
)


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed over. `tls` is `whole` from the first byte, `start` by STARTTLS, or `none`."""

    host: str
    port: int
    user: str
    password: str
    tls: str
    sender: str
    trust: ssl.SSLContext


@dataclass(frozen=True)
class Sent:
    """The server took it over; `told` is what its reader knows of the event now."""

    told: Told | None = None


@dataclass(frozen=True)
class TryLater:
    """Nothing was sent, or nobody can tell; `why` is the server's reply."""

    why: str


@dataclass(frozen=True)
class GivenUp:
    """The server will never take this mail."""

    why: str


@dataclass(frozen=True)
class NoReason:
    """What the mail was about is gone."""


Outcome: TypeAlias = Sent | TryLater | GivenUp | NoReason


def mail_server(settings: Settings) -> MailServer | None:
    """The server that the operator set, if any."""
    if settings.smtp_url is None or settings.smtp_from is None:
        return None
    parts = urlsplit(settings.smtp_url.get_secret_value())
    whole = parts.scheme == "smtps"
    tls = "whole" if whole else "start" if parts.query else "none"
    port = parts.port or (465 if whole else 587 if parts.username else 25)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname or "", port, user, password, tls, settings.smtp_from, trusted(settings))


class _Unusable(Exception):
    """The server cannot be used; the text says why in one short line."""


class Mailer:
    """One pass does everything that is due and can be repeated at any time."""

    def __init__(self, services: Services, server: MailServer, failpoint: Failpoint = no_failpoint) -> None:
        self._services = services
        self._server = server
        self._failpoint = failpoint
        self._stopping = False
        self.on_step: Callable[[], object] = lambda: None  # told before each mail

    def stop(self) -> None:
        """Ends `send_due` after the mail in hand; the others are given back."""
        self._stopping = True

    async def send_due(self) -> None:
        """Sends what is due now; ends early where the server cannot be reached."""
        while not self._stopping and await self._batch():
            pass

    async def _batch(self) -> bool:
        now = self._services.clock()
        async with self._services.uow.reading() as r:
            if not await r.mails.is_due(now):
                return False
        async with self._services.uow.writing() as w:
            mails = await w.mails.claim(BATCH, now, now + LEASE)
            await w.commit()
        # Another process was quicker, or addresses were removed.
        if not mails:
            return False
        in_hand: OutgoingMail | None = None
        try:
            async with self._connected() as client:
                while mails and not self._stopping:
                    in_hand = mails.pop(0)
                    self.on_step()
                    await self._mail(client, in_hand)
                    in_hand = None
        except _Unusable as failure:
            log.warning("the mail server cannot be used: %s", failure)
            others, mails = mails, []
            await self._give_back(in_hand, others, TryLater(str(failure)))
            return False
        finally:
            if mails:
                await until_recorded(
                    partial(self._postpone, timedelta(), *mails), "mails given back", lambda: self._stopping
                )
        return True

    async def _give_back(
        self, in_hand: OutgoingMail | None, others: list[OutgoingMail], outcome: TryLater
    ) -> None:
        """Where one mail broke the connection it may do so each time, so the others do not wait for it."""
        if in_hand is not None:
            await self._postpone(FIRST_WAIT, *others)
            others = [in_hand]
        for mail in others:
            await self._settle(mail, outcome)

    async def _mail(self, client: aiosmtplib.SMTP, mail: OutgoingMail) -> None:
        token = await give_link(self._services.uow, self._services.clock, mail.registration_id)
        link = return_address(self._services.office.public_url, token)
        try:
            outcome = await self._attempt(client, mail, link)
        except (_Unusable, OSError):
            raise
        except Exception as fault:  # a fault of ours in one mail holds up no other
            log.error("mail %s (%s) cannot be written: %s", mail.id, mail.kind, whereabouts(fault))
            outcome = TryLater(type(fault).__name__)
        await self._failpoint("mail sent", mail.id)
        if not isinstance(outcome, Sent):
            await take_back(self._services.uow, token)
        await self._settle(mail, outcome)

    async def _attempt(self, client: aiosmtplib.SMTP, mail: OutgoingMail, link: str) -> Outcome:
        text = await mail_text(self._services, mail, link)
        return NoReason() if text is None else await self._send(client, mail, text)

    async def _send(self, client: aiosmtplib.SMTP, mail: OutgoingMail, text: MailText) -> Outcome:
        message = letter(self._server.sender, mail, text)
        try:
            with _unusable():
                await client.send_message(message)
        except aiosmtplib.SMTPException as failure:
            return outcome_of(failure)
        return Sent(text.told)

    async def _settle(self, mail: OutgoingMail, outcome: Outcome) -> None:
        now = self._services.clock()
        match outcome:
            case Sent(told=told):
                await self._record(mail, DeliveryStatus.SENT, told=told)
            case NoReason():
                await self._record(mail, DeliveryStatus.SKIPPED)
            case GivenUp(why=why):
                await self._record(mail, DeliveryStatus.REFUSED, why)
            case TryLater(why=why) if now - mail.created_at >= GIVE_UP_AFTER:
                await self._record(mail, DeliveryStatus.REFUSED, why)
            case TryLater():
                await self._postpone(min(FIRST_WAIT * 2 ** min(mail.tries - 1, 10), LONGEST_WAIT), mail)

    async def _postpone(self, wait: timedelta, *mails: OutgoingMail) -> None:
        async with self._services.uow.writing() as w:
            for mail in mails:
                await w.mails.postpone(mail.id, self._services.clock() + wait)
            await w.commit()

    async def _record(
        self, mail: OutgoingMail, status: DeliveryStatus, why: str = "", told: Told | None = None
    ) -> None:
        async def record() -> None:
            async with self._services.uow.writing() as w:
                if told is not None:
                    # First, since it locks the event as everybody does who changes registrations.
                    await note_mailed(w, mail.registration_id, told)
                await w.mails.record(mail.id, status, why[:200])
                await w.commit()

        await until_recorded(record, f"what became of mail {mail.id}", lambda: self._stopping)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiosmtplib.SMTP]:
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            use_tls=server.tls == "whole",
            start_tls=server.tls == "start",
            tls_context=server.trust if server.tls != "none" else None,
            timeout=TIMEOUT,
        )
        try:
            with _unusable(aiosmtplib.SMTPException):
                await client.connect()
            yield client
            with suppress(aiosmtplib.SMTPException, OSError):
                await client.quit()
        finally:
            client.close()


@contextmanager
def _unusable(*kinds: type[aiosmtplib.SMTPException]) -> Iterator[None]:
    """Only while the server is spoken to: the database fails with errors of the same kind."""
    those: tuple[type[Exception], ...] = (*_NOT_THIS_MAIL, *kinds, OSError)
    try:
        yield
    except those as failure:
        raise _Unusable(reason(failure)) from failure


def letter(sender: str, mail: OutgoingMail, text: MailText) -> EmailMessage:
    """A plain text with a calendar file. Its Message-ID is the row's, so that a repeat is recognised."""
    message = EmailMessage(policy=WIRE)
    message["From"], message["To"], message["Subject"] = sender, mail.address, text.subject
    message["Date"] = format_datetime(mail.created_at)
    domain = sender.rpartition("@")[2]
    message["Message-ID"] = f"<registration-{mail.id}.{mail.created_at:%Y%m%d%H%M%S}@{domain}>"
    # RFC 3834: holiday replies and the like are not to answer this.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text.body)
    if text.file is not None:
        message.add_attachment(
            text.file.content,
            maintype="text",
            subtype="calendar",
            filename=text.file.name,
            params={"charset": "utf-8"},
        )
    message["Content-Language"] = text.language
    return message


def outcome_of(failure: aiosmtplib.SMTPException) -> TryLater | GivenUp:
    """What a refusal means. Source: RFC 5321, 4.2.1: 4yz is transient, 5yz permanent."""
    why = reason(failure)
    match failure:
        case aiosmtplib.SMTPRecipientsRefused(recipients=[first, *_]):
            return GivenUp(reason(first)) if first.code >= 500 else TryLater(reason(first))
        case aiosmtplib.SMTPResponseException(code=code) if code >= 500:
            return GivenUp(why)
        case aiosmtplib.SMTPNotSupported():
            return GivenUp(why)
        case _:
            return TryLater(why)


def reason(failure: Exception) -> str:
    """A failure in one short line, with the server's code where there is one, without any address."""
    if isinstance(failure, aiosmtplib.SMTPResponseException):
        return f"{type(failure).__name__} {failure.code}"
    return type(failure).__name__
