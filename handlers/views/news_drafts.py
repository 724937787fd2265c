"""Drafts that nobody of the staff wrote."""

from collections.abc import Sequence

from civic.announcements import Announcement
from handlers.screen import Rows, Screen, Tap, paragraphs, shortened, tap
from locales import Language


def drafted(lang: Language, drafts: Sequence[Announcement]) -> Screen:
    """Tells coordinators what waits for them, each with a button to its card."""
    text = paragraphs(
        lang.ngettext(
            "There is something new on other websites: {n} draft of an announcement waits for you.",
            "There is something new on other websites: {n} drafts of announcements wait for you.",
            len(drafts),
        ),
        lang.gettext("Please look at it first. Nothing is sent before you release it."),
    )
    return Screen(text, _cards(drafts))


def from_file(lang: Language, drafts: Sequence[Announcement]) -> Screen:
    """The same for what somebody handed in outside of the chat."""
    text = paragraphs(
        lang.gettext("A draft of an announcement has come from outside of this chat."),
        lang.gettext("Please look at it first. Nothing is sent before you release it."),
    )
    return Screen(text, _cards(drafts))


def _cards(drafts: Sequence[Announcement]) -> Rows:
    return tuple((Tap(shortened(_name(one)), tap("a_card", one.id)),) for one in drafts)


def _name(one: Announcement) -> str:
    return one.main.title or " ".join(one.main.text.split())
