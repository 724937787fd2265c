"""What handlers work with: the city's services, and the visit that an update belongs to."""

from dataclasses import dataclass, field
from functools import cached_property
from zoneinfo import ZoneInfo

from civic.answers.knowledge import City, Knowledge
from civic.answers.library import Library
from civic.manners import Manners
from civic.news_times import NewsRules
from civic.ports import UnitOfWork
from civic.quiet_hours import Quiet
from civic.residents import Cause, Channel, Resident
from civic.staff import Role
from civic.time import Clock
from civic.translations import Translator
from handlers.photo_shelf import StoredPhotos
from handlers.replies import Replies
from handlers.screen import PhotoShelf
from locales import Catalogues, Language


@dataclass(frozen=True)
class Office:
    """Who runs this bot, as the operator set it; empty where nothing was set."""

    controller: str = ""
    human_contact: str = ""
    imprint_url: str = ""
    privacy_contact: str = ""
    public_url: str = ""
    # How long the web chat keeps a line after it was written.
    transcript_days: int = 30
    # How long the text of an answered or closed question is kept.
    question_days: int = 90
    # How long after an event needs and answers are kept, and how long registrations.
    need_days: int = 7
    participant_days: int = 30
    # Whether there is a mail server, so that an e-mail address can be left.
    mails: bool = False
    # Whether Telegram is paid for each message of an announcement.
    paid_broadcast: bool = False


@dataclass(frozen=True)
class Services:
    """Everything a handler may use. There is one for the whole program."""

    uow: UnitOfWork
    clock: Clock
    zone: ZoneInfo
    library: Library
    catalogues: Catalogues
    office: Office
    translator: Translator | None = None
    # User names of the bots, filled in when the messenger has told them.
    bot_names: dict[Channel, str] = field(default_factory=dict)
    manners: Manners = field(default_factory=Manners)
    replies: Replies = field(default_factory=Replies)
    # When announcements that are not urgent wait for the morning; None: never.
    quiet: Quiet | None = None
    # How many announcements somebody gets on one day before the rest waits; 0: all of them.
    news_per_day: int = 0

    @property
    def news_rules(self) -> NewsRules:
        """What holds up announcements that are not urgent."""
        return NewsRules(self.zone, self.quiet, self.news_per_day)

    @cached_property
    def photos(self) -> PhotoShelf:
        """The pictures of announcements."""
        return StoredPhotos(self.uow)

    @property
    def knowledge(self) -> Knowledge:
        """What the city knows at present."""
        return self.library.knowledge

    @property
    def city(self) -> City:
        """The city whose content is loaded."""
        return self.knowledge.city

    @property
    def fallbacks(self) -> tuple[str, ...]:
        """Languages tried in order when a text of the city's own is missing in somebody's language."""
        return self.catalogues.fallbacks

    def deep_links(self, payload: str) -> tuple[tuple[str, str], ...]:
        """The channels that run, each with its address for a deep link's payload."""
        links = [("Web", f"{self.office.public_url}/?start={payload}")]
        telegram = self.bot_names.get(Channel.TELEGRAM)
        if telegram:
            links.insert(0, ("Telegram", f"https://t.me/{telegram}?start={payload}"))
        return tuple(links)


@dataclass(frozen=True)
class Visit:
    """One update: who writes, where, in which language, and the cause for what it changes."""

    resident: Resident
    lang: Language
    channel: Channel
    cause: Cause
    role: Role | None = None
