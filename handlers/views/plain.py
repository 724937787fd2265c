"""Reading without buttons: switching it on and off, and a number that there is not."""

from handlers.screen import Screen
from locales import Language


def switched(lang: Language, *, numbered: bool) -> Screen:
    """How choosing works from now on."""
    if numbered:
        return Screen(
            lang.gettext(
                "Good, from now on I write without buttons and emoji. You choose by typing a number. "
                "With /plain the buttons come back."
            )
        )
    return Screen(lang.gettext("Good, the buttons are back. With /plain they turn into numbers again."))


def no_such_number(lang: Language, most: int) -> Screen:
    """A number that none of the choices has."""
    return Screen(
        lang.gettext("This number is not in the list. Please write a number from 1 to {n}.", n=most)
    )
