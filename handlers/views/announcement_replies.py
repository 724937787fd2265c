"""Questions about an announcement: asking for one, and how coordinators find them in their inbox."""

from collections.abc import Sequence

from civic.announcement_replies import Thread
from civic.announcements import Announcement
from civic.questions import Question
from handlers.screen import Rows, Screen, Tap, paragraphs, shortened, tap
from locales import Html, Language

# As many as surely fit below one message.
SHOWN = 30
TITLE_SHOWN = 30


def ask_question(lang: Language, one: Announcement | None) -> Screen:
    """Invites the question; says which announcement it is about."""
    invited = lang.gettext(
        "What would you like to know about this? Please write your question in one message."
    )
    return Screen(
        paragraphs(lang.bold(_title_for(lang, one)) if one is not None else "", invited),
        ((Tap(lang.label("Cancel"), tap("cancel")),),),
    )


def which(lang: Language, held: Sequence[Announcement]) -> Screen:
    """To which of the announcements in one message a reply belongs, in the order of that message."""
    rows = [(Tap(_title_for(lang, one), tap("a_about", one.id)),) for one in held]
    other = (Tap(lang.label("Something else"), tap("a_other")),)
    return Screen(lang.gettext("Which of these messages do you mean?"), (*rows, other))


def thread_rows(lang: Language, threads: Sequence[Thread]) -> Rows:
    """Above the other questions of the inbox: each announcement with its open replies."""
    return tuple(
        (
            Tap(
                lang.label(
                    "Replies to “{title}” ({n})",
                    title=_title(one.announcement),
                    n=one.open,
                ),
                tap("a_thread", one.announcement.id),
            ),
        )
        for one in threads[:SHOWN]
    )


def thread(lang: Language, one: Announcement, questions: Sequence[Question], total: int) -> Screen:
    """The open replies to one announcement, oldest first."""
    rows = [(Tap(shortened(each.text, 60), tap("question", each.id)),) for each in questions[:SHOWN]]
    rows.append((Tap(lang.label("Inbox"), tap("inbox")),))
    return Screen(
        lang.gettext(
            "Replies to “{title}”: {open} open, {n} in all",
            title=_title(one),
            open=len(questions),
            n=total,
        ),
        tuple(rows),
    )


def replies_line(lang: Language, total: int) -> Html:
    """For the report: how many people's replies there were."""
    return lang.gettext("Replies: {n}", n=total)


def about_line(lang: Language, one: Announcement) -> Html:
    """Above a question: which announcement it is about."""
    return lang.gettext("About the announcement “{title}”", title=_title(one))


def _title(one: Announcement) -> str:
    return shortened(one.main.title or one.main.text, TITLE_SHOWN)


def _title_for(lang: Language, one: Announcement) -> str:
    body = one.sendable.get(lang.code, one.main)
    return shortened(" ".join((body.title or body.text).split()), TITLE_SHOWN)
