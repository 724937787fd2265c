"""What handlers work with: the city's services, and the visit that an update belongs to."""

from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property, partial
from zoneinfo import ZoneInfo

from civic.answers.knowledge import City, Knowledge
from civic.answers.language import MessageLanguage, best_detector
from civic.answers.library import Library
from civic.manners import Manners
from civic.news_times import NewsRules
from civic.ports import UnitOfWork
from civic.quiet_hours import Quiet
from civic.residents import Address, Cause, Channel, Resident
from civic.staff import Role, StaffMember
from civic.staff_sessions import STAFF_IDLE, Sitting
from civic.time import Clock
from civic.translations import Translator
from handlers.photo_shelf import StoredPhotos
from handlers.replies import Replies
from handlers.screen import PhotoShelf
from locales import Catalogues, Language

ALBUMS_REMEMBERED = 1000


@dataclass(frozen=True)
class Office:
    """Who runs this bot, as the operator set it; empty where nothing was set."""

    controller: str = ""
    human_contact: str = ""
    imprint_url: str = ""
    privacy_contact: str = ""
    # `mailto:` or `https:`.
    security_contact: str = ""
    public_url: str = ""
    # How long the web chat keeps a line after it was written.
    transcript_days: int = 30
    # How long the text of an answered or closed question is kept.
    question_days: int = 90
    # How long after an event needs and answers are kept, and how long registrations.
    need_days: int = 7
    participant_days: int = 30
    # After how long a silence a person is forgotten.
    inactive_days: int = 365
    # Whether there is a mail server, so that an e-mail address can be left.
    mails: bool = False
    # Whether Telegram is paid for each message of an announcement.
    paid_broadcast: bool = False
    # After how long without anything done the work area of staff locks itself in the web chat.
    staff_idle: timedelta = STAFF_IDLE
    # Whether staff may work in the web chat only once they have set up a second factor.
    second_factor_required: bool = False
    # Whether browsers make passkeys for the public address.
    passkeys: bool = False
    # For the privacy notice: address, data protection officer, law, host, authority for complaints.
    controller_address: str = ""
    privacy_officer: str = ""
    legal_basis: str = ""
    hosting: str = ""
    complaint_authority: str = ""
    # To whom people turn whose report of a barrier was not answered.
    accessibility_authority: str = ""
    # Whether people can write through Telegram, and whether another server translates or compares texts.
    telegram: bool = False
    text_servers: bool = False
    # The host that hears of failures, if any.
    error_reports: str = ""


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
    # How often this process came to each outcome in each language.
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    # Albums of which the first picture has come.
    albums: deque[tuple[int, str]] = field(default_factory=partial(deque, maxlen=ALBUMS_REMEMBERED))
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

    @cached_property
    def _detector(self) -> MessageLanguage:
        return MessageLanguage(best_detector(frozenset(one.base for one in self.catalogues)))

    def written_in(self, text: str) -> Language | None:
        """The language of a message, where it is clear and one of ours."""
        return self.catalogues.match(self._detector.of(text, self.knowledge.names))

    def sitting(self, address: Address) -> Sitting:
        """A member of staff at an account, for as long as the operator lets it be open."""
        return Sitting(address, self.office.staff_idle)

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
    member: StaffMember | None = None
    # The role of a member of staff whose work area is locked; `member` is None then.
    locked: Role | None = None

    @property
    def role(self) -> Role | None:
        """Their role, if they are staff and their work area is open."""
        return self.member.role if self.member is not None else None
