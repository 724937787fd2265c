"""People of all languages: what they write and tap, and what they were told of their registrations."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from itertools import count

from benchmarks.load.people import OTHER_KINDS, NoSuchButton, Person, Sent, questions
from benchmarks.soak.screens import Screen
from benchmarks.soak.words import Told, Words
from tests.bot.bot_api import Json

NAMES = {"ar": "ليلى", "fa": "مینا", "uk": "Леся", "ru": "Анна", "bg": "Мария"}
"""Given names in letters that are not Latin."""
ODD_TEXTS = (
    "👍",
    "🎉🎉🎉",
    "?",
    "…",
    "/nosuchcommand",
    "<b>x</i> & {0} %s",
    "x" * 3000,
    "  \n  \n.",
    "\u202eabc",
)
ODD_KINDS: tuple[Json, ...] = (
    *OTHER_KINDS,
    {
        "sticker": {
            "file_id": "s",
            "file_unique_id": "s",
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
        }
    },
    {"document": {"file_id": "d", "file_unique_id": "d", "file_name": "cv.pdf"}},
)
LEAVES = 6
"""Of so many people one wants to be forgotten."""
SEAT, WAITS, OUT = "seat", "waiting list", "out"


@dataclass(frozen=True)
class Gone:
    """Somebody who was told that they are forgotten."""

    channel: str
    chat: int
    name: str
    resident_id: int


@dataclass(frozen=True)
class _Mine:
    """A registration of somebody, by its number and its event's."""

    number: int
    event: int


