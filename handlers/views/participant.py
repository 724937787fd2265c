"""One participant as a coordinator sees them, and what can be done for them."""

from civic.events import Event
from civic.participants import Participant, Roll
from civic.registrations import ENDED, MOST_PEOPLE, Registration, RegistrationStatus
from handlers.screen import Button, Rows, Screen, Tap, columns, lines, paragraphs, tap
from handlers.services import Services
from handlers.views.events import title, when
from handlers.views.participant_words import (
    answer_words,
    language_name,
    need_words,
    no_photo,
    offered_until,
    status_name,
    text_of,
)
from locales import Html, Language, Latin


def person(lang: Language, services: Services, found: Roll, one: Participant) -> Screen:
    """Everything about one participant, and what can be done."""
    return Screen(
        paragraphs(
            lang.bold(title(found.event, lang, services)),
            _facts(lang, services, found, one),
            _answers(lang, services, found, one),
            _reach(lang, one),
        ),
        (*_actions(lang, one), (Tap(lang.label("Back"), tap("people_of", found.event.id)),)),
    )


def _facts(lang: Language, services: Services, found: Roll, one: Participant) -> Html:
    registration, position = one.registration, found.position(one)
    others, needs = lang.listed(list(registration.others)), lang.listed(need_words(lang, one))
    return lines(
        lang.gettext("Name: {name}", name=registration.name),
        lang.gettext("With: {names}", names=others) if others else "",
        lang.ngettext("{n} person", "{n} people", registration.people),
        lang.isolate(status_name(lang, registration.status)),
        lang.gettext("position {position}", position=position) if position else "",
        offered_until(lang, services, one),
        lang.gettext("Code: {code}", code=Latin(registration.code)),
        lang.gettext("Language: {language}", language=language_name(lang, one.language)),
        lang.gettext("Telephone: {phone}", phone=Latin(registration.phone)) if registration.phone else "",
        lang.gettext("Support: {needs}", needs=needs) if needs else "",
        lang.gettext("no photo") if no_photo(found.event, registration) else "",
    )


def _answers(lang: Language, services: Services, found: Roll, one: Participant) -> Html:
    return lines(
        *(
            lang.gettext(
                "{question}: {answer}",
                question=text_of(lang, services, question.texts),
                answer=answer_words(lang, services, question, one),
            )
            for question in found.event.questions
            if question.id in one.registration.answers
        )
    )


def _reach(lang: Language, one: Participant) -> Html:
    if one.registration.resident_id is None:
        return lang.gettext("Without an account: please call if something changes.")
    return Html() if one.reachable else lang.gettext("Cannot be written to at present: please call.")


def _actions(lang: Language, one: Participant) -> Rows:
    number = one.registration.id
    if one.registration.status in ENDED:
        return ()
    decide: Rows = ()
    if one.registration.status is RegistrationStatus.PENDING:
        decide = (
            (
                Tap(lang.label("Accept"), tap("p_accept", number)),
                Tap(lang.label("Decline"), tap("p_decline", number)),
            ),
        )
    people = one.registration.people
    fewer = Tap(lang.label("Fewer people"), tap("p_fewer", number))
    more = Tap(lang.label("One more"), tap("p_people", number, people, people + 1))
    change = (*((fewer,) if people > 1 else ()), *((more,) if people < MOST_PEOPLE else ()))
    return (*decide, change, (Tap(lang.label("Cancel for them"), tap("p_cancel", number)),))


def fewer(lang: Language, one: Participant) -> Screen:
    """How many people come after all."""
    registration = one.registration
    choices: list[Button] = [
        Tap(str(people), tap("p_people", registration.id, registration.people, people))
        for people in range(1, registration.people)
    ]
    return Screen(
        lang.gettext("How many people of {name} are coming?", name=registration.name),
        (*columns(choices, 5), (Tap(lang.label("Back"), tap("person", registration.id)),)),
    )


def ask_cancel(lang: Language, one: Participant) -> Screen:
    """Asks once before somebody else's registration ends."""
    registration = one.registration
    return Screen(
        lang.gettext(
            "Cancel the registration of {name}? They will be told, and the seat goes to somebody else.",
            name=registration.name,
        ),
        (
            (Tap(lang.label("Yes, cancel it"), tap("p_cancel_yes", registration.id)),),
            (Tap(lang.label("No, keep it"), tap("person", registration.id)),),
        ),
    )


def accepted(lang: Language, position: int) -> str:
    """They have seats, or wait."""
    if position:
        # TRANSLATORS: Shown for a moment above the chat: at most 200 characters.
        return lang.label("Accepted. The event is full: they are on the waiting list.")
    # TRANSLATORS: Shown for a moment above the chat: at most 200 characters.
    return lang.label("Accepted. They will be told.")


def declined(lang: Language) -> str:
    """They do not come."""
    # TRANSLATORS: Shown for a moment above the chat: at most 200 characters.
    return lang.label("Declined. They will be told.")


def accepted_all(lang: Language, number: int) -> str:
    """How many were accepted at once."""
    return lang.nlabel("{n} registration accepted.", "{n} registrations accepted.", number)


def decided_before(lang: Language) -> str:
    """A colleague was quicker, or the person withdrew."""
    # TRANSLATORS: Shown for a moment above the chat: at most 200 characters.
    return lang.label("That was decided in the meantime.")


def done(lang: Language) -> str:
    """Changed for them."""
    # TRANSLATORS: Shown for a moment above the chat: at most 200 characters.
    return lang.label("Changed. They will be told.")


def no_seat(lang: Language) -> str:
    """There is no room for more."""
    # TRANSLATORS: Shown for a moment above the chat: at most 200 characters.
    return lang.label("There is no free seat for one more person.")


def changed_before(lang: Language) -> str:
    """Nothing was done, since it is not what was shown."""
    # TRANSLATORS: Shown for a moment above the chat: at most 200 characters.
    return lang.label("Nothing was changed: this registration has changed in the meantime.")


def changed_by_staff(lang: Language, services: Services, registration: Registration, event: Event) -> Screen:
    """What its person hears when a coordinator changed a registration."""
    ended = registration.status is RegistrationStatus.CANCELLED
    text = (
        lang.gettext("Your registration has been cancelled by the organisers.")
        if ended
        else lang.ngettext(
            "The organisers have changed your registration. It is for {n} person now.",
            "The organisers have changed your registration. It is for {n} people now.",
            registration.people,
        )
    )
    contact = event.contact or services.office.human_contact
    return Screen(
        paragraphs(
            text,
            lines(lang.bold(title(event, lang, services)), when(lang, event, services.zone)),
            lang.gettext("Questions? {contact}", contact=contact) if contact else "",
        ),
        ((Tap(lang.label("My registrations"), tap("my")),),),
    )
