"""What was done with an announcement, in words, with the names of staff shortened."""

from collections.abc import Mapping, Sequence

from civic.announcement_log import Did, LogEntry
from civic.announcements import Announcement
from handlers.screen import Screen, Tap, lines, paragraphs, shortened, tap
from handlers.services import Services
from locales import Html, Language

TITLE_SHOWN = 80
ENTRIES_SHOWN = 20
NOTE_SHOWN = 100
_WITH_REASON = frozenset((Did.SENT_BACK, Did.CORRECTION_BACK))
_BY_ITSELF = frozenset((Did.ESCALATED, Did.HELD, Did.MISSED, Did.PLANNED, Did.FINISHED, Did.FROM_FEED))


def log(
    lang: Language,
    services: Services,
    one: Announcement,
    entries: Sequence[LogEntry],
    names: Mapping[int, str],
) -> Screen:
    """The newest entries, oldest first. `names` are those of the staff, where they are known."""
    told = entries[-ENTRIES_SHOWN:]
    left_out = len(entries) - len(told)
    return Screen(
        paragraphs(
            lang.bold(shortened(one.main.title or one.main.text, TITLE_SHOWN)),
            lines(
                lang.ngettext("… {n} earlier entry", "… {n} earlier entries", left_out) if left_out else "",
                *(_entry(lang, services, each, names) for each in told),
            )
            or lang.gettext("Nothing so far."),
        ),
        ((Tap(lang.label("Back"), tap("a_report", one.id)),),),
    )


def _entry(lang: Language, services: Services, one: LogEntry, names: Mapping[int, str]) -> Html:
    zone = services.zone
    what = did(lang, one.what)
    if one.number is not None:
        # TRANSLATORS: What was done with an announcement, and how many people it went to.
        what = lang.ngettext("{what} ({n} recipient)", "{what} ({n} recipients)", one.number, what=what)
    # TRANSLATORS: A line of a log: who (a short name) did what (a past participle, such as "approved").
    said = lang.gettext(
        "{date}, {time}, {who}: {what}",
        date=lang.short_date(one.at, zone),
        time=lang.time(one.at, zone),
        who=_who(lang, one, names),
        what=what,
    )
    why = shortened(" ".join(one.note.split()), NOTE_SHOWN) if one.what in _WITH_REASON else ""
    return lines(said, lang.gettext("“{sentence}”", sentence=why) if why else "")


def _who(lang: Language, one: LogEntry, names: Mapping[int, str]) -> str:
    if one.staff_id is not None:
        return names.get(one.staff_id) or lang.label("a colleague")
    return lang.label("by itself") if one.what in _BY_ITSELF else lang.label("at the machine")


def short_name(name: str) -> str:
    """The first name, and of the others the first letter: enough for colleagues."""
    first, *others = name.split()[:6] or [""]
    return " ".join([shortened(first, 30), *(f"{other[0]}." for other in others[-1:])])


def did(lang: Language, what: Did) -> Html:
    """What somebody did, in a few words."""
    return _writing(lang, what) or _deciding(lang, what) or _correcting(lang, what) or _sending(lang, what)


def _writing(lang: Language, what: Did) -> Html:
    said = {
        Did.DRAFTED: lang.gettext("drafted"),
        Did.FROM_FILE: lang.gettext("drafted from a file"),
        Did.FROM_FEED: lang.gettext("drafted from a feed"),
        Did.CHANGED: lang.gettext("changed"),
    }
    return said.get(what, Html())


def _deciding(lang: Language, what: Did) -> Html:
    said = {
        Did.SUBMITTED: lang.gettext("handed in for approval"),
        # TRANSLATORS: In a log: an announcement was looked at by somebody who decides on it.
        Did.SHOWN: lang.gettext("read"),
        Did.ESCALATED: lang.gettext("asked everybody"),
        Did.SENT_BACK: lang.gettext("sent back"),
        Did.APPROVED: lang.gettext("approved"),
        Did.RELEASED: lang.gettext("released alone"),
        Did.RESCHEDULED: lang.gettext("given another time"),
        Did.UNDONE: lang.gettext("taken back"),
        # TRANSLATORS: In a log: an announcement was kept from being sent.
        Did.HELD: lang.gettext("held"),
    }
    return said.get(what, Html())


def _correcting(lang: Language, what: Did) -> Html:
    said = {
        Did.CORRECTION_ASKED: lang.gettext("correction handed in"),
        Did.CORRECTION_BACK: lang.gettext("correction sent back"),
        Did.CORRECTION_UNDONE: lang.gettext("correction taken back"),
        Did.CORRECTION_APPROVED: lang.gettext("correction approved"),
        Did.CORRECTED: lang.gettext("corrected"),
        Did.RECALLED: lang.gettext("recalled"),
    }
    return said.get(what, Html())


def _sending(lang: Language, what: Did) -> Html:
    said = {
        # TRANSLATORS: In a log: it could not be sent in time.
        Did.MISSED: lang.gettext("missed"),
        Did.PLANNED: lang.gettext("began to be sent"),
        Did.STOPPED: lang.gettext("stopped"),
        Did.RESUMED: lang.gettext("went on"),
        Did.FINISHED: lang.gettext("finished"),
    }
    return said.get(what, Html(what.value))
