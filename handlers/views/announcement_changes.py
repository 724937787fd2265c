"""Correcting and taking back what was sent: what coordinators see, and what is left for readers."""

from collections.abc import Sequence

from civic.announcement_changes import AnnouncementChange, ChangeKind, Reach
from civic.announcements import Announcement, BodyState, Report
from handlers.quoting import quoted
from handlers.screen import Rows, Screen, Tap, lines, paragraphs, shortened, tap
from handlers.services import Services
from handlers.views import news
from handlers.views.announcement_extras import photo_of
from locales import Html, Language

TEXT_SHOWN = 3500


def withdrawn(lang: Language, services: Services, message: Announcement) -> Screen:
    """What a reader finds in the place of a message that cannot be deleted any more."""
    return Screen(
        lang.gettext("This message has been withdrawn. It does not apply any more."),
        photo=photo_of(services, message),
    )


def rows(lang: Language, one: Announcement) -> Rows:
    """The buttons below the report of what was sent."""
    return (
        (
            Tap(lang.label("Correct"), tap("a_fix", one.id)),
            Tap(lang.label("Take back"), tap("a_recall", one.id)),
        ),
    )


def correction_button(lang: Language, change: AnnouncementChange) -> Tap:
    """Leads to a correction that waits for a second person."""
    return Tap(lang.label("Read the correction"), tap("a_fix_read", change.id))


def card(
    lang: Language, services: Services, shown: Announcement, change: AnnouncementChange, reach: Reach
) -> Screen:
    """A correction as it stands; `shown` is the announcement as it would be. Nobody sees it yet."""
    texts = [
        lines(
            lang.bold(services.catalogues[code].own_name),
            lang.isolate(shortened(body.title or body.text, 80)),
        )
        for code, body in shown.bodies.items()
    ]
    asked = change.asked_at is not None
    same = Tap(lang.label("The other languages still fit"), tap("a_fix_same", change.id, change.revision))
    return Screen(
        paragraphs(
            lang.gettext("Correction – it waits until somebody else has approved it.")
            if asked
            else lang.gettext("Correction – nobody has seen it yet."),
            lines(lang.gettext("It was given back:"), lang.isolate(change.why)) if change.why else "",
            *texts,
            lines(*warnings(lang, services, shown)),
            reach_line(lang, reach),
        ),
        (
            (Tap(lang.label("Change a text"), tap("a_fix_lang", change.id)),),
            *([(same,)] if _outdated(shown) else []),
            (Tap(lang.label("Preview"), tap("a_fix_see", change.id)),),
            (
                Tap(lang.label("Take the request back"), tap("a_fix_undo", change.id))
                if asked
                else Tap(lang.label("Correct it for everybody"), tap("a_fix_go", change.id, change.revision)),
            ),
            (Tap(lang.label("Report"), tap("a_report", change.announcement_id)),),
        ),
    )


def _outdated(shown: Announcement) -> Sequence[str]:
    return [code for code in shown.bodies if shown.state(code) is BodyState.OUTDATED]


def warnings(lang: Language, services: Services, shown: Announcement) -> Sequence[Html]:
    """Languages whose text no longer fits the main one: their readers get another language, with a note."""
    outdated = _outdated(shown)
    long = [services.catalogues[code].own_name for code in news.too_long(services, shown)]
    found = []
    if outdated:
        found.append(
            lang.gettext(
                "⚠ Does not match the new text yet, its readers would get another language: {languages}",
                languages=lang.listed([services.catalogues[code].own_name for code in outdated]),
            )
        )
    if long:
        found.append(lang.gettext("⚠ Too long: {languages}", languages=lang.listed(long)))
    return found


def reach_line(lang: Language, reach: Reach) -> Html:
    """Who sees a change."""
    return lang.ngettext("{n} person has got this message.", "{n} people have got this message.", reach.total)


def choose_text(lang: Language, services: Services, change: AnnouncementChange) -> Screen:
    """Which text to change: the title or the text of a language."""
    found = [
        (
            Tap(
                lang.label("{language}: title", language=services.catalogues[code].own_name),
                tap("a_fix_write", change.id, code, "title"),
            ),
            Tap(
                lang.label("{language}: text", language=services.catalogues[code].own_name),
                tap("a_fix_write", change.id, code, "text"),
            ),
        )
        for code in change.bodies
    ]
    return Screen(
        lang.gettext("Which text would you like to change?"),
        (*found, (Tap(lang.label("Back"), tap("a_fix_card", change.id)),)),
    )


