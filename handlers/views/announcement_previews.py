"""An announcement before it is sent: as its readers will see it, with buttons that do nothing; tests."""

from dataclasses import replace

from civic.announcements import Announcement
from civic.small_counts import SMALL, coarse
from handlers.screen import Link, Rows, Screen, Tap, lines, tap
from handlers.services import Services
from handlers.views.news import announcement
from locales import Html, Language


def preview(
    lang: Language, services: Services, draft: Announcement, written_in: Language, readers: int
) -> Screen:
    """The message that readers of a language will get; below it for whom that is."""
    message = announcement(written_in, services, draft)
    language = written_in.own_name
    for_whom = (
        # TRANSLATORS: A button that may be cut: at most 40 characters.
        lang.label("👁 {language}: under {n} people", language=language, n=SMALL)
        if coarse(readers) is None
        else lang.nlabel("👁 {language}: {n} person", "👁 {language}: {n} people", readers, language=language)
    )
    return replace(message, buttons=(*without_effect(message.buttons), (Tap(for_whom, tap("a_inert")),)))


def without_effect(buttons: Rows) -> Rows:
    """The same buttons; a tap on one only says that it is a preview. Links lead where they lead."""
    return tuple(
        tuple(one if isinstance(one, Link) else Tap(one.label, tap("a_inert")) for one in row)
        for row in buttons
    )


def only_links(buttons: Rows) -> Rows:
    """For groups, where no tap comes back to the bot."""
    rows = (tuple(one for one in row if isinstance(one, Link)) for row in buttons)
    return tuple(row for row in rows if row)


def is_preview(lang: Language) -> str:
    """Said after a tap on a button of a preview."""
    # TRANSLATORS: Shown for a moment above the chat: at most 200 characters.
    return lang.label("This is a preview. For your readers this button works.")


def after_preview(lang: Language, draft: Announcement) -> Screen:
    """What comes after the messages of a preview."""
    return Screen(
        lang.gettext("This is how your readers see it. Nobody has received it."),
        ((Tap(lang.label("Back"), tap("a_card", draft.id)),),),
    )


def test_where(lang: Language, draft: Announcement, staff_groups: int, test_groups: int) -> Screen:
    """To whom a test goes."""
    rows: list[tuple[Tap, ...]] = [(Tap(lang.label("To me"), tap("a_test_me", draft.id)),)]
    if staff_groups:
        rows.append((Tap(lang.label("To the staff group"), tap("a_test_in", draft.id, "staff")),))
    if test_groups:
        rows.append((Tap(lang.label("To the test group"), tap("a_test_in", draft.id, "test")),))
    rows.append((Tap(lang.label("Set up a test group"), tap("a_test_code")),))
    rows.append((Tap(lang.label("Back"), tap("a_card", draft.id)),))
    return Screen(lang.gettext("To whom shall I send a test?"), tuple(rows))


def tested(lang: Language, draft: Announcement, sent: int, failed: int) -> Screen:
    """How the test went."""
    text = lines(
        lang.ngettext("That was the test: {n} message.", "That was the test: {n} messages.", sent),
        lang.gettext("{n} did not arrive. Am I still in that group?", n=failed) if failed else "",
        lang.gettext("Nobody else has received it."),
    )
    return Screen(text, ((Tap(lang.label("Back"), tap("a_card", draft.id)),),))


def test_code(lang: Language, code: str) -> Screen:
    """How a group becomes a test group."""
    return Screen(
        lines(
            lang.gettext("Add me to your group and write this there. It works once and for 24 hours:"),
            lang.copyable(f"/testgroup {code}"),
        )
    )


def test_group_ready(lang: Language) -> Screen:
    """Said in the group."""
    return Screen(lang.gettext("Announcements can be tried in this group now."))


def no_text(lang: Language) -> Html:
    """There is nothing to be shown."""
    return lang.gettext("There is no text yet.")
