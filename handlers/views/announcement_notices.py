"""What members of staff are told about the review of an announcement."""

from datetime import datetime

from civic.announcements import Announcement
from handlers.screen import Screen, Tap, paragraphs, shortened, tap
from handlers.services import Services
from locales import Html, Language

NAMED = 60


def to_review(lang: Language, one: Announcement) -> Screen:
    """A colleague asks for a second pair of eyes."""
    text = lang.gettext(
        "A colleague would like to send “{title}”. Would you read it and approve it?", title=_title(one)
    )
    return Screen(text, _review(lang, one))


def review_late(lang: Language, one: Announcement) -> Screen:
    """Nobody has answered yet."""
    text = lang.gettext(
        "“{title}” is still waiting for approval, and nobody has answered yet. Could you read it?",
        title=_title(one),
    )
    return Screen(text, _review(lang, one))


def sent_back(lang: Language, one: Announcement, why: str) -> Screen:
    """It is a draft again."""
    text = lang.gettext("“{title}” came back to you and is a draft again.", title=_title(one))
    return Screen(paragraphs(text, _said(lang, why)), _read(lang, one))


def approved(lang: Language, services: Services, one: Announcement, due_at: datetime) -> Screen:
    """It goes out at its time."""
    text = lang.gettext(
        "“{title}” is approved. It goes out on {date} at {time}.",
        title=_title(one),
        date=lang.date(due_at, services.zone),
        time=lang.time(due_at, services.zone),
    )
    return Screen(
        text,
        (
            (Tap(lang.label("Undo"), tap("a_undo", one.id)),),
            (Tap(lang.label("Report"), tap("a_report", one.id)),),
        ),
    )


def approved_without_time(lang: Language, one: Announcement) -> Screen:
    """Its time is over, so that it needs another one."""
    text = lang.gettext(
        "“{title}” is approved, but its time has passed meanwhile. When shall it go out?", title=_title(one)
    )
    now = Tap(lang.label("Send now"), tap("a_now", one.id, one.revision))
    later = Tap(lang.label("Send later"), tap("a_time", one.id, one.revision))
    return Screen(text, ((now, later), *_read(lang, one)))


def held(lang: Language, one: Announcement) -> Screen:
    """It was due, but its approval no longer holds."""
    text = lang.gettext(
        "“{title}” was not sent: whoever approved it no longer belongs to the team. "
        "Somebody else has to approve it.",
        title=_title(one),
    )
    return Screen(text, _read(lang, one))


def _said(lang: Language, why: str) -> Html:
    return lang.isolate(why) if why else Html()


def _review(lang: Language, one: Announcement) -> tuple[tuple[Tap, ...], ...]:
    return ((Tap(lang.label("Read it"), tap("a_review", one.id)),),)


def _read(lang: Language, one: Announcement) -> tuple[tuple[Tap, ...], ...]:
    return ((Tap(lang.label("Read it"), tap("a_card", one.id)),),)


def _title(one: Announcement) -> str:
    return shortened(one.main.title or one.main.text, NAMED)
