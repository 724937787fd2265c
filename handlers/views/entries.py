"""The staff's entries as coordinators see them: lists, the card with everything, and each text."""

from dataclasses import dataclass
from datetime import date, datetime, time

from civic.questions import Question
from civic.staff_entries import EntryStatus, PublishedVersion, StaffEntry
from civic.text_sheets import SheetKind
from handlers.quoting import QUOTE, framed, quoted
from handlers.screen import Page, Screen, Tap, lines, paragraphs, shortened, tap, turning
from handlers.services import Services
from handlers.views.text_links import web_page
from locales import Html, Language

EXCERPT = 1500
LABEL = 60


@dataclass(frozen=True)
class EntryCard:
    """An entry with what belongs on its card: the newest version, who waits for it, who may release it."""

    entry: StaffEntry
    version: PublishedVersion | None = None
    asked: Question | None = None
    waiting: int = 0
    may_approve: bool = False


def card(lang: Language, services: Services, one: EntryCard) -> Screen:
    """Everything about an entry, and what can be done with it."""
    entry = one.entry
    written_in = services.catalogues[entry.language]
    question = entry.main.question or lang.gettext("(no question yet)")
    text = paragraphs(
        lines(_status(lang, services, one), _record(lang, one)),
        _asked_as(lang, one),
        lang.bold(question) if entry.main.question else question,
        lang.isolate(shortened(entry.main.text, EXCERPT)),
        lines(
            lang.gettext("Written in: {language}", language=written_in.own_name),
            *_translations(lang, services, entry),
            _validity(lang, services, entry.valid_until),
        ),
        _hint(lang, entry),
    )
    return Screen(text, _buttons(lang, one))


def _status(lang: Language, services: Services, one: EntryCard) -> Html:
    match one.entry.status:
        case EntryStatus.DRAFT if one.entry.version:
            return lang.gettext("Draft. The earlier version answers until this one is released.")
        case EntryStatus.DRAFT:
            return lang.gettext("Draft – it answers nobody yet.")
        case EntryStatus.WAITING:
            return lang.gettext("A colleague has to approve it.")
        case EntryStatus.WITHDRAWN:
            return lang.gettext("Withdrawn – it answers nobody any more.")
        case EntryStatus.PUBLISHED:
            at = one.version.published_at if one.version else services.clock()
            return lang.gettext("Published on {date}.", date=lang.date(at, services.zone))


def _record(lang: Language, one: EntryCard) -> Html:
    """Who released the newest version."""
    if one.version is None:
        return Html()
    if one.version.alone:
        return lang.gettext(
            "Version {n}, released without approval: there was no colleague.", n=one.version.number
        )
    return lang.gettext("Version {n}, approved by a colleague.", n=one.version.number)


def _asked_as(lang: Language, one: EntryCard) -> Html:
    asked = one.asked.text if one.asked else ""  # its words are deleted after a while
    if not asked or one.entry.main.question == " ".join(asked.split()):
        return Html()
    return lines(lang.gettext("It was asked like this:"), quoted(lang, asked, QUOTE))


def _translations(lang: Language, services: Services, entry: StaffEntry) -> list[Html]:
    found = []
    for code, text in entry.texts.items():
        name = services.catalogues[code].own_name
        if code == entry.language:
            continue
        if not entry.is_current(code):
            found.append(lang.gettext("{language}: out of date, will not be shown", language=name))
        elif text.automatic:
            found.append(lang.gettext("{language}: translated automatically", language=name))
        else:
            found.append(lang.gettext("{language}: translated", language=name))
    return found


def _validity(lang: Language, services: Services, until: date | None) -> Html:
    if until is None:
        return Html()
    return lang.gettext("Valid until {date}", date=lang.date(at_noon(services, until), services.zone))


def at_noon(services: Services, day: date) -> datetime:
    """An instant within a day of the city."""
    return datetime.combine(day, time(12), tzinfo=services.zone)


def _hint(lang: Language, entry: StaffEntry) -> Html:
    if entry.status is not EntryStatus.DRAFT:
        return Html()
    if not entry.main.question:
        return lang.gettext("Please write the question so that it suits everybody who might ask it.")
    if entry.version:
        return Html()
    return lang.gettext(
        "Everybody will read this. If the question holds anything personal, such as a name or an address, "
        "please reword it."
    )


def _buttons(lang: Language, one: EntryCard) -> tuple[tuple[Tap, ...], ...]:
    entry = one.entry
    rows: list[tuple[Tap, ...]] = [
        (
            Tap(lang.label("Question"), tap("k_question", entry.id)),
            Tap(lang.label("Answer text"), tap("k_text", entry.id)),
        ),
        (
            Tap(lang.label("Translation"), tap("k_langs", entry.id)),
            Tap(lang.label("Valid until …"), tap("k_valid", entry.id)),
        ),
    ]
    if not entry.version and len(entry.texts) == 1:
        rows.append((Tap(lang.label("Written in another language"), tap("k_inlang", entry.id)),))
    rows.append((web_page(lang, SheetKind.ENTRY, entry.id),))
    rows.append((Tap(lang.label("Who asked the same ({n})", n=one.waiting), tap("k_same", entry.id, 0)),))
    if one.may_approve:
        rows.append((Tap(lang.label("Read and approve"), tap("k_look", entry.id)),))
    elif entry.usable and entry.status is not EntryStatus.PUBLISHED:
        rows.append((Tap(lang.label("Publish"), tap("k_publish", entry.id)),))
    if entry.is_known:
        rows.append((Tap(lang.label("Withdraw"), tap("k_withdraw", entry.id)),))
    elif not entry.version:
        rows.append((Tap(lang.label("Throw away"), tap("k_drop", entry.id)),))
    rows.append((Tap(lang.label("Our answers"), tap("k_list", 0)),))
    return tuple(rows)


def entry_list(lang: Language, page: Page[StaffEntry]) -> Screen:
    """All entries, newest first."""
    if not page.items:
        return Screen(
            lang.gettext("There are no answers of your own yet. Answer a question, then save the answer.")
        )
    marks = {EntryStatus.PUBLISHED: "✓", EntryStatus.WAITING: "…", EntryStatus.WITHDRAWN: "✕"}
    rows = [
        (Tap(f"{marks.get(one.status, '✎')} {label_of(lang, one)}", tap("k_card", one.id)),)
        for one in page.items
    ]
    legend = lang.gettext("✎ draft · … waiting for approval · ✓ published · ✕ withdrawn")
    return Screen(
        lines(lang.gettext("Your answers:"), legend), (*rows, *turning(page.number, page.last, "k_list"))
    )


def label_of(lang: Language, entry: StaffEntry) -> str:
    """What stands for an entry on a button."""
    return shortened(entry.main.question or entry.main.text, LABEL - 2)


def whole(lang: Language, services: Services, entry: StaffEntry) -> list[Screen]:
    """Exactly what would be published, each language in messages of its own."""
    screens: list[Screen] = []
    for code, text in entry.usable.items():
        written_in = services.catalogues[code]
        first = lang.gettext("In {language}:", language=written_in.own_name)
        screens += framed(paragraphs(first, lang.bold(text.question)), text.text, written_in.body)
    return screens
