"""From a queued mail to its text, with the facts as they are now: what the chat says, and a return link."""

from dataclasses import dataclass

from civic.notices import Notice, NoticeKind
from civic.registrations import ENDED
from civic.residents import Address, Channel
from civic.return_ports import OutgoingMail
from civic.told import Told, snapshot
from handlers.notices import notice_screen
from handlers.screen import File, Screen, plain
from handlers.services import Services
from handlers.views import mails as view


@dataclass(frozen=True)
class MailText:
    """What stands in a mail."""

    subject: str
    body: str
    language: str
    file: File | None = None
    told: Told | None = None


async def mail_text(services: Services, mail: OutgoingMail, link: str) -> MailText | None:
    """The mail; None where its reason is gone."""
    lang = services.catalogues[mail.language]
    async with services.uow.reading() as r:
        registration = await r.registrations.get(mail.registration_id)
        one = await r.events.get(registration.event_id) if registration else None
        position = await r.registrations.position(registration) if registration else 0
    if registration is None or one is None:
        return None
    screen: Screen | None
    if mail.kind is not None:
        screen = await notice_screen(services, _notice(mail, mail.kind))
    else:
        screen = view.first(lang, services, registration, one.event, position, link)
    if screen is None or (mail.kind is None and registration.status in ENDED):
        return None
    body = "\n\n".join([plain(screen.text), view.ending(lang, link)])
    told = snapshot(one.event) if mail.kind is None else screen.told
    return MailText(view.subject(lang, services, one.event), body, lang.code, screen.file, told)


def _notice(mail: OutgoingMail, kind: NoticeKind) -> Notice:
    nowhere = Address(Channel.WEB, 0)  # the text does not depend on it
    whom = mail.resident_id or 0
    return Notice(mail.id, whom, kind, mail.subject_id, nowhere, mail.language, by_mail=True)
