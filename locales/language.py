"""One language: texts, direction, dates. Values are escaped and isolated here and nowhere else."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from gettext import NullTranslations
from html import escape
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_decimal

from locales.direction import FSI, LRI, PDI, framed, harmless, right_to_left, unmarked, with_runs
from locales.missing import without_notes


class Html(str):
    """A value that is HTML already, made from escaped parts; it is inserted as it is."""

    __slots__ = ()


class Latin(str):
    """A value known to run left to right: a time, a code, a telephone number."""

    __slots__ = ()


class Url(str):
    """An address inside an attribute: escaped, never isolated (isolates would become part of it)."""

    __slots__ = ()


Value = str | int


@dataclass(frozen=True)
class Language:
    """A catalogue with its header. `code` is the folder's name (`de`, `de-simple`)."""

    code: str
    own_name: str
    direction: str
    locale: Locale
    reviewed_by: str = ""
    reviewed_on: dt.date | None = None
    fallbacks: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    catalogue: NullTranslations = field(default_factory=NullTranslations, repr=False, compare=False)

    @property
    def is_rtl(self) -> bool:
        """Whether the language is written from right to left."""
        return self.direction == "rtl"

    @property
    def base(self) -> str:
        """The code without region and variant: `de` for `de-simple`, as a message's language is told."""
        return self.code.partition("-")[0]

    @property
    def is_easy(self) -> bool:
        """Whether it is an easy form of a language, for people who read little (IANA variant "simple")."""
        return "simple" in self.code.split("-")[1:]

    def gettext(self, message: str, **values: Value) -> Html:
        """A text as HTML: values escaped and, in right-to-left languages, isolated."""
        return self._html(self.catalogue.gettext(message), values)

    def ngettext(self, one: str, many: str, n: int, **values: Value) -> Html:
        """The same with the plural form for `n`, which is also the value `{n}`."""
        return self._html(self.catalogue.ngettext(one, many, n), {"n": n, **values})

    def label(self, message: str, **values: Value) -> str:
        """A text outside of HTML (a button, a command's description): isolated, not escaped."""
        plain = {name: self._plain(value) for name, value in values.items()}
        return self._template(without_notes(self.catalogue.gettext(message))).format(**plain)

    def nlabel(self, one: str, many: str, n: int, **values: Value) -> str:
        """A label with the plural form for `n`, which is also the value `{n}`."""
        plain = {name: self._plain(value) for name, value in {"n": n, **values}.items()}
        return self._template(without_notes(self.catalogue.ngettext(one, many, n))).format(**plain)

    def joined(self, *values: Value) -> str:
        """Several values as one label: each isolated, with a dot between two."""
        label = " · ".join(self._plain(value) for value in values)
        return right_to_left(label) if self.is_rtl else label

    def isolate(self, value: str) -> Html:
        """A text of somebody else's (a title, an answer), escaped, each line isolated, to stand by itself."""
        return self._standing(self._safe(str(value)))

    def bold(self, value: str) -> Html:
        """The same as a heading of one line."""
        return self._standing(f"<b>{self._safe(str(value))}</b>")

    def bullet(self, part: str) -> Html:
        """A line of a list; what is not HTML yet is escaped and isolated."""
        return self._standing(f"• {self._safe(part)}")

    def copyable(self, value: str) -> Html:
        """Something to be copied as it stands, left to right; the marks are outside of what is copied."""
        code = f"<code>{escape(value, quote=False)}</code>"
        return self._standing(f"{LRI}{code}{PDI}" if self.is_rtl else code)

    def listed(self, names: Sequence[str]) -> str:
        """Names as an enumeration of this language ("A, B und C")."""
        return format_list(names, locale=self.locale)

    def decimal(self, value: float) -> Latin:
        """A number with one decimal place ("4,7"), digits 0-9."""
        return Latin(_ascii_digits(format_decimal(value, "0.0", locale=self.locale)))

    def body(self, text: str) -> Html:
        """A longer text in this language (content, an announcement), escaped, each line in its direction."""
        safe = escape(harmless(text), quote=False)
        return self._standing(with_runs(safe) if self.is_rtl else safe)

    def date(self, at: datetime, zone: ZoneInfo) -> Latin | str:
        """Weekday, day, month and year as this language writes them, with digits 0-9."""
        return _ascii_digits(format_date(at.astimezone(zone), "full", locale=self.locale))

    def calendar_day(self, day: dt.date) -> str:
        """Day, month and year, for a day that has no hour."""
        return _ascii_digits(format_date(day, "long", locale=self.locale))

    def short_date(self, at: datetime, zone: ZoneInfo) -> str:
        """Abbreviated weekday, day and month, for lists and buttons."""
        return _ascii_digits(format_skeleton("MMMEd", at.astimezone(zone), locale=self.locale))

    def weekday(self, at: datetime, zone: ZoneInfo) -> str:
        """The name of a day of the week, to stand by itself."""
        return format_date(at.astimezone(zone), "cccc", locale=self.locale)

    def time(self, at: datetime, zone: ZoneInfo) -> Latin:
        """Hours and minutes, 24-hour clock, digits 0-9."""
        return Latin(_ascii_digits(format_time(at.astimezone(zone), "HH:mm", locale=self.locale)))

    def _html(self, text: str, values: dict[str, Value]) -> Html:
        safe = {name: self._safe(value) for name, value in values.items()}
        if not self.is_rtl:
            return Html(text.format(**safe))
        return Html(right_to_left(self._template(text).format(**safe)))

    def _template(self, text: str) -> str:
        return framed(text) if self.is_rtl else text

    def _standing(self, safe: str) -> Html:
        return Html(right_to_left(safe) if self.is_rtl else safe)

    def _plain(self, value: Value) -> str:
        return self._isolated(value, harmless(str(value)))

    def _safe(self, value: Value) -> str:
        if isinstance(value, Html):
            return value
        if isinstance(value, Url):
            return escape(unmarked(value), quote=True)
        return self._isolated(value, escape(harmless(str(value)), quote=False))

    def _isolated(self, value: Value, shown: str) -> str:
        if not self.is_rtl or isinstance(value, Html | Url):
            return shown
        if isinstance(value, Latin | int):
            return f"{LRI}{shown}{PDI}"
        # An isolate ends with its line at the latest, so each line gets its own.
        return "\n".join(f"{FSI}{line}{PDI}" if line else "" for line in with_runs(shown).split("\n"))


SOURCE = Language("source", "", "ltr", Locale("en"))
"""The texts as they stand in the code, for what must be the same in all languages."""


def _ascii_digits(text: str) -> str:
    return "".join(str(int(c)) if c.isdecimal() else c for c in text)
