"""People who are being forgotten: what memory holds of them goes, and what was begun is finished."""

import logging

from civic.data_ports import Erasure, Person
from civic.forgetting import begin_anew, forget
from civic.residents import Address
from handlers.services import Services
from handlers.taps import Taps
from handlers.telegram_out import Out, forget_texts
from handlers.views import data_rights as view
from locales import Language

log = logging.getLogger(__name__)
FORGET_YES = Taps("forget_yes", int)


def forget_in_memory(services: Services, person: Person) -> None:
    """Empties what this process remembers of somebody's chats."""
    for address in person.accounts:
        services.manners.forget(address)
        services.replies.forget(address.chat_id)
    forget_texts()


async def is_leaving(out: Out, address: Address, services: Services, erasure: Erasure) -> bool:
    """Finishes what a breakdown interrupted, and says goodbye. False for whoever has read that already and
    begins anew."""
    if erasure.said_at is not None:
        await begin_anew(services.uow, erasure, address)
        return False
    lang = _language(services, erasure)
    try:
        await forget(services.uow, services.clock, services.zone, erasure)
    except Exception:
        log.exception("somebody could not be forgotten yet; it is tried again")
        await out.say(view.being_deleted(lang))
        return True
    forget_in_memory(services, erasure.person)
    await out.say(view.goodbye(lang, address.channel))
    return True


def _language(services: Services, erasure: Erasure) -> Language:
    known = erasure.language in services.catalogues
    return services.catalogues[erasure.language] if known else services.catalogues.main
