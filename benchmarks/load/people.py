"""What a person writes and taps: questions, commands, registrations, subscriptions, chat, other things."""

import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from benchmarks.answers.questions import GOLDEN, TUNING, read
from benchmarks.load.telegram import Chat
from tests.bot.bot_api import Json

LANGUAGES = ("de", "en", "uk", "ar")
FIRST_CHAT = 7_200_000_000
POPULAR = 12
"""Questions of each language of which half of the people's are."""

HELLO = {
    "de": ("Hallo", "Guten Tag", "Danke", "Wer bist du?"),
    "en": ("Hello", "Good morning", "Thank you", "Who are you?"),
    "uk": ("Привіт", "Добрий день", "Дякую", "Хто ти?"),
    "ar": ("مرحبا", "صباح الخير", "شكرا", "من أنت؟"),
}
BEFORE = {
    "de": ("Hallo, ", "Guten Tag. ", "Ich habe eine Frage: ", "Entschuldigung, ", "Noch etwas: ", "Bitte: "),
    "en": ("Hello, ", "Good day. ", "I have a question: ", "Excuse me, ", "One more thing: ", "Please: "),
    "uk": ("Привіт, ", "Добрий день. ", "У мене питання: ", "Вибачте, ", "Ще одне: ", "Прошу: "),
    "ar": ("مرحبا، ", "يوم سعيد. ", "لدي سؤال: ", "عفوا، ", "شيء آخر: ", "من فضلك: "),
}
AFTER = {
    "de": ("", " Danke", " Vielen Dank", " Bitte", " Danke!", " Viele Grüße"),
    "en": ("", " Thanks", " Thank you", " Please", " Thanks!", " Kind regards"),
    "uk": ("", " Дякую", " Дуже дякую", " Прошу", " Дякую!", " З повагою"),
    "ar": ("", " شكرا", " شكرا جزيلا", " من فضلك", " شكرا!", " مع التحية"),
}
COMMANDS = ("/help", "/events", "/my", "/news", "/imprint", "/privacy", "/language", "/start")
OTHER_KINDS: tuple[Json, ...] = (
    {"location": {"latitude": 49.44, "longitude": 7.77}},
    {"contact": {"phone_number": "+49631000", "first_name": "Ada"}},
    {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}},
    {"dice": {"emoji": "🎲", "value": 4}},
)


@dataclass(frozen=True)
class Sent:
    """One update without its number, and what kind of message it is."""

    kind: str
    content: Json


class NoSuchButton(Exception):
    """What should be tapped is not on the screen."""


@cache
def questions(language: str, *, answered: bool) -> Sequence[str]:
    """Questions in a language that the shipped content answers, or does not."""
    found = [one for file in (GOLDEN, TUNING) for one in read(file) if one.language == language]
    return [one.text for one in found if bool(one.right) is answered]


