"""How a table is declared: what it is for, how long its rows are kept, whose they are, why each column."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum

from civic.retention import Kept
from storage.tables.base import Table


class Basis(StrEnum):
    """The kind of legal basis on which a table is kept; the city names the law in its notice."""

    TASK = "what the person asked for, or the city's task (Art. 6(1)(b) or (e) GDPR)"
    CONSENT = "consent (Art. 6(1)(a) GDPR)"
    HEALTH = "explicit consent, since it may tell of health (Art. 6(1)(b) or (e), Art. 9(2)(a) GDPR)"
    STAFF = "the work of the staff (Art. 6(1)(b) or (e) GDPR, Art. 88 GDPR)"
    PROOF = "being able to show what was done (Art. 5(2), Art. 6(1)(c) GDPR)"
    NONE = "no personal data"


class By(Enum):
    """How a column leads to a resident."""

    RESIDENT = "it holds the number of the resident"
    ACCOUNT = "it holds the chat, with the channel beside it"
    BOT_CHAT = "it holds the chat or the user, with the bot beside it"
    VISITOR = "it holds the chat of the web channel"
    SETTING = "its name begins with the chat of the web channel"
    PARENT = "its parent belongs to the resident"


@dataclass(frozen=True)
class Way:
    """A way from a row to a resident. `beside` is the column that says which channel, bot or kind it is.

    With `parent` it leads through that table, for rows of these `kinds` only where some are given. `shown`
    are the columns that this resident may see; None: all of them.
    """

    column: str
    by: By = By.RESIDENT
    beside: str = ""
    parent: str = ""
    kinds: tuple[str, ...] = ()
    shown: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Mention:
    """A column that names somebody in a row of somebody else or of the city: it is emptied to `left`."""

    way: Way
    left: object = None


@dataclass(frozen=True)
class Declared:
    """A table. A row goes when one of its `owners` is forgotten; of those it `mentions`, only the mention.

    `columns` says why each column is there. `secret` ones (hashes of links) are in no export; those that go
    `sooner` may tell of health.
    """

    table: type[Table]
    purpose: str
    kept: Kept
    basis: Basis
    columns: Mapping[str, str]
    owners: tuple[Way, ...] = ()
    mentions: tuple[Mention, ...] = ()
    secret: tuple[str, ...] = ()
    sooner: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the table in the database."""
        return str(self.table.__tablename__)

    @property
    def is_personal(self) -> bool:
        """Whether its rows are about people, or name them."""
        return bool(self.owners or self.mentions)


def whose(column: str, *, shown: tuple[str, ...] | None = None) -> Way:
    """The row is that of the resident whose number the column holds."""
    return Way(column, shown=shown)


def through(column: str, parent: str, *, kinds: tuple[str, ...] = (), beside: str = "") -> Way:
    """The row is that of whom the row of the parent table is."""
    return Way(column, By.PARENT, beside, parent, kinds)


def of_account(column: str = "chat_id", channel: str = "channel") -> Way:
    """The row is that of whoever writes in this chat of this channel."""
    return Way(column, By.ACCOUNT, channel)


def of_visitor(column: str) -> Way:
    """The row is that of a visitor of the web chat."""
    return Way(column, By.VISITOR)


def names(column: str, left: object = None) -> Mention:
    """The column holds the number of a member of staff or a volunteer, and is emptied."""
    return Mention(Way(column), left)


def leads_to(column: str, parent: str) -> Mention:
    """The column leads to a row of somebody, and is emptied."""
    return Mention(through(column, parent))
