"""Coordinators' screens for announcements: the card of a draft, its texts in short, the list of all."""

from collections.abc import Mapping, Sequence

from civic.announcement_texts import reached, without_text
from civic.announcements import Announcement, AnnouncementStatus, BodyState, WhereMissing
from civic.staff import Role
from civic.text_sheets import SheetKind
from handlers.screen import Button, Page, Screen, Tap, columns, lines, paragraphs, shortened, tap, turning
from handlers.services import Services
from handlers.views.announcement_audience import audience_line
from handlers.views.announcement_buttons import button_line
from handlers.views.announcement_message import body_for
from handlers.views.announcement_pictures import row as picture_row
from handlers.views.announcement_times import time_lines
from handlers.views.news import too_long
from handlers.views.small_counts import amount
from handlers.views.text_links import web_page
from locales import Html, Language

# The longest text of which tests make samples; what counts is the length of the whole message.
TEXT_LIMIT = 3500
EXCERPT = 240
ALL_EXCERPTS = 1200
REASON_SHOWN = 120


def card(lang: Language, services: Services, draft: Announcement, counts: Mapping[str, int]) -> Screen:
    """The draft with its texts, its audience, head counts per language and everything that was chosen."""
    facts = lines(
        audience_line(lang, services, draft.audience),
        count_lines(lang, services, draft, counts),
        missing_line(lang, draft, counts),
        *choices(lang, services, draft),
    )
    problems = lines(*problem_lines(lang, services, draft))
    return Screen(
        paragraphs(heading(lang, draft), *_texts(lang, services, draft), facts, problems),
        (
            *_edits(lang, draft, counts),
            (*picture_row(lang, draft)[0], web_page(lang, SheetKind.ANNOUNCEMENT, draft.id)),
            *_sending(lang, draft),
            *_around(lang, draft),
        ),
    )


def heading(lang: Language, one: Announcement) -> Html:
    """What it is at present."""
    if one.status is AnnouncementStatus.DRAFT:
        return lang.gettext("Draft – nobody has received it yet.")
    return status_name(lang, one.status)