@dataclass
class Person:
    """Somebody on Telegram, with a screen, and chance of their own."""

    number: int
    screen: Chat
    missing: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chat = FIRST_CHAT + self.number
        self.language = LANGUAGES[self.number % len(LANGUAGES)]
        self.chance = random.Random(self.number)
        self._messages = 0

    def life(self) -> Iterator[Sent]:
        """Messages without end; each is made when the one before was answered."""
        yield self._says("/start", "command")
        for scene in self._scenes():
            try:
                yield from scene(self)
            except NoSuchButton as wanted:
                self.missing.append(str(wanted))

    def _scenes(self) -> Iterator[Callable[["Person"], Iterator[Sent]]]:
        # The first scenes are different ones for neighbours, so that a short run has some of each.
        yield SCENES[self.number % len(SCENES)]
        while True:
            yield from self.chance.sample(SCENES, len(SCENES))

    def asks(self) -> Iterator[Sent]:
        """A question that the content answers: half of them often asked, the others in words of their own."""
        known = questions(self.language, answered=True)
        if self.chance.random() < 0.5:
            yield self._says(self.chance.choice(known[:POPULAR]), "question, often asked")
        else:
            yield self._says(self._in_own_words(known), "question, in other words")

    def asks_in_vain(self) -> Iterator[Sent]:
        """A question to which the content has no answer."""
        unknown = questions(self.language, answered=False)
        yield self._says(self._in_own_words(unknown), "question without an answer")

    def chats(self) -> Iterator[Sent]:
        """No question at all."""
        yield self._says(self.chance.choice(HELLO[self.language]), "greeting or thanks")

    def commands(self) -> Iterator[Sent]:
        """A command."""
        yield self._says(self.chance.choice(COMMANDS), "command")

    def sends_something(self) -> Iterator[Sent]:
        """What is no text."""
        yield self._message(self.chance.choice(OTHER_KINDS), "not a text")

    def subscribes(self) -> Iterator[Sent]:
        """Ticks a topic, or takes the tick away."""
        yield self._says("/news", "command")
        yield self._taps("subscribing", "topic", at=self.chance.randrange(3))
        if self._sees("of_age"):
            yield self._taps("subscribing", "of_age")

    def registers(self) -> Iterator[Sent]:
        """Registers for an event and, later, cancels."""
        yield self._says("/events", "command")
        yield self._taps("registering", "event", at=self.chance.randrange(3))
        yield self._taps("registering", "register")
        if not self._sees("people"):
            # No bare number: "911" is a call for help.
            yield self._says(f"Ada B{self.number}", "registering")
        yield self._taps("registering", "people", ending="1")
        # Who has registered before is asked for the number alone.
        if self._sees("needs_done"):
            yield self._taps("registering", "needs_done")
        yield self._taps("registering", "confirm")
        yield from self.asks()
        yield self._says("/my", "command")
        if not self._sees("unreg"):
            yield self._taps("cancelling", "reg")
        yield self._taps("cancelling", "unreg")
        yield self._taps("cancelling", "unreg_yes")

    def _in_own_words(self, texts: Sequence[str]) -> str:
        before, after = self.chance.choice(BEFORE[self.language]), self.chance.choice(AFTER[self.language])
        return f"{before}{self.chance.choice(texts)}{after}"

    def _sees(self, name: str) -> bool:
        """In the newest message."""
        newest = next(reversed(self.screen.buttons), 0)
        return any(number == newest for number, _ in self.screen.button(name))

    def _says(self, text: str, kind: str) -> Sent:
        return self._message({"text": text}, kind)

    def _message(self, content: Json, kind: str) -> Sent:
        self._messages += 1
        about: Json = {"message_id": self._messages, "date": int(time.time()), "chat": self._here}
        return Sent(kind, {"message": about | {"from": self._self} | content})

    def _taps(self, kind: str, name: str, *, ending: str = "", at: int = 0) -> Sent:
        found = list(self.screen.button(name, *([ending] if ending else [])))
        if not found:
            raise NoSuchButton(f"{name} below {self.screen.text[:60]!r}")
        number, data = found[at % len(found)]
        self._messages += 1
        shown: Json = {"message_id": number, "date": int(time.time()), "chat": self._here, "text": "…"}
        query: Json = {"id": f"{self.chat}-{self._messages}", "from": self._self, "chat_instance": "1"}
        return Sent(kind, {"callback_query": query | {"message": shown, "data": data}})

    @property
    def _self(self) -> Json:
        return {
            "id": self.chat,
            "is_bot": False,
            "first_name": "Resident",
            "language_code": self.language,
        }

    @property
    def _here(self) -> Json:
        return {"id": self.chat, "type": "private", "first_name": "Resident"}


SCENES: list[Callable[[Person], Iterator[Sent]]] = [
    Person.registers,
    *[Person.asks] * 13,
    *[Person.asks_in_vain] * 2,
    *[Person.chats] * 2,
    *[Person.commands] * 4,
    Person.sends_something,
    *[Person.subscribes] * 2,
]
"""A round of life: 37 messages or so, of which half are questions."""


def crowd(people: int, chats: defaultdict[int, Chat]) -> list[Person]:
    """So many people."""
    return [Person(number, chats[FIRST_CHAT + number]) for number in range(people)]
