"""Changing a registration: one more person, other details, reminders, photos."""

from civic.consents import Purpose
from civic.events import Event
from civic.registrations import MOST_PEOPLE, Registration
from handlers.screen import Rows, Screen, Tap, lines, paragraphs, tap
from handlers.services import Services, Visit
from handlers.views.choices import cancelling, numbered, was_answer, yes_no
from handlers.views.consents import mark, wording, words
from handlers.views.events import title
from handlers.views.registration import facts
from locales import Html, Language


def ask_one_more(lang: Language, event_id: int, said: str) -> Screen:
    """Who comes, too."""
    return Screen(
        lines(
            lang.gettext("Who is coming, too? Please write the name."),
            lang.gettext("The code stays the same for all of you."),
        ),
        (*was_answer(lang, event_id, said), cancelling(lang)),
    )


def person_added(
    visit: Visit, services: Services, registration: Registration, event: Event, position: int
) -> Screen:
    """One more person comes, or waits."""
    lang = visit.lang
    place = (
        lang.gettext("You are on the waiting list, position {position}.", position=position)
        if position
        else ""
    )
    return Screen(
        paragraphs(
            lang.gettext("Done. This is your registration now:"),
            facts(visit, services, event, registration),
            place,
        ),
        back_to(lang, registration),
    )


def no_seat_for_more(visit: Visit, services: Services, registration: Registration, event: Event) -> Screen:
    """There is no free seat; what there is stays."""
    lang = visit.lang
    return Screen(
        lang.gettext(
            "At present there is no free seat for one more person at “{title}”. "
            "Your registration stays as it is.",
            title=title(event, lang, services),
        ),
        back_to(lang, registration),
    )


def changed(visit: Visit, services: Services, registration: Registration, event: Event) -> Screen:
    """The change is saved."""
    lang = visit.lang
    return Screen(
        paragraphs(
            lang.gettext("Your changes are saved."),
            facts(visit, services, event, registration),
        ),
        back_to(lang, registration),
    )


def nothing_changed(lang: Language) -> Screen:
    """Nothing differs, it is too late, or it is not theirs."""
    return Screen(
        lang.gettext("Nothing was changed."),
        ((Tap(lang.label("My registrations"), tap("my")),),),
    )


def back_to(lang: Language, registration: Registration) -> Rows:
    """The way back to the registration."""
    return ((Tap(lang.label("My registration"), tap("reg", registration.id)),),)


def reminder_labels(lang: Language, event: Event) -> tuple[str, str, str]:
    """The choices in the order of their numbers; the first is what the event has."""
    every = [lang.nlabel("{n} hour before", "{n} hours before", one) for one in event.reminders]
    return (
        lang.listed(every),
        lang.nlabel("Only {n} hour before", "Only {n} hours before", min(event.reminders, default=0)),
        lang.label("No reminders"),
    )


def ask_reminders(lang: Language, event: Event, registration: Registration, tapped: str) -> Screen:
    """How to be reminded; `tapped` is what its taps are called."""
    labels = reminder_labels(lang, event)
    rows = tuple((Tap(label, tap(tapped, registration.id, place)),) for place, label in enumerate(labels))
    return Screen(lines(lang.gettext("When shall I remind you?"), numbered(lang, labels)), rows)


def ask_photos(lang: Language, registration: Registration, tapped: str) -> Screen:
    """Whether pictures may be taken; `tapped` is what its taps are called."""
    labels = yes_no(lang)
    shown = mark(wording(lang, Purpose.PHOTOS))
    buttons = tuple(
        Tap(label, tap(tapped, registration.id, 1 - place, shown)) for place, label in enumerate(labels)
    )
    return Screen(
        lines(
            words(lang, Purpose.PHOTOS),
            numbered(lang, labels),
        ),
        (buttons,),
    )


def ask_news(lang: Language, registration: Registration, tapped: str) -> Screen:
    """Whether to hear of events like this one; `tapped` is what its taps are called."""
    labels = yes_no(lang)
    buttons = tuple(Tap(label, tap(tapped, registration.id, 1 - place)) for place, label in enumerate(labels))
    return Screen(
        lines(lang.gettext("Shall I tell you about such events?"), numbered(lang, labels)), (buttons,)
    )


def photos_noted(lang: Language, *, allowed: bool) -> Html:
    """What was said about pictures."""
    if allowed:
        return lang.gettext("Noted: photos are fine.")
    return lang.gettext("Noted: no photos of you.")


def reminders_noted(lang: Language, hours: int) -> Html:
    """How many reminders there will be."""
    if hours:
        return lang.gettext("Noted. I will remind you.")
    return lang.gettext("Noted: no reminders.")


def no_news(lang: Language) -> Html:
    """Nothing is sent."""
    return lang.gettext("All right, no news.")


def registration_stays(lang: Language) -> Screen:
    """Somebody wanted out of the questions after their registration."""
    return Screen(
        lang.gettext("All right. Your registration is saved."),
        ((Tap(lang.label("My registrations"), tap("my")),),),
    )


def too_many(lang: Language, registration: Registration) -> Screen:
    """One registration is full."""
    return Screen(
        lang.gettext("One registration is for up to {most} people.", most=MOST_PEOPLE),
        back_to(lang, registration),
    )
