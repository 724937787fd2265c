"""The log of the staff in words: who decided what, newest first, and as a table."""

from collections.abc import Callable, Mapping, Sequence

from civic.announcement_log import Did
from civic.event_teams import Audited
from civic.staff import Role
from civic.staff_log import ON_PAGE, LogLine, LogPart, Noted, StaffLogPage
from handlers.screen import Rows, Screen, Tap, columns, last_page, lines, paragraphs, plain, tap, turning
from handlers.services import Services
from handlers.views.announcement_log import did, short_name
from handlers.views.participant_table import table_file
from handlers.views.staff import role_name
from handlers.views.staff_members import topic_names
from locales import Html, Language

Names = Mapping[int, str]
NAMED_TOPICS = 4


def log(lang: Language, services: Services, found: StaffLogPage) -> Screen:
    """One page of it."""
    told = (_line(lang, services, one, found.names) for one in found.lines)
    text = lines(*told) or lang.gettext("Nothing so far.")
    return Screen(paragraphs(lang.bold(_part(lang, found.part)), text), _buttons(lang, found))


def _buttons(lang: Language, found: StaffLogPage) -> Rows:
    others = [part for part in LogPart if part is not found.part]
    last = last_page(found.total, ON_PAGE)
    return (
        *turning(found.number, last, "log", found.part.value),
        *columns([Tap(_part(lang, part), tap("log", part.value, 0)) for part in others], 1),
        (Tap(lang.label("Log as a table (CSV)"), tap("log_csv")),),
        (Tap(lang.label("Back"), tap("staff")),),
    )


def log_table(lang: Language, services: Services, found: StaffLogPage) -> Screen:
    """All of it, for a spreadsheet."""
    heading = (lang.label("Date"), lang.label("Time"), lang.label("Who"), lang.label("What"))
    zone = services.zone
    rows = [
        (
            f"{one.at.astimezone(zone):%Y-%m-%d}",
            f"{one.at.astimezone(zone):%H:%M}",
            _who(lang, one, found.names),
            plain(_what(lang, services, one, found.names, most=None)),
        )
        for one in found.lines
    ]
    text = lang.gettext("Here is the log. That you exported it is noted in it.")
    return Screen(text, ((Tap(lang.label("Back"), tap("staff")),),), table_file("log.csv", [heading, *rows]))


def _part(lang: Language, part: LogPart) -> str:
    return {
        LogPart.ALL: lang.label("Log: everything"),
        LogPart.ANNOUNCEMENTS: lang.label("Log: announcements"),
        LogPart.EVENTS: lang.label("Log: events"),
        LogPart.STAFF: lang.label("Log: staff and settings"),
    }[part]


def _line(lang: Language, services: Services, one: LogLine, names: Names) -> Html:
    # TRANSLATORS: A line of a log: who (a short name) did what (a past participle, such as "approved").
    return lang.gettext(
        "{date}, {time}, {who}: {what}",
        date=lang.short_date(one.at, services.zone),
        time=lang.time(one.at, services.zone),
        who=_who(lang, one, names),
        what=_what(lang, services, one, names),
    )


def _who(lang: Language, one: LogLine, names: Names) -> str:
    if one.staff_id is not None:
        return _name(lang, one.staff_id, names)
    if one.what in set(Audited):
        return lang.label("a colleague")
    if one.announcement_id is not None:
        return lang.label("at the machine")
    if one.what == Noted.STAFF_GROUP_MADE:
        return lang.label("somebody with the code")
    # Somebody who had themselves forgotten cannot be told from the operator any more.
    return lang.label("operator or former colleague")


def _name(lang: Language, number: int | None, names: Names) -> str:
    name = names.get(number, "") if number is not None else ""
    return short_name(name) if name else lang.label("a colleague")


def _what(
    lang: Language, services: Services, one: LogLine, names: Names, most: int | None = NAMED_TOPICS
) -> Html:
    if one.announcement_id is not None:
        what = did(lang, Did(one.what))
        # TRANSLATORS: What was done with which announcement.
        return lang.gettext("{what} (announcement {n})", what=what, n=one.announcement_id)
    if one.event_id is not None:
        return _of_event(lang, one.what, one.event_id)
    return _of_staff(lang, one, names, _topics(lang, services, one.detail.split(), most))