def ask_correction(lang: Language, written_in: Language, now: str) -> Screen:
    """Invites the new wording; the present one is there to be copied."""
    return Screen(
        paragraphs(
            lang.gettext(
                "Please write the whole text as it should read in {language}. Until now it reads:",
                language=written_in.own_name,
            ),
            quoted(lang, now, TEXT_SHOWN),
        ),
        ((Tap(lang.label("Cancel"), tap("cancel")),),),
    )


def confirm_correction(lang: Language, change: AnnouncementChange, reach: Reach) -> Screen:
    """The one confirmation of a correction for few people."""
    text = lang.ngettext(
        "Correct the message of {n} person now?", "Correct the message of {n} people now?", reach.total
    )
    yes = Tap(lang.label("Yes, correct it"), tap("a_fix_yes", change.id, change.revision))
    return Screen(text, ((yes,), (Tap(lang.label("No"), tap("a_fix_card", change.id)),)))


def confirm_recall(lang: Language, one: Announcement, reach: Reach) -> Screen:
    """The one confirmation of a recall for few people."""
    yes = Tap(lang.label("Yes, take it back"), tap("a_recall_yes", one.id))
    return Screen(_recall_words(lang, reach), ((yes,), (Tap(lang.label("No"), tap("a_report", one.id)),)))


def _recall_words(lang: Language, reach: Reach) -> Html:
    old = lang.ngettext(
        "For {n} of them it is older than 48 hours: there it is replaced by a line that says so.",
        "For {n} of them it is older than 48 hours: there it is replaced by a line that says so.",
        reach.old,
    )
    return paragraphs(
        lang.ngettext(
            "Take the message back from {n} person? It is deleted, and what has not been sent stays unsent.",
            "Take the message back from {n} people? It is deleted, and what has not been sent stays unsent.",
            reach.total,
        ),
        old if reach.old else "",
    )


def ask_number(lang: Language, reach: Reach, *, recall: bool) -> Screen:
    """Many people: the number is written, so that nobody does it by a slip."""
    first = _recall_words(lang, reach) if recall else reach_line(lang, reach)
    return Screen(
        paragraphs(first, lang.gettext("To confirm, please write the number: {n}", n=reach.total)),
        ((Tap(lang.label("Cancel"), tap("cancel")),),),
    )


def begun(lang: Language, change: AnnouncementChange, copies: int) -> Screen:
    """The copies are being changed by themselves."""
    text = (
        lang.ngettext(
            "It is being taken back from {n} person.", "It is being taken back from {n} people.", copies
        )
        if change.kind is ChangeKind.RECALL
        else lang.ngettext(
            "It is being corrected for {n} person.", "It is being corrected for {n} people.", copies
        )
    )
    return Screen(text, ((Tap(lang.label("How far is it?"), tap("a_fix_report", change.id)),),))


def not_changeable(lang: Language) -> Screen:
    """It was not sent, or is taken back already, or it is no longer known who got it."""
    return Screen(
        paragraphs(
            lang.gettext("This announcement has not been sent, or it has been taken back already."),
            lang.gettext("Or it was sent so long ago that I no longer keep who got it."),
        )
    )


def nothing_new(lang: Language, change_id: int) -> Screen:
    """The correction says the same."""
    return Screen(
        lang.gettext("Nothing is different yet. Please change a text first."),
        ((Tap(lang.label("Change a text"), tap("a_fix_lang", change_id)),),),
    )


def does_not_fit(lang: Language, services: Services, codes: Sequence[str], limit: int) -> Screen:
    """The text and what belongs to it are too long for one message."""
    return Screen(
        lang.gettext(
            "With everything that belongs to it, a message may have at most {limit} characters. "
            "It is too long for readers of: {languages}",
            limit=limit,
            languages=lang.listed([services.catalogues[code].own_name for code in codes]),
        )
    )


def change_report(lang: Language, change: AnnouncementChange, numbers: Report) -> Screen:
    """What became of every copy; the figures add up."""
    recall = change.kind is ChangeKind.RECALL
    return Screen(
        paragraphs(
            lang.gettext("Taken back:") if recall else lang.gettext("Corrected:"),
            lines(
                lang.gettext("Copies: {n}", n=numbers.planned),
                lang.gettext("Done: {n}", n=numbers.sent),
                lang.gettext("Not reachable: {n}", n=numbers.unreachable),
                lang.gettext("Refused by the messenger: {n}", n=numbers.refused),
                lang.gettext("Unknown whether it arrived: {n}", n=numbers.unknown),
                lang.gettext("Left as it was: {n}", n=numbers.skipped),
                lang.gettext("Still to be done: {n}", n=numbers.open),
            ),
        ),
        ((Tap(lang.label("Refresh"), tap("a_fix_report", change.id)),),),
    )
