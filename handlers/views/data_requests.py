"""What owners see of somebody who asks for their data by letter: in short what is kept, a copy, the end."""

from collections.abc import Iterable

from civic.data_requests import data_file
from civic.data_rights import MyData
from civic.events import Event
from civic.forgetting import Losses
from civic.registrations import Registration
from handlers.screen import File, Rows, Screen, Tap, lines, paragraphs, tap
from handlers.services import Services
from handlers.views.events import title
from handlers.views.participant_words import status_name
from handlers.views.staff import role_name
from locales import Html, Language

_REGISTRATIONS = 10


def how(lang: Language) -> Screen:
    """How somebody is found."""
    return Screen(
        paragraphs(
            lang.gettext(
                "For people who ask for their data, or for their deletion, by letter or in person. Please "
                "make sure first that it is really them."
            ),
            lang.gettext(
                "Write /data and the code of one of their registrations. You find it in the list of the "
                "event's people."
            ),
            lang.gettext("Or the number of their chat, for example “/data telegram 123” or “/data web 123”."),
        ),
        (_back(lang),),
    )


def nobody(lang: Language) -> Screen:
    """There is nobody, or not any more."""
    return Screen(lang.gettext("I know nobody with this code or number."), (_back(lang),))


def without_account(lang: Language, event_id: int) -> Screen:
    """Nothing but this registration is kept, and where that is."""
    return Screen(
        lang.gettext(
            "This registration was made by the staff and belongs to no chat. All that is kept about it is in "
            "the list of the event's people. You can cancel it there; it is deleted with that list."
        ),
        ((Tap(lang.label("Participants"), tap("people_of", event_id)),), _back(lang)),
    )


def found(lang: Language, services: Services, data: MyData) -> Screen:
    """In short what is kept, and what can be done."""
    known, number = data.resident, data.resident.id
    entries = data.count(*data.portions)
    return Screen(
        paragraphs(
            lang.gettext("This is kept about this person:"),
            lines(
                lang.gettext("Name: {name}", name=known.name) if known.name else "",
                *_standing(lang, services, data.registrations),
                lang.gettext("Role in the staff: {role}", role=role_name(lang, data.role))
                if data.role
                else "",
                lang.ngettext("{n} entry altogether", "{n} entries altogether", entries),
            ),
        ),
        (
            (Tap(lang.label("Copy of the data"), tap("data_copy", number)),),
            (Tap(lang.label("Delete these data"), tap("data_ask", number)),),
            _back(lang),
        ),
    )


def copied(lang: Language, data: MyData) -> Screen:
    """The copy, and how to treat it."""
    number = data.resident.id
    text = lang.gettext(
        "Here is the copy, with the reason for each part. Please give it to this person only, and delete it "
        "from your device afterwards."
    )
    left_out = lang.gettext(
        "What was said in this colleague's web chat is left out: it may show codes, and words of others. The "
        "person sees it with /mydata."
    )
    text = paragraphs(text, Html() if data.is_whole else left_out)
    rows: Rows = ((Tap(lang.label("Delete these data"), tap("data_ask", number)),), _back(lang))
    return Screen(text, rows, File(data_file(number), data.document))


def ask(lang: Language, services: Services, number: int, lost: Losses) -> Screen:
    """What they lose, and one question."""
    questions = len(lost.questions)
    return Screen(
        paragraphs(
            lang.gettext("I will delete everything about this person. Nobody can bring it back."),
            lines(
                *_standing(lang, services, lost.registrations),
                lang.gettext("Role in the staff: {role}", role=role_name(lang, lost.role))
                if lost.role
                else "",
                lang.ngettext(
                    "{n} open question is not answered any more.",
                    "{n} open questions are not answered any more.",
                    questions,
                )
                if questions
                else "",
            ),
            lang.gettext("Shall I delete everything?"),
        ),
        (
            (Tap(lang.label("Yes, delete everything"), tap("data_yes", number)),),
            (Tap(lang.label("No, keep these data"), tap("data_no")),),
        ),
    )


def _standing(
    lang: Language, services: Services, registrations: tuple[tuple[Registration, Event], ...]
) -> Iterable[Html]:
    for registration, event in registrations[:_REGISTRATIONS]:
        yield lang.bullet(f"{title(event, lang, services)} – {status_name(lang, registration.status)}")
    more = len(registrations) - _REGISTRATIONS
    if more > 0:
        yield lang.bullet(lang.ngettext("{n} further registration", "{n} further registrations", more))


def last_owner(lang: Language) -> Screen:
    """Somebody else has to become an owner first."""
    return Screen(
        lang.gettext("This is the only owner. Please make somebody else an owner first."), (_back(lang),)
    )


def your_own(lang: Language) -> Screen:
    """There is another way for oneself."""
    return Screen(lang.gettext("These are your own data. To delete them, write /forget."), (_back(lang),))


def kept(lang: Language) -> Screen:
    """After a no."""
    return Screen(lang.gettext("Good, I have deleted nothing."), (_back(lang),))


def deleted(lang: Language) -> Screen:
    """It is done."""
    return Screen(
        lang.gettext(
            "Everything about this person is deleted. What they or colleagues see in Telegram is kept by "
            "Telegram. Please tell the person that it is done."
        ),
        (_back(lang),),
    )


def _back(lang: Language) -> tuple[Tap, ...]:
    return (Tap(lang.label("Back"), tap("staff")),)
