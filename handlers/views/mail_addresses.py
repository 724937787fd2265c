"""Leaving an e-mail address for the messages about one registration."""

from handlers.screen import Screen, Tap, lines, tap
from locales import Html, Language, Latin


def offer(lang: Language, registration_id: int) -> Screen:
    """The question after registering; the default is no."""
    return Screen(
        lines(
            lang.gettext("Shall messages about this registration also come by e-mail?"),
            lang.gettext("The address serves nothing else and is deleted together with the registration."),
        ),
        (
            (Tap(lang.label("No, thank you"), tap("mail_no", registration_id)),),
            (Tap(lang.label("Yes, leave an address"), tap("mail", registration_id)),),
        ),
    )


def ask_address(lang: Language) -> Screen:
    """Asks for the address."""
    return Screen(
        lang.gettext("What is your e-mail address?"), ((Tap(lang.label("Cancel"), tap("cancel")),),)
    )


def unclear(lang: Language) -> Html:
    """What was written is no address."""
    example = Latin("name@example.org")
    return lang.gettext("That is not an e-mail address. It looks like this: {example}", example=example)


def kept(lang: Language, address: str) -> Screen:
    """The address is kept; a first mail shows whether it was right."""
    text = lang.gettext(
        "Thank you. A first e-mail is on its way to {address}. If it does not come, the address is wrong.",
        address=Latin(address),
    )
    return Screen(text, ((Tap(lang.label("My registrations"), tap("my")),),))


def too_many(lang: Language) -> Screen:
    """Addresses were left too often today."""
    return Screen(lang.gettext("That is enough addresses for today. Please try again tomorrow."))


def declined(lang: Language) -> Screen:
    """No address, which is fine."""
    return Screen(lang.gettext("All right: no e-mail."))
