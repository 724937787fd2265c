"""The weekly digest, the same as `/today`: one line with one button for each thing to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from civic.digests import DigestPlan
from civic.events import EventWithSeats
from civic.staff_entries import StaffEntry
from handlers.screen import Rows, Screen, Tap, columns, lines, paragraphs, shortened, tap
from handlers.services import Services
from handlers.views.entries import label_of
from locales import Html, Language, Latin

MONDAY = datetime(2024, 1, 1, 12, tzinfo=UTC)
# Of one language, and of all together: they fit into one message, however many languages there are.
QUESTIONS_SHOWN, QUESTIONS_IN_ALL, QUESTION = 5, 20, 90


@dataclass(frozen=True)
class DigestLine:
    """One thing to look at, and the button that leads there."""

    text: Html
    button: Tap


def digest(lang: Language, services: Services, found: Sequence[DigestLine]) -> Screen:
    """Everything at a glance."""
    today = lang.date(services.clock(), services.zone)
    heading = lang.gettext("How things stand on {date}:", date=today)
    settings = Tap(lang.label("When to send me this"), tap("digest_when"))
    if not found:
        calm = lang.gettext("There is nothing to do. Enjoy your day!")
        return Screen(paragraphs(heading, calm), ((settings,),))
    listed = lines(*(lang.bullet(line.text) for line in found))
    return Screen(paragraphs(heading, listed), (*((line.button,) for line in found), (settings,)))


def open_questions(lang: Language, n: int, oldest: timedelta) -> DigestLine:
    """How many questions wait, and how long the oldest has waited."""
    count = lang.ngettext("{n} open question", "{n} open questions", n)
    days = oldest.days
    age = (
        lang.ngettext("the oldest for {n} day", "the oldest for {n} days", days)
        if days
        else lang.gettext("all from the last 24 hours")
    )
    return DigestLine(Html(f"{count}, {age}"), Tap(lang.label("Inbox"), tap("inbox")))


def approvals(lang: Language, waiting: Sequence[StaffEntry]) -> DigestLine:
    """What this reader may approve."""
    text = lang.ngettext("{n} answer to approve", "{n} answers to approve", len(waiting))
    return DigestLine(text, Tap(lang.label("Approve"), tap("k_waiting")))


def coming(lang: Language, events: Sequence[EventWithSeats]) -> DigestLine:
    """How many events come, and how full they are together."""
    count = lang.ngettext("{n} coming event", "{n} coming events", len(events))
    # TRANSLATORS: How full an event is; two numbers.
    seats = lang.gettext(
        "{taken} of {seats} seats taken",
        taken=sum(one.taken for one in events),
        seats=sum(one.event.seats for one in events),
    )
    return DigestLine(Html(f"{count}, {seats}"), Tap(lang.label("Our events"), tap("staff_events")))


def translations(lang: Language, services: Services, missing: Mapping[str, int]) -> DigestLine:
    """How many entries lack which language."""
    # TRANSLATORS: Languages, each with a number.
    text = lang.gettext("Missing translations: {list}", list=_by_language(lang, services, missing))
    return DigestLine(text, Tap(lang.label("Missing translations"), tap("digest_missing")))


def gaps(lang: Language, clusters: int) -> DigestLine:
    """The way to the gap report."""
    if not clusters:
        text = lang.gettext("No subject that several people asked about in vain")
        return DigestLine(text, Tap(lang.label("Gap report"), tap("gaps")))
    text = lang.ngettext(
        "{n} subject that several people asked about in vain",
        "{n} subjects that several people asked about in vain",
        clusters,
    )
    return DigestLine(text, Tap(lang.label("Gap report"), tap("gaps")))


def missing_translations(
    lang: Language,
    services: Services,
    content: Mapping[str, Sequence[str]],
    entries: Sequence[StaffEntry],
) -> Screen:
    """Which entries lack which language; one's own answers can be translated by a tap."""
    parts: list[Html] = []
    shown = max(1, min(QUESTIONS_SHOWN, QUESTIONS_IN_ALL // max(1, len(content))))
    for code, questions in content.items():
        name = services.catalogues[code].own_name
        more = len(questions) - shown
        parts.append(
            lines(
                lang.gettext("{language}: {n}", language=name, n=len(questions)),
                *(lang.bullet(shortened(one, QUESTION)) for one in questions[:shown]),
                lang.ngettext("… and {n} more", "… and {n} more", more) if more > 0 else "",
            )
        )
    if parts:
        parts.insert(0, lang.gettext("In the content, whoever runs this bot can add these:"))
    if entries:
        parts.append(lang.gettext("Your own answers that lack a language:"))
    rows = tuple((Tap(label_of(lang, one), tap("k_langs", one.id)),) for one in entries[:10])
    return Screen(paragraphs(*parts) or lang.gettext("No translation is missing."), rows)


def when(lang: Language, services: Services, plan: DigestPlan) -> Screen:
    """On which day to send it."""
    if plan.weekday is None or plan.next_at is None:
        text = lang.gettext("You get no weekly message. On which day shall I send it?")
    else:
        text = lang.gettext(
            "Your next weekly message comes on {date} at {time}. Which day shall it be?",
            date=lang.date(plan.next_at, services.zone),
            time=lang.time(plan.next_at, services.zone),
        )
    days = columns(Tap(weekday(lang, services, number), tap("digest_day", number)) for number in range(7))
    return Screen(text, (*days, (Tap(lang.label("Not at all"), tap("digest_never")),)))


def hours(lang: Language, services: Services, chosen: int) -> Screen:
    """At which hour to send it."""
    taps = [Tap(Latin(f"{hour:02}:00"), tap("digest_at", chosen, hour)) for hour in range(24)]
    rows: Rows = columns(taps, 4)
    return Screen(
        lang.gettext("{day}: at what time?", day=weekday(lang, services, chosen)),
        rows,
    )


def weekday(lang: Language, services: Services, number: int) -> str:
    """A weekday's name in this language."""
    return lang.weekday((MONDAY + timedelta(days=number)).replace(tzinfo=services.zone), services.zone)


def _by_language(lang: Language, services: Services, missing: Mapping[str, int]) -> str:
    return shortened(
        ", ".join(f"{services.catalogues[code].own_name} {n}" for code, n in missing.items()), 200
    )
