"""Commands by their names in each language: `/termine` is `/events`, and may be typed by everybody."""

import re
from collections.abc import Iterator

from locales import Catalogues, Language

_COMMAND = re.compile(r"/(\w+)(?=@|\s|$)")
_NAMES = re.compile(r"/(\w+)")
# What a messenger takes into its menu.
_FOR_A_MENU = re.compile(r"[a-z0-9_]{1,32}", re.ASCII)


def names(lang: Language) -> dict[str, tuple[str, ...]]:
    """The names of every command that has some, the first of them being the one that is shown."""
    texts = {
        # TRANSLATORS: The name of the command that lists what comes; others may follow behind a space.
        "events": lang.label("/events"),
        # TRANSLATORS: The name of the command for one's own registrations, and for cancelling them.
        "my": lang.label("/my"),
        # TRANSLATORS: The name of the command with which one subscribes to topics.
        "news": lang.label("/news"),
        # TRANSLATORS: The name of the command that ends all subscriptions.
        "stop": lang.label("/stop"),
        # TRANSLATORS: The name of the command for the subscription of a calendar.
        "calendar": lang.label("/calendar"),
        # TRANSLATORS: The name of the command with which one chooses a language.
        "language": lang.label("/language"),
        # TRANSLATORS: The name of the command for texts with numbers instead of buttons.
        "plain": lang.label("/plain"),
        # TRANSLATORS: The name of the command that shows what is stored about oneself.
        "mydata": lang.label("/mydata"),
        # TRANSLATORS: The name of the command that deletes everything about oneself.
        "forget": lang.label("/forget"),
        # TRANSLATORS: The name of the command that joins the chat of a web page with one in Telegram.
        "link": lang.label("/link"),
        # TRANSLATORS: The name of the command that undoes /link.
        "unlink": lang.label("/unlink"),
        # TRANSLATORS: The name of the command for the privacy notice.
        "privacy": lang.label("/privacy"),
        # TRANSLATORS: The name of the command that says who is responsible (German: Impressum).
        "imprint": lang.label("/imprint"),
        # TRANSLATORS: The name of the command for help and contact.
        "help": lang.label("/help"),
        # TRANSLATORS: The name of the command that stops what was begun.
        "cancel": lang.label("/cancel"),
    }
    # By letters: a text from right to left comes with marks of direction.
    return {command: tuple(_NAMES.findall(text)) for command, text in texts.items()}


def name_in_menu(command: str, lang: Language) -> str:
    """How a menu of a messenger calls a command: in the language's own letters it may not."""
    first = names(lang).get(command, (command,))[0]
    return first if _FOR_A_MENU.fullmatch(first) else command


class Aliases:
    """All names of all languages. Where two languages mean different things, one's own counts."""

    def __init__(self, catalogues: Catalogues) -> None:
        self._own = {lang.code: dict(_meanings(lang)) for lang in catalogues}
        self._any = {name: meant for own in reversed(self._own.values()) for name, meant in own.items()}

    def command(self, text: str, code: str) -> str:
        """What somebody who speaks a language wrote, with the command's name as handlers know it."""
        found = _COMMAND.match(text)
        if found is None:
            return text
        name = found[1].lower()
        meant = self._own.get(code, {}).get(name) or self._any.get(name)
        return f"/{meant}{text[found.end() :]}" if meant else text


def _meanings(lang: Language) -> Iterator[tuple[str, str]]:
    for command, known in names(lang).items():
        yield from ((name, command) for name in known)
