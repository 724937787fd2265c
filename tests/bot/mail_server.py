"""A real mail server for tests, which can be told what to refuse, and what it received."""

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

CERTIFICATE = Path(__file__).parent / "localhost.pem"
LOGIN = ("bot", "s3cret/pass")


@dataclass
class MailServer:
    """What one server received; `answers` are given in turn to RCPT or DATA instead of its own."""

    received: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    to_recipient: list[str] = field(default_factory=list)
    to_text: list[str] = field(default_factory=list)
    logins: int = 0
    encrypted: list[bool] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802 - the library calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Takes a recipient, or answers as planned."""
        if self.to_recipient:
            return self.to_recipient.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the library calls it so
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Takes a mail, or answers as planned."""
        if self.to_text:
            return self.to_text.pop(0)
        assert isinstance(envelope.content, bytes)
        message = BytesParser(EmailMessage, policy=default).parsebytes(envelope.content)
        self.received.append(message)
        self.recipients += envelope.rcpt_tos
        assert server.transport is not None
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 OK"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        """Knows one login."""
        self.logins += 1
        given = (getattr(data, "login", b"").decode(), getattr(data, "password", b"").decode())
        return AuthResult(success=given == LOGIN, handled=False)


@asynccontextmanager
async def running(server: MailServer, *, tls: str = "none", login: bool = False) -> AsyncIterator[MailServer]:
    """Listens on a free port, or on the one that the server had before; `tls` as in the bot's settings."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)

    def connected() -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library warns of what is tested here
            return SMTP(
                server,
                loop=loop,
                tls_context=context if tls == "start" else None,
                require_starttls=tls == "start",
                auth_required=login,
                auth_require_tls=False,
                authenticator=server.authenticate if login else None,
            )

    loop = asyncio.get_running_loop()
    whole = context if tls == "whole" else None
    listening = await loop.create_server(connected, "127.0.0.1", server.port, ssl=whole)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        await listening.wait_closed()
