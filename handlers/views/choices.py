"""Parts that several forms share: numbered choices, and the row that leads back or out."""

from collections.abc import Sequence

from handlers.screen import Tap, lines, shortened, tap
from locales import Html, Language


def numbered(lang: Language, labels: Sequence[str]) -> Html:
    """Choices with the numbers by which they can be typed, one to a line."""
    return lines(*(lang.isolate(f"{number}. {label}") for number, label in enumerate(labels, start=1)))


def yes_no(lang: Language) -> tuple[str, str]:
    """The two choices in the order of their numbers."""
    return lang.label("Yes"), lang.label("No")


def leaving(lang: Language, event_id: int) -> tuple[Tap, ...]:
    """One step back, or out of the form."""
    return Tap(lang.label("Back"), tap("back", event_id)), *cancelling(lang)


def cancelling(lang: Language) -> tuple[Tap, ...]:
    """Out of the form."""
    return (Tap(lang.label("Cancel"), tap("cancel")),)


def was_answer(lang: Language, event_id: int, said: str) -> tuple[tuple[Tap, ...], ...]:
    """A text that was taken for a question may have been the answer; none where nothing was said."""
    if not said:
        return ()
    label = lang.label("My answer is: {text}", text=shortened(said, 30))
    return ((Tap(label, tap("was_answer", event_id)),),)