def _texts(lang: Language, services: Services, draft: Announcement) -> list[Html]:
    limit = min(EXCERPT, ALL_EXCERPTS // max(1, len(draft.bodies)))
    return [
        lines(
            _language_line(lang, services, draft, code),
            lang.bold(body.title) if body.title else "",
            lang.isolate(shortened(" · ".join(filter(None, body.text.splitlines())), limit)),
        )
        for code, body in draft.bodies.items()
    ]


def _language_line(lang: Language, services: Services, draft: Announcement, code: str) -> Html:
    state = state_name(lang, draft.state(code))
    if code == draft.language:
        state = lang.label("main language")
    name = services.catalogues[code].own_name
    return lang.gettext("{language}: {state}", language=name, state=state)


def state_name(lang: Language, state: BodyState) -> str:
    """How a language stands, in a few words."""
    return {
        BodyState.MISSING: lang.label("missing"),
        BodyState.DRAFT: lang.label("draft, waits for you"),
        BodyState.UP_TO_DATE: lang.label("up to date"),
        BodyState.OUTDATED: lang.label("outdated"),
    }[state]


def count_lines(lang: Language, services: Services, draft: Announcement, counts: Mapping[str, int]) -> Html:
    """How many people read it in which language, and who gets another language than their own."""
    if not counts:
        return lang.gettext("Nobody has subscribed to that yet.")
    total = lang.ngettext("{n} recipient", "{n} recipients", reached(draft, counts) - len(draft.channels))
    return lines(total, *(_count(lang, services, draft, code, n) for code, n in sorted(counts.items())))


def _count(lang: Language, services: Services, draft: Announcement, code: str, n: int) -> Html:
    reads = services.catalogues[code].own_name
    people = amount(n)
    found = body_for(services.catalogues[code], services, draft)
    if found is None:
        return lang.gettext("{language}: {n}, there is no text yet", language=reads, n=people)
    if found.language == code:
        return lang.gettext("{language}: {n}", language=reads, n=people)
    if draft.where_missing is WhereMissing.SKIP:
        return lang.gettext("{language}: {n}, nothing is sent, the text is missing", language=reads, n=people)
    other = services.catalogues[found.language].own_name
    # TRANSLATORS: How many readers of a language get the text in another one (other).
    return lang.gettext("{language}: {n} (in {other}, with a note)", language=reads, n=people, other=other)


def missing_line(lang: Language, draft: Announcement, counts: Mapping[str, int]) -> Html:
    """What becomes of people whose language is missing, where there are any."""
    if not without_text(draft, counts) or not draft.sendable:
        return Html()
    if draft.where_missing is WhereMissing.SKIP:
        return lang.gettext("Where a language is missing: those people get nothing.")
    return lang.gettext("Where a language is missing: another language, with a note.")


def choices(lang: Language, services: Services, one: Announcement) -> list[Html]:
    """Time and end, button, picture, public channels and urgency, each on its line."""
    picture = lang.label("yes") if one.picture_id is not None else lang.label("no")
    urgent = shortened(one.urgent, REASON_SHOWN)
    return [
        time_lines(lang, services, one),
        button_line(lang, services, one.button),
        lang.gettext("Picture: {yes_or_no}", yes_or_no=picture),
        lang.gettext("Public channels: {n}", n=len(one.channels)) if one.channels else Html(),
        lang.gettext("Urgent, because: {reason}", reason=urgent) if urgent else Html(),
    ]


def problem_lines(lang: Language, services: Services, one: Announcement) -> list[Html]:
    """What stands in the way of sending it, in words."""
    found = [
        lang.gettext(
            "Too long for readers of {language}: {n} of {limit} characters",
            language=services.catalogues[code].own_name,
            n=length,
            limit=one.limit,
        )
        for code, length in too_long(services, one).items()
    ]
    if not one.sendable:
        found.append(lang.gettext("There is no text yet."))
    elif not one.main.title:
        found.append(lang.gettext("There is no title yet."))
    return found


def _edits(lang: Language, draft: Announcement, counts: Mapping[str, int]) -> Sequence[tuple[Button, ...]]:
    missing = (Tap(lang.label("Missing languages"), tap("a_missing", draft.id)),)
    return columns(
        [
            Tap(lang.label("Text in a language"), tap("a_text", draft.id)),
            Tap(lang.label("Audience"), tap("a_audience", draft.id)),
            Tap(lang.label("Button below"), tap("a_button", draft.id)),
            Tap(
                lang.label("Not urgent") if draft.urgent else lang.label("Urgent"), tap("a_urgent", draft.id)
            ),
            Tap(lang.label("Last time to send"), tap("a_expiry", draft.id, draft.revision)),
            *(missing if without_text(draft, counts) else ()),
            Tap(lang.label("Preview"), tap("a_preview", draft.id)),
            Tap(lang.label("Test"), tap("a_test", draft.id)),
        ]
    )


def _sending(lang: Language, draft: Announcement) -> Sequence[tuple[Button, ...]]:
    if draft.status is AnnouncementStatus.IN_REVIEW:
        return ((Tap(lang.label("Read and decide"), tap("a_review", draft.id)),),)
    repeat = Tap(lang.label("Repeat"), tap("s_new", draft.id, draft.revision))
    if draft.repeats and draft.status is AnnouncementStatus.APPROVED:
        return ((repeat,),)
    if draft.repeats:
        return ((Tap(lang.label("Continue"), tap("a_go", draft.id, draft.revision)), repeat),)
    now = Tap(lang.label("Send now"), tap("a_now", draft.id, draft.revision))
    if draft.due_at is None:
        later = Tap(lang.label("Send later"), tap("a_later", draft.id, draft.revision))
        return ((now, later), (repeat,))
    then = Tap(lang.label("Send at this time"), tap("a_go", draft.id, draft.revision))
    change = Tap(lang.label("Change the time"), tap("a_time", draft.id, draft.revision))
    return ((then, change), (now, repeat))


def _around(lang: Language, draft: Announcement) -> Sequence[tuple[Button, ...]]:
    return (
        (
            Tap(lang.label("Use as a template"), tap("a_copy", draft.id)),
            Tap(lang.label("Throw the draft away"), tap("a_delete", draft.id, draft.revision)),
        ),
        (Tap(lang.label("Our announcements"), tap("announcements")),),
    )


def confirm_delete(lang: Language, draft: Announcement) -> Screen:
    """Asks once."""
    yes = Tap(lang.label("Yes, throw it away"), tap("a_delete_yes", draft.id, draft.revision))
    text = lang.gettext("Shall I throw this draft away? Nobody has received it.")
    return Screen(text, ((yes,), (Tap(lang.label("No"), tap("a_card", draft.id)),)))


def deleted(lang: Language) -> Screen:
    """It is gone."""
    return Screen(lang.gettext("The draft is gone."), to_list(lang))


def copied(lang: Language, sent_on: str) -> Html:
    """Said above the card of a copy; `sent_on` is empty where the original was never sent."""
    if not sent_on:
        return lang.gettext("This is a copy. The original has not been sent so far.")
    return lang.gettext("This is a copy. The original was sent on {date}.", date=sent_on)


def changed(lang: Language) -> Screen:
    """It is not the draft that was shown."""
    text = lang.gettext("This announcement has changed or has been sent in the meantime.")
    return Screen(text, to_list(lang))


def to_list(lang: Language) -> tuple[tuple[Tap, ...], ...]:
    """The way back to all of them."""
    return ((Tap(lang.label("Our announcements"), tap("announcements")),),)


def status_name(lang: Language, status: AnnouncementStatus) -> Html:
    """A status in words."""
    return {
        # TRANSLATORS: The state of an announcement.
        AnnouncementStatus.DRAFT: lang.gettext("Draft"),
        AnnouncementStatus.IN_REVIEW: lang.gettext("In review"),
        AnnouncementStatus.APPROVED: lang.gettext("Approved"),
        # TRANSLATORS: The state of an announcement that could not be sent in time.
        AnnouncementStatus.MISSED: lang.gettext("Missed"),
        AnnouncementStatus.SCHEDULED: lang.gettext("Scheduled"),
        AnnouncementStatus.SENDING: lang.gettext("Being sent"),
        # TRANSLATORS: The state of an announcement.
        AnnouncementStatus.SENT: lang.gettext("Sent"),
        AnnouncementStatus.STOPPED: lang.gettext("Stopped"),
    }[status]


def recent(lang: Language, page: Page[Announcement], role: Role) -> Screen:
    """The announcements of a page, the newest first, with where they stand."""
    rows: list[tuple[Tap, ...]] = [(Tap(list_label(lang, one), list_target(one)),) for one in page.items]
    text = (
        lang.gettext("Our announcements:") if page.items else lang.gettext("There are no announcements yet.")
    )
    new = (
        Tap(lang.label("New announcement"), tap("announce")),
        Tap(lang.label("What repeats"), tap("s_list")),
    )
    owners = ((Tap(lang.label("Four eyes"), tap("a_four")),),) if role is Role.OWNER else ()
    return Screen(text, (*rows, *turning(page.number, page.last, "a_page"), new, *owners))


def list_label(lang: Language, one: Announcement) -> str:
    """Status and title for a button."""
    text = one.main.title or one.main.text
    return shortened(lang.joined(status_name(lang, one.status), text), 60)


def list_target(one: Announcement) -> str:
    """Where a button in the list leads."""
    editable = (AnnouncementStatus.DRAFT, AnnouncementStatus.IN_REVIEW, AnnouncementStatus.APPROVED)
    return tap("a_card" if one.status in editable else "a_report", one.id)
