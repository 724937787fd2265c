"""First screen, help, languages, imprint and the small polite answers."""

from collections.abc import Iterable

from handlers.aliases import name_in_menu
from handlers.screen import Link, Screen, Tap, columns, lines, paragraphs, plain, shortened, tap
from handlers.services import Office
from locales import Html, Language, Latin, Url

# (command, what it is for) in the order of the menu; the rest is behind help.
# Characters, as Telegram's Bot API has them.
DESCRIPTION_LIMIT, SHORT_DESCRIPTION_LIMIT = 512, 120
MENU = ("start", "events", "my", "news", "language", "plain", "help", "privacy", "imprint")


def commands(lang: Language) -> list[tuple[str, str]]:
    """The commands of the menu, by their names in the language where a menu takes them, with descriptions."""
    texts = {
        "start": lang.label("Start"),
        "events": lang.label("Events and workshops"),
        "my": lang.label("My registrations"),
        "news": lang.label("News about topics you choose"),
        "language": lang.label("Language"),
        "plain": lang.label("Numbers instead of buttons"),
        "help": lang.label("Help and contact"),
        "privacy": lang.label("Privacy"),
        "imprint": lang.label("Imprint"),
    }
    return [(name_in_menu(name, lang), texts[name]) for name in MENU]


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
        # TRANSLATORS: Begins the bot's description: at most 250 characters.
        return lang.gettext("Hello! I am an automated assistant, not a person. This is a demonstration.")
    # TRANSLATORS: Begins the bot's description: at most 250 characters. "controller" is an office.
    return lang.gettext(
        "Hello! I am the automated assistant of {controller}, not a person.", controller=office.controller
    )


def can_do(lang: Language) -> Html:
    """What the bot is for, in one sentence."""
    # TRANSLATORS: The bot in one line, also in its profile: at most 120 characters.
    return lang.gettext("I answer questions, register you for events and send you news. Just write to me!")


def description(lang: Language, office: Office) -> str:
    """What a messenger shows before the first message: who speaks, what for, who is responsible."""
    about = lines(who_speaks(lang, office), can_do(lang))
    return shortened(lines(plain(about), office.imprint_url), DESCRIPTION_LIMIT)


def short_description(lang: Language) -> str:
    """The same in one line, for the bot's profile."""
    return shortened(plain(can_do(lang)), SHORT_DESCRIPTION_LIMIT)


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
        lang.gettext("/plain – numbers instead of buttons, for screen readers"),
        lang.gettext("/link – use two chats as one"),
        lang.gettext("/cancel – stop what we are doing"),
        lang.gettext("/privacy – what I store about you"),
        lang.gettext("/mydata – my data, and deleting them"),
        lang.gettext("/imprint – who is responsible"),
    )
    return Screen(
        paragraphs(
            lang.gettext("You can simply write a question. These commands work, too:"),
            commands_part,
            contact(lang, office),
        ),
        ((Tap(lang.label("Privacy"), tap("privacy")), Tap(lang.label("Imprint"), tap("imprint"))),),
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
        paragraphs(lang.gettext("In which language shall we write to each other?"), reviewed(lang)),
        columns(Tap(one.own_name, tap("lang", one.code)) for one in ranked),
    )


def language_chosen(lang: Language) -> Screen:
    """Confirms in the new language."""
    said = lang.gettext("Good, from now on I write in {language}.", language=lang.own_name)
    return Screen(paragraphs(said, reviewed(lang)))


def reviewed(lang: Language) -> Html:
    """Who vouches for the texts of a language, or that nobody does yet."""
    if lang.reviewed_by and lang.reviewed_on:
        return lang.gettext(
            "My texts in this language were reviewed by {name} on {date}.",
            name=lang.reviewed_by,
            date=lang.calendar_day(lang.reviewed_on),
        )
    if lang.is_easy:
        return lang.gettext("My texts in easy language have not been reviewed yet.")
    return lang.gettext("My texts in this language have not been reviewed by a native speaker yet.")


def imprint(lang: Language, office: Office) -> Screen:
    """Who answers for the content."""
    if not office.controller and not office.imprint_url:
        return Screen(lang.gettext("This is a demonstration. No office stands behind it."))
    text = lang.gettext("Responsible: {name}", name=office.controller or office.imprint_url)
    if office.public_url:
        address = f"{office.public_url}/accessibility?lang={lang.code}"
        text = lines(text, lang.gettext("Accessibility: {url}", url=Latin(address)))
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
    # TRANSLATORS: Shown for a moment above the chat: at most 200 characters.
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


def late(lang: Language) -> Html:
    """Stands above an answer for which somebody had to wait long."""
    return lang.gettext("Sorry that this answer comes late: I could not be reached for a while.")


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
