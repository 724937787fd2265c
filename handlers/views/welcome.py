"""First screen, help, languages, imprint and the small polite answers."""

from collections.abc import Iterable

from handlers.screen import Link, Screen, Tap, columns, lines, paragraphs, tap
from handlers.services import Office
from locales import Html, Language, Url

# (command, what it is for) in the order of the menu; the rest is behind help.
MENU = ("start", "events", "my", "news", "language", "help")


def commands(lang: Language) -> list[tuple[str, str]]:
    """The commands of the menu with their descriptions."""
    texts = {
        "start": lang.label("Start"),
        "events": lang.label("Events and workshops"),
        "my": lang.label("My registrations"),
        "news": lang.label("News about topics you choose"),
        "language": lang.label("Language"),
        "help": lang.label("Help and contact"),
    }
    return [(name, texts[name]) for name in MENU]


def welcome(lang: Language, office: Office, events: int, others: Iterable[Language]) -> Screen:
    """The first message: who speaks, what it can do, greetings in other languages."""
    greetings = " · ".join(other.label("Hello") for other in others if other.code != lang.code)
    return Screen(
        paragraphs(lines(who_speaks(lang, office), can_do(lang)), lang.isolate(greetings)),
        (
            (
                Tap(lang.label("Events ({n})", n=events), tap("events")),
                Tap(lang.label("Ask"), tap("ask")),
            ),
            (Tap(lang.label("News"), tap("news")), Tap(lang.label("Language"), tap("language"))),
        ),
    )


def who_speaks(lang: Language, office: Office) -> Html:
    """Says that this is a program and whose it is (AI Act, article 50)."""
    if not office.controller:
        return lang.gettext("Hello! I am an automated assistant, not a person. This is a demonstration.")
    return lang.gettext(
        "Hello! I am the automated assistant of {controller}, not a person.", controller=office.controller
    )


def can_do(lang: Language) -> Html:
    """What the bot is for, in one sentence."""
    return lang.gettext("I answer questions, register you for events and send you news. Just write to me!")


def ask_me(lang: Language) -> Screen:
    """Invites a question."""
    return Screen(lang.gettext("What would you like to know? Just write your question."))


def help_screen(lang: Language, office: Office) -> Screen:
    """What can be written, and how to reach a person."""
    commands_part = lines(
        lang.gettext("/events – events and workshops"),
        lang.gettext("/my – my registrations"),
        lang.gettext("/news – news about topics you choose"),
        lang.gettext("/language – another language"),
        lang.gettext("/cancel – stop what we are doing"),
        lang.gettext("/privacy – what I store about you"),
        lang.gettext("/imprint – who is responsible"),
    )
    return Screen(
        paragraphs(
            lang.gettext("You can simply write a question. These commands work, too:"),
            commands_part,
            contact(lang, office),
        )
    )


def contact(lang: Language, office: Office) -> Html:
    """How to reach people; empty where the operator named nobody."""
    if not office.human_contact:
        return Html()
    return lang.gettext("People who help you: {contact}", contact=office.human_contact)


def languages(lang: Language, offered: Iterable[Language], likely: Iterable[str]) -> Screen:
    """Every language by its own name, in two columns, likely ones first."""
    order = {code: place for place, code in enumerate(likely)}
    ranked = sorted(offered, key=lambda one: order.get(one.code, len(order)))
    return Screen(
        lang.gettext("In which language shall we write to each other?"),
        columns(Tap(one.own_name, tap("lang", one.code)) for one in ranked),
    )


def language_chosen(lang: Language) -> Screen:
    """Confirms in the new language."""
    return Screen(lang.gettext("Good, from now on I write in {language}.", language=lang.own_name))


def privacy(lang: Language, office: Office) -> Screen:
    """What is stored and why, in short."""
    responsible = office.controller and lang.gettext("Responsible: {name}", name=office.controller)
    questions = office.privacy_contact and lang.gettext(
        "Questions about your data: {contact}", contact=office.privacy_contact
    )
    return Screen(
        paragraphs(
            lang.gettext(
                "I store only what I need: the number of this chat, your language, the topics of your "
                "news and your registrations (name, number of people, support that you need)."
            ),
            _registrations_kept(lang, office),
            lines(
                lang.ngettext(
                    "I do not keep your questions, except those that you hand to a person: "
                    "their texts are deleted {n} day after the answer.",
                    "I do not keep your questions, except those that you hand to a person: "
                    "their texts are deleted {n} days after the answer.",
                    office.question_days,
                ),
                lang.ngettext(
                    "In the web chat each line of this conversation is deleted {n} day after it was written.",
                    "In the web chat each line of this conversation is deleted "
                    "{n} days after it was written.",
                    office.transcript_days,
                ),
            ),
            lang.gettext("In Telegram, Telegram can read what you write. In the web chat it cannot."),
            lines(responsible or "", questions or ""),
        )
    )


def _registrations_kept(lang: Language, office: Office) -> Html:
    return lines(
        lang.gettext("Who registers for an event is seen by its coordinators, and by no other colleagues."),
        lang.ngettext(
            "What support you need and what you answered is deleted {n} day after the event.",
            "What support you need and what you answered is deleted {n} days after the event.",
            office.need_days,
        ),
        lang.ngettext(
            "The whole registration is deleted {n} day after the event, with its telephone number, e-mail "
            "address, personal links and your opinion of the event.",
            "The whole registration is deleted {n} days after the event, with its telephone number, e-mail "
            "address, personal links and your opinion of the event.",
            office.participant_days,
        ),
    )


def imprint(lang: Language, office: Office) -> Screen:
    """Who answers for the content."""
    if not office.controller and not office.imprint_url:
        return Screen(lang.gettext("This is a demonstration. No office stands behind it."))
    text = lang.gettext("Responsible: {name}", name=office.controller or office.imprint_url)
    if not office.imprint_url:
        return Screen(text)
    return Screen(text, ((Link(lang.label("Imprint"), Url(office.imprint_url)),),))


def cancelled(lang: Language, *, was_busy: bool) -> Screen:
    """After /cancel."""
    if was_busy:
        return Screen(lang.gettext("Stopped. Nothing was saved."))
    return Screen(lang.gettext("There is nothing to stop. Just write if you need something."))


def old_button(lang: Language) -> str:
    """Shown above the chat when a button no longer does anything."""
    return lang.label("This button is no longer in use. Please use the newest message.")


def text_only(lang: Language) -> Screen:
    """For voice, pictures, files, places and contacts; nothing of them is kept."""
    return Screen(
        lang.gettext(
            "Please write to me: I can only read text. You can dictate with the microphone of your keyboard, "
            "or ask a person. I did not save what you sent."
        ),
        ((Tap(lang.label("Ask a person"), tap("talk")),),),
    )


def trouble(lang: Language) -> Screen:
    """Something broke on our side."""
    return Screen(lang.gettext("Sorry, that did not work just now. Please try again in a moment."))


def too_long(lang: Language, limit: int) -> Screen:
    """A text is longer than can be kept."""
    return Screen(
        lang.ngettext(
            "That is too long. Please use at most {n} character.",
            "That is too long. Please use at most {n} characters.",
            limit,
        )
    )