@dataclass
class Resident(Person):
    """Somebody on Telegram. `believes`: for each event what the bot said last; nothing while it is unsure.

    Every sixth wants to be forgotten after a few scenes.
    """

    code: str = "de"
    words: Words = field(kw_only=True)
    channel: str = "telegram"
    believes: dict[int, str] = field(default_factory=dict)
    gone: Gone | None = None
    numbered: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self.language = self.code
        self.name = f"{NAMES.get(self.code, 'Ada')} Qz{self.number:05d}x"

    @property
    def seen(self) -> Screen:
        """What is on the screen."""
        assert isinstance(self.screen, Screen)
        return self.screen

    def life(self) -> Iterator[Sent]:
        """Messages until the person is forgotten; each is made when the one before was answered."""
        yield self._says("/start", "start")
        yield from self._speaks(self.code)
        if self.number % 2:
            yield from self._tries(self.subscribes())
        for scene in self._plays():
            yield from self._tries(scene(self))
            yield from self._buttons_again()
            if self.gone is not None:
                return

    def _plays(self) -> Iterator["Scene"]:
        left = self.chance.randint(3, 10) if self.number % LEAVES == LEAVES - 1 else None
        # Neighbours begin differently, so that a short run has some of each.
        scenes = [*reversed(OPENINGS[self.number % len(OPENINGS)])]
        for played in count():
            if not scenes:
                scenes = self.chance.sample(SCENES, len(SCENES))
            yield Resident.is_forgotten if left is not None and played >= left else scenes.pop()

    def my_registrations(self) -> Iterator[Sent]:
        """The list, as at the end of everything."""
        yield from self._buttons_again()
        yield self._says("/my", "my registrations")

    def asks(self) -> Iterator[Sent]:
        """A question that the content answers."""
        text = self.chance.choice(questions(self.code, answered=True))
        yield self._says(text if self.chance.random() < 0.5 else f"{text} …", "question")

    def asks_in_vain(self) -> Iterator[Sent]:
        """A question to which it has no answer."""
        yield self._says(
            self.chance.choice(questions(self.code, answered=False)), "question without an answer"
        )

    def looks_at_events(self) -> Iterator[Sent]:
        """The list, and one of them."""
        yield self._says("/events", "events")
        yield self._taps("events", "event", at=self.chance.randrange(3))

    def registers(self) -> Iterator[Sent]:
        """For an event, whether there are seats or not."""
        yield self._says("/events", "events")
        shown = [data for _, data in self.seen.button("event")]
        if not shown:
            raise NoSuchButton("event")
        data = self.chance.choice(shown)
        event = int(data.partition(":")[2])
        yield self._taps("registering", "event", ending=str(event))
        if not self.seen.offers("register"):
            return
        yield self._taps("registering", "register", ending=str(event))
        if self.seen.offers("unreg"):
            return
        if not self.seen.offers("people"):
            yield self._says(self.name, "registering")
        # Of this event: where an answer was lost, the form of another one may still be open.
        yield self._taps("registering", "people", ending=f"{event}:1")
        if self.seen.offers("needs_done", event):
            yield self._taps("registering", "needs_done", ending=str(event))
        confirm = self._taps("registering", "confirm", ending=str(event))
        self.believes.pop(event, None)
        yield confirm
        self._learns(event, {Told.SEAT: SEAT, Told.WAITS: WAITS})

    def cancels(self) -> Iterator[Sent]:
        """One of the registrations, with a seat or without."""
        found = yield from self._looks_at_one()
        if found is None:
            return
        yield self._taps("cancelling", "unreg", ending=str(found.number))
        tap = self._taps("cancelling", "unreg_yes", ending=str(found.number))
        self.believes.pop(found.event, None)
        yield tap
        self._learns(found.event, {Told.CANCELLED: OUT})

    def decides(self) -> Iterator[Sent]:
        """Takes a freed seat that was offered, or leaves it to the next."""
        found = yield from self._looks_at_one()
        if found is None or not self.seen.offers("claim", found.number):
            return
        name = "claim" if self.chance.random() < 0.7 else "pass"
        tap = self._taps("waiting list", name, ending=str(found.number))
        self.believes.pop(found.event, None)
        yield tap
        self._learns(found.event, {Told.SEAT: SEAT, Told.PASSED_ON: OUT})

    def _looks_at_one(self) -> Generator[Sent, None, "_Mine | None"]:
        yield self._says("/my", "my registrations")
        shown = [data for number, data in self.seen.button("reg") if number in self.seen.fresh]
        if not shown:
            return None
        number = int(self.chance.choice(shown).partition(":")[2])
        yield self._taps("my registrations", "reg", ending=str(number))
        # At the same time a seat at another event may be offered, in a message of its own.
        for datas in self.seen.buttons.values():
            events = [data for data in datas if data.startswith("event:")]
            if f"unreg:{number}" in datas and events:
                return _Mine(number, int(events[0].partition(":")[2]))
        return None

    def subscribes(self) -> Iterator[Sent]:
        """To everything, by a link."""
        yield self._says("/start topic_all", "subscribing")
        yield self._taps("subscribing", "subscribe")
        if self.seen.offers("of_age"):
            yield self._taps("subscribing", "of_age")

    def unsubscribes(self) -> Iterator[Sent]:
        """From everything, and begins anew."""
        yield self._says("/stop", "subscribing")
        yield from self.subscribes()

    def switches_language(self) -> Iterator[Sent]:
        """To another language and back."""
        yield from self._speaks(self.chance.choice([one for one in self.words.codes if one != self.code]))
        yield from self.looks_at_events()
        yield from self._speaks(self.code)

    def _speaks(self, code: str) -> Iterator[Sent]:
        yield self._says("/language", "language")
        if any(data == f"lang:{code}" for _, data in self.seen.button("lang")):
            yield self._taps("language", "lang", ending=code)

    def reads_numbers(self) -> Iterator[Sent]:
        """Chooses by typing."""
        yield self._says("/plain", "plain")
        yield self._says("/events", "plain")
        yield self._says("1", "plain")

    def _buttons_again(self) -> Iterator[Sent]:
        # What was said last may have been lost on the way.
        for _ in range(3):
            if not self.numbered:
                return
            yield self._says("/plain", "plain")

    def sends_something_odd(self) -> Iterator[Sent]:
        """What is no question."""
        if self.channel == "telegram" and self.chance.random() < 0.6:
            yield self._message(self.chance.choice(ODD_KINDS), "odd input")
        else:
            yield self._says(self.chance.choice(ODD_TEXTS), "odd input")

    def reads_data(self) -> Iterator[Sent]:
        """What is kept about them."""
        yield self._says("/mydata", "my data")

    def is_forgotten(self) -> Iterator[Sent]:
        """Ends it all, and says so until it is done."""
        for _ in range(4):
            yield self._says("/forget", "forget")
            asked = [data for _, data in self.seen.button("forget_yes")]
            if not asked:
                continue
            resident_id = int(asked[0].partition(":")[2])
            yield self._taps("forget", "forget_yes")
            if self.words.told(Told.FORGOTTEN, self.seen.said):
                self.gone = Gone(self.channel, self.chat, self.name, resident_id)
                return

    def answered(self) -> None:
        """Looks at what came: numbers or buttons from now on."""
        if self.words.told(Told.NUMBERS, self.seen.said):
            self.numbered = True
        elif self.words.told(Told.BUTTONS, self.seen.said):
            self.numbered = False

    def _tries(self, scene: Iterator[Sent]) -> Iterator[Sent]:
        try:
            yield from scene
        except NoSuchButton as wanted:
            self.missing.append(str(wanted))

    def _learns(self, event: int, meanings: dict[Told, str]) -> None:
        for told, meaning in meanings.items():
            if self.words.told(told, self.seen.said):
                self.believes[event] = meaning


Scene = Callable[[Resident], Iterator[Sent]]
SCENES: list[Scene] = [
    Resident.registers,
    *[Resident.asks] * 5,
    Resident.looks_at_events,
    *[Resident.cancels] * 2,
    *[Resident.decides] * 2,
    *[Resident.registers] * 2,
    Resident.asks_in_vain,
    Resident.switches_language,
    Resident.reads_numbers,
    *[Resident.sends_something_odd] * 2,
    Resident.reads_data,
    Resident.unsubscribes,
]
"""A round of life."""
OPENINGS: list[list[Scene]] = [
    [Resident.registers, Resident.asks, Resident.cancels],
    [Resident.asks, Resident.registers, Resident.looks_at_events, Resident.decides],
    [Resident.registers, Resident.registers, Resident.decides, Resident.cancels],
    [Resident.sends_something_odd, Resident.reads_data, Resident.registers, Resident.switches_language],
]
"""What somebody does at first."""
