"""The chat page's words, from the catalogues to the page."""

from collections.abc import Sequence

from locales import Catalogues
from pages.chat_words import chat_words
from webchat.words import PageWords


def words_of(catalogues: Catalogues, tags: Sequence[str]) -> PageWords:
    """For whoever prefers languages in this order (BCP 47 tags, unknown ones too); else the city's own."""
    found = (catalogues.match(tag) for tag in tags)
    lang = next((one for one in found if one is not None), catalogues.main)
    names = [(one.code, one.own_name) for one in catalogues]
    return PageWords(lang.code, lang.direction, chat_words(lang), names)
