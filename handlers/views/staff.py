"""What coordinators see: their menu, invitations, and the inbox of questions."""

from collections.abc import Sequence

from civic.questions import Ending, Question
from civic.staff import Role
from handlers.quoting import quoted
from handlers.screen import Link, Rows, Screen, Tap, lines, paragraphs, shortened, tap
from handlers.services import Services
from handlers.ways_in import JOIN
from locales import Html, Language


def menu(lang: Language, role: Role, open_questions: int) -> Screen:
    """What staff can do."""
    rows: list[tuple[Tap, ...]] = [
        (
            Tap(lang.label("Inbox ({n})", n=open_questions), tap("inbox")),
            Tap(lang.label("Today"), tap("today")),
        ),
        (Tap(lang.label("Our answers"), tap("k_list", 0)),),
        (Tap(lang.label("New event"), tap("new_event")), Tap(lang.label("Our events"), tap("staff_events"))),
        (Tap(lang.label("Door"), tap("door")), Tap(lang.label("Posters"), tap("poster_topics"))),
        (
            Tap(lang.label("New announcement"), tap("announce")),
            Tap(lang.label("Our announcements"), tap("announcements")),
        ),
        (
            Tap(lang.label("My topics"), tap("my_topics")),
            Tap(lang.label("Public channels"), tap("pc_list")),
        ),
        (Tap(lang.label("My access"), tap("ways")),),
    ]
    if role is Role.OWNER:
        rows.append(
            (
                Tap(lang.label("Staff"), tap("staff_list", 0)),
                Tap(lang.label("Invite"), tap("invite")),
            )
        )
        rows.append(
            (
                Tap(lang.label("Staff group"), tap("group_code")),
                Tap(lang.label("Log"), tap("log", "all", 0)),
            )
        )
        rows.append((Tap(lang.label("Somebody's data"), tap("data")),))
    return Screen(lang.gettext("What would you like to do?"), tuple(rows))


def role_name(lang: Language, role: Role) -> str:
    """A role in words."""
    return {
        Role.OWNER: lang.label("Owner"),
        Role.COORDINATOR: lang.label("Coordinator"),
        Role.AUTHOR: lang.label("Author"),
        Role.VIEWER: lang.label("Viewer"),
    }[role]


def not_your_right(lang: Language) -> Screen:
    """Their role or their topics do not allow it; perhaps since a moment ago."""
    return Screen(
        lang.gettext("That is not part of your role, so nothing was changed. An owner can change your role."),
        ((Tap(lang.label("What I can do now"), tap("staff")),),),
    )


def confirm_join(lang: Language, role: Role, token: str) -> Screen:
    """A one-time link takes effect on this tap, never by being opened."""
    return Screen(
        lang.gettext(
            "You have been invited to the staff. Role: {role}. Do you accept?", role=role_name(lang, role)
        ),
        ((Tap(lang.label("Accept"), tap(JOIN, token)), Tap(lang.label("No, thank you"), tap("start"))),),
    )


def joined(lang: Language, role: Role) -> Screen:
    """Welcome to the staff."""
    return Screen(
        lang.gettext(
            "Welcome to the staff! Role: {role}. Write /staff at any time.", role=role_name(lang, role)
        ),
        ((Tap(lang.label("What I can do now"), tap("staff")),),),
    )


def bad_invitation(lang: Language) -> Screen:
    """A stranger learns no more than that it does not work."""
    return Screen(
        lang.gettext(
            "This link does not work (any more). Please ask for a new one: each works once, for 24 hours."
        )
    )


def invitation(lang: Language, role: Role, links: Sequence[tuple[str, str]]) -> Screen:
    """A new link for each channel, to be passed on."""
    return Screen(
        lines(
            lang.gettext("Role: {role}", role=role_name(lang, role)),
            lang.gettext("Please pass on one of these links. It works once and for 24 hours."),
        ),
        tuple((Link(label, url),) for label, url in links),
    )


def group_code(lang: Language, code: str) -> Screen:
    """How a group becomes the staff's group."""
    return Screen(
        lines(
            lang.gettext("Add me to your group and write this there. It works once and for 24 hours:"),
            lang.copyable(f"/staffgroup {code}"),
        )
    )


def inbox(
    lang: Language, questions: Sequence[Question], total: int, next_page: int = 0, threads: Rows = ()
) -> Screen:
    """Open questions, oldest first, below the threads of announcements; no more where `next_page` is 0."""
    if not questions and not threads:
        return Screen(lang.gettext("No open questions. Well done!"))
    rows = [(Tap(shortened(one.text, 60), tap("question", one.id)),) for one in questions]
    if next_page:
        rows.append((Tap(lang.label("More questions"), tap("inbox_page", next_page)),))
    return Screen(lang.ngettext("{n} open question:", "{n} open questions:", total), (*threads, *rows))


def ask_answer(lang: Language, services: Services, one: Question) -> Screen:
    """Invites the answer; says which language the person reads."""
    reads = services.catalogues[one.language].own_name
    return Screen(
        paragraphs(
            quoted(lang, one.text),
            lang.gettext("This person reads {language}. Please write your answer:", language=reads),
        ),
        ((Tap(lang.label("Cancel"), tap("cancel")),),),
    )


def answer_sent(lang: Language, question_id: int) -> Screen:
    """The answer is kept and on its way; it may help others, too."""
    return Screen(
        lang.gettext("Thank you! Your answer is on its way."),
        (
            (Tap(lang.label("Save it for others, too"), tap("k_save", question_id)),),
            (Tap(lang.label("Inbox"), tap("inbox")),),
        ),
    )


def answered_before(lang: Language, one: Question) -> Screen:
    """It needs no answer any more; somebody else's is shown."""
    theirs = quoted(lang, one.answer) if one.answer else ""
    return Screen(
        paragraphs(_why_not(lang, one), theirs),
        ((Tap(lang.label("Inbox"), tap("inbox")),),),
    )


def _why_not(lang: Language, one: Question) -> Html:
    match one.ending:
        case Ending.WITHDRAWN:
            return lang.gettext("The person has taken this question back.")
        case Ending.UNREACHABLE:
            return lang.gettext("This question has closed itself: the person can no longer be reached.")
        case Ending.EXPIRED:
            return lang.gettext("This question has closed itself: nobody answered it in time.")
        case _:
            return lang.gettext("Somebody else has dealt with this question. Nothing was sent.")


def question_gone(lang: Language) -> Screen:
    """No such question."""
    return Screen(
        lang.gettext("This question no longer exists."), ((Tap(lang.label("Inbox"), tap("inbox")),),)
    )


def question_closed(lang: Language) -> Screen:
    """Closed without an answer."""
    return Screen(lang.gettext("Closed without an answer."), ((Tap(lang.label("Inbox"), tap("inbox")),),))


def in_group(lang: Language, office_name: str, private_url: str) -> Screen:
    """One sentence, once, after being added to a group."""
    text = (
        lang.gettext(
            "Hello! I am the automated assistant of {controller}. I only answer when you address me.",
            controller=office_name,
        )
        if office_name
        else lang.gettext("Hello! I am an automated assistant. I only answer when you address me.")
    )
    return Screen(text, ((Link(lang.label("Write to me in private"), private_url),),))


def private_please(lang: Language, private_url: str) -> Screen:
    """Personal matters go to the private chat."""
    return Screen(
        lang.gettext("That is personal. Please write to me in private:"),
        ((Link(lang.label("Write to me in private"), private_url),),),
    )


def staff_group_ready(lang: Language) -> Screen:
    """The group is the staff's group now."""
    return Screen(lang.gettext("This is the staff group now."))