def _of_event(lang: Language, what: str, n: int) -> Html:
    said: Mapping[str, Callable[[], Html]] = {
        Audited.LIST_AS_CSV: lambda: lang.gettext("exported the participants of event {n} as a table", n=n),
        Audited.LIST_TO_PRINT: lambda: lang.gettext("printed the participants of event {n}", n=n),
        Audited.TOOK_OVER: lambda: lang.gettext("took over event {n}", n=n),
        Audited.ADDED_COLLEAGUE: lambda: lang.gettext("added a colleague to event {n}", n=n),
        Audited.REMOVED_COLLEAGUE: lambda: lang.gettext("took a colleague off event {n}", n=n),
        Audited.MESSAGE_SENT: lambda: lang.gettext("wrote to the participants of event {n}", n=n),
        Noted.EVENT_PUBLISHED: lambda: lang.gettext("published event {n}", n=n),
        Noted.EVENT_CALLED_OFF: lambda: lang.gettext("cancelled event {n}", n=n),
    }
    return said[what]()


def _of_staff(lang: Language, one: LogLine, names: Names, topics: str) -> Html:
    name, detail = _name(lang, one.member_id, names), one.detail
    said: Mapping[str, Callable[[], Html]] = {
        Noted.INVITED: lambda: lang.gettext("made an invitation: {role}", role=_role(lang, detail)),
        Noted.INVITATIONS_WITHDRAWN: lambda: lang.gettext("withdrew unused invitations: {n}", n=detail),
        Noted.STAFF_GROUP_MADE: lambda: lang.gettext("made a group the staff group"),
        Noted.JOINED: lambda: lang.gettext("joined the staff: {role}", role=_role(lang, detail)),
        Noted.ROLE_CHANGED: lambda: lang.gettext(
            "changed the role of {name}: {role}", name=name, role=_role(lang, detail)
        ),
        Noted.LIMITED: lambda: lang.gettext(
            "changed the topics of {name}: {topics}", name=name, topics=topics or lang.label("all of them")
        ),
        Noted.MEMBER_REMOVED: lambda: lang.gettext("removed {name} from the staff", name=name),
        Noted.ONE_IS_ENOUGH: lambda: lang.gettext("one person is enough now: {topics}", topics=topics),
        Noted.TWO_ARE_NEEDED: lambda: lang.gettext("two people are needed now: {topics}", topics=topics),
        Noted.ENTRY_PUBLISHED: lambda: lang.gettext("published answer {n}", n=detail),
        Noted.ENTRY_WITHDRAWN: lambda: lang.gettext("withdrew answer {n}", n=detail),
        Noted.SECOND_FACTOR_SET: lambda: lang.gettext("set up a second factor"),
        Noted.SECOND_FACTOR_ENDED: lambda: lang.gettext("ended their second factor"),
        Noted.CAME_WITHOUT_IT: lambda: lang.gettext(
            "logged in with a recovery code instead of the second factor"
        ),
        Noted.LOG_EXPORTED: lambda: lang.gettext("exported this log"),
        Noted.DATA_COPIED: lambda: lang.gettext("made a copy of a person's data at their request"),
        Noted.DATA_DELETED: lambda: lang.gettext("deleted a person's data at their request"),
    }
    return said[one.what]()


def _topics(lang: Language, services: Services, slugs: Sequence[str], most: int | None) -> str:
    """Their names; of more than `most` only how many, since ten lines of the log must fit into a message."""
    if most is not None and len(slugs) > most:
        return str(lang.ngettext("{n} topic", "{n} topics", len(slugs)))
    known = topic_names(lang, services)
    return ", ".join(known.get(slug, slug) for slug in slugs)


def _role(lang: Language, detail: str) -> str:
    groups = {"staff_group": lang.label("Staff group"), "test_group": lang.label("Test group")}
    return role_name(lang, Role(detail)) if detail in set(Role) else groups.get(detail, detail)
