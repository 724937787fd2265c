"""Reviewing a correction of what was sent: what is told, what is different, and what is decided."""

from collections.abc import Sequence

from civic.announcement_changes import AnnouncementChange, Reach
from civic.announcement_outcomes import Refusal
from civic.announcements import Announcement, Body
from handlers.quoting import quoted
from handlers.screen import Screen, Tap, lines, paragraphs, shortened, tap
from handlers.services import Services
from handlers.views import announcement_sending
from handlers.views.announcement_changes import TEXT_SHOWN, reach_line, warnings
from locales import Html, Language

NAMED = 60


def changed_languages(before: Announcement, change: AnnouncementChange) -> Sequence[str]:
    """The languages in which readers would have another title or text."""
    return [
        code
        for code, body in change.bodies.items()
        if (old := before.bodies.get(code)) is None or (old.title, old.text) != (body.title, body.text)
    ]


def to_review(
    lang: Language, services: Services, before: Announcement, change: AnnouncementChange, name: str
) -> Screen:
    """Somebody asks for a second pair of eyes; `name` is empty where it is not known."""
    title = _title(before)
    said = (
        lang.gettext(
            "{name} would like to correct “{title}”, which has been sent. Would you read it and approve it?",
            name=name,
            title=title,
        )
        if name
        else lang.gettext(
            "A colleague would like to correct “{title}”, which has been sent. "
            "Would you read it and approve it?",
            title=title,
        )
    )
    return Screen(paragraphs(said, _different(lang, services, before, change)), _read(lang, change.id))


def review_late(
    lang: Language, services: Services, before: Announcement, change: AnnouncementChange
) -> Screen:
    """Nobody has answered yet."""
    said = lang.gettext(
        "The correction of “{title}” is still waiting for approval, and nobody has answered yet. "
        "Could you read it?",
        title=_title(before),
    )
    return Screen(paragraphs(said, _different(lang, services, before, change)), _read(lang, change.id))


def sent_back(lang: Language, one: Announcement, change: AnnouncementChange) -> Screen:
    """It is a draft again."""
    said = lang.gettext(
        "Your correction of “{title}” came back to you and is a draft again.", title=_title(one)
    )
    return Screen(
        paragraphs(said, lang.isolate(change.why) if change.why else ""),
        ((Tap(lang.label("Read it"), tap("a_fix_card", change.id)),),),
    )


def approved(lang: Language, one: Announcement, change: AnnouncementChange) -> Screen:
    """The copies are being changed by themselves."""
    said = lang.gettext(
        "Your correction of “{title}” is approved. Everybody's message is being corrected.",
        title=_title(one),
    )
    return Screen(said, ((Tap(lang.label("How far is it?"), tap("a_fix_report", change.id)),),))


def asked(lang: Language, change: AnnouncementChange, number: int) -> Screen:
    """It waits for somebody else."""
    return Screen(
        lines(
            lang.ngettext(
                "{n} colleague has been asked to read it.",
                "{n} colleagues have been asked to read it.",
                number,
            ),
            lang.gettext("It is corrected for everybody once somebody has approved it. I will tell you."),
        ),
        (
            (Tap(lang.label("Take the request back"), tap("a_fix_undo", change.id)),),
            (Tap(lang.label("Report"), tap("a_report", change.announcement_id)),),
        ),
    )


def until_now(lang: Language, written_in: Language, before: Body) -> Screen:
    """What readers of a language have had; what they will have comes below it."""
    return Screen(
        paragraphs(
            lang.gettext(
                "{language}, as it was sent. Below it the correction:", language=written_in.own_name
            ),
            lang.bold(before.title) if before.title else "",
            quoted(lang, before.text, TEXT_SHOWN),
        )
    )


def decide(
    lang: Language,
    services: Services,
    shown: Announcement,
    change: AnnouncementChange,
    reach: Reach,
    *,
    own: bool,
) -> Screen:
    """Who sees it; and the decision, which is nobody's own."""
    approve = Tap(lang.label("Approve"), tap("a_fix_ok", change.id, change.revision))
    back = Tap(lang.label("Send back"), tap("a_fix_back", change.id, change.revision))
    undo = Tap(lang.label("Take the request back"), tap("a_fix_undo", change.id))
    return Screen(
        paragraphs(
            lang.gettext("You wrote this. Somebody else decides.")
            if own
            else lang.gettext("May it be corrected like this for everybody?"),
            lines(*warnings(lang, services, shown)),
            reach_line(lang, reach),
        ),
        ((undo,) if own else (approve, back),),
    )


def not_waiting(lang: Language) -> Screen:
    """It was decided meanwhile, edited or taken back."""
    return Screen(
        lang.gettext("This correction is no longer waiting for approval."),
        ((Tap(lang.label("Our announcements"), tap("announcements")),),),
    )


def read_first(lang: Language, change_id: int) -> Screen:
    """Nobody approves what they have not seen."""
    return Screen(lang.gettext("Please read it first, as it is now."), _read(lang, change_id))


def not_allowed(lang: Language, why: Refusal) -> Screen:
    """Why this person may not do it."""
    screen = announcement_sending.not_allowed(lang, why)
    match why:
        case Refusal.AUTHOR:
            said = lang.gettext("You wrote this correction. Somebody else has to approve it.")
        case Refusal.NOT_AUTHOR:
            said = lang.gettext("A colleague is writing this correction. Please talk to each other first.")
        case Refusal.SECOND_NEEDED:
            said = lang.gettext("Somebody else has to approve this correction.")
        case _:
            return screen
    return Screen(said, screen.buttons)


def _different(lang: Language, services: Services, before: Announcement, change: AnnouncementChange) -> Html:
    names = [services.catalogues[code].own_name for code in changed_languages(before, change)]
    return lang.gettext("Changed: {languages}", languages=lang.listed(names)) if names else Html()


def _read(lang: Language, change_id: int) -> tuple[tuple[Tap, ...], ...]:
    return ((Tap(lang.label("Read it"), tap("a_fix_read", change_id)),),)


def _title(one: Announcement) -> str:
    return shortened(one.main.title or one.main.text, NAMED)
