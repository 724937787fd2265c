"""Registering, one question per screen: name, number of people, age, and everything once more."""

from civic.event_texts import questions
from civic.events import Event
from civic.extra_questions import valid_answers
from civic.form_steps import Entered
from civic.registrations import MOST_PEOPLE
from handlers.screen import Link, Rows, Screen, Tap, columns, lines, paragraphs, tap
from handlers.services import Office, Services
from handlers.views.choices import cancelling, leaving, numbered, yes_no
from handlers.views.events import title, when
from handlers.views.form_questions import answer_line
from handlers.views.needs import needs_lines
from handlers.views.privacy import registering
from locales import Html, Language


def ask_name(lang: Language, office: Office, event_title: str, step: str) -> Screen:
    """The notice about data, shown before the first personal entry, and the first question."""
    asked_by = (
        lang.gettext("These details go to: {name}", name=office.controller) if office.controller else ""
    )
    notice = lines(
        registering(lang),
        asked_by,
    )
    return Screen(
        paragraphs(
            lang.gettext("Registration: {title}", title=event_title),
            notice,
            lines(lang.isolate(step), lang.gettext("What is your name?")),
        ),
        (cancelling(lang),),
    )


def ask_new_name(lang: Language, event_id: int, name: str) -> Screen:
    """Another name for a registration that there is."""
    question = lang.gettext("The registration is for {name}. What is the name from now on?", name=name)
    return Screen(question, (leaving(lang, event_id),))


def ask_people(lang: Language, event_id: int, name: str, step: str, *, known: bool) -> Screen:
    """How many people come, as digits to tap or to type."""
    question = (
        lang.gettext("Registering as {name}. How many people are coming, you included?", name=name)
        if known
        else lang.gettext("Thank you, {name}! How many people are coming, you included?", name=name)
    )
    digits = columns((Tap(str(n), tap("people", event_id, n)) for n in range(1, MOST_PEOPLE + 1)), 6)
    other = ((Tap(lang.label("Another name"), tap("rename", event_id)),),) if known else ()
    way_out = cancelling(lang) if known else leaving(lang, event_id)
    return Screen(lines(lang.isolate(step), question), (*digits, *other, way_out))


def ask_age(lang: Language, event: Event, people: int, step: str) -> Screen:
    """Whether everybody is within the limit; never a date of birth."""
    yes, no = yes_no(lang)
    buttons = (Tap(yes, tap("age", event.id, 1)), Tap(no, tap("age", event.id, 0)))
    return Screen(
        lines(lang.isolate(step), _age_question(lang, event, people), numbered(lang, (yes, no))),
        (buttons, leaving(lang, event.id)),
    )


def _age_question(lang: Language, event: Event, people: int) -> Html:
    low, high = event.age_from, event.age_to
    if low is not None and high is not None:
        limit = lang.gettext("This event is for people from {low} to {high} years.", low=low, high=high)
    elif low is not None:
        limit = lang.gettext("This event is for people from {low} years on.", low=low)
    else:
        limit = lang.gettext("This event is for people up to {high} years.", high=high or 0)
    if people == 1:
        return lines(limit, lang.gettext("Does that fit you?"))
    return lines(limit, lang.gettext("Does that fit all {n} of you?", n=people))


def too_young_or_old(lang: Language, office: Office, event: Event) -> Screen:
    """A warm no, and whom to ask; whoever tapped by mistake begins again."""
    contact = event.contact or event.organiser or office.human_contact
    return Screen(
        paragraphs(
            lang.gettext(
                "Then this event does not fit this time. Thank you for your interest! Nothing was saved."
            ),
            lang.gettext("If you want to talk about it: {contact}", contact=contact) if contact else "",
        ),
        (
            (Tap(lang.label("All events"), tap("events")),),
            (Tap(lang.label("A mistake, begin again"), tap("register", event.id)),),
        ),
    )


def summary(lang: Language, services: Services, event: Event, entered: Entered, step: str) -> Screen:
    """Everything once more before it is saved."""
    rows = _summary_rows(lang, event, entered)
    labels = [one.label for row in rows for one in row]
    return Screen(
        paragraphs(
            lines(lang.isolate(step) if not entered.changing else "", lang.gettext("Is everything right?")),
            lines(lang.isolate(title(event, lang, services)), when(lang, event, services.zone)),
            lines(
                lang.gettext("Name: {name}", name=entered.name),
                lang.ngettext("{n} person", "{n} people", entered.people),
                needs_lines(lang, services, entered.needs or frozenset(), entered.details),
                *answer_lines(lang, services, event, entered),
            ),
            numbered(lang, labels),
        ),
        (*rows, cancelling(lang)),
    )


def summary_taps(lang: Language, event: Event, entered: Entered) -> list[str]:
    """The names of the taps on the summary in the order of their numbers."""
    rows = _summary_rows(lang, event, entered)
    return [one.data.partition(":")[0] for row in rows for one in row if isinstance(one, Tap)]


def summary_labels(lang: Language, event: Event, entered: Entered) -> list[str]:
    """What stands on them."""
    return [one.label for row in _summary_rows(lang, event, entered) for one in row]


def _summary_rows(lang: Language, event: Event, entered: Entered) -> Rows:
    save = lang.label("Save changes") if entered.changing else lang.label("Yes, register")
    changes: list[Tap | Link] = [
        Tap(lang.label("Change name"), tap("rename", event.id)),
        Tap(lang.label("Change support"), tap("needs", event.id)),
    ]
    if not entered.changing:
        changes.append(Tap(lang.label("Change number"), tap("recount", event.id)))
    if event.questions:
        changes.append(Tap(lang.label("Change answers"), tap("reanswer", event.id)))
    return ((Tap(save, tap("confirm", event.id)),), *columns(changes))


def answer_lines(lang: Language, services: Services, event: Event, entered: Entered) -> list[Html]:
    """The answers to the questions of an event."""
    answers = valid_answers(event.questions, entered.answers)
    return [
        answer_line(lang, services, question, answers[question.id])
        for question in questions(event)
        if question.id in answers
    ]


def name_unclear(lang: Language) -> Html:
    """The name cannot be used."""
    return lang.gettext("I need a name with letters, so that we can greet you.")


def people_unclear(lang: Language) -> Html:
    """The number cannot be used."""
    return lang.gettext("Please write a number from 1 to {most}.", most=MOST_PEOPLE)


def choice_unclear(lang: Language) -> Html:
    """A text that is none of the choices."""
    return lang.gettext("I did not understand that. Please tap a button or write its number.")


def form_changed(lang: Language) -> Html:
    """The organisers changed the questions while somebody was answering them."""
    return lang.gettext("The organisers have changed the questions meanwhile. Please have a look.")


def notice_changed(lang: Language) -> Html:
    """The privacy notice is not the one that was shown when the form was opened."""
    return lang.gettext("What I tell you about your data has changed meanwhile. Please read it once more.")


def first_step(lang: Language) -> Html:
    """There is nothing to go back to."""
    return lang.gettext("This is the first question. To stop, write: cancel")


def text_unclear(lang: Language, most: int) -> Html:
    """A text that is empty or too long."""
    return lang.gettext("Please write a text of up to {most} characters.", most=most)
