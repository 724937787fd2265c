"""What somebody reads in the web chat when nothing can be kept, as on a full disk; needs no database."""

from collections.abc import Callable

from civic.answers.safety import danger
from handlers.screen import paragraphs, plain
from handlers.views import safety, welcome
from locales import Catalogues


def unsaved_in(catalogues: Catalogues) -> Callable[[str, str], str]:
    """From the tag of a language and what was written to a text without tags: first a number to call."""

    def told(language: str, words: str) -> str:
        lang = catalogues.match(language) or catalogues.main
        found = danger(words)
        first = safety.danger(lang, found) if found is not None else safety.number_line(lang)
        return plain(paragraphs(first, welcome.trouble(lang).text))

    return told
