"""The chat page's words, from the catalogues to the page, and the language in which it is to speak."""

from collections.abc import Sequence

from civic.ports import UnitOfWork
from civic.residents import Address, Channel
from locales import Catalogues
from pages.chat_words import chat_words
from webchat.words import PageWords


def words_of(catalogues: Catalogues, tags: Sequence[str]) -> PageWords:
    """For whoever prefers languages in this order (BCP 47 tags, unknown ones too); else the city's own."""
    found = (catalogues.match(tag) for tag in tags)
    lang = next((one for one in found if one is not None), catalogues.main)
    names = [(one.code, one.own_name) for one in catalogues]
    return PageWords(lang.code, lang.direction, chat_words(lang), names)


async def language_with(uow: UnitOfWork, visitor_id: int) -> str:
    """The language of the conversation with a visitor of the web chat, "" before its first word."""
    async with uow.reading() as r:
        resident = await r.residents.at(Address(Channel.WEB, visitor_id))
    return resident.language if resident else ""
